/**
 * Systems whose data show by themselves whether they are whole: every byte of a value is the same, says
 * who wrote it, and counts. Writers and readers run in several tasks, COM receives and sends.
 */
import fc from 'fast-check';
import { CWords } from '../../../generator/emit/c/words.ts';
import type { ContextPlan, RtePlan } from '../../../generator/plan/rte-plan.ts';
import { array, arxml, component, composition, senderReceiver, structure } from '../arxml.ts';
import { ecucContainer, ecucModule, type FrameWords, network } from '../arxml-network.ts';
import { named, xml } from '../arxml-print.ts';
import { planOf } from '../fake-ecu.ts';

const sizes = { uint8: 1, uint16: 2, uint32: 4, uint64: 8, Record: 8, Bytes: 8, Big: 12 } as const;
type TypeName = keyof typeof sizes;

export interface DrawnElement {
  readonly type: TypeName;
  /** both: written here and received, one receiver for the two. */
  readonly flow: 'local' | 'received' | 'both' | 'sent';
  readonly updated: boolean;
  /** Received and monitored: at a timeout COM replaces the data by their initial value. */
  readonly replaced: boolean;
  /** A reader more, activated by the data. */
  readonly event: boolean;
  /** Components, and the tasks each has a runnable in. */
  readonly writers: readonly (readonly number[])[];
  readonly readers: readonly (readonly number[])[];
  /** Where COM calls back: a task, an interrupt, or a main function of which nothing is known. */
  readonly context: number;
}

export interface DrawnSystem {
  readonly tasks: readonly { readonly priority: number; readonly full: boolean }[];
  readonly eventPriority: number;
  readonly elements: readonly DrawnElement[];
  readonly atomicWidthBits: 8 | 16 | 32 | 64;
  readonly api: 'macros' | 'functions';
}

const taskCount = 4;
const tasksOfOne = fc.uniqueArray(fc.nat(taskCount - 1), { minLength: 1, maxLength: 2 });

export const drawnSystem: fc.Arbitrary<DrawnSystem> = fc.record({
  tasks: fc.array(
    fc.record({
      priority: fc.integer({ min: 1, max: 4 }),
      full: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
    }),
    { minLength: taskCount, maxLength: taskCount },
  ),
  eventPriority: fc.integer({ min: 1, max: 5 }),
  elements: fc.array(
    fc.record({
      type: fc.constantFrom(...(Object.keys(sizes) as TypeName[])),
      flow: fc.constantFrom('local', 'received', 'both', 'sent'),
      updated: fc.boolean(),
      replaced: fc.boolean(),
      event: fc.boolean(),
      writers: fc.array(tasksOfOne, { minLength: 1, maxLength: 2 }),
      readers: fc.array(tasksOfOne, { minLength: 1, maxLength: 2 }),
      context: fc.nat(taskCount + 3),
    }),
    { minLength: 5, maxLength: 5 },
  ),
  atomicWidthBits: fc.constantFrom(8, 16, 32, 64),
  api: fc.constantFrom('macros', 'functions'),
});

/** Whoever writes an element in one context: a runnable, or the bus. */
export interface Writer {
  readonly element: number;
  /** Among the writers of the element: its values are congruent to it. */
  readonly index: number;
  readonly of: number;
}

/** A runnable that reads an element. */
export interface Reader {
  readonly element: number;
  readonly instance: string;
  readonly symbol: string;
  readonly task: string;
  readonly byEvent: boolean;
}

export interface SharedDataSystem {
  readonly plan: RtePlan;
  /** C source by component type. */
  readonly sources: ReadonlyMap<string, string>;
  readonly writers: readonly Writer[];
  readonly readers: readonly Reader[];
  /** Index in `writers` of what arrives for an element. */
  readonly busWriters: ReadonlyMap<number, number>;
  readonly elements: readonly DrawnElement[];
}

function feasible(drawn: DrawnElement): DrawnElement {
  // 12 bytes are no frame.
  const element: DrawnElement = drawn.type === 'Big' ? { ...drawn, flow: 'local' } : drawn;
  // Asking and reading are two steps of the component: two readers could not count the updates.
  if (element.flow === 'received' && element.replaced) {
    return { ...element, event: false, updated: false };
  }
  const unmonitored = { ...element, replaced: false };
  return element.updated
    ? { ...unmonitored, event: false, readers: element.readers.map((tasks) => tasks.slice(0, 1)) }
    : unmonitored;
}

