/**
 * Random vehicles of two ECUs on one bus, with all that components can say to each other: local data of
 * any type, signals and signal groups both ways, servers. Every component also sends its running sum,
 * so that whatever it saw is in the trace.
 */
import fc from 'fast-check';
import {
  array,
  arxml,
  clientServer,
  component,
  composition,
  numerical,
  type RunnableWords,
  senderReceiver,
  structure,
} from './arxml.ts';
import { type FrameWords, network } from './arxml-network.ts';
import { type Xml, xml } from './arxml-print.ts';

const bits = {
  boolean: 8,
  uint8: 8,
  uint16: 16,
  uint32: 32,
  uint64: 64,
  sint8: 8,
  sint16: 16,
  sint32: 32,
  sint64: 64,
  float32: 32,
  float64: 64,
} as const;
type Primitive = keyof typeof bits;
const primitives = Object.keys(bits) as Primitive[];

const composites: readonly Xml[] = [
  structure('Packet', { speed: 'uint16', slope: 'sint8', engaged: 'boolean', torque: 'float32' }),
  array('Row', 'sint16', 3),
  array('Wide', 'float64', 2),
  array('Payload', 'uint8', 8),
  structure('Nested', { first: 'Packet', rows: 'Row', count: 'uint64', bytes: 'Payload' }),
];
const carried = [...primitives, 'Packet', 'Payload'] as const;
const local = [...carried, 'Row', 'Wide', 'Nested'] as const;

const componentsPerEcu = 3;
const ecus = ['North', 'South'] as const;
type Ecu = (typeof ecus)[number];

const index = fc.nat(componentsPerEcu - 1);
const some = fc.uniqueArray(index, { minLength: 1, maxLength: 2 });
const receiver = {
  receivers: some,
  updated: fc.boolean(),
  event: fc.boolean(),
  init: fc.boolean(),
};

export const drawnVehicle = fc.record({
  /** Which of the tasks of an ECU, in their order, are one task; and its priority. */
  mixed: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
  mixedPriority: fc.integer({ min: 1, max: 8 }),
  components: fc.array(
    fc.record({
      every: fc.constantFrom('0.005', '0.01', '0.015', '0.02'),
      offset: fc.constantFrom(undefined, '0.002', '0.01', '0.023'),
      init: fc.boolean(),
      background: fc.boolean(),
      calls: fc.boolean(),
    }),
    { minLength: 2 * componentsPerEcu, maxLength: 2 * componentsPerEcu },
  ),
  nets: fc.array(
    fc.record({
      type: fc.constantFrom(...carried),
      shorter: fc.nat(3),
      from: fc.constantFrom(...ecus),
      senders: some,
      acknowledged: fc.boolean(),
      sent: fc.boolean(),
      bigEndian: fc.boolean(),
      cycle: fc.constantFrom(undefined, '0.01', '0.04'),
      alsoLocal: fc.boolean(),
      // Some are shorter than the cycles and the periods of the senders: they pass again and again.
      alive: fc.constantFrom(undefined, undefined, '0.008', '0.013', '0.05'),
      first: fc.constantFrom(undefined, '0.003', '0.02'),
      replaces: fc.constantFrom(undefined, 'REPLACE', 'REPLACE-BY-TIMEOUT-SUBSTITUTION-VALUE'),
      missed: fc.boolean(),
      timeout: fc.constantFrom('0', '0.001', '0.02'),
      ...receiver,
    }),
    { minLength: 2, maxLength: 4 },
  ),
  locals: fc.array(
    fc.record({
      type: fc.constantFrom(...local),
      at: fc.constantFrom(...ecus),
      senders: some,
      acknowledged: fc.boolean(),
      sent: fc.boolean(),
      ...receiver,
    }),
    { minLength: 1, maxLength: 3 },
  ),
  service: fc.record({
    parameters: fc.array(
      fc.record({
        type: fc.constantFrom(...local),
        direction: fc.constantFrom('in', 'out', 'inout'),
      }),
      { maxLength: 4 },
    ),
    errors: fc.boolean(),
    portArguments: fc.array(fc.nat(200), { maxLength: 2 }),
  }),
});

export type DrawnVehicle = typeof drawnVehicle extends fc.Arbitrary<infer T> ? T : never;

/** A component while its ports are collected. */
interface Part {
  readonly name: string;
  readonly ecu: Ecu;
  readonly provides: Record<string, string>;
  readonly requires: Record<string, string>;
  readonly comSpecs: Record<string, Xml[]>;
  readonly received: string[];
  readonly missed: string[];
  readonly sent: string[];
}

