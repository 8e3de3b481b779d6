/**
 * The Body ECU of the example vehicle on an emulated Uno whose emulated MCP2515 is a node of the simulated bus.
 * The board has its own crystal, start-up and execution times, so instants differ from the simulation; values do
 * not.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CanBus, CanBusNode } from '../../bsw-sim/bus/can-bus.ts';
import { type CanFrame, createFrameBuffer } from '../../bsw-sim/bus/can-frame.ts';
import { formatRecord } from '../../bsw-sim/sim/trace.ts';
import type { Simulation } from '../../bsw-sim/simulation.ts';
import type { VehicleDescription } from '../../vehicle/index.ts';
import { toNs } from '../../vehicle/time.ts';
import {
  type BuiltEcu,
  bodyWithMcp2515,
  canBuildFor,
  changedComponents,
  ecuImage,
  type SourceChange,
  symbolsOf,
} from '../helpers/boards/ecu-images.ts';
import type { Mcp2515Options } from '../helpers/boards/mcp2515.ts';
import { Mcp2515Node } from '../helpers/boards/mcp2515-node.ts';
import { simulationOf } from '../helpers/boards/vehicle-with-nodes.ts';
import { valuesOf } from '../helpers/traces.ts';

const folder = mkdtempSync(join(tmpdir(), 'vfb-uno-mcp2515-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const skip = !canBuildFor('uno') && process.env.CI !== 'true';
const example = 'arxml/pedal-to-dashboard/pedal-to-dashboard.vehicle.json';
const ms = 1_000_000;
const endNs = 2500 * ms;

/** The pins of body.uno-mcp2515.pins.json by port and bit. */
const pins = {
  StalkLeft: 'C0',
  StalkRight: 'D3',
  HazardButton: 'D4',
  DriverDoor: 'D5',
  LeftLamps: 'B0',
  RightLamps: 'B1',
  InteriorLamp: 'D6',
  DoorLock: 'D7',
} as const;

const description = JSON.parse(readFileSync(example, 'utf8')) as VehicleDescription;
/** The controller's crystal is measured first, so everything happens later. */
const stimuli = (description.stimuli ?? []).map((one) => ({
  ...one,
  at: `${toNs(one.at) + 500 * ms}ns`,
}));
const { Body: _, ...otherEcus } = description.ecus ?? {};

interface Run {
  readonly simulation: Simulation;
  readonly body: Mcp2515Node;
  readonly levels: ReadonlyMap<string, readonly string[]>;
}

async function withBody(built: BuiltEcu, options: Partial<Mcp2515Options> = {}): Promise<Run> {
  const simulation = await simulationOf(
    {
      ...description,
      systems: [{ arxml: ['.'], ecus: ['Front', 'Powertrain', 'Dashboard'] }],
      ecus: otherEcus,
      stimuli: stimuli.filter(({ set }) => !set.startsWith('Body.')),
    },
    dirname(example),
  );
  const bus = simulation.bus('VehicleCan');
  const body = new Mcp2515Node('Body', built, { bus, queue: simulation.queue }, options);
  const levels = new Map<string, string[]>(Object.values(pins).map((pin) => [pin, []]));
  const others = body.board.onPin;
  body.board.onPin = (pin, high, atNs) => {
    others(pin, high, atNs);
    levels.get(pin)?.push(high ? '1' : '0');
  };
  const due = stimuli.flatMap((one) => {
    const [, name] = /^Body\.dio\.(\w+)$/.exec(one.set) ?? [];
    if (name === undefined) return [];
    return [{ atNs: toNs(one.at), pin: pins[name as keyof typeof pins], high: one.to === 1 }];
  });
  for (const pin of [pins.StalkLeft, pins.StalkRight, pins.HazardButton, pins.DriverDoor]) {
    body.board.setInput(pin, false);
  }
  body.onRun = (atNs) => {
    for (let next = due[0]; next !== undefined && next.atNs <= atNs; next = due[0]) {
      body.controller.runUntil(next.atNs);
      body.board.setInput(next.pin, next.high);
      due.shift();
    }
  };
  simulation.addParticipant(body);
  return { simulation, body, levels };
}

function traceOf({ trace }: Simulation): string[] {
  return Array.from({ length: trace.length }, (_, i) => formatRecord(trace.at(i)));
}

const framesOf = (trace: readonly string[], id: string): string[] =>
  trace
    .filter((line) => line.includes(` frame ${id} `))
    .map((line) => line.split(' ').slice(4).join(' '));

/** A count of the BSW, from the memory of the board. */
function countOf(run: Run, built: BuiltEcu, offset: number, bytes: number): number {
  const at = (symbolsOf(built, 'avr').get('Can_Errors') ?? 0) & 0xffff;
  const { memory } = run.body.board;
  return bytes === 1
    ? (memory[at + offset] ?? 0)
    : (memory[at + offset] ?? 0) + 256 * (memory[at + offset + 1] ?? 0);
}
const lostOf = (run: Run, built: BuiltEcu): number => countOf(run, built, 0, 2);

