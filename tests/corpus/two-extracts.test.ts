/** Two ECU extracts that define the same paths differently: two models, one bus. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { simulate } from '../../cli/simulate.ts';
import { RTE_E_NO_DATA, RTE_E_OK, RTE_E_TRANSMIT_ACK } from '../../rte/typescript/index.ts';
import { loadVehicle, type TraceRecord, type Vehicle } from '../../vehicle/index.ts';
import { capturedTerminal } from '../cli/captured.ts';
import { corpus, corpusMissing, rtegenCases } from './corpus.ts';

const components = join(import.meta.dirname, 'components');
const extract = (ecu: string): string => join(corpus, rtegenCases, `HelloAutosarWithCom_${ecu}`);

const ms = 1_000_000;

function recordsOf({ trace }: Vehicle, kind: string): TraceRecord[] {
  return Array.from({ length: trace.length }, (_, index) => trace.at(index)).filter(
    (record) => record.kind === kind,
  );
}

async function runFiveSeconds(): Promise<Vehicle> {
  const vehicle = await loadVehicle({
    components: [components],
    ecus: { ECU1: { arxml: [extract('ECU1')] }, ECU2: { arxml: [extract('ECU2')] } },
  });
  vehicle.run('5s');
  return vehicle;
}

describe.skipIf(corpusMissing)('HelloAutosarWithCom on two ECUs', () => {
  beforeEach(() => {
    globalThis.observed = {};
  });
  afterEach(() => {
    globalThis.observed = undefined;
  });

  it('runs its runnables every second from 0.1 s, in tasks of 0.1 s', async () => {
    const vehicle = await runFiveSeconds();
    const starts = recordsOf(vehicle, 'runnable-start');
    for (const [ecu, runnable] of [
      ['ECU1', 'SWC1/RunnableEntity1'],
      ['ECU2', 'SWC2/RunnableEntity2'],
    ]) {
      const own = starts.filter(({ source, name }) => source === ecu && name === runnable);
      expect(own.map(({ atNs }) => atNs / ms)).toEqual([100, 1100, 2100, 3100, 4100]);
      const { tasks } = vehicle.ecu(ecu ?? '');
      expect(tasks.find(({ name }) => name === 'TASK1')).toMatchObject({
        activations: 50,
        lost: 0,
      });
    }
  });

  it('sends what was written at the next Com_MainFunctionTx, little endian in frame 2', async () => {
    const vehicle = await runFiveSeconds();
    expect(vehicle.bus('CAN').bitRate).toBe(500_000);
    const frames = recordsOf(vehicle, 'frame');
    expect(frames.map(({ name }) => name)).toEqual(Array(5).fill('0x002'));
    expect(frames.map(({ value }) => [...(value as Uint8Array)])).toEqual(
      [4, 5, 6, 7, 8].map((lowest) => [lowest, 3, 2, 1]),
    );
    // A record is made when the frame has ended: 76 bits and the stuff bits, at 2 µs each.
    for (const [index, { atNs }] of frames.entries()) {
      const sentNs = atNs - (200 + 1000 * index) * ms;
      expect(sentNs % 2000).toBe(0);
      expect(sentNs / 2000).toBeGreaterThanOrEqual(76);
      expect(sentNs / 2000).toBeLessThanOrEqual(76 + 16);
    }
  });

  it('tells the sender that nothing was sent yet, then that it was acknowledged', async () => {
    await runFiveSeconds();
    const [first, ...later] = globalThis.observed?.SWC1 ?? [];
    expect(first).toEqual([RTE_E_NO_DATA, 0x01020304, RTE_E_OK, RTE_E_NO_DATA]);
    expect(later).toEqual(
      [5, 6, 7, 8].map((lowest) => [
        RTE_E_TRANSMIT_ACK,
        0x01020300 + lowest,
        RTE_E_OK,
        RTE_E_NO_DATA,
      ]),
    );
  });

  it('gives the receiver the initial value, then each value once as an update', async () => {
    await runFiveSeconds();
    expect(globalThis.observed?.SWC2).toEqual([
      [false, RTE_E_OK, 0, false],
      ...[4, 5, 6, 7].map((lowest) => [true, RTE_E_OK, 0x01020300 + lowest, false]),
    ]);
  });

  it('runs from the command line to the same trace', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vfb-extracts-'));
    try {
      const traces = ['1.trace', '2.log'].map((name) => join(folder, name));
      for (const trace of traces) {
        const terminal = capturedTerminal();
        const options = {
          ecu: [`ECU1=${extract('ECU1')}`, `ECU2=${extract('ECU2')}`],
          components: [components],
          for: '5s',
          trace,
        };
        expect(await simulate([], options, terminal), terminal.stderr).toBe(0);
        expect(terminal.stdout).toMatch(/0x002/);
      }
      const [native, candump] = traces.map((path) => readFileSync(path, 'utf8').trimEnd());
      const vehicle = await runFiveSeconds();
      const frames = recordsOf(vehicle, 'frame').map(({ atNs }) => `${atNs} CAN frame 0x002`);
      const lines = native?.split('\n').filter((line) => line.includes(' CAN frame ')) ?? [];
      expect(lines.map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual(frames);
      expect(candump?.split('\n').map((line) => line.split(' ')[2])).toEqual(
        ['04', '05', '06', '07', '08'].map((lowest) => `002#${lowest}030201`),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
