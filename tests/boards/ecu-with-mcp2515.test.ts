/**
 * The Body ECU of the example vehicle on an emulated Uno whose emulated MCP2515 is a node of the simulated bus.
 * The board has its own crystal, start-up and execution times, so instants differ from the simulation; values do
 * not.
 */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CanBus, CanBusNode } from '../../bsw-sim/bus/can-bus.ts';
import { type CanFrame, createFrameBuffer } from '../../bsw-sim/bus/can-frame.ts';
import { formatRecord } from '../../bsw-sim/sim/trace.ts';
import type { Simulation } from '../../bsw-sim/simulation.ts';
import type { VehicleDescription } from '../../vehicle/index.ts';
import { toNs } from '../../vehicle/time.ts';
import {
  type BuiltEcu,
  bodyWithMcp2515,
  busyBackground,
  canBuildFor,
  changedComponents,
  ecuImage,
  symbolsOf,
} from '../helpers/boards/ecu-images.ts';
import type { Mcp2515Options } from '../helpers/boards/mcp2515.ts';
import { Mcp2515Node } from '../helpers/boards/mcp2515-node.ts';
import { simulationOf } from '../helpers/boards/vehicle-with-nodes.ts';
import { valuesOf } from '../helpers/traces.ts';

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
  const levels = new Map<string, string[]>();
  const others = body.board.onPin;
  body.board.onPin = (pin, high, atNs) => {
    others(pin, high, atNs);
    levels.set(pin, [...(levels.get(pin) ?? []), high ? '1' : '0']);
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