describe.skipIf(skip)('the example vehicle with ECU Body on an Uno with an MCP2515', () => {
  let built: BuiltEcu;
  let simulated: string[];
  let run: Run;
  beforeAll(async () => {
    built = ecuImage({ ecu: 'Body', board: 'uno', pins: bodyWithMcp2515, can: 'mcp2515' });
    const pure = await simulationOf({ ...description, stimuli }, dirname(example));
    pure.runUntil(endNs);
    simulated = traceOf(pure);
    run = await withBody(built);
    run.simulation.runUntil(endNs);
  });

  it('has the values of the simulation, signal by signal', () => {
    const mine = valuesOf(traceOf(run.simulation));
    const others = [...valuesOf(simulated)].filter(([key]) => !key.startsWith('Body.'));
    expect(others.length).toBeGreaterThan(10);
    expect(mine.get('Dashboard.signal-receive.IndicatorSignal')?.length).toBeGreaterThan(3);
    for (const [key, values] of others) expect([key, mine.get(key)]).toEqual([key, values]);
  });

  it('has the outputs of the simulation at its pins', () => {
    const values = valuesOf(simulated);
    for (const name of ['LeftLamps', 'RightLamps', 'InteriorLamp', 'DoorLock'] as const) {
      expect([name, run.levels.get(pins[name])]).toEqual([
        name,
        values.get(`Body.dio-output.${name}`),
      ]);
    }
  });

  it('sends the frames of the simulation, each once, and loses nothing', () => {
    const [mine, pure] = [traceOf(run.simulation), simulated].map((trace) =>
      framesOf(trace, '0x320'),
    );
    expect(mine?.length).toBeGreaterThan(10);
    expect(mine).toEqual(pure);
    expect([run.body.controller.dropped, lostOf(run, built)]).toEqual([0, 0]);
  });

  it('is the same run every time, to the byte', async () => {
    const again = await withBody(built);
    again.simulation.runUntil(endNs);
    expect(traceOf(again.simulation)).toEqual(traceOf(run.simulation));
  });

  it('says nothing on its serial line, whose pins it leaves alone', async () => {
    const again = await withBody(built);
    let bytes = 0;
    again.body.board.onSerialOut = () => {
      bytes++;
    };
    again.body.board.serialIn(Buffer.from('\rV\r'));
    again.simulation.runUntil(200 * ms);
    expect([bytes, again.body.board.isOutput('D1')]).toEqual([0, false]);
  });
});

/** A node with shortest frames that win arbitration from nobody: the bus has no pause. */
class Flood implements CanBusNode {
  readonly name = 'flood';
  readonly online = true;
  sent = 0;
  readonly #frame: CanFrame = { ...createFrameBuffer(), id: 0x7df };
  readonly #bus: CanBus;
  isOn = true;

  constructor(bus: CanBus) {
    this.#bus = bus;
  }

  attach(): void {
    this.#bus.attach(this);
  }

  start(): void {
    this.#bus.requestTransmission();
  }

  pending(): CanFrame | undefined {
    return this.isOn ? this.#frame : undefined;
  }

  frameTransmitted(): void {
    this.sent++;
  }

  frameReceived(): void {}

  transfer(): void {}
}

/** The background task of Body holds the lock of the OS while it counts to `loops`, again and again. */
const lockedBackground = (loops: number): SourceChange => ({
  path: 'turn-indicator/TurnIndicator.c',
  from: 'void TurnIndicator_Supervise(void)\n{\n',
  to: `extern void SuspendOSInterrupts(void); extern void ResumeOSInterrupts(void);
void TurnIndicator_Supervise(void)\n{\n    volatile uint32 left;\n    SuspendOSInterrupts();
    for (left = ${loops}UL; left != 0U; left--) {}\n    ResumeOSInterrupts();\n`,
});

