/** Deadlines of Com, to the call of the main function: what starts, meets and misses them. */
import { describe, expect, it } from 'vitest';
import type { ComTxMode } from '../../../rte/typescript/index.ts';
import { ComBench, type IPduSketch, ms, uint8, uint16 } from './com-bench.ts';

const direct: ComTxMode = { mode: 'DIRECT', repetitions: 0, repetitionPeriodNs: 0 };
const timeout = { timeoutNs: 5 * ms, firstTimeoutNs: 0 };

function received(sketch: Partial<IPduSketch> = {}): ComBench {
  return new ComBench({
    Status: {
      direction: 'RECEIVE',
      lengthBytes: 4,
      deadline: timeout,
      signals: {
        Speed: {
          ...uint16(0, 99),
          notification: 'received',
          timeoutNotification: 'late',
          rxDataTimeoutAction: 'REPLACE',
        },
        Mode: { ...uint8(2, 1), timeoutNotification: 'alsoLate', rxDataTimeoutAction: 'NONE' },
        Variant: uint8(3, 2),
      },
      ...sketch,
    },
  });
}

/** Calls of the main functions, by number, in which one of the call-backs came. */
function calls(bench: ComBench, count: number): string[] {
  const found: string[] = [];
  for (let i = 0; i < count; i++) {
    const { nowMs } = bench;
    const before = bench.called.length;
    bench.tick();
    for (const name of bench.called.slice(before)) found.push(`${nowMs} ${name}`);
  }
  return found;
}

describe('a reception', () => {
  it('is not waited for before the first, without a first timeout', () => {
    expect(calls(received(), 50)).toEqual([]);
  });

  it('is missed exactly a first timeout after the start, and once', () => {
    const b = received({ deadline: { timeoutNs: 5 * ms, firstTimeoutNs: 8 * ms } });
    expect(calls(b, 50)).toEqual(['8 late', '8 alsoLate']);
    expect(b.traceLines).toEqual(['8000000 Front i-pdu-timeout Status']);
  });

  it('is missed no earlier than a timeout after the last, and less than a period later', () => {
    const b = received();
    b.tick(3);
    // Between the calls at 2 and 3 ms.
    b.indicate(0, 1, 0, 2, 3);
    expect(calls(b, 50)).toEqual(['8 late', '8 alsoLate']);
  });

  it('in time keeps the deadline away, whatever it brings', () => {
    const b = received();
    for (let i = 0; i < 10; i++) {
      b.indicate(0, i, 0, 2, 3);
      expect(calls(b, 5)).toEqual([]);
      // Too short for any of the signals: their values are not new, but the I-PDU was received.
      b.indicate(0, 7);
      expect(calls(b, 5)).toEqual([]);
    }
  });

  it('that is missed replaces what is to be replaced, and nothing else', () => {
    const b = received();
    b.indicate(0, 1, 0, 2, 3);
    expect([b.receive('Speed'), b.receive('Mode'), b.receive('Variant')]).toEqual([1, 2, 3]);
    b.tick(5);
    expect(b.receive('Speed')).toBe(1);
    b.tick();
    expect([b.receive('Speed'), b.receive('Mode'), b.receive('Variant')]).toEqual([99, 2, 3]);
    b.indicate(0, 4, 0, 5, 6);
    expect([b.receive('Speed'), b.receive('Mode'), b.receive('Variant')]).toEqual([4, 5, 6]);
  });

  it('after a missed one starts the next deadline', () => {
    const b = received();
    b.indicate(0, 1, 0, 2, 3);
    expect(calls(b, 20)).toEqual(['5 late', '5 alsoLate']);
    b.indicate(0, 1, 0, 2, 3);
    expect(calls(b, 20)).toEqual(['25 late', '25 alsoLate']);
  });

  it('that is deferred meets its deadline when it arrives, and is processed before one is missed', () => {
    const b = received({ signalProcessing: 'DEFERRED' });
    b.indicate(0, 1, 0, 2, 3);
    b.tick(5);
    b.indicate(0, 4, 0, 5, 6);
    expect(calls(b, 8)).toEqual(['5 received', '10 late', '10 alsoLate']);
  });

  it('that is missed substitutes what has a substitution value', () => {
    const b = new ComBench({
      Status: {
        direction: 'RECEIVE',
        lengthBytes: 3,
        deadline: timeout,
        signals: {
          Mode: { ...uint8(0, 1), rxDataTimeoutAction: 'SUBSTITUTE', timeoutSubstitutionValue: 15 },
        },
        groups: {
          Motion: {
            rxDataTimeoutAction: 'SUBSTITUTE',
            signals: { Speed: { ...uint8(1, 7), timeoutSubstitutionValue: 9 }, Slope: uint8(2, 8) },
          },
        },
      },
    });
    b.indicate(0, 2, 3, 4);
    b.tick(6);
    b.com.Com_ReceiveSignalGroup(0);
    expect([b.receive('Mode'), b.receive('Speed'), b.receive('Slope')]).toEqual([15, 9, 4]);
  });

  it('of a group is monitored as a whole', () => {
    const b = new ComBench({
      Status: {
        direction: 'RECEIVE',
        lengthBytes: 2,
        deadline: timeout,
        groups: {
          Motion: {
            timeoutNotification: 'late',
            rxDataTimeoutAction: 'REPLACE',
            signals: { Speed: uint8(0, 7), Slope: uint8(1, 8) },
          },
        },
      },
    });
    b.indicate(0, 1, 2);
    expect(calls(b, 9)).toEqual(['5 late']);
    b.com.Com_ReceiveSignalGroup(0);
    expect([b.receive('Speed'), b.receive('Slope')]).toEqual([7, 8]);
  });

  it('is not waited for while stopped, and anew after a start', () => {
    const b = received({ deadline: { timeoutNs: 5 * ms, firstTimeoutNs: 8 * ms } });
    b.indicate(0, 1, 0, 2, 3);
    b.tick(3);
    b.com.Com_IpduGroupStop();
    expect(calls(b, 20)).toEqual([]);
    b.com.Com_IpduGroupStart(false);
    expect(calls(b, 20)).toEqual(['31 late', '31 alsoLate']);
  });

  it('is timed in whole periods of the time base, rounded up', () => {
    const b = received({ deadline: { timeoutNs: 4.5 * ms, firstTimeoutNs: 7.1 * ms } });
    expect(b.com.roundedPeriods).toEqual([
      { iPdu: 'Status', parameter: 'ComTimeout', configuredNs: 4.5 * ms, usedNs: 5 * ms },
      { iPdu: 'Status', parameter: 'ComFirstTimeout', configuredNs: 7.1 * ms, usedNs: 8 * ms },
    ]);
    expect(calls(b, 9)).toEqual(['8 late', '8 alsoLate']);
  });
});

