/** Extended tasks: waiting for events, going on with them, and what the calls return. */
import { describe, expect, it } from 'vitest';
import {
  E_OK,
  E_OS_ACCESS,
  E_OS_CALLEVEL,
  E_OS_ID,
  E_OS_LIMIT,
  E_OS_STATE,
  out,
} from '../../../rte/typescript/std-types.ts';
import { type EntryScript, only, scenario, type TaskScript } from './scenario.ts';

const [A, B, C] = [1, 2, 4];

/** Waits for A and B, each of which starts an entry. */
const waiter = (more: Partial<TaskScript> = {}): TaskScript => ({
  name: 'Waiter',
  priority: 1,
  events: A | B | C,
  entries: [
    { name: 'onA', events: A },
    { name: 'onB', events: B },
  ],
  ...more,
});

const code = (name: string, run: EntryScript['run'], more: Partial<EntryScript> = {}) => ({
  name,
  ...(run && { run }),
  ...more,
});

const ran = (lines: readonly string[]) => only(lines, 'runnable-end');

describe('an extended task', () => {
  it('waits at its top, runs what the event starts, and waits again', () => {
    const { at, os, run } = scenario({ tasks: [waiter()] });
    at(5, () => os.ActivateTask(0));
    at(10, () => os.SetEvent(0, B));
    at(20, () => os.SetEvent(0, A | B));
    expect(run(30)).toEqual([
      '5 task-activate Waiter',
      '5 task-start Waiter',
      '5 task-wait Waiter',
      '10 event-set Waiter',
      '10 task-resume Waiter',
      '10 runnable-start onB',
      '10 runnable-end onB',
      '10 task-wait Waiter',
      '20 event-set Waiter',
      '20 task-resume Waiter',
      '20 runnable-start onA',
      '20 runnable-end onA',
      '20 runnable-start onB',
      '20 runnable-end onB',
      '20 task-wait Waiter',
    ]);
  });

  it('loses no event that is set while it runs, not even the one it runs for', () => {
    const { at, os, run } = scenario({
      tasks: [
        waiter({
          entries: [
            { name: 'onA', events: A, timeNs: 10 },
            { name: 'onB', events: B, timeNs: 10 },
          ],
        }),
      ],
    });
    at(0, () => os.ActivateTask(0));
    at(5, () => os.SetEvent(0, A));
    at(7, () => os.SetEvent(0, B));
    at(8, () => os.SetEvent(0, A));
    at(9, () => os.SetEvent(0, A));
    expect(only(run(60), 'runnable-end', 'task-wait')).toEqual([
      '0 task-wait Waiter',
      '15 runnable-end onA',
      '25 runnable-end onA',
      '35 runnable-end onB',
      '35 task-wait Waiter',
    ]);
  });

  it('does not wait where an event is set before it has begun', () => {
    const { at, os, run } = scenario({
      tasks: [waiter(), { name: 'Busy', priority: 2, entries: [{ name: 'busy', timeNs: 10 }] }],
    });
    at(0, () => {
      os.ActivateTask(1);
      os.ActivateTask(0);
    });
    at(5, () => os.SetEvent(0, A));
    expect(only(run(20), 'runnable-end', 'task-wait', 'task-start').slice(-3)).toEqual([
      '10 task-start Waiter',
      '10 runnable-end onA',
      '10 task-wait Waiter',
    ]);
  });

  it('is not woken by an event that starts nothing, which is forgotten when it goes on', () => {
    const { at, os, run } = scenario({ tasks: [waiter()] });
    const event = out(0);
    at(0, () => os.ActivateTask(0));
    at(5, () => os.SetEvent(0, C));
    at(10, () => os.GetEvent(0, event));
    expect(ran(run(10))).toEqual([]);
    expect(event.value).toBe(C);
    at(15, () => os.SetEvent(0, B));
    at(20, () => os.GetEvent(0, event));
    expect(ran(run(20))).toEqual(['15 runnable-end onB']);
    expect(event.value).toBe(0);
  });

  it('preempts whoever sets its event, inside the call', () => {
    const order: string[] = [];
    const { at, os, run } = scenario({
      tasks: [
        {
          name: 'Low',
          priority: 1,
          entries: [
            code('low', (os) => {
              order.push('before');
              os.SetEvent(1, A);
              order.push('after');
            }),
          ],
        },
        waiter({ priority: 2, entries: [code('onA', () => order.push('high'), { events: A })] }),
      ],
    });
    at(0, () => os.ActivateTask(1));
    at(5, () => os.ActivateTask(0));
    run(5);
    expect(order).toEqual(['before', 'high', 'after']);
  });

  it('is preempted between and during its entries, and goes on where it was', () => {
    const { at, os, run } = scenario({
      tasks: [
        waiter({
          entries: [
            { name: 'onA', events: A, timeNs: 10 },
            { name: 'onB', events: B, timeNs: 10 },
          ],
        }),
        { name: 'High', priority: 3, entries: [{ name: 'high', timeNs: 5 }] },
      ],
    });
    at(0, () => os.ActivateTask(0));
    at(10, () => os.SetEvent(0, A | B));
    at(15, () => os.ActivateTask(1));
    at(25, () => os.ActivateTask(1));
    expect(ran(run(50))).toEqual([
      '20 runnable-end high',
      '25 runnable-end onA',
      '30 runnable-end high',
      '40 runnable-end onB',
    ]);
  });

  it('that is not preemptable gives the processor up where it waits', () => {
    const { at, os, run } = scenario({
      tasks: [
        waiter({ schedule: 'NON', entries: [{ name: 'onA', events: A, timeNs: 10 }] }),
        { name: 'High', priority: 3, entries: [{ name: 'high' }] },
      ],
    });
    at(0, () => os.ActivateTask(0));
    at(10, () => os.SetEvent(0, A));
    at(15, () => os.ActivateTask(1));
    expect(ran(run(50))).toEqual(['20 runnable-end onA', '20 runnable-end high']);
  });

  it('takes its turn among those of its priority when the event comes', () => {
    const { at, os, run } = scenario({
      tasks: [
        waiter(),
        { name: 'Other', priority: 1, entries: [{ name: 'other' }] },
        { name: 'High', priority: 2, entries: [{ name: 'high', timeNs: 10 }] },
      ],
    });
    at(0, () => os.ActivateTask(0));
    at(5, () => os.ActivateTask(2));
    at(6, () => os.ActivateTask(1));
    at(7, () => os.SetEvent(0, A));
    expect(ran(run(20)).slice(1)).toEqual(['15 runnable-end other', '15 runnable-end onA']);
  });

  it('is paced by an alarm that sets its event', () => {
    const { run } = scenario({
      tasks: [waiter({ autostart: true })],
      alarms: [
        {
          name: 'Pace',
          counter: 0,
          activateTask: 0,
          setEvent: B,
          autostart: { type: 'ABSOLUTE', alarmTime: 0, cycleTime: 2 },
        },
      ],
    });
    expect(ran(run(5_000_000))).toEqual([
      '0 runnable-end onB',
      '2000000 runnable-end onB',
      '4000000 runnable-end onB',
    ]);
  });

  it('ends with TerminateTask, and begins without events when it is activated again', () => {
    const { at, os, run } = scenario({
      tasks: [waiter({ entries: [code('onA', (os) => os.TerminateTask(), { events: A })] })],
    });
    at(0, () => os.ActivateTask(0));
    at(5, () => os.SetEvent(0, A | B));
    let status: number | undefined;
    at(6, () => {
      status = os.SetEvent(0, A);
    });
    at(7, () => os.ActivateTask(0));
    expect(only(run(10), 'task-terminate', 'task-wait')).toEqual([
      '0 task-wait Waiter',
      '5 task-terminate Waiter',
      '7 task-wait Waiter',
    ]);
    expect(status).toBe(E_OS_STATE);
  });

  it('whose code has to wait begins anew', () => {
    const seen: number[] = [];
    const { at, os, run } = scenario({
      tasks: [
        waiter({
          entries: [
            code('first', (os) => seen.push(os.WaitEvent(C)), { events: A | B }),
            code('second', () => seen.push(100), { events: B }),
          ],
        }),
      ],
    });
    at(0, () => os.ActivateTask(0));
    at(1, () => os.SetEvent(0, A));
    // What the code waits for wakes it, but starts no entry.
    at(2, () => os.SetEvent(0, C));
    // Here it is set already.
    at(3, () => os.SetEvent(0, B | C));
    expect(only(run(5), 'task-wait', 'task-resume')).toEqual([
      '0 task-wait Waiter',
      '1 task-resume Waiter',
      '1 task-wait Waiter',
      '2 task-resume Waiter',
      '2 task-wait Waiter',
      '3 task-resume Waiter',
      '3 task-wait Waiter',
    ]);
    expect(seen).toEqual([]);
  });

  it('counts how often it has come to be ready, and how long until it waits', () => {
    const { at, os, run } = scenario({
      tasks: [waiter({ entries: [{ name: 'onA', events: A, timeNs: 10 }] })],
    });
    at(0, () => os.ActivateTask(0));
    at(10, () => os.SetEvent(0, A));
    at(30, () => os.SetEvent(0, A));
    at(35, () => os.SetEvent(0, A));
    run(100);
    expect(os.statistics()).toMatchObject([
      { activations: 3, terminations: 3, responseTimeMaxNs: 20, responseTimeSumNs: 30, busyNs: 30 },
    ]);
  });

  it('that sets its own event for ever fails its ECU', () => {
    const { at, os, software, run } = scenario({
      tasks: [waiter({ entries: [code('onA', (os) => os.SetEvent(0, A), { events: A })] })],
      maxActivationsPerInstant: 50,
    });
    at(0, () => os.ActivateTask(0));
    at(5, () => os.SetEvent(0, A));
    run(10);
    expect(String(software.failure?.cause)).toContain('more than 50 times at 5 ns');
  });
});

