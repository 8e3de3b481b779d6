/**
 * Snapshots where basic software is busiest: nodes on a bus that cannot carry what they want to send,
 * with full mailboxes, waiting transmit buffers, polled controllers that lose frames, repetitions, and
 * frames too short for their receivers. Nodes without software: what is remembered is the BSW's.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatRecord } from '../../bsw-sim/sim/trace.ts';
import { Simulation } from '../../bsw-sim/simulation.ts';
import type { ComIPdu, ComTxMode, EcuConfiguration } from '../../rte/typescript/index.ts';

const names = ['A', 'B', 'C'] as const;
const modes: readonly ComTxMode[] = [
  { mode: 'PERIODIC', periodNs: 2_000_000, offsetNs: 1_000_000 },
  { mode: 'DIRECT', repetitions: 3, repetitionPeriodNs: 3_000_000 },
  {
    mode: 'MIXED',
    repetitions: 2,
    repetitionPeriodNs: 2_000_000,
    periodNs: 7_000_000,
    offsetNs: 0,
  },
  { mode: 'PERIODIC', periodNs: 3_000_000, offsetNs: 0 },
];

function signalName(node: number, mode: number): string {
  return `${names[node]}${mode}`;
}

/** Node 1 polls, and seldom; node 2 expects more bytes of some PDUs than are sent. */
function configuration(node: number): EcuConfiguration {
  const all = names.flatMap((_, from) => modes.map((mode, index) => ({ from, index, mode })));
  const iPdus = all.map(({ from, index, mode }, id): ComIPdu => {
    const own = from === node;
    const lengthBytes = !own && node === 2 && index === 3 ? 8 : 4;
    return {
      name: signalName(from, index),
      direction: own ? 'SEND' : 'RECEIVE',
      lengthBytes,
      signalProcessing: index % 2 === 0 ? 'DEFERRED' : 'IMMEDIATE',
      initialData: new Uint8Array(lengthBytes),
      ...(own && { txMode: mode }),
      signals: [id],
      signalGroups: [],
    };
  });
  const pdu = (id: number) => ({
    name: iPdus[id]?.name ?? '',
    canId: 0x100 + ((id * 7) % 12),
    extended: false,
    lengthBytes: iPdus[id]?.lengthBytes ?? 0,
    controller: 0,
  });
  const own = iPdus.flatMap(({ direction }, id) => (direction === 'SEND' ? [id] : []));
  const others = iPdus.flatMap(({ direction }, id) => (direction === 'RECEIVE' ? [id] : []));
  const polls = node === 1 ? 'POLLING' : 'INTERRUPT';
  return {
    ecu: names[node] ?? '',
    os: { tasks: [], counters: [], alarms: [] },
    com: {
      txTimeBaseNs: 1_000_000,
      rxTimeBaseNs: 5_000_000,
      mainFunctionTxScheduled: false,
      mainFunctionRxScheduled: false,
      iPdus,
      signals: iPdus.map(({ name }, id) => ({
        name,
        iPdu: id,
        transferProperty: 'TRIGGERED',
        initValue: 0,
        endByte: 4,
        pack: (data: Uint8Array, value: number) => {
          new DataView(data.buffer, data.byteOffset).setUint32(0, value);
        },
        unpack: (data: Uint8Array) => new DataView(data.buffer, data.byteOffset).getUint32(0),
      })),
      signalGroups: [],
    },
    pduR: {
      transmit: own.map((comIPdu, canIfTxPdu) => ({ comIPdu, canIfTxPdu })),
      receive: others.map((comIPdu, canIfRxPdu) => ({ canIfRxPdu, comIPdu })),
    },
    canIf: {
      // Where one is not buffered, Com is refused while the mailbox is taken.
      txPdus: own.map((id, index) => ({ ...pdu(id), buffered: index !== 0 })),
      rxPdus: others.map(pdu),
    },
    can: {
      controllers: [
        {
          name: 'Can0',
          rxProcessing: polls,
          txProcessing: polls,
          mainFunctionReadPeriodNs: 40_000_000,
          mainFunctionWritePeriodNs: 2_000_000,
          txHardwareObjects: 1,
        },
      ],
    },
    adc: { groups: [] },
    dio: { channels: [] },
    pwm: { channels: [] },
  };
}

const endNs = 150_000_000;

function busySimulation(): Simulation {
  const simulation = new Simulation({ seed: 3 });
  const bus = simulation.addBus({ name: 'Bus', bitRate: 250_000 });
  names.forEach((name, node) => {
    simulation.addEcu({
      name,
      configuration: configuration(node),
      createRte: () => ({
        Rte_Start: () => 0,
        Rte_Stop: () => 0,
        tasks: [],
        comCallbacks: {},
        state: {},
        references: {},
      }),
      buses: { Can0: bus },
      startJitterNs: 5_000_000,
      driftPpm: 100 * node,
    });
  });
  const random = simulation.random('stimuli');
  for (let atNs = 6_000_000; atNs < endNs; atNs += 1 + random.integer(4_000_000)) {
    const node = random.integer(names.length);
    const signal = signalName(node, 1 + random.integer(2));
    const ecu = names[node] ?? '';
    simulation.at(atNs, { kind: 'signal', ecu, signal, value: random.integer(2 ** 32) });
  }
  return simulation;
}

function runToEnd(simulation: Simulation): string {
  simulation.runUntil(endNs);
  const { trace } = simulation;
  return Array.from({ length: trace.length }, (_, i) => formatRecord(trace.at(i))).join('\n');
}

function runEvents(simulation: Simulation, count: number): void {
  let left = count;
  simulation.runUntilCondition(() => left-- <= 0, endNs);
}

it('a bus and its nodes at their limits go on from any event to the same bytes', () => {
  const straight = busySimulation();
  const expected = runToEnd(straight);
  expect(straight.bus('Bus').statistics().load).toBeGreaterThan(0.95);
  expect(straight.ecu('B').can?.receiveOverruns(0)).toBeGreaterThan(0);
  expect(straight.ecu('C').canIf.tooShortFrames).toBeGreaterThan(0);
  const statistics = (simulation: Simulation) => [
    simulation.bus('Bus').statistics(),
    simulation.ecu('B').can?.receiveOverruns(0),
    simulation.ecu('C').canIf.tooShortFrames,
  ];
  const simulation = busySimulation();
  const atStart = simulation.snapshot();
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1500 }),
      fc.integer({ min: 0, max: 300 }),
      (first, more) => {
        simulation.restore(atStart);
        runEvents(simulation, first);
        const snapshot = structuredClone(simulation.snapshot());
        runEvents(simulation, more);
        simulation.restore(snapshot);
        expect(isDeepStrictEqual(simulation.snapshot(), snapshot)).toBe(true);
        expect(runToEnd(simulation) === expected).toBe(true);
        expect(statistics(simulation)).toEqual(statistics(straight));
        const anew = busySimulation();
        anew.restore(snapshot);
        runToEnd(anew);
        expect(statistics(anew)).toEqual(statistics(straight));
      },
    ),
    { seed: 1, numRuns: 60 },
  );
});