export function vehicleText(drawn: DrawnVehicle): string {
  const parts: Part[] = ecus.flatMap((ecu) =>
    Array.from({ length: componentsPerEcu }, (_, i) => ({
      name: `${ecu}${i}`,
      ecu,
      provides: { Sum: 'Sum' },
      requires: {},
      comSpecs: {},
      received: [],
      missed: [],
      sent: [],
    })),
  );
  const at = (ecu: Ecu, i: number): Part => {
    const part = parts.find(({ name }) => name === `${ecu}${i}`);
    if (part === undefined) throw new Error(`no part ${ecu}${i}`);
    return part;
  };
  const connect: string[] = [];
  const frames: Record<string, FrameWords> = {};
  const interfaces: Xml[] = [senderReceiver('Sum', { value: 'uint32' })];

  const provide = (part: Part, e: string, words: DrawnSender) => {
    part.provides[`Out${e}`] = e;
    if (!words.acknowledged) return;
    const timeout = xml('TIMEOUT', words.timeout ?? '0');
    part.comSpecs[`Out${e}.value`] = [xml('TRANSMISSION-ACKNOWLEDGE', timeout)];
    if (words.sent) part.sent.push(`Out${e}.value`);
  };
  const require = (part: Part, e: string, type: string, words: DrawnReceiver) => {
    part.requires[`In${e}`] = e;
    const isPrimitive = (primitives as string[]).includes(type);
    const specs = [
      ...(words.alive === undefined ? [] : [xml('ALIVE-TIMEOUT', words.alive)]),
      ...(words.updated ? [xml('ENABLE-UPDATE', 'true')] : []),
      ...timeoutHandling(words.replaces, isPrimitive),
      ...(words.init && isPrimitive ? [xml('INIT-VALUE', numerical(1))] : []),
    ];
    if (specs.length > 0) part.comSpecs[`In${e}.value`] = specs;
    if (words.event) part.received.push(`In${e}.value`);
    if (words.missed && words.alive !== undefined) part.missed.push(`In${e}.value`);
  };
  const join = (senders: readonly Part[], receivers: readonly Part[], e: string) => {
    for (const from of senders) {
      for (const to of receivers) connect.push(`${from.name}.Out${e} -> ${to.name}.In${e}`);
    }
  };

  drawn.locals.forEach(({ type, at: ecu, senders, ...words }, i) => {
    const e = `Local${i}`;
    interfaces.push(senderReceiver(e, { value: type }));
    const from = senders.map((s) => at(ecu, s));
    const to = words.receivers.map((r) => at(ecu, r));
    for (const part of from) provide(part, e, words);
    for (const part of to) require(part, e, type, words);
    join(from, to, e);
  });
  drawn.nets.forEach((net, i) => {
    const e = `Net${i}`;
    const far: Ecu = net.from === 'North' ? 'South' : 'North';
    interfaces.push(senderReceiver(e, { value: net.type }));
    const from = net.senders.map((s) => at(net.from, s));
    const to = [
      ...net.receivers.map((r) => at(far, r)),
      ...(net.alsoLocal ? net.receivers.slice(0, 1).map((r) => at(net.from, r)) : []),
    ];
    for (const part of from) provide(part, e, net);
    // Nobody monitors what comes from the same ECU.
    const near = { ...net, alive: undefined };
    for (const part of to) require(part, e, net.type, part.ecu === far ? net : near);
    join(from, to, e);
    const carries = [
      ...from.map(({ name }) => `${name}.Out${e}.value`),
      ...to.filter(({ ecu }) => ecu === far).map(({ name }) => `${name}.In${e}.value`),
    ];
    frames[e] = frame(i, net, far, carries);
  });
  parts.forEach(({ name, ecu }, i) => {
    frames[`Sum${name}`] = {
      id: String(0x200 + i),
      from: ecu,
      to: ecus.filter((other) => other !== ecu),
      cycle: '0.01',
      signals: { [`${name}Sum`]: { start: 0, lengthBits: 32, carries: [`${name}.Sum.value`] } },
    };
  });

  const { service } = drawn;
  const callers = parts.filter((_, i) => drawn.components[i]?.calls);
  for (const part of callers) {
    part.requires.Service = 'Service';
    connect.push(`Server${part.ecu}.Service -> ${part.name}.Service`);
  }
  const servers = ecus.map((ecu) =>
    component(`Server${ecu}`, {
      provides: { Service: 'Service' },
      portArguments: {
        Service: service.portArguments.map((value) => ['uint8', numerical(value)] as const),
      },
      runnables: { [`Serve${ecu}`]: { serves: ['Service.operation'], concurrent: true } },
    }),
  );
  const types = Object.fromEntries([
    ...parts.map(({ name }) => [name, name] as const),
    ...ecus.map((ecu) => [`Server${ecu}`, `Server${ecu}`] as const),
  ]);
  return arxml(
    composites,
    interfaces,
    clientServer(
      'Service',
      {
        operation: {
          arguments: Object.fromEntries(
            service.parameters.map((p, i) => [`parameter${i}`, `${p.direction} ${p.type}`]),
          ),
          errors: service.errors ? ['Refused'] : [],
        },
      },
      { Refused: 2 },
    ),
    parts.map((part, i) => partComponent(part, drawn.components[i])),
    servers,
    composition('Software', { parts: types, connect }),
    network({
      root: 'Software',
      parts: types,
      interfaces: Object.fromEntries(
        parts.flatMap(({ name, provides, requires }) =>
          Object.entries({ ...provides, ...requires }).map(([port, i]) => [`${name}.${port}`, i]),
        ),
      ),
      ecus: Object.fromEntries(
        ecus.map((ecu) => [
          ecu,
          [...parts.filter((p) => p.ecu === ecu).map((p) => p.name), `Server${ecu}`],
        ]),
      ),
      frames,
    }),
  );
}