describe('calls about events', () => {
  it('return what the standard says', () => {
    const inBasic: number[] = [];
    const inExtended: number[] = [];
    const { at, os, run } = scenario({
      tasks: [
        waiter({
          entries: [
            code(
              'onA',
              (os) => {
                inExtended.push(os.SetEvent(0, C), os.WaitEvent(C), os.ClearEvent(C));
                inExtended.push(os.GetEvent(0, event), event.value);
              },
              { events: A },
            ),
          ],
        }),
        {
          name: 'Basic',
          priority: 1,
          entries: [code('basic', (os) => inBasic.push(os.ClearEvent(A), os.WaitEvent(A)))],
        },
      ],
    });
    const event = out(9);
    const outside: number[] = [];
    at(0, () => outside.push(os.SetEvent(0, A), os.GetEvent(0, event)));
    at(1, () => outside.push(os.ActivateTask(0), os.ActivateTask(0), os.ActivateTask(1)));
    at(2, () => outside.push(os.SetEvent(1, A), os.GetEvent(1, event)));
    at(2, () => outside.push(os.SetEvent(2, A), os.GetEvent(2, event)));
    at(2, () => outside.push(os.ClearEvent(A), os.WaitEvent(A), os.SetEvent(0, A)));
    run(5);
    expect(outside).toEqual([
      ...[E_OS_STATE, E_OS_STATE],
      ...[E_OK, E_OS_LIMIT, E_OK],
      ...[E_OS_ACCESS, E_OS_ACCESS],
      ...[E_OS_ID, E_OS_ID],
      ...[E_OS_CALLEVEL, E_OS_CALLEVEL, E_OK],
    ]);
    expect(inBasic).toEqual([E_OS_ACCESS, E_OS_ACCESS]);
    expect(inExtended).toEqual([E_OK, E_OK, E_OK, E_OK, 0]);
  });
});

describe('a configuration', () => {
  it('with entries that wait for what the task does not have is refused', () => {
    expect(() => scenario({ tasks: [waiter({ events: A })] })).toThrow('waits for events');
  });

  it('with several activations of an extended task is refused', () => {
    expect(() => scenario({ tasks: [waiter({ activation: 2 })] })).toThrow('OsTaskActivation 2');
  });
});
