/** Alarms, counters and the ECU's own clock. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EcuClock } from '../../../bsw-sim/os/ecu-clock.ts';
import type { OsAlarm } from '../../../rte/typescript/configuration.ts';
import {
  E_OK,
  E_OS_ID,
  E_OS_NOFUNC,
  E_OS_STATE,
  E_OS_VALUE,
} from '../../../rte/typescript/std-types.ts';
import { millisecondCounter, only, type Scenario, scenario } from './scenario.ts';

const ms = 1_000_000;

function alarm(autostart?: OsAlarm['autostart']): OsAlarm {
  return { name: 'Alarm', counter: 0, activateTask: 0, ...(autostart && { autostart }) };
}

function withAlarm(
  autostart?: OsAlarm['autostart'],
  more: Partial<Parameters<typeof scenario>[0]> = {},
): Scenario {
  return scenario({
    tasks: [{ name: 'Task', priority: 1 }],
    alarms: [alarm(autostart)],
    ...more,
  });
}

/** Instants in ns at which the task was activated. */
function activations(lines: readonly string[]): number[] {
  return only(lines, 'task-activate').map((line) => Number(line.split(' ')[0]));
}

describe('alarms', () => {
  it('with relative autostart expire that many ticks after StartOS and then every cycle', () => {
    const { run } = withAlarm({ type: 'RELATIVE', alarmTime: 3, cycleTime: 10 });
    expect(activations(run(30 * ms))).toEqual([3 * ms, 13 * ms, 23 * ms]);
  });

  it('with absolute autostart expire when the counter has the value, 0 being StartOS itself', () => {
    const at5 = withAlarm({ type: 'ABSOLUTE', alarmTime: 5, cycleTime: 0 });
    expect(activations(at5.run(100 * ms))).toEqual([5 * ms]);
    const at0 = withAlarm({ type: 'ABSOLUTE', alarmTime: 0, cycleTime: 4 });
    expect(activations(at0.run(9 * ms))).toEqual([0, 4 * ms, 8 * ms]);
  });

  it('set relatively count ticks of the counter from its last one', () => {
    const { at, os, run } = withAlarm();
    const results: number[] = [];
    at(2 * ms + 400_000, () => results.push(os.SetRelAlarm(0, 3, 2)));
    at(3 * ms, () => results.push(os.SetRelAlarm(0, 3, 2)));
    expect(activations(run(8 * ms))).toEqual([5 * ms, 7 * ms]);
    expect(results).toEqual([E_OK, E_OS_STATE]);
  });

  it('set for once can be set again when they have expired', () => {
    const { at, os, run } = withAlarm();
    at(0, () => os.SetRelAlarm(0, 1, 0));
    at(4 * ms, () => expect(os.SetRelAlarm(0, 1, 0)).toBe(E_OK));
    expect(activations(run(9 * ms))).toEqual([1 * ms, 5 * ms]);
  });

  it('stop when they are cancelled and may then be set earlier or later', () => {
    const { at, os, run } = withAlarm({ type: 'RELATIVE', alarmTime: 10, cycleTime: 10 });
    const results: number[] = [];
    at(5 * ms, () => {
      results.push(os.CancelAlarm(0), os.CancelAlarm(0), os.SetRelAlarm(0, 2, 0));
    });
    at(8 * ms, () => results.push(os.CancelAlarm(0), os.SetRelAlarm(0, 20, 0)));
    expect(activations(run(100 * ms))).toEqual([7 * ms, 28 * ms]);
    expect(results).toEqual([E_OK, E_OS_NOFUNC, E_OK, E_OS_NOFUNC, E_OK]);
  });

  it('refuse ticks outside the limits of their counter, and unknown ids', () => {
    const counters = [{ ...millisecondCounter, minCycle: 2, maxAllowedValue: 100 }];
    const { os } = withAlarm(undefined, { counters });
    expect(os.SetRelAlarm(0, 0, 0)).toBe(E_OS_VALUE);
    expect(os.SetRelAlarm(0, 101, 0)).toBe(E_OS_VALUE);
    expect(os.SetRelAlarm(0, 1, 1)).toBe(E_OS_VALUE);
    expect(os.SetRelAlarm(0, 1, 101)).toBe(E_OS_VALUE);
    expect(os.SetRelAlarm(1, 1, 2)).toBe(E_OS_ID);
    expect(os.CancelAlarm(1)).toBe(E_OS_ID);
  });

  it('of one instant expire in the order of the configuration, before any task runs', () => {
    const { run } = scenario({
      tasks: [
        { name: 'Low', priority: 1 },
        { name: 'High', priority: 2 },
      ],
      alarms: [
        { ...alarm({ type: 'RELATIVE', alarmTime: 20, cycleTime: 0 }), activateTask: 0 },
        { ...alarm({ type: 'RELATIVE', alarmTime: 5, cycleTime: 5 }), activateTask: 1 },
      ],
    });
    run(19 * ms);
    expect(only(run(20 * ms), 'task-activate', 'task-start')).toEqual([
      '20000000 task-activate Low',
      '20000000 task-activate High',
      '20000000 task-start High',
      '20000000 task-start Low',
    ]);
  });

  it('of a counter whose tick is no whole number of nanoseconds do not drift away', () => {
    const counters = [{ ...millisecondCounter, tickNs: 1e9 / 60e6, maxAllowedValue: 2 ** 31 }];
    const { run } = withAlarm({ type: 'RELATIVE', alarmTime: 20, cycleTime: 20 }, { counters });
    const times = activations(run(3000));
    // 20 ticks of 60 MHz are 333.33 ns.
    expect(times).toEqual([333, 667, 1000, 1333, 1667, 2000, 2333, 2667, 3000]);
  });

  it('that could never expire as configured are refused by name', () => {
    const { run } = withAlarm({ type: 'RELATIVE', alarmTime: 0, cycleTime: 10 });
    expect(() => run(0)).toThrow('alarm Alarm: RELATIVE autostart at 0 ticks');
  });
});

