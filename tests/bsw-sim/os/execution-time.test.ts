/** What a runnable with an execution time does to the tasks below and above its own. */
import { describe, expect, it } from 'vitest';
import { only, scenario } from './scenario.ts';

const low = 0;
const high = 1;

describe('execution time', () => {
  it('holds the processor and runs the code when the time has been consumed', () => {
    const ranNs: number[] = [];
    const { at, os, queue, run } = scenario({
      tasks: [
        {
          name: 'Task',
          priority: 1,
          entries: [
            { name: 'a', timeNs: 300, run: () => ranNs.push(queue.nowNs) },
            { name: 'b', run: () => ranNs.push(queue.nowNs) },
            { name: 'c', timeNs: 200, run: () => ranNs.push(queue.nowNs) },
          ],
        },
      ],
    });
    at(1000, () => os.ActivateTask(0));
    expect(only(run(10_000), 'runnable-start', 'runnable-end', 'task-terminate')).toEqual([
      '1000 runnable-start a',
      '1300 runnable-end a',
      '1300 runnable-start b',
      '1300 runnable-end b',
      '1300 runnable-start c',
      '1500 runnable-end c',
      '1500 task-terminate Task',
    ]);
    expect(ranNs).toEqual([1300, 1300, 1500]);
  });

  it('is preempted and goes on where it was, to the nanosecond', () => {
    const { at, os, run } = scenario({
      tasks: [
        { name: 'Low', priority: 1, entries: [{ name: 'low', timeNs: 1000 }] },
        { name: 'High', priority: 2, entries: [{ name: 'high', timeNs: 77 }] },
      ],
    });
    at(0, () => os.ActivateTask(low));
    at(333, () => os.ActivateTask(high));
    at(999, () => os.ActivateTask(high));
    expect(run(10_000)).toEqual([
      '0 task-activate Low',
      '0 task-start Low',
      '0 runnable-start low',
      '333 task-activate High',
      '333 task-preempt Low',
      '333 task-start High',
      '333 runnable-start high',
      '410 runnable-end high',
      '410 task-terminate High',
      '410 task-resume Low',
      '999 task-activate High',
      '999 task-preempt Low',
      '999 task-start High',
      '999 runnable-start high',
      '1076 runnable-end high',
      '1076 task-terminate High',
      '1076 task-resume Low',
      '1154 runnable-end low',
      '1154 task-terminate Low',
    ]);
    expect(os.statistics().map((task) => task.busyNs)).toEqual([1000, 154]);
    expect(os.cpuLoad()).toBeCloseTo(0.1154, 12);
  });

  it('counts what a task has used so far in its busy time', () => {
    const { at, os, run } = scenario({
      tasks: [{ name: 'Task', priority: 1, entries: [{ name: 'a', timeNs: 1000 }] }],
    });
    at(0, () => os.ActivateTask(0));
    run(400);
    expect(os.statistics()[0]?.busyNs).toBe(400);
    expect(os.cpuLoad()).toBe(1);
  });

  it('lets the code run first when an activation comes at the instant its time is used up', () => {
    const { at, os, run } = scenario({
      tasks: [
        { name: 'Low', priority: 1, entries: [{ name: 'low', timeNs: 100 }, { name: 'rest' }] },
        { name: 'High', priority: 2, entries: [{ name: 'high' }] },
      ],
    });
    at(0, () => os.ActivateTask(low));
    at(100, () => os.ActivateTask(high));
    expect(only(run(200), 'runnable-end')).toEqual([
      '100 runnable-end low',
      '100 runnable-end high',
      '100 runnable-end rest',
    ]);
  });

  it('is not interrupted in a task that is not preemptable', () => {
    const { at, os, run } = scenario({
      tasks: [
        {
          name: 'Non',
          priority: 1,
          schedule: 'NON',
          entries: [
            { name: 'a', timeNs: 100 },
            { name: 'b', timeNs: 100 },
          ],
        },
        { name: 'High', priority: 2, entries: [{ name: 'high', timeNs: 10 }] },
      ],
    });
    at(0, () => os.ActivateTask(low));
    at(50, () => os.ActivateTask(high));
    expect(only(run(1000), 'task-start', 'task-terminate')).toEqual([
      '0 task-start Non',
      '200 task-terminate Non',
      '200 task-start High',
      '210 task-terminate High',
    ]);
  });

  it('of a task activated by code begins when that code has run to its end', () => {
    const order: string[] = [];
    const { at, os, queue, run } = scenario({
      tasks: [
        {
          name: 'Low',
          priority: 1,
          entries: [
            {
              name: 'low',
              run: (os) => {
                os.ActivateTask(1);
                order.push(`low goes on at ${queue.nowNs}`);
                os.ActivateTask(2);
                order.push(`low ends at ${queue.nowNs}`);
              },
            },
            { name: 'rest', run: () => order.push(`rest at ${queue.nowNs}`) },
          ],
        },
        {
          name: 'Middle',
          priority: 2,
          entries: [
            { name: 'quick', run: () => order.push(`quick at ${queue.nowNs}`) },
            { name: 'slow', timeNs: 50, run: () => order.push(`slow at ${queue.nowNs}`) },
          ],
        },
        {
          name: 'High',
          priority: 3,
          entries: [{ name: 'high', run: () => order.push(`high at ${queue.nowNs}`) }],
        },
      ],
    });
    at(0, () => os.ActivateTask(0));
    const lines = run(100);
    expect(order).toEqual([
      'quick at 0',
      'low goes on at 0',
      'high at 0',
      'low ends at 0',
      'slow at 50',
      'rest at 50',
    ]);
    expect(only(lines, 'task-preempt', 'task-resume', 'task-terminate')).toEqual([
      '0 task-preempt Low',
      '0 task-preempt Middle',
      '0 task-terminate High',
      '0 task-resume Middle',
      '50 task-terminate Middle',
      '50 task-resume Low',
      '50 task-terminate Low',
    ]);
  });
});
