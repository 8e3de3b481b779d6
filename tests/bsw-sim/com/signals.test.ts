/** What Com sends and receives: initial values, types, groups, processing, notifications, trace. */

import { describe, expect, it } from 'vitest';
import { Com } from '../../../bsw-sim/com/com.ts';
import { Trace } from '../../../bsw-sim/sim/trace.ts';
import {
  COM_SERVICE_NOT_AVAILABLE,
  type ComTransferProperty,
  type ComTxMode,
  E_OK,
} from '../../../rte/typescript/index.ts';
import { anySoftware } from '../software.ts';
import {
  bytes,
  ComBench,
  configurationOf,
  type IPduSketch,
  uint4,
  uint8,
  uint16,
  uint64,
} from './com-bench.ts';

const direct: ComTxMode = { mode: 'DIRECT', repetitions: 0, repetitionPeriodNs: 0 };

it('an I-PDU starts with the default of unused areas, and in it the init values', () => {
  const b = new ComBench({
    Motion: {
      lengthBytes: 4,
      unused: 0xff,
      txMode: direct,
      signals: { Speed: { ...uint16(1, 0x1234), transferProperty: 'TRIGGERED' } },
    },
  });
  b.send('Speed', 0x1234);
  expect(b.tick().sent).toEqual(['0 Motion ff3412ff']);
});

describe('values', () => {
  it('of 64 bits are bigints, in both directions', () => {
    const b = new ComBench({
      Out: {
        txMode: direct,
        signals: { Odometer: { ...uint64(), transferProperty: 'TRIGGERED' } },
      },
      In: { direction: 'RECEIVE', signals: { Clock: uint64() } },
    });
    b.send('Odometer', 0x0102030405060708n);
    b.indicate(1, 1, 0, 0, 0, 0, 0, 0, 0x80);
    expect(b.tick().sent).toEqual(['0 Out 0807060504030201']);
    expect(b.receive('Clock')).toBe(0x8000000000000001n);
  });

  it('of bytes are copied in, and filled in place out', () => {
    const b = new ComBench({
      Out: {
        lengthBytes: 4,
        txMode: direct,
        signals: { Name: { ...bytes(1, 3), transferProperty: 'TRIGGERED_ON_CHANGE' } },
      },
      In: { direction: 'RECEIVE', lengthBytes: 4, signals: { Title: bytes(0, 2) } },
    });
    const name = Uint8Array.of(1, 2, 3);
    b.send('Name', name);
    name.fill(9);
    b.tick();
    b.send('Name', Uint8Array.of(1, 2, 3));
    expect(b.tick().sent).toEqual(['0 Out 00010203']);

    b.indicate(1, 7, 8, 9, 10);
    const title = new Uint8Array(2);
    const data = { value: title };
    expect(b.com.Com_ReceiveSignal(b.com.signalId('Title'), data)).toBe(E_OK);
    expect(data.value).toBe(title);
    expect(title).toEqual(Uint8Array.of(7, 8));
    expect(() => b.receive('Title')).toThrow('room for 2 bytes');
  });

  it('by name take the type of the signal, and are refused when it cannot hold them', () => {
    const b = new ComBench({
      Out: { signals: { Odometer: uint64() } },
      Small: { signals: { Gear: uint4(0), Name: bytes(1, 2) } },
      In: { direction: 'RECEIVE', signals: { Clock: uint8(0, 3) } },
    });
    expect(b.com.sendByName('Odometer', 5)).toBe(E_OK);
    expect(b.com.currentValue('Odometer')).toBe(5n);
    expect(b.com.sendByName('Gear', 15)).toBe(E_OK);
    expect(b.com.currentValue('Gear')).toBe(15);
    expect(b.com.currentValue('Clock')).toBe(3);
    for (const wrong of [16, -1, 0.5, Number.NaN, Uint8Array.of(1)]) {
      expect(() => b.com.sendByName('Gear', wrong)).toThrow(RangeError);
    }
    expect(() => b.com.sendByName('Gear', 16)).toThrow('signal Gear cannot hold 16');
    expect(() => b.com.sendByName('Odometer', 2n ** 64n)).toThrow('cannot hold');
    expect(() => b.com.sendByName('Name', Uint8Array.of(1, 2, 3))).toThrow('cannot hold 3 bytes');
    expect(() => b.com.sendByName('Clock', 1)).toThrow('Front does not send Clock');
    expect(() => b.com.sendByName('Clok', 1)).toThrow('Front has no COM signal Clok');
    expect(b.com.iPduNames).toEqual(['Out', 'Small', 'In']);
  });
});

