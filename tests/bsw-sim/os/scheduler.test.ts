/** Who runs when: priorities, preemption, activation queues, interrupts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { E_OK, E_OS_ID, E_OS_LIMIT } from '../../../rte/typescript/std-types.ts';
import { only, scenario } from './scenario.ts';

describe('scheduler', () => {
  it('runs the entries of an activated task in order, then terminates it', () => {
    const { at, os, run } = scenario({
      tasks: [{ name: 'Task', priority: 1, entries: [{ name: 'a' }, { name: 'b' }] }],
    });
    at(5, () => os.ActivateTask(0));
    expect(run(10)).toEqual([
      '5 task-activate Task',
      '5 task-start Task',
      '5 runnable-start a',
      '5 runnable-end a',
      '5 runnable-start b',
      '5 runnable-end b',
      '5 task-terminate Task',
    ]);
  });

  it('starts autostart tasks at StartOS, the highest priority first', () => {
    const { run } = scenario({
      tasks: [
        { name: 'Low', priority: 1, autostart: true },
        { name: 'High', priority: 7, autostart: true },
        { name: 'Idle', priority: 9 },
      ],
    });
    expect(only(run(0), 'task-start')).toEqual(['0 task-start High', '0 task-start Low']);
  });

  it('asks once per activation whether an entry is due, when its turn comes', () => {
    const asked: string[] = [];
    let isDue = false;
    const { at, os, run } = scenario({
      tasks: [
        {
          name: 'Task',
          priority: 1,
          entries: [
            { name: 'first', run: () => asked.push('first') },
            {
              name: 'second',
              due: () => {
                asked.push('due?');
                return isDue;
              },
              run: () => asked.push('second'),
            },
          ],
        },
      ],
    });
    at(1, () => os.ActivateTask(0));
    at(2, () => {
      isDue = true;
      os.ActivateTask(0);
    });
    run(2);
    expect(asked).toEqual(['first', 'due?', 'first', 'due?', 'second']);
  });

  it('lets a task of higher priority preempt inside ActivateTask, last in, first out', () => {
    const order: string[] = [];
    const { at, os, run } = scenario({
      tasks: [
        {
          name: 'Low',
          priority: 1,
          entries: [
            {
              name: 'low',
              run: (os) => {
                order.push('low before');
                os.ActivateTask(1);
                order.push('low after');
              },
            },
          ],
        },
        {
          name: 'Middle',
          priority: 2,
          entries: [
            {
              name: 'middle',
              run: (os) => {
                order.push('middle before');
                os.ActivateTask(2);
                order.push('middle after');
              },
            },
          ],
        },
        { name: 'High', priority: 3, entries: [{ name: 'high', run: () => order.push('high') }] },
      ],
    });
    at(0, () => os.ActivateTask(0));
    expect(run(0)).toEqual([
      '0 task-activate Low',
      '0 task-start Low',
      '0 runnable-start low',
      '0 task-activate Middle',
      '0 task-preempt Low',
      '0 task-start Middle',
      '0 runnable-start middle',
      '0 task-activate High',
      '0 task-preempt Middle',
      '0 task-start High',
      '0 runnable-start high',
      '0 runnable-end high',
      '0 task-terminate High',
      '0 task-resume Middle',
      '0 runnable-end middle',
      '0 task-terminate Middle',
      '0 task-resume Low',
      '0 runnable-end low',
      '0 task-terminate Low',
    ]);
    expect(order).toEqual(['low before', 'middle before', 'high', 'middle after', 'low after']);
  });

  it('does not preempt a task that is not preemptable, nor one of the same priority', () => {
    const { at, os, run } = scenario({
      tasks: [
        {
          name: 'Non',
          priority: 1,
          schedule: 'NON',
          entries: [{ name: 'activates', run: (os) => void os.ActivateTask(1) }, { name: 'rest' }],
        },
        {
          name: 'High',
          priority: 2,
          entries: [{ name: 'high', run: (os) => void os.ActivateTask(2) }],
        },
        { name: 'AlsoHigh', priority: 2 },
      ],
    });
    at(0, () => os.ActivateTask(0));
    expect(only(run(0), 'task-start', 'task-preempt', 'task-terminate')).toEqual([
      '0 task-start Non',
      '0 task-terminate Non',
      '0 task-start High',
      '0 task-terminate High',
      '0 task-start AlsoHigh',
      '0 task-terminate AlsoHigh',
    ]);
  });

  it('serves one priority in the order of activation, several activations of one task included', () => {
    const { at, os, run } = scenario({
      tasks: [
        { name: 'A', priority: 1, activation: 2, entries: [{ name: 'a', timeNs: 10 }] },
        { name: 'B', priority: 1, entries: [{ name: 'b', timeNs: 10 }] },
      ],
    });
    at(0, () => {
      os.ActivateTask(0);
      os.ActivateTask(1);
      os.ActivateTask(0);
    });
    expect(only(run(100), 'task-start', 'task-terminate')).toEqual([
      '0 task-start A',
      '10 task-terminate A',
      '10 task-start B',
      '20 task-terminate B',
      '20 task-start A',
      '30 task-terminate A',
    ]);
  });

  it('puts a preempted task first of its priority', () => {
    const { at, os, run } = scenario({
      tasks: [
        { name: 'A', priority: 1, entries: [{ name: 'a', timeNs: 10 }] },
        { name: 'B', priority: 1, entries: [{ name: 'b', timeNs: 10 }] },
        { name: 'High', priority: 2, entries: [{ name: 'high', timeNs: 5 }] },
      ],
    });
    at(0, () => {
      os.ActivateTask(0);
      os.ActivateTask(1);
    });
    at(4, () => os.ActivateTask(2));
    expect(only(run(100), 'task-start', 'task-resume', 'task-terminate')).toEqual([
      '0 task-start A',
      '4 task-start High',
      '9 task-terminate High',
      '9 task-resume A',
      '15 task-terminate A',
      '15 task-start B',
      '25 task-terminate B',
    ]);
  });

  it('loses an activation over the limit and says so', () => {
    const results: number[] = [];
    const { at, os, run } = scenario({
      tasks: [{ name: 'Task', priority: 1, activation: 2, entries: [{ name: 'a', timeNs: 10 }] }],
    });
    at(0, () => {
      for (let i = 0; i < 3; i++) results.push(os.ActivateTask(0));
      results.push(os.ActivateTask(1));
    });
    const lines = run(100);
    expect(results).toEqual([E_OK, E_OK, E_OS_LIMIT, E_OS_ID]);
    expect(only(lines, 'activation-lost')).toEqual(['0 activation-lost Task']);
    expect(os.statistics()[0]).toEqual({
      name: 'Task',
      priority: 1,
      activations: 2,
      lostActivations: 1,
      terminations: 2,
      responseTimeMaxNs: 20,
      responseTimeSumNs: 30,
      busyNs: 20,
    });
  });

  it('counts the running activation against the limit', () => {
    const results: number[] = [];
    const { at, os, run } = scenario({
      tasks: [
        {
          name: 'Task',
          priority: 1,
          entries: [{ name: 'self', run: (os) => results.push(os.ActivateTask(0)) }],
        },
      ],
    });
    at(0, () => os.ActivateTask(0));
    run(0);
    expect(results).toEqual([E_OS_LIMIT]);
  });
});

describe('interrupts', () => {
  it('let tasks activated inside start only after they ended', () => {
    const order: string[] = [];
    const { at, os, run } = scenario({
      tasks: [
        { name: 'Task', priority: 1, entries: [{ name: 'a', run: () => order.push('task') }] },
      ],
    });
    at(3, () =>
      os.runInterrupt(() => {
        os.ActivateTask(0);
        order.push('interrupt');
      }),
    );
    run(3);
    expect(order).toEqual(['interrupt', 'task']);
  });

  it('in task code preempt it when the outermost has ended', () => {
    const order: string[] = [];
    const { at, os, run } = scenario({
      tasks: [
        {
          name: 'Low',
          priority: 1,
          entries: [
            {
              name: 'low',
              run: (os) => {
                os.runInterrupt(() => {
                  os.runInterrupt(() => void os.ActivateTask(1));
                  order.push('interrupt');
                });
                order.push('low');
              },
            },
          ],
        },
        { name: 'High', priority: 2, entries: [{ name: 'high', run: () => order.push('high') }] },
      ],
    });
    at(0, () => os.ActivateTask(0));
    run(0);
    expect(order).toEqual(['interrupt', 'high', 'low']);
  });
});

describe('mistakes', () => {
  it('such as tasks that activate each other without time passing are a failure of the software', () => {
    const { at, os, software, run } = scenario({
      tasks: [
        {
          name: 'Ping',
          priority: 1,
          entries: [{ name: 'ping', run: (os) => void os.ActivateTask(1) }],
        },
        {
          name: 'Pong',
          priority: 1,
          entries: [{ name: 'pong', run: (os) => void os.ActivateTask(0) }],
        },
      ],
    });
    at(8, () => os.ActivateTask(0));
    expect(run(10).at(-1)).toBe('8 ecu-failed pong');
    expect(software.failure).toMatchObject({ atNs: 8, code: { name: 'pong', task: 'Pong' } });
    expect(String(software.failure?.cause)).toMatch(
      /task Ping activated more than 10000 times at 8 ns without time passing/,
    );
    at(20, () => os.ActivateTask(1));
    expect(run(30).filter((line) => line.includes('task-start'))).toEqual([]);
  });

  it('in what is given to the OS are refused by name', () => {
    const task = { name: 'Task', priority: 1, entries: [{ name: 'a', timeNs: -1 }] };
    expect(() => scenario({ tasks: [task] })).toThrow('execution time of -1 ns for a');
    expect(() => scenario({ tasks: [{ ...task, entries: [], activation: 0 }] })).toThrow(
      'task Task: OsTaskActivation 0',
    );
  });
});

describe('any load', () => {
  interface Load {
    readonly priority: number;
    readonly schedule: 'FULL' | 'NON';
    readonly activation: number;
    readonly timeNs: number;
    readonly activatedNs: readonly number[];
  }
  const endNs = 400;

  /** The same rules, one nanosecond after the other: `<ns> <task>` at every termination. */
  function reference(loads: readonly Load[]): string[] {
    const terminations: string[] = [];
    const pending = loads.map(() => 0);
    const remaining = loads.map(() => 0);
    let ready: number[] = [];
    let running = -1;
    const at = (index: number): Load => loads[index] as Load;
    for (let nowNs = 0; nowNs <= endNs; nowNs++) {
      loads.forEach((load, index) => {
        for (const activatedNs of load.activatedNs) {
          if (activatedNs !== nowNs || pending[index] === load.activation) continue;
          pending[index] = (pending[index] ?? 0) + 1;
          ready.push(index);
        }
      });
      if (running >= 0 && remaining[running] === 0) {
        terminations.push(`${nowNs} Task${running}`);
        pending[running] = (pending[running] ?? 0) - 1;
        running = -1;
      }
      const top = Math.max(...ready.map((index) => at(index).priority));
      const isDue =
        ready.length > 0 &&
        (running < 0 || (at(running).schedule === 'FULL' && top > at(running).priority));
      if (isDue) {
        if (running >= 0) ready = [running, ...ready];
        const next = ready.findIndex((index) => at(index).priority === top);
        running = ready[next] as number;
        ready.splice(next, 1);
        if (remaining[running] === 0) remaining[running] = at(running).timeNs;
      }
      if (running >= 0) remaining[running] = (remaining[running] ?? 0) - 1;
    }
    return terminations;
  }

  it('is scheduled as a simulation in steps of one nanosecond would', () => {
    const load: fc.Arbitrary<Load> = fc.record({
      priority: fc.integer({ min: 1, max: 3 }),
      schedule: fc.constantFrom('FULL', 'NON'),
      activation: fc.integer({ min: 1, max: 3 }),
      timeNs: fc.integer({ min: 1, max: 20 }),
      activatedNs: fc.array(fc.nat(60), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(load, { maxLength: 5 }), (loads) => {
        const { at, os, run } = scenario({
          tasks: loads.map((load, index) => ({
            name: `Task${index}`,
            priority: load.priority,
            schedule: load.schedule,
            activation: load.activation,
            entries: [{ name: `entry${index}`, timeNs: load.timeNs }],
          })),
        });
        loads.forEach((load, index) => {
          for (const atNs of load.activatedNs) at(atNs, () => os.ActivateTask(index));
        });
        const lines = only(run(endNs), 'task-terminate');
        expect(lines.map((line) => line.replace(' task-terminate', ''))).toEqual(reference(loads));
      }),
    );
  });
});
