/** When Com sends: transmission modes, transfer properties, repetitions, refusals, start and stop. */
import { describe, expect, it } from 'vitest';
import {
  COM_SERVICE_NOT_AVAILABLE,
  type ComTransferProperty,
  type ComTxMode,
  E_NOT_OK,
  E_OK,
} from '../../../rte/typescript/index.ts';
import { ComBench, ms, uint4, uint8 } from './com-bench.ts';

const direct: ComTxMode = { mode: 'DIRECT', repetitions: 0, repetitionPeriodNs: 0 };

function bench(
  txMode: ComTxMode,
  transferProperty: ComTransferProperty = 'TRIGGERED',
  timeBaseNs = ms,
): ComBench {
  const Speed = { ...uint8(0), transferProperty };
  const Other = { ...uint8(1), transferProperty: 'TRIGGERED_WITHOUT_REPETITION' } as const;
  return new ComBench(
    { Motion: { lengthBytes: 2, txMode, signals: { Speed, Other } } },
    { timeBaseNs },
  );
}

describe('an I-PDU of mode DIRECT', () => {
  it('leaves at the next Com_MainFunctionTx after a trigger, and only then', () => {
    const b = bench(direct).tick(2);
    expect(b.send('Speed', 7)).toBe(E_OK);
    expect(b.sent).toEqual([]);
    expect(b.tick(3).sent).toEqual(['2 Motion 0700']);
  });

  it('is sent at most once per main function, with the last value', () => {
    const b = bench(direct);
    b.send('Speed', 1);
    b.send('Other', 9);
    b.send('Speed', 2);
    expect(b.tick(3).sent).toEqual(['0 Motion 0209']);
  });

  it('is not sent for a signal that is PENDING', () => {
    const b = bench(direct, 'PENDING');
    b.send('Speed', 1);
    expect(b.tick(3).sent).toEqual([]);
  });

  it('is sent again at the next main function when the lower layer refuses it', () => {
    const b = bench(direct);
    b.answer = E_NOT_OK;
    b.send('Speed', 1);
    b.tick(3);
    b.send('Speed', 2);
    b.answer = E_OK;
    expect(b.tick(3).sent).toEqual(['3 Motion 0200']);
  });
});

describe('TRIGGERED_ON_CHANGE', () => {
  it('compares with the init value first and with the last written value then', () => {
    const b = bench(direct, 'TRIGGERED_ON_CHANGE');
    for (const value of [0, 5, 5, 0]) {
      b.send('Speed', value);
      b.tick();
    }
    expect(b.sent).toEqual(['1 Motion 0500', '3 Motion 0000']);
  });

  it('sees no change in bits that the signal does not have', () => {
    const Gear = { ...uint4(0), transferProperty: 'TRIGGERED_ON_CHANGE' } as const;
    const b = new ComBench({ Drive: { lengthBytes: 1, txMode: direct, signals: { Gear } } });
    b.send('Gear', 0x10);
    expect(b.tick().sent).toEqual([]);
  });

  it('is not triggered by a change of another signal', () => {
    const b = bench(direct, 'TRIGGERED_ON_CHANGE');
    b.send('Speed', 5);
    b.tick();
    b.send('Other', 1);
    b.tick();
    b.send('Speed', 5);
    expect(b.tick(3).sentAtMs).toEqual([0, 1]);
  });
});

describe('repetitions', () => {
  const repeated: ComTxMode = { mode: 'DIRECT', repetitions: 2, repetitionPeriodNs: 3 * ms };

  it('make N + 1 transmissions, the repetition period apart', () => {
    const b = bench(repeated).tick();
    b.send('Speed', 1);
    expect(b.tick(20).sentAtMs).toEqual([1, 4, 7]);
  });

  it('go on until N + 1 transmissions are confirmed', () => {
    const b = bench(repeated);
    b.confirms = false;
    b.send('Speed', 1);
    b.tick(10);
    expect(b.sentAtMs).toEqual([0, 3, 6, 9]);
    for (let i = 0; i < 3; i++) b.com.Com_TxConfirmation(0);
    expect(b.tick(20).sentAtMs).toEqual([0, 3, 6, 9]);
  });

  it('are cancelled by a new trigger, which has its own', () => {
    const b = bench(repeated);
    b.send('Speed', 1);
    b.tick(5);
    b.send('Speed', 2);
    expect(b.tick(20).sent).toEqual([
      '0 Motion 0100',
      '3 Motion 0100',
      '5 Motion 0200',
      '8 Motion 0200',
      '11 Motion 0200',
    ]);
  });

  it('do not count the late confirmation of a cancelled trigger', () => {
    const b = bench(repeated);
    b.confirms = false;
    b.send('Speed', 1);
    b.tick();
    b.send('Speed', 2);
    b.com.Com_TxConfirmation(0);
    b.confirms = true;
    expect(b.tick(20).sentAtMs).toEqual([0, 1, 4, 7]);
  });

  it('do not follow a trigger without repetition, which cancels those of older triggers', () => {
    const b = bench(repeated);
    b.send('Other', 1);
    b.tick(9);
    b.send('Speed', 1);
    b.tick(2);
    b.send('Other', 2);
    expect(b.tick(20).sentAtMs).toEqual([0, 9, 11]);
  });

  it('follow when one of two triggers of the same main function wants them', () => {
    const b = bench(repeated);
    b.send('Speed', 1);
    b.send('Other', 1);
    expect(b.tick(20).sentAtMs).toEqual([0, 3, 6]);
  });

  it('follow each other from the transmission that the lower layer accepts', () => {
    const b = bench(repeated);
    b.send('Speed', 1);
    b.answer = E_NOT_OK;
    b.tick(2);
    b.answer = E_OK;
    expect(b.tick(20).sentAtMs).toEqual([2, 5, 8]);
  });

  it.each(['TRIGGERED_WITHOUT_REPETITION', 'TRIGGERED_ON_CHANGE_WITHOUT_REPETITION'] as const)(
    'do not follow a signal that is %s',
    (property) => {
      const b = bench(repeated, property);
      b.send('Speed', 1);
      expect(b.tick(20).sentAtMs).toEqual([0]);
    },
  );
});