describe('a transmission', () => {
  function sent(txMode: ComTxMode, confirms: boolean, property = 'TRIGGERED' as const) {
    const b = new ComBench({
      Status: {
        txMode,
        lengthBytes: 1,
        deadline: timeout,
        signals: {
          Speed: {
            ...uint8(0),
            transferProperty: property,
            ackNotification: 'sent',
            timeoutNotification: 'late',
          },
        },
      },
    });
    b.confirms = confirms;
    return b;
  }

  it('that is confirmed meets its deadline', () => {
    const b = sent(direct, true);
    for (let i = 0; i < 5; i++) {
      b.send('Speed', i);
      expect(calls(b, 8)).toEqual([`${i * 8} sent`]);
    }
  });

  it('that nobody confirms misses it once, counted from the first write', () => {
    const b = sent(direct, false);
    b.tick(10);
    b.send('Speed', 1);
    b.tick(2);
    b.send('Speed', 2);
    expect(calls(b, 30)).toEqual(['15 late']);
    expect(b.traceLines.filter((line) => line.includes('timeout'))).toEqual([
      '15000000 Front i-pdu-timeout Status',
    ]);
    b.send('Speed', 3);
    expect(calls(b, 30)).toEqual(['47 late']);
  });

  it('that the lower layer refuses misses it too', () => {
    const b = sent(direct, true);
    b.answer = 1;
    b.send('Speed', 1);
    expect(calls(b, 30)).toEqual(['5 late']);
  });

  it('with repetitions is over with the last confirmation', () => {
    const b = sent({ mode: 'DIRECT', repetitions: 2, repetitionPeriodNs: 2 * ms }, true);
    b.send('Speed', 1);
    expect(calls(b, 20)).toEqual(['0 sent', '2 sent', '4 sent']);
  });

  it('with repetitions that take too long is ended', () => {
    const b = sent({ mode: 'DIRECT', repetitions: 4, repetitionPeriodNs: 2 * ms }, true);
    b.send('Speed', 1);
    expect(calls(b, 20)).toEqual(['0 sent', '2 sent', '4 sent', '5 late']);
    expect(b.sentAtMs).toEqual([0, 2, 4]);
  });

  it('in the cycle is waited for after a write, and not without', () => {
    const periodic = { mode: 'PERIODIC', periodNs: 3 * ms, offsetNs: 0 } as const;
    const b = sent(periodic, false);
    expect(calls(b, 20)).toEqual([]);
    b.send('Speed', 1);
    expect(calls(b, 20)).toEqual(['25 late']);
    b.confirms = true;
    b.send('Speed', 2);
    expect(calls(b, 9)).toEqual(['42 sent', '45 sent', '48 sent']);
  });

  it('that a write does not ask for is not waited for', () => {
    const b = sent(direct, false, 'TRIGGERED_ON_CHANGE' as 'TRIGGERED');
    b.send('Speed', 0);
    expect(calls(b, 20)).toEqual([]);
    b.send('Speed', 1);
    expect(calls(b, 20)).toEqual(['25 late']);
  });
});