describe('a sent signal group', () => {
  function bench(
    transferProperty: ComTransferProperty,
    front: ComTransferProperty = 'PENDING',
  ): ComBench {
    return new ComBench({
      Wheels: {
        lengthBytes: 4,
        txMode: direct,
        signals: { Counter: uint8(3) },
        groups: {
          Speeds: {
            transferProperty,
            signals: { FrontLeft: { ...uint8(0), transferProperty: front }, Rear: uint16(1) },
          },
        },
      },
    });
  }

  it('reaches the I-PDU as a whole, at Com_SendSignalGroup', () => {
    const b = bench('TRIGGERED');
    b.send('FrontLeft', 1);
    b.send('Rear', 0x0302);
    expect(b.com.currentValue('Rear')).toBe(0);
    expect(b.tick().sent).toEqual([]);
    b.send('Counter', 9);
    expect(b.com.Com_SendSignalGroup(0)).toBe(E_OK);
    expect(b.tick().sent).toEqual(['1 Wheels 01020309']);
  });

  it('that is TRIGGERED_ON_CHANGE is sent when a group signal differs from the last sent', () => {
    const b = bench('TRIGGERED_ON_CHANGE');
    const group = (front: number, rear: number) => {
      b.send('FrontLeft', front);
      b.send('Rear', rear);
      b.com.Com_SendSignalGroup(0);
      b.tick();
    };
    group(0, 0);
    group(0, 5);
    group(1, 5);
    group(1, 5);
    expect(b.sentAtMs).toEqual([1, 2]);
  });

  it('lets the group signals that say TRIGGERED_ON_CHANGE decide, when some do', () => {
    const b = bench('TRIGGERED_ON_CHANGE', 'TRIGGERED_ON_CHANGE');
    b.send('Rear', 7);
    b.com.Com_SendSignalGroup(0);
    b.tick();
    b.send('FrontLeft', 1);
    b.com.Com_SendSignalGroup(0);
    expect(b.tick().sent).toEqual(['1 Wheels 01070000']);
  });

  it('that is PENDING waits for somebody else', () => {
    const b = bench('PENDING');
    b.com.Com_SendSignalGroup(0);
    expect(b.tick(3).sent).toEqual([]);
  });

  it('of a stopped I-PDU is kept, and said to be unavailable', () => {
    const b = bench('TRIGGERED');
    b.com.Com_IpduGroupStop();
    expect(b.send('FrontLeft', 1)).toBe(COM_SERVICE_NOT_AVAILABLE);
    expect(b.com.Com_SendSignalGroup(0)).toBe(COM_SERVICE_NOT_AVAILABLE);
    expect(b.com.currentValue('FrontLeft')).toBe(1);
  });

  it('sent by name goes at once with its group', () => {
    const b = bench('TRIGGERED');
    b.com.sendByName('Rear', 0x0201);
    expect(b.tick().sent).toEqual(['0 Wheels 00010200']);
  });
});