interface DrawnSender {
  readonly acknowledged: boolean;
  readonly sent: boolean;
  readonly timeout?: string;
}

interface DrawnReceiver {
  readonly updated: boolean;
  readonly event: boolean;
  readonly init: boolean;
  readonly alive?: string | undefined;
  readonly replaces?: string | undefined;
  readonly missed?: boolean;
}

/** Of a record or an array, the initial value is what there is. */
function timeoutHandling(handling: string | undefined, isPrimitive: boolean): readonly Xml[] {
  if (handling === undefined) return [];
  if (handling === 'REPLACE' || !isPrimitive) return [xml('HANDLE-TIMEOUT-TYPE', 'REPLACE')];
  return [xml('HANDLE-TIMEOUT-TYPE', handling), xml('TIMEOUT-SUBSTITUTION-VALUE', numerical(1))];
}

function frame(
  i: number,
  net: DrawnVehicle['nets'][number],
  far: Ecu,
  carries: readonly string[],
): FrameWords {
  const base = {
    id: String(0x100 + i),
    from: net.from,
    to: [far],
    ...(net.cycle === undefined ? {} : { cycle: net.cycle }),
  };
  const ports =
    net.alive === undefined || net.first === undefined
      ? {}
      : { ports: { [far]: { firstTimeout: net.first } } };
  if (net.type === 'Packet') {
    const members = { speed: [0, 16], slope: [16, 8], engaged: [24, 1], torque: [32, 32] } as const;
    const entries = Object.entries(members);
    return {
      ...base,
      signals: Object.fromEntries(
        entries.map(([m, [start, lengthBits]]) => [`S${i}${m}`, { start, lengthBits }]),
      ),
      groups: {
        [`G${i}`]: {
          type: 'Packet',
          members: Object.fromEntries(entries.map(([m]) => [m, `S${i}${m}`])),
          carries,
          ...ports,
        },
      },
    };
  }
  if (net.type === 'Payload') {
    return { ...base, signals: { [`S${i}`]: { start: 0, lengthBits: 64, carries, ...ports } } };
  }
  const isInteger = /int(8|16|32)$/.test(net.type);
  const lengthBits = bits[net.type] - (isInteger ? net.shorter : 0);
  const { bigEndian } = net;
  const start = bigEndian ? 7 : 0;
  return { ...base, signals: { [`S${i}`]: { start, lengthBits, bigEndian, carries, ...ports } } };
}

function partComponent(part: Part, words: DrawnVehicle['components'][number] | undefined): Xml {
  const { name, provides, requires, comSpecs, received, missed, sent } = part;
  const writes = Object.keys(provides).map((port) => `${port}.value`);
  const reads = Object.keys(requires)
    .filter((port) => port !== 'Service')
    .map((port) => `${port}.value`);
  const calls = requires.Service === undefined ? [] : ['Service.operation'];
  const runnables: Record<string, RunnableWords> = {
    [`${name}Run`]: {
      every: words?.every ?? '0.01',
      ...(words?.offset === undefined ? {} : { offset: words.offset }),
      reads,
      writes,
      calls,
    },
    ...Object.fromEntries(
      received.map((element, i) => [
        `${name}On${i}`,
        { received: [element], reads: [element], writes: ['Sum.value'] },
      ]),
    ),
    ...Object.fromEntries(
      missed.map((element, i) => [
        `${name}Missed${i}`,
        { receiveErrors: [element], reads: [element], writes: ['Sum.value'] },
      ]),
    ),
    ...Object.fromEntries(
      sent.map((element, i) => [
        `${name}Sent${i}`,
        { sent: [`${name}Run ${element}`], writes: ['Sum.value'] },
      ]),
    ),
  };
  if (words?.init) runnables[`${name}Init`] = { init: true, writes };
  if (words?.background) runnables[`${name}Idle`] = { background: true, reads, calls };
  return component(name, { provides, requires, comSpecs, runnables });
}