export function sharedDataSystem(drawn: DrawnSystem): SharedDataSystem {
  const elements = drawn.elements.map(feasible);
  const writers: Writer[] = [];
  const readers: Reader[] = [];
  const busWriters = new Map<number, number>();
  const parts: { name: string; ecu: 'Near' | 'Far'; port: string; element: number }[] = [];
  const components: ReturnType<typeof component>[] = [];
  const mappings: { part: string; event: string; task: string }[] = [];
  const bodies: { component: string; symbol: string; element: number; text: Body }[] = [];

  elements.forEach((element, e) => {
    const isWritten = element.flow !== 'received';
    const arrives = element.flow === 'received' || element.flow === 'both';
    const local = isWritten ? element.writers : [];
    const of = local.flat().length + (arrives ? 1 : 0);
    let index = 0;
    local.forEach((tasks, w) => {
      const name = `W${e}_${w}`;
      parts.push({ name, ecu: 'Near', port: 'Out', element: e });
      components.push(
        component(name, {
          provides: { Out: `D${e}` },
          runnables: Object.fromEntries(
            tasks.map((t) => [`${name}_T${t}`, { every: '0.01', writes: ['Out.data'] }]),
          ),
        }),
      );
      for (const t of tasks) {
        const symbol = `${name}_T${t}`;
        mappings.push({ part: name, event: `${symbol}Timing`, task: `T${t}` });
        bodies.push({
          component: name,
          symbol,
          element: e,
          text: { kind: 'writer', id: writers.length },
        });
        writers.push({ element: e, index, of });
        index += 1;
      }
    });
    if (arrives) {
      busWriters.set(e, writers.length);
      writers.push({ element: e, index, of });
    }
    if (element.flow !== 'sent') {
      element.readers.forEach((tasks, r) => {
        const name = `R${e}_${r}`;
        parts.push({ name, ecu: 'Near', port: 'In', element: e });
        const reads = { reads: ['In.data'] };
        const specs = [
          ...(element.replaced ? [xml('ALIVE-TIMEOUT', '1')] : []),
          ...(element.updated ? [xml('ENABLE-UPDATE', 'true')] : []),
          ...(element.replaced ? [xml('HANDLE-TIMEOUT-TYPE', 'REPLACE')] : []),
        ];
        components.push(
          component(name, {
            requires: { In: `D${e}` },
            ...(specs.length > 0 ? { comSpecs: { 'In.data': specs } } : {}),
            runnables: {
              ...Object.fromEntries(
                tasks.map((t) => [`${name}_T${t}`, { every: '0.01', ...reads }]),
              ),
              ...(element.event ? { [`${name}_On`]: { received: ['In.data'], ...reads } } : {}),
            },
          }),
        );
        const add = (symbol: string, event: string, task: string, byEvent: boolean) => {
          mappings.push({ part: name, event, task });
          bodies.push({
            component: name,
            symbol,
            element: e,
            text: { kind: 'reader', id: readers.length, updated: element.updated },
          });
          readers.push({ element: e, instance: name, symbol, task, byEvent });
        };
        for (const t of tasks) add(`${name}_T${t}`, `${name}_T${t}Timing`, `T${t}`, false);
        if (element.event) add(`${name}_On`, `${name}_OnReceived_In_data`, 'OnData', true);
      });
    }
    if (element.flow !== 'local') {
      const isSent = element.flow === 'sent';
      const name = `Far${e}`;
      parts.push({ name, ecu: 'Far', port: isSent ? 'In' : 'Out', element: e });
      components.push(
        component(name, isSent ? { requires: { In: `D${e}` } } : { provides: { Out: `D${e}` } }),
      );
    }
  });

  const connect = parts
    .filter(({ port }) => port === 'Out')
    .flatMap((from) =>
      parts
        .filter((to) => to.port === 'In' && to.element === from.element)
        .map((to) => `${from.name}.Out -> ${to.name}.In`),
    );
  const frames = Object.fromEntries(
    elements.flatMap((element, e) =>
      element.flow === 'local' ? [] : [[`F${e}`, frameOf(element, e, parts)]],
    ),
  );
  const text = arxml(
    structure('Record', { a: 'uint32', b: 'uint16', c: 'uint8', d: 'uint8' }),
    structure('Big', { a: 'uint32', b: 'Halves', c: 'uint32' }),
    array('Halves', 'uint16', 2),
    array('Bytes', 'uint8', 8),
    elements.map(({ type }, e) => senderReceiver(`D${e}`, { data: type })),
    components,
    composition('Software', {
      parts: Object.fromEntries(parts.map(({ name }) => [name, name])),
      connect,
    }),
    network({
      root: 'Software',
      parts: Object.fromEntries(parts.map(({ name }) => [name, name])),
      interfaces: Object.fromEntries(parts.map((p) => [`${p.name}.${p.port}`, `D${p.element}`])),
      ecus: {
        Near: parts.filter((p) => p.ecu === 'Near').map((p) => p.name),
        Far: parts.filter((p) => p.ecu === 'Far').map((p) => p.name),
      },
      frames,
    }),
    configuration(drawn, mappings),
  );
  const plan = withContexts(planOf('Near', [text]), elements);
  const words = new CWords(plan);
  const sources = new Map<string, string>();
  for (const { component: name, symbol, element, text: body } of bodies) {
    const before = sources.get(name) ?? sourceHead(name);
    const type = elements[element]?.type ?? 'uint8';
    sources.set(name, before + runnableBody(symbol, type, body, words));
  }
  return { plan, sources, writers, readers, busWriters, elements };
}

