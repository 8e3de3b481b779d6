/** The timers of the start-up code. */
import { describe, expect, it } from 'vitest';
import { CyclicCalls } from '../../../bsw-sim/ecum/cyclic-calls.ts';
import { EcuClock, type EcuClockOptions } from '../../../bsw-sim/os/ecu-clock.ts';
import { EventQueue, Phase } from '../../../bsw-sim/sim/event-queue.ts';
import { anySoftware } from '../software.ts';

function calls(
  periodsNs: Readonly<Record<string, number>>,
  untilNs: number,
  clockOptions: EcuClockOptions = {},
): string[] {
  const queue = new EventQueue();
  const clock = new EcuClock(clockOptions);
  const cyclicCalls = new CyclicCalls({ ecu: 'Ecu', queue, clock, software: anySoftware() });
  const called: string[] = [];
  for (const [name, periodNs] of Object.entries(periodsNs)) {
    cyclicCalls.add(name, periodNs, () => called.push(`${queue.nowNs} ${name}`));
  }
  const power = queue.register({ handle: () => cyclicCalls.start() });
  queue.schedule(clock.startOffsetNs, Phase.outside, power, 0);
  queue.runUntil(untilNs);
  return called;
}

describe('cyclic calls', () => {
  it('are made at StartOS and then every period', () => {
    expect(calls({ Tx: 100 }, 250)).toEqual(['0 Tx', '100 Tx', '200 Tx']);
    expect(calls({ Tx: 100 }, 250, { startOffsetNs: 30 })).toEqual(['30 Tx', '130 Tx', '230 Tx']);
  });

  it('of one instant are made in the order of adding, however their periods interlock', () => {
    expect(calls({ Rx: 300, Tx: 100, Read: 150 }, 300)).toEqual([
      '0 Rx',
      '0 Tx',
      '0 Read',
      '100 Tx',
      '150 Read',
      '200 Tx',
      '300 Rx',
      '300 Tx',
      '300 Read',
    ]);
  });

  it('follow the clock of the ECU', () => {
    expect(calls({ Tx: 1_001 }, 3_000, { driftPpm: 1000 })).toEqual([
      '0 Tx',
      '1000 Tx',
      '2000 Tx',
      '3000 Tx',
    ]);
  });

  it('refuse a period that never passes', () => {
    expect(() => calls({ Can_MainFunction_Write: 0 }, 1)).toThrow(
      'Ecu: Can_MainFunction_Write every 0 ns',
    );
  });
});