describe('reception', () => {
  const rx = (signalProcessing: 'IMMEDIATE' | 'DEFERRED'): Record<string, IPduSketch> => ({
    Motion: {
      direction: 'RECEIVE',
      lengthBytes: 4,
      signalProcessing,
      signals: {
        Speed: { ...uint8(0, 11), notification: 'Rte_COMCbk_Speed' },
        Torque: { ...uint16(1, 22), notification: 'Rte_COMCbk_Torque' },
        Quiet: uint8(3, 33),
      },
    },
  });

  it('gives the init value before anything was received', () => {
    expect(new ComBench(rx('IMMEDIATE')).receive('Torque')).toBe(22);
  });

  it('IMMEDIATE is processed and notified inside Com_RxIndication', () => {
    const b = new ComBench(rx('IMMEDIATE'));
    b.indicate(0, 1, 2, 0, 4);
    expect(b.called).toEqual(['Rte_COMCbk_Speed', 'Rte_COMCbk_Torque']);
    expect([b.receive('Speed'), b.receive('Torque'), b.receive('Quiet')]).toEqual([1, 2, 4]);
  });

  it('DEFERRED is processed and notified once, by Com_MainFunctionRx, with the newest', () => {
    const b = new ComBench(rx('DEFERRED'));
    b.indicate(0, 1, 2, 0, 4);
    b.indicate(0, 5, 6, 0, 7);
    expect(b.called).toEqual([]);
    expect(b.receive('Speed')).toBe(11);
    b.tick(2);
    expect(b.called).toEqual(['Rte_COMCbk_Speed', 'Rte_COMCbk_Torque']);
    expect(b.receive('Speed')).toBe(5);
  });

  it('copies what the lower layer will reuse', () => {
    const b = new ComBench(rx('DEFERRED'));
    const buffer = Uint8Array.of(1, 2, 0, 4);
    b.com.Com_RxIndication(0, buffer, 4);
    buffer.fill(0xee);
    b.tick();
    expect(b.receive('Torque')).toBe(2);
  });

  it('ignores bytes beyond the I-PDU, and beyond the given length', () => {
    const b = new ComBench(rx('IMMEDIATE'));
    b.indicate(0, 1, 2, 0, 4, 5, 6);
    b.com.Com_RxIndication(0, Uint8Array.of(9, 9, 9, 9), 1);
    expect([b.receive('Speed'), b.receive('Torque'), b.receive('Quiet')]).toEqual([9, 2, 4]);
  });

  it.each(['IMMEDIATE', 'DEFERRED'] as const)(
    'of a short I-PDU, %s, processes only the signals that are complete',
    (processing) => {
      const b = new ComBench(rx(processing));
      b.indicate(0, 1, 0xff);
      b.tick();
      expect(b.called).toEqual(['Rte_COMCbk_Speed']);
      expect([b.receive('Speed'), b.receive('Torque'), b.receive('Quiet')]).toEqual([1, 22, 33]);
    },
  );

  it('keeps the newest of every signal when a short I-PDU follows a long one, deferred', () => {
    const b = new ComBench(rx('DEFERRED'));
    b.indicate(0, 1, 2, 0, 4);
    b.indicate(0, 5, 0xff);
    b.tick();
    expect(b.called).toEqual(['Rte_COMCbk_Speed', 'Rte_COMCbk_Torque']);
    expect([b.receive('Speed'), b.receive('Torque'), b.receive('Quiet')]).toEqual([5, 2, 4]);
  });

  it('is ignored while stopped, and the last value is still delivered', () => {
    const b = new ComBench(rx('DEFERRED'));
    b.indicate(0, 1, 2, 0, 4);
    b.tick();
    b.indicate(0, 9, 9, 9, 9);
    b.com.Com_IpduGroupStop();
    b.indicate(0, 8, 8, 8, 8);
    b.com.Com_IpduGroupStart(false);
    b.tick();
    b.com.Com_IpduGroupStop();
    const data = { value: 0 };
    expect(b.com.Com_ReceiveSignal(0, data)).toBe(COM_SERVICE_NOT_AVAILABLE);
    expect(data.value).toBe(1);
  });
});

describe('a received signal group', () => {
  const group: Record<string, IPduSketch> = {
    Wheels: {
      direction: 'RECEIVE',
      lengthBytes: 4,
      signals: { Counter: uint8(3) },
      groups: {
        Speeds: {
          notification: 'Rte_COMCbk_Speeds',
          signals: { FrontLeft: uint8(0, 5), Rear: uint16(1, 6) },
        },
      },
    },
  };

  it('is read through the shadow that Com_ReceiveSignalGroup fills', () => {
    const b = new ComBench(group);
    b.indicate(0, 1, 2, 3, 4);
    expect(b.called).toEqual(['Rte_COMCbk_Speeds']);
    expect([b.receive('FrontLeft'), b.receive('Rear')]).toEqual([5, 6]);
    expect(b.com.Com_ReceiveSignalGroup(0)).toBe(E_OK);
    b.indicate(0, 7, 7, 7, 7);
    expect([b.receive('FrontLeft'), b.receive('Rear')]).toEqual([1, 0x0302]);
  });

  it('is not received at all when the I-PDU is too short for the whole of it', () => {
    const b = new ComBench(group);
    b.indicate(0, 1, 2);
    b.com.Com_ReceiveSignalGroup(0);
    expect(b.called).toEqual([]);
    expect([b.receive('FrontLeft'), b.receive('Rear')]).toEqual([5, 6]);
  });
});