describe('an I-PDU of mode PERIODIC', () => {
  const periodic: ComTxMode = { mode: 'PERIODIC', periodNs: 4 * ms, offsetNs: 0 };

  it('is sent from the first main function on, every period, triggers or not', () => {
    const b = bench(periodic).tick();
    b.send('Speed', 3);
    expect(b.tick(8).sent).toEqual(['0 Motion 0000', '4 Motion 0300', '8 Motion 0300']);
  });

  it('waits ComTxModeTimeOffset before its first transmission', () => {
    expect(bench({ ...periodic, offsetNs: 3 * ms }).tick(12).sentAtMs).toEqual([3, 7, 11]);
  });

  it('keeps its rhythm when a transmission had to be retried', () => {
    const b = bench(periodic).tick();
    b.answer = E_NOT_OK;
    b.tick(5);
    b.answer = E_OK;
    expect(b.tick(7).sentAtMs).toEqual([0, 6, 8, 12]);
  });
});

describe('an I-PDU of mode MIXED', () => {
  it('is sent every period and at triggers, both at once being one', () => {
    const b = bench({
      mode: 'MIXED',
      repetitions: 0,
      repetitionPeriodNs: 0,
      periodNs: 4 * ms,
      offsetNs: 0,
    }).tick(2);
    b.send('Speed', 1);
    b.tick(2);
    b.send('Speed', 2);
    b.tick(5);
    expect(b.sent).toEqual(['0 Motion 0000', '2 Motion 0100', '4 Motion 0200', '8 Motion 0200']);
  });

  it('repeats its triggered part beside the cyclic one', () => {
    const b = bench({
      mode: 'MIXED',
      repetitions: 2,
      repetitionPeriodNs: 2 * ms,
      periodNs: 10 * ms,
      offsetNs: 4 * ms,
    }).tick();
    b.send('Speed', 1);
    expect(b.tick(20).sentAtMs).toEqual([1, 3, 4, 5, 14]);
  });
});

it('an I-PDU of mode NONE, or without a mode, is never sent', () => {
  const signals = { Speed: { ...uint8(0), transferProperty: 'TRIGGERED' } } as const;
  const b = new ComBench({ None: { txMode: { mode: 'NONE' }, signals }, Bare: {} });
  b.send('Speed', 1);
  expect(b.tick(5).sent).toEqual([]);
});

describe('periods that are no multiple of the time base', () => {
  it('are rounded up, and said', () => {
    const b = bench(
      {
        mode: 'MIXED',
        repetitions: 1,
        repetitionPeriodNs: 0,
        periodNs: 7 * ms,
        offsetNs: 2 * ms,
      },
      'TRIGGERED',
      2 * ms,
    );
    expect(b.com.roundedPeriods).toEqual([
      { iPdu: 'Motion', parameter: 'ComTxModeTimePeriod', configuredNs: 7e6, usedNs: 8e6 },
      { iPdu: 'Motion', parameter: 'ComTxModeRepetitionPeriod', configuredNs: 0, usedNs: 2e6 },
    ]);
    // One call stands for 2 ms: an offset of one call, then every four.
    expect(b.tick(10).sentAtMs).toEqual([1, 5, 9]);
  });

  it('are not what a repetition period is that nothing uses', () => {
    expect(bench(direct).com.roundedPeriods).toEqual([]);
  });
});

describe('start and stop', () => {
  it('Com_SendSignal to a stopped I-PDU keeps the value but triggers nothing', () => {
    const b = bench(direct);
    b.com.Com_IpduGroupStop();
    expect(b.send('Speed', 4)).toBe(COM_SERVICE_NOT_AVAILABLE);
    b.tick(2);
    b.com.Com_IpduGroupStart(false);
    b.tick(2);
    expect(b.sent).toEqual([]);
    b.send('Other', 1);
    expect(b.tick().sent).toEqual(['4 Motion 0401']);
  });

  it('stopping forgets repetitions, and a start restarts the timers', () => {
    const b = bench({
      mode: 'MIXED',
      repetitions: 3,
      repetitionPeriodNs: 2 * ms,
      periodNs: 10 * ms,
      offsetNs: 3 * ms,
    });
    b.send('Speed', 1);
    b.tick(2);
    b.com.Com_IpduGroupStop();
    b.tick(8);
    b.com.Com_IpduGroupStart(false);
    expect(b.tick(5).sentAtMs).toEqual([0, 13]);
  });

  it('a start with initialisation gives the initial values back', () => {
    const b = bench(direct);
    b.send('Speed', 4);
    b.com.Com_IpduGroupStop();
    b.com.Com_IpduGroupStart(true);
    expect(b.com.currentValue('Speed')).toBe(0);
  });
});