describe('the clock of an ECU', () => {
  it('starts at its offset', () => {
    const { run } = withAlarm(
      { type: 'RELATIVE', alarmTime: 3, cycleTime: 0 },
      { clock: { startOffsetNs: 12_345 } },
    );
    expect(activations(run(10 * ms))).toEqual([3 * ms + 12_345]);
  });

  it('runs fast or slow by its drift, without losing a nanosecond in the long run', () => {
    const hour = 3_600_000;
    const counters = [{ ...millisecondCounter, maxAllowedValue: hour * 2 }];
    const autostart = { type: 'RELATIVE', alarmTime: hour, cycleTime: 0 } as const;
    const fast = withAlarm(autostart, { counters, clock: { driftPpm: 100 } });
    // An hour of the fast clock is over 3600 s / 1.0001 after StartOS.
    expect(activations(fast.run(hour * ms))).toEqual([Math.ceil((3600 * 1e9) / 1.0001)]);
    const slow = withAlarm(autostart, { counters, clock: { driftPpm: -100 } });
    expect(activations(slow.run(4_000_000 * ms))).toEqual([Math.ceil((3600 * 1e9) / 0.9999)]);
  });

  it('also times how long runnables take', () => {
    const { run } = scenario({
      tasks: [
        { name: 'Task', priority: 1, autostart: true, entries: [{ name: 'a', timeNs: 1_001_000 }] },
      ],
      clock: { driftPpm: 1000 },
    });
    expect(only(run(2 * ms), 'task-terminate')).toEqual(['1000000 task-terminate Task']);
  });

  it('converts without contradiction: the first instant that shows a time, and what it shows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -100_000, max: 100_000 }),
        fc.nat(10 ** 9),
        fc.integer({ min: 0, max: 10 ** 14 }),
        (driftPpm, startOffsetNs, localNs) => {
          const clock = new EcuClock({ driftPpm, startOffsetNs });
          const atNs = clock.globalNs(localNs);
          expect(Number.isSafeInteger(atNs)).toBe(true);
          expect(clock.localNs(atNs)).toBeGreaterThanOrEqual(localNs);
          expect(clock.localNs(atNs - 1)).toBeLessThan(localNs);
        },
      ),
    );
  });

  it('refuses offsets and drifts that make no sense', () => {
    expect(() => new EcuClock({ startOffsetNs: -1 })).toThrow('-1 ns');
    expect(() => new EcuClock({ driftPpm: 1e6 })).toThrow('1000000 ppm');
    expect(() => new EcuClock({ driftPpm: Number.NaN })).toThrow('NaN');
  });
});