describe('transmission notifications', () => {
  const tx = (signalProcessing: 'IMMEDIATE' | 'DEFERRED') =>
    new ComBench({
      Motion: {
        signalProcessing,
        txMode: direct,
        signals: {
          Speed: {
            ...uint8(0),
            transferProperty: 'TRIGGERED',
            ackNotification: 'Rte_COMCbkTAck_Speed',
            errorNotification: 'Rte_COMCbkTErr_Speed',
          },
        },
      },
    });

  it('IMMEDIATE: the acknowledgement comes inside Com_TxConfirmation', () => {
    const b = tx('IMMEDIATE');
    b.send('Speed', 1);
    b.tick();
    expect(b.called).toEqual(['Rte_COMCbkTAck_Speed']);
  });

  it('DEFERRED: the acknowledgement comes in the next Com_MainFunctionTx', () => {
    const b = tx('DEFERRED');
    b.send('Speed', 1);
    b.tick();
    expect(b.called).toEqual([]);
    b.tick(3);
    expect(b.called).toEqual(['Rte_COMCbkTAck_Speed']);
  });

  it('an error is notified when the I-PDU is stopped before the confirmation', () => {
    const b = tx('IMMEDIATE');
    b.confirms = false;
    b.send('Speed', 1);
    b.tick();
    b.com.Com_IpduGroupStop();
    b.com.Com_TxConfirmation(0);
    expect(b.called).toEqual(['Rte_COMCbkTErr_Speed']);
  });

  it('an error is notified when the I-PDU is stopped before it could leave', () => {
    const b = tx('IMMEDIATE');
    b.send('Speed', 1);
    b.com.Com_IpduGroupStop();
    expect(b.called).toEqual(['Rte_COMCbkTErr_Speed']);
  });

  it('no error is notified when all was confirmed', () => {
    const b = tx('IMMEDIATE');
    b.send('Speed', 1);
    b.tick();
    b.com.Com_IpduGroupStop();
    b.com.Com_IpduGroupStop();
    expect(b.called).toEqual(['Rte_COMCbkTAck_Speed']);
  });
});

it('the trace has every value written into and processed from an I-PDU', () => {
  const b = new ComBench({
    Out: {
      signals: { Speed: uint8(0), Name: bytes(1, 2) },
      groups: { Speeds: { signals: { Rear: uint8(4) } } },
    },
    In: {
      direction: 'RECEIVE',
      lengthBytes: 8,
      signalProcessing: 'DEFERRED',
      signals: { Clock: uint64() },
    },
  });
  b.send('Speed', 3);
  b.send('Rear', 4);
  b.indicate(1, 255, 0, 0, 0, 0, 0, 0, 0);
  b.tick(2);
  b.send('Name', Uint8Array.of(0xab, 1));
  b.com.Com_SendSignalGroup(0);
  expect(b.traceLines).toEqual([
    '0 Front signal-send Speed 3',
    '0 Front signal-receive Clock 255',
    '2000000 Front signal-send Name ab 01',
    '2000000 Front signal-send Rear 4',
  ]);
});

describe('bugs are thrown', () => {
  const b = new ComBench({
    Out: { signals: { Speed: uint8(0) }, groups: { Sent: { signals: { A: uint8(1) } } } },
    In: { direction: 'RECEIVE', signals: { Clock: uint8(0) } },
  });

  it('for ids that do not exist', () => {
    expect(() => b.com.Com_SendSignal(7, 1)).toThrow('Front has no COM signal 7');
    expect(() => b.com.Com_SendSignalGroup(7)).toThrow('Front has no COM signal group 7');
  });

  it('for calls in the wrong direction', () => {
    expect(() => b.send('Clock', 1)).toThrow('Com_SendSignal of Clock');
    expect(() => b.com.Com_ReceiveSignalGroup(0)).toThrow('Com_ReceiveSignalGroup of Sent');
    expect(() => b.indicate(0, 1)).toThrow('Com_RxIndication of 0');
    expect(() => b.com.Com_TxConfirmation(1)).toThrow('Com_TxConfirmation of 1');
  });

  it('for a notification that the RTE does not have', () => {
    const com = new Com({
      ecu: 'Front',
      configuration: configurationOf({
        In: { direction: 'RECEIVE', signals: { Clock: { ...uint8(0), notification: 'toString' } } },
      }),
      lower: { PduR_ComTransmit: () => E_OK },
      software: anySoftware(),
      trace: new Trace(),
      now: () => 0,
    });
    expect(() => com.Com_Init({})).toThrow('Front has no COM callback toString');
  });
});
