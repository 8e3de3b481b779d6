/** Which access is locked: by the target's width, and by who can interrupt whom. */
import { describe, expect, it } from 'vitest';
import { Consistency } from '../../../generator/plan/consistency.ts';
import { Preemption } from '../../../generator/plan/preemption.ts';
import type { ContextPlan, RtePlan } from '../../../generator/plan/rte-plan.ts';
import {
  array,
  arxml,
  component,
  composition,
  ecuExtract,
  senderReceiver,
  structure,
} from '../../helpers/arxml.ts';
import { xml } from '../../helpers/arxml-print.ts';
import { planOf } from '../../helpers/fake-ecu.ts';

const task = (name: string): ContextPlan => ({ kind: 'task', task: name, priority: 0 });
const interrupt = (name: string): ContextPlan => ({ kind: 'interrupt', interrupt: name });
const rx = (name?: string): ContextPlan => ({
  kind: 'com-main-function',
  function: 'Com_MainFunctionRx',
  ...(name === undefined ? {} : { task: name }),
});
const start: ContextPlan = { kind: 'start-up' };

const ecu: Pick<RtePlan, 'tasks' | 'interrupts'> = {
  tasks: (
    [
      ['Low', 1, 'FULL'],
      ['Cooperative', 1, 'NON'],
      ['High', 2, 'FULL'],
      ['AlsoHigh', 2, 'FULL'],
    ] as const
  ).map(([name, priority, schedule]) => ({
    name,
    path: '',
    assumed: false,
    priority,
    schedule,
    activation: 1,
    autostart: false,
    body: 'rte',
    entries: [],
  })),
  interrupts: [
    { name: 'CanA', category: 2, priority: 3 },
    { name: 'CanB', category: 2, priority: 3 },
    { name: 'CanC', category: 2, priority: 4 },
    { name: 'Unknown', category: 2 },
  ],
};

describe('code interrupts other code', () => {
  const preemption = new Preemption(ecu);

  it.each([
    ['a task of lower priority', task('High'), task('Low'), true],
    ['no task of higher priority', task('Low'), task('High'), false],
    ['no task of its own priority', task('AlsoHigh'), task('High'), false],
    ['not itself', task('High'), task('High'), false],
    ['no non-preemptable task, from a task', task('High'), task('Cooperative'), false],
    ['a non-preemptable task, from an interrupt', interrupt('CanA'), task('Cooperative'), true],
    ['no interrupt, from a task', task('High'), interrupt('CanA'), false],
    ['no interrupt of equal priority', interrupt('CanA'), interrupt('CanB'), false],
    ['an interrupt of another priority', interrupt('CanA'), interrupt('CanC'), true],
    ['an interrupt whose priority is unknown', interrupt('CanA'), interrupt('Unknown'), true],
    ['as the task whose main function it is', rx('High'), task('Low'), true],
    ['not in the same task', rx('High'), task('High'), false],
    ['from a main function of which nothing is known', rx(), task('High'), true],
    ['a main function of which nothing is known', task('Low'), rx(), true],
    ['Rte_Start from an interrupt, since COM runs', interrupt('CanA'), start, true],
    ['Rte_Start not from a task that it starts', task('High'), start, false],
    ['nothing from Rte_Start', start, task('Low'), false],
  ])('%s', (_, high, low, expected) => {
    expect(preemption.interrupts(high, low)).toBe(expected);
  });
});

/** Accesses to one local element that are locked, written and read in tasks of these names. */
function locked(
  type: string,
  atomicWidthBits: number,
  { writer = 'High', reader = 'Low', updated = false } = {},
): string[] {
  const plan = planOf('Ecu', [
    arxml(
      structure('Record', { a: 'uint8', b: 'uint8' }),
      array('Bytes', 'uint8', 2),
      senderReceiver('Data', { element: type }),
      component('Writer', {
        provides: { Out: 'Data' },
        runnables: { Write: { every: '0.01', writes: ['Out.element'] } },
      }),
      component('Reader', {
        requires: { In: 'Data' },
        ...(updated ? { comSpecs: { 'In.element': [xml('ENABLE-UPDATE', 'true')] } } : {}),
        runnables: { Read: { every: '0.02', reads: ['In.element'] } },
      }),
      composition('Software', {
        parts: { writer: 'Writer', reader: 'Reader' },
        connect: ['writer.Out -> reader.In'],
      }),
      ecuExtract('Ecu', 'Software'),
    ),
  ]);
  const contextOf = (name: string) => task(name === 'writer' ? writer : reader);
  const consistency = new Consistency(
    {
      ...plan,
      ...ecu,
      instances: plan.instances.map((i) => ({
        ...i,
        calls: i.calls.map((call) => ({ ...call, contexts: [contextOf(i.name)] })),
      })),
    },
    atomicWidthBits,
  );
  return consistency.objects.flatMap((object) =>
    object.accesses.filter((a) => consistency.decide(a, object).lock).map((a) => a.by),
  );
}

const read = ['Rte_Read_In_element of reader'];
const write = ['Rte_Write_Out_element of writer'];

describe('a lock', () => {
  const types = ['boolean', 'uint8', 'sint16', 'uint32', 'float32', 'sint64', 'float64'];
  const widthOf = (type: string) => (type === 'boolean' ? 8 : Number(/\d+$/.exec(type)?.[0]));

  it.each([8, 16, 32, 64])('with %i bits at once is for what is wider', (atomicWidthBits) => {
    const lockedTypes = types.filter((type) => locked(type, atomicWidthBits).length > 0);
    expect(lockedTypes).toEqual(types.filter((type) => widthOf(type) > atomicWidthBits));
  });

  it.each(['Record', 'Bytes'])('is for a %s on every target', (type) => {
    expect(locked(type, 64)).toEqual(read);
  });

  it('is held by the side that is interrupted, not by the one that interrupts', () => {
    expect(locked('uint32', 16, { writer: 'High', reader: 'Low' })).toEqual(read);
    expect(locked('uint32', 16, { writer: 'Low', reader: 'High' })).toEqual(write);
  });

  it.each([
    ['one task', 'High', 'High'],
    ['tasks of one priority', 'High', 'AlsoHigh'],
    ['a non-preemptable task and one above it', 'High', 'Cooperative'],
  ])('is not needed between %s', (_, writer, reader) => {
    expect(locked('Record', 8, { writer, reader })).toEqual([]);
  });

  it('keeps data and their flag together', () => {
    expect(locked('uint8', 8, { updated: true })).toEqual(read);
    expect(locked('uint8', 8, { writer: 'Low', reader: 'High', updated: true })).toEqual(write);
    expect(locked('uint8', 8, { writer: 'High', reader: 'Cooperative', updated: true })).toEqual(
      [],
    );
  });
});