function frameOf(
  element: DrawnElement,
  e: number,
  parts: readonly { name: string; ecu: string; port: string; element: number }[],
): FrameWords {
  const own = parts.filter((p) => p.element === e);
  // n:1 is not over COM what it is locally: only the far end's values arrive.
  const carries = own
    .filter((p) => element.flow !== 'both' || p.port === 'In' || p.ecu === 'Far')
    .map((p) => `${p.name}.${p.port}.data`);
  const isSent = element.flow === 'sent';
  const base = {
    id: String(0x100 + e),
    from: isSent ? 'Near' : 'Far',
    to: [isSent ? 'Far' : 'Near'],
    cycle: '0.01',
  };
  if (element.type !== 'Record') {
    return {
      ...base,
      signals: { [`S${e}`]: { start: 0, lengthBits: 8 * sizes[element.type], carries } },
    };
  }
  const lengths = { a: 32, b: 16, c: 8, d: 8 };
  const starts = { a: 0, b: 32, c: 48, d: 56 };
  const members = ['a', 'b', 'c', 'd'] as const;
  return {
    ...base,
    signals: Object.fromEntries(
      members.map((m) => [`S${e}${m}`, { start: starts[m], lengthBits: lengths[m] }]),
    ),
    groups: {
      [`G${e}`]: {
        type: 'Record',
        members: Object.fromEntries(members.map((m) => [m, `S${e}${m}`])),
        carries,
      },
    },
  };
}

function configuration(
  { tasks, eventPriority }: DrawnSystem,
  mappings: readonly { part: string; event: string; task: string }[],
) {
  const task = (name: string, priority: number, schedule: string, activation: number) =>
    ecucContainer('OsTask', name, {
      OsTaskPriority: priority,
      OsTaskSchedule: schedule,
      OsTaskActivation: activation,
    });
  const instances = new Map<string, { event: string; task: string; position: number }[]>();
  mappings.forEach(({ part, event, task: name }, position) => {
    const list = instances.get(part) ?? [];
    instances.set(part, list);
    list.push({ event, task: name, position: position + 1 });
  });
  // In a package with the ECU's name, so that the far ECU has none of it.
  const modules = [
    ecucModule(
      'Os',
      ...tasks.map(({ priority, full }, t) => task(`T${t}`, priority, full ? 'FULL' : 'NON', 1)),
      task('OnData', eventPriority, 'FULL', 2),
    ),
    ecucModule(
      'Rte',
      ...[...instances].map(([part, list]) =>
        ecucContainer(
          'RteSwComponentInstance',
          part,
          { RteSoftwareComponentInstanceRef: `/Car/Software/${part}` },
          ...list.map(({ event, task: name, position }) =>
            ecucContainer('RteEventToTaskMapping', event, {
              RteEventRef: `/Car/${part}/Behavior/${event}`,
              RteMappedToTaskRef: `/Near/Os/${name}`,
              RtePositionInTask: position,
            }),
          ),
        ),
      ),
    ),
  ];
  return named('AR-PACKAGE', 'Near', xml('ELEMENTS', modules));
}

/** The plan with the call-backs in the contexts drawn, as an ECU configuration could have put them. */
function withContexts(plan: RtePlan, elements: readonly DrawnElement[]): RtePlan {
  const contextOf = (signal: string): ContextPlan => {
    const drawn = elements[Number(/\d+/.exec(signal)?.[0])]?.context ?? 0;
    const task = plan.tasks.find(({ name }) => name === `T${drawn}`);
    if (task !== undefined) {
      return { kind: 'com-main-function', function: 'Com_MainFunctionRx', task: task.name };
    }
    return drawn % 2 === 0
      ? { kind: 'com-main-function', function: 'Com_MainFunctionRx' }
      : { kind: 'interrupt', interrupt: `Isr${drawn}` };
  };
  return {
    ...plan,
    comCallbacks: plan.comCallbacks.map((c) => ({ ...c, context: contextOf(c.signal) })),
  };
}

// ---- components -----------------------------------------------------------------------------------------

type Body =
  | { readonly kind: 'writer'; readonly id: number }
  | { readonly kind: 'reader'; readonly id: number; readonly updated: boolean };

function sourceHead(component: string): string {
  return [
    `#include "Rte_${component}.h"`,
    '#include <string.h>',
    'extern unsigned TestNext(unsigned writer);',
    'extern void TestSeen(unsigned reader, const void* data, unsigned size, unsigned updated, unsigned status);',
    '',
  ].join('\n');
}

function runnableBody(symbol: string, type: string, body: Body, words: CWords): string {
  const name = words.typeName(type);
  const data = words.isArray(type) ? 'value' : '&value';
  if (body.kind === 'writer') {
    const argument = words.base(type) === undefined ? data : 'value';
    return `
void ${symbol}(void)
{
    ${name} value;
    unsigned next = TestNext(${body.id}U);
    if (next != 0U)
    {
        memset(&value, (int)next, sizeof(value));
        (void)Rte_Write_Out_data(${argument});
    }
}
`;
  }
  return `
void ${symbol}(void)
{
    ${name} value;
    unsigned updated = ${body.updated ? 'Rte_IsUpdated_In_data()' : '2U'};
    memset(&value, 0xEE, sizeof(value));
    unsigned status = Rte_Read_In_data(${data});
    TestSeen(${body.id}U, &value, sizeof(value), updated, status);
}
`;
}