describe.skipIf(skip)('on a full bus', () => {
  async function flooded(built: BuiltEcu): Promise<Run> {
    const run = await withBody(built);
    const flood = new Flood(run.simulation.bus('VehicleCan'));
    run.simulation.addParticipant(flood);
    const { memory, chip } = run.body.board;
    const free = memory.subarray(chip.ramStart + built.ramBytes, chip.ramStart + chip.sramBytes);
    free.fill(0xa5);
    run.simulation.runUntil(endNs);
    const stackBytes = free.length - free.findIndex((byte) => byte !== 0xa5);
    console.info(
      `Body on uno with an MCP2515: flash ${built.flashBytes} bytes, static RAM ${built.ramBytes}, ` +
        `stack at most ${stackBytes}, together ${built.ramBytes + stackBytes} of 2048`,
    );
    expect(built.ramBytes + stackBytes).toBeLessThanOrEqual(1280);
    flood.isOn = false;
    run.simulation.runUntil(endNs + 100 * ms);
    expect(flood.sent).toBeGreaterThan(10_000);
    return run;
  }

  it('Body loses no frame', async () => {
    const built = ecuImage({ ecu: 'Body', board: 'uno', pins: bodyWithMcp2515, can: 'mcp2515' });
    const pure = await simulationOf({ ...description, stimuli }, dirname(example));
    pure.runUntil(endNs + 100 * ms);
    const run = await flooded(built);
    const { kept, read, dropped } = run.body.controller;
    expect(kept).toBeGreaterThan(10_000);
    expect([dropped, lostOf(run, built), read]).toEqual([0, 0, kept]);
    const mine = framesOf(traceOf(run.simulation), '0x320');
    const theirs = framesOf(traceOf(pure), '0x320');
    expect(mine.filter((data, i) => data !== mine[i - 1])).toEqual(
      theirs.filter((data, i) => data !== theirs[i - 1]),
    );
  });

  it('Body counts each frame that it loses when it has no time for them, and reports it to Det', async () => {
    const built = ecuImage({
      ...{ ecu: 'Body', board: 'uno', pins: bodyWithMcp2515, can: 'mcp2515' },
      components: changedComponents(folder, lockedBackground(5000)),
    });
    const run = await flooded(built);
    const { kept, read, dropped } = run.body.controller;
    const lost = lostOf(run, built);
    expect(lost).toBeGreaterThan(100);
    expect([dropped, read + lost]).toEqual([0, kept]);
    const det = (symbolsOf(built, 'avr').get('Det_Errors') ?? 0) & 0xffff;
    // Count, module Can, main function of reception, CAN_E_DATALOST.
    expect([...run.body.board.memory.subarray(det + 1, det + 4)]).toEqual([80, 8, 1]);
  });
});

describe.skipIf(skip)('an MCP2515', () => {
  let built: BuiltEcu;
  beforeAll(() => {
    built = ecuImage({ ecu: 'Body', board: 'uno', pins: bodyWithMcp2515, can: 'mcp2515' });
  });
  const framesAfter = ({ simulation }: Run, atNs: number): number =>
    traceOf(simulation).filter(
      (line) => Number(line.split(' ')[0]) >= atNs && line.includes(' frame 0x320 '),
    ).length;

  it('may have a crystal of 8 MHz', async () => {
    const run = await withBody(built, { crystalHz: 8e6 });
    run.simulation.runUntil(1200 * ms);
    expect(framesAfter(run, 0)).toBeGreaterThan(3);
  });

  it('that is off the bus comes back by itself: what waits is sent, and it is counted', async () => {
    const run = await withBody(built);
    run.simulation.runUntil(900 * ms);
    run.body.controller.setErrorCounters(256, 0);
    run.simulation.runUntil(1300 * ms);
    expect(framesAfter(run, 905 * ms)).toBe(0);
    run.body.controller.setErrorCounters(0, 0);
    run.simulation.runUntil(1350 * ms);
    expect(framesAfter(run, 1300 * ms)).toBeGreaterThan(0);
    expect([countOf(run, built, 2, 1), countOf(run, built, 3, 1)]).toEqual([1, 0]);
  });

  it('that loses its registers is set up anew within two seconds, and what was in it is sent', async () => {
    // Off the bus, so that frames wait in it.
    const withWaitingFrames = async (): Promise<Run> => {
      const run = await withBody(built);
      run.simulation.runUntil(600 * ms);
      run.body.controller.setErrorCounters(256, 0);
      run.simulation.runUntil(1300 * ms);
      return run;
    };
    const sentSince1300Ms = ({ simulation }: Run): string[] =>
      framesOf(
        traceOf(simulation).filter((line) => Number(line.split(' ')[0]) >= 1300 * ms),
        '0x320',
      );
    const healed = await withWaitingFrames();
    healed.body.controller.setErrorCounters(0, 0);
    healed.simulation.runUntil(1305 * ms);
    // One in each of its buffers; more wait in CanIf, where newer ones take their place.
    const waiting = sentSince1300Ms(healed).slice(0, 3);
    expect(waiting.length).toBe(3);
    const run = await withWaitingFrames();
    run.body.controller.losePower();
    run.simulation.runUntil(3200 * ms);
    expect(run.body.controller.mode).toBe('normal');
    expect(sentSince1300Ms(run).slice(0, 3)).toEqual(waiting);
    expect(countOf(run, built, 3, 1)).toBe(0);
  });

  it('that is not there is looked for, while the ECU runs without it', async () => {
    const run = await withBody(built);
    run.body.board.spiSlave = undefined;
    run.simulation.runUntil(1600 * ms);
    expect(run.levels.get(pins.LeftLamps)).toContain('1');
    expect(framesAfter(run, 0)).toBe(0);
    expect(countOf(run, built, 3, 1)).toBeGreaterThan(0);
    run.body.board.spiSlave = run.body.controller;
    run.simulation.runUntil(3200 * ms);
    expect(framesAfter(run, 1600 * ms)).toBeGreaterThan(0);
  });
});
