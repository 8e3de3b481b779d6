/** Resources: who is kept out while one is held, and what the calls return. */
import { describe, expect, it } from 'vitest';
import {
  E_OK,
  E_OS_ACCESS,
  E_OS_CALLEVEL,
  E_OS_ID,
  E_OS_NOFUNC,
  E_OS_RESOURCE,
} from '../../../rte/typescript/std-types.ts';
import type { EntryScript, TaskScript } from './scenario.ts';
import { only, scenario } from './scenario.ts';

const task = (name: string, priority: number, run: EntryScript['run']): TaskScript => ({
  name,
  priority,
  entries: [{ name: `${name}.run`, ...(run && { run }) }],
});

const resources = [
  { name: 'Bus', ceilingPriority: 2 },
  { name: 'Flash', ceilingPriority: 3 },
  { name: 'Nobodys' },
];
const [Bus, Flash, Nobodys] = [0, 1, 2];

/** A task of each priority 1 to 4; what the lowest does is the scenario. */
function run(low: (os: Parameters<NonNullable<EntryScript['run']>>[0], log: string[]) => void) {
  const log: string[] = [];
  const others = [2, 3, 4].map((priority) =>
    task(`Task${priority}`, priority, () => log.push(`${priority}`)),
  );
  const {
    at,
    os,
    run: runUntil,
  } = scenario({
    tasks: [task('Low', 1, (os) => low(os, log)), ...others],
    resources,
  });
  at(0, () => os.ActivateTask(0));
  runUntil(10);
  return log;
}

describe('a resource', () => {
  it('keeps out all up to its ceiling, and nobody above', () => {
    const log = run((os, log) => {
      os.GetResource(Bus);
      for (const other of [1, 2, 3]) os.ActivateTask(other);
      log.push('release');
      os.ReleaseResource(Bus);
      log.push('end');
    });
    expect(log).toEqual(['3', '4', 'release', '2', 'end']);
  });

  it('taken inside another raises once more, and each is given back for itself', () => {
    const log = run((os, log) => {
      os.GetResource(Bus);
      os.GetResource(Flash);
      for (const other of [1, 2, 3]) os.ActivateTask(other);
      log.push('flash');
      os.ReleaseResource(Flash);
      log.push('bus');
      os.ReleaseResource(Bus);
      log.push('end');
    });
    expect(log).toEqual(['4', 'flash', '3', 'bus', '2', 'end']);
  });

  it('raises a task that has been preempted, too', () => {
    const log: string[] = [];
    const { at, os, run } = scenario({
      tasks: [
        task('Low', 1, (os) => {
          os.GetResource(Bus);
          os.ActivateTask(2);
          log.push('release');
          os.ReleaseResource(Bus);
        }),
        task('Middle', 2, () => log.push('middle')),
        task('High', 4, (os) => {
          os.ActivateTask(1);
          log.push('high');
        }),
        task('Third', 3, () => undefined),
      ],
      resources,
    });
    at(0, () => os.ActivateTask(0));
    run(10);
    expect(log).toEqual(['high', 'release', 'middle']);
  });

  it('may be held from one entry to the next', () => {
    const { at, os, run } = scenario({
      tasks: [
        {
          name: 'Low',
          priority: 1,
          entries: [
            { name: 'take', run: (os) => void os.GetResource(Bus) },
            { name: 'give', timeNs: 10, run: (os) => void os.ReleaseResource(Bus) },
          ],
        },
        task('Middle', 2, () => undefined),
        task('High', 3, () => undefined),
      ],
      resources,
    });
    at(0, () => os.ActivateTask(0));
    at(5, () => {
      os.ActivateTask(1);
      os.ActivateTask(2);
    });
    expect(only(run(30), 'runnable-end')).toEqual([
      '0 runnable-end take',
      '5 runnable-end High.run',
      // Within the call that gives it back.
      '10 runnable-end Middle.run',
      '10 runnable-end give',
    ]);
  });

  it('that a task forgets is given back when it ends', () => {
    const status: number[] = [];
    const { at, os, run } = scenario({
      tasks: [
        task('Forgets', 1, (os) => status.push(os.GetResource(Bus))),
        task('Middle', 2, (os) => status.push(os.GetResource(Bus))),
        task('High', 3, () => undefined),
      ],
      resources,
    });
    at(0, () => os.ActivateTask(0));
    at(5, () => os.ActivateTask(1));
    at(10, () => os.ActivateTask(0));
    run(20);
    expect(status).toEqual([E_OK, E_OK, E_OK]);
  });

  it('held where an extended task would wait fails the ECU, which would hang', () => {
    const { at, os, software, run } = scenario({
      tasks: [
        {
          name: 'Waiter',
          priority: 1,
          events: 1,
          autostart: true,
          entries: [{ name: 'on', events: 1, run: (os) => void os.GetResource(Bus) }],
        },
        task('Middle', 2, () => undefined),
        task('High', 3, () => undefined),
      ],
      resources,
    });
    at(5, () => os.SetEvent(0, 1));
    run(10);
    expect(String(software.failure?.cause)).toContain('Waiter would wait with a resource');
  });
});

describe('calls about resources', () => {
  it('return what the standard says', () => {
    const status: number[] = [];
    const { at, os, run } = scenario({
      tasks: [
        {
          name: 'Extended',
          priority: 2,
          events: 1,
          autostart: true,
          entries: [
            {
              name: 'run',
              events: 1,
              run: (os) => {
                status.push(os.ReleaseResource(Bus), os.GetResource(3), os.ReleaseResource(3));
                status.push(os.GetResource(Nobodys), os.ReleaseResource(Nobodys));
                status.push(os.GetResource(Bus), os.GetResource(Bus), os.GetResource(Flash));
                status.push(os.TerminateTask(), os.WaitEvent(1));
                status.push(os.ReleaseResource(Bus));
                status.push(os.ReleaseResource(Flash), os.ReleaseResource(Bus));
              },
            },
          ],
        },
        task('High', 4, (os) => status.push(os.GetResource(Flash), os.ReleaseResource(Flash))),
        task('Third', 3, () => undefined),
      ],
      resources,
    });
    at(0, () => status.push(os.GetResource(Bus), os.ReleaseResource(Bus)));
    at(5, () => os.SetEvent(0, 1));
    at(10, () => os.ActivateTask(1));
    run(20);
    expect(status).toEqual([
      ...[E_OS_CALLEVEL, E_OS_CALLEVEL],
      ...[E_OS_NOFUNC, E_OS_ID, E_OS_ID],
      ...[E_OS_ACCESS, E_OS_ACCESS],
      ...[E_OK, E_OS_ACCESS, E_OK],
      ...[E_OS_RESOURCE, E_OS_RESOURCE],
      E_OS_NOFUNC,
      ...[E_OK, E_OK],
      ...[E_OS_ACCESS, E_OS_ACCESS],
    ]);
  });
});
