/**
 * The example vehicle with its Body ECU as an image on a Cortex-M3 in QEMU, in real time: two programs and
 * a pseudo terminal, none of which waits for the others. A wire leads from the door lock of Body to its
 * stalk, so that what it hears from the bus changes what it says.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SerialPort } from 'serialport';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerTimeoutNs } from '../../bsw-sim/bridge/send-window.ts';
import {
  formatRecord,
  loadVehicle,
  type Vehicle,
  type VehicleDescription,
} from '../../vehicle/index.ts';
import { bootBody } from '../helpers/boards/body-in-qemu.ts';
import { canBuildFor, changedComponents, lockPullsStalk } from '../helpers/boards/ecu-images.ts';
import { hasQemu, type QemuBoard } from '../helpers/boards/qemu.ts';
import { SerialTalk } from '../helpers/boards/serial-talk.ts';
import { hasSocat, PtyPair } from '../helpers/pty-pair.ts';
import { traceOf, valuesOf } from '../helpers/traces.ts';

const isCi = process.env.CI === 'true';
const hasTools = hasQemu && hasSocat && canBuildFor('lm3s6965evb');
if (!hasTools)
  console.warn('an ECU in real time: skipped, it takes qemu-system-arm, socat and gcc');

/**
 * From a frame that Body acts on to the frame in which it does so, on the bus. In the simulation it is at
 * most 80 ms (tasks of 50, 20 and 5 ms); the rest is for two programs on a busy machine.
 */
const latencyWindowNs = 1_000_000_000;

const example = 'arxml/pedal-to-dashboard/pedal-to-dashboard.vehicle.json';
const file = JSON.parse(readFileSync(example, 'utf8')) as VehicleDescription;
const description: VehicleDescription = {
  ...file,
  stimuli: [
    { at: '0ms', set: 'Front.adc.Pedal', to: 0.1 },
    { at: '1500ms', set: 'Front.adc.Pedal', to: 0.7 },
  ],
};
const options = { folder: dirname(example) };

/** Until the frame in which Body has counted the fifth flash. Each record is looked at once: time is short. */
function untilFifthFlash({ trace }: Vehicle): () => boolean {
  let seen = 0;
  return () => {
    while (seen < trace.length) {
      if (/ frame 0x320 \S\S \S\S 05$/.test(formatRecord(trace.at(seen++)))) return true;
    }
    return false;
  };
}

async function inRealTime(pair: PtyPair, components: string): Promise<Vehicle> {
  let qemu: QemuBoard | undefined;
  let port: SerialPort | undefined;
  try {
    await pair.connect();
    qemu = await bootBody('lm3s6965evb', components);
    await new SerialTalk(qemu.socket).wake();
    qemu.socket.removeAllListeners('data');
    port = new SerialPort({ path: pair.b, baudRate: 500_000 });
    port.pipe(qemu.socket).pipe(port);
    const vehicle = await loadVehicle(description, {
      ...options,
      boards: { Body: { port: pair.a } },
    });
    await vehicle.runRealTime('60s', { isStopped: untilFifthFlash(vehicle) });
    await vehicle.close();
    return vehicle;
  } finally {
    if (port?.isOpen) await new Promise((resolve) => port?.close(resolve));
    await qemu?.stop();
    await pair.end();
  }
}

/** The wire is here a hand that follows the lock. */
async function inSimulation(endNs: number): Promise<Vehicle> {
  const vehicle = await loadVehicle(description, options);
  vehicle.runUntil(() => vehicle.get('Body.dio.DoorLock') === 1, endNs);
  vehicle.set('Body.dio.StalkLeft', 1);
  vehicle.run(endNs - vehicle.nowNs);
  await vehicle.close();
  return vehicle;
}

describe.skipIf(!hasTools && !isCi)('the example vehicle with ECU Body in QEMU', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vfb-qemu-vehicle-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let vehicle: Vehicle;
  let real: readonly string[];
  let simulated: readonly string[];
  beforeAll(async () => {
    const components = changedComponents(folder, ...lockPullsStalk);
    // Where the machine stood still for longer than an answer may take, the run shows nothing: once more.
    for (let attempt = 0; attempt < 3; attempt++) {
      vehicle = await inRealTime(new PtyPair(), components);
      if (vehicle.maximumLagNs < answerTimeoutNs) break;
    }
    real = traceOf(vehicle);
    simulated = traceOf(await inSimulation(vehicle.nowNs + 5_000_000_000));
  }, 240_000);

  it('has the values of the simulation, signal by signal, as far as it came', () => {
    const mine = valuesOf(real);
    const others = [...valuesOf(simulated)].filter(([key]) => !key.startsWith('Body.'));
    expect(others.length).toBeGreaterThan(10);
    expect(mine.get('Dashboard.signal-receive.BlinkCount')?.length).toBeGreaterThanOrEqual(4);
    expect([...mine.keys()].sort()).toEqual(others.map(([key]) => key).sort());
    for (const [key, values] of others) {
      const seen = mine.get(key) ?? [];
      expect([key, seen]).toEqual([key, values.slice(0, seen.length)]);
    }
  });

  it('answers within the window', () => {
    const latencyNs = latencyOf(real, vehicle.lines[0]?.onlineAtNs ?? 0);
    console.info(
      `Body in QEMU: ${latencyNs / 1e6} ms from frame to frame, ${latencyOf(simulated, 0) / 1e6} ms in the simulation`,
    );
    expect(latencyNs).toBeLessThan(latencyWindowNs);
    expect(vehicle.lines).toMatchObject([{ board: 'lm3s6965evb', isOnline: true, lostFrames: 0 }]);
  });
});

/** From the first frame that says more than 10 km/h to the first that says that the indicator is on. */
function latencyOf(trace: readonly string[], fromNs: number): number {
  const frames = trace.map((line) => line.split(' ')).filter(([, , kind]) => kind === 'frame');
  const asked = frames.find(
    ([atNs, , , name, high, low]) =>
      Number(atNs) >= fromNs && name === '0x130' && Number.parseInt(`${high}${low}`, 16) > 1000,
  );
  const answered = frames.find(([, , , name, first]) => name === '0x320' && first !== '00');
  const [askedNs, answeredNs] = [asked, answered].map((frame) => Number(frame?.[0] ?? Number.NaN));
  return (answeredNs ?? 0) - (askedNs ?? 0);
}
