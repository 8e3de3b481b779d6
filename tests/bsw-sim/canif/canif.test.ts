/** CanIf: which frame is which PDU, and what waits when the mailboxes are taken. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Can } from '../../../bsw-sim/can/can.ts';
import { CAN_CS_STARTED, CAN_CS_STOPPED } from '../../../bsw-sim/can/can-interfaces.ts';
import { CanIf } from '../../../bsw-sim/canif/canif.ts';
import {
  type CanController,
  type CanIfRxPdu,
  type CanIfTxPdu,
  E_NOT_OK,
  E_OK,
} from '../../../rte/typescript/index.ts';
import { arbitrationBits } from '../bus/bit-by-bit.ts';
import { frame, type ScriptedNode, type Wire, wire } from '../bus/wire.ts';
import { controller } from '../can/driver.ts';

const ms = 1_000_000;

function txPdu(name: string, canId: number, options: Partial<CanIfTxPdu> = {}): CanIfTxPdu {
  return {
    name,
    canId,
    extended: false,
    lengthBytes: 8,
    controller: 0,
    buffered: true,
    ...options,
  };
}

function rxPdu(name: string, canId: number, options: Partial<CanIfRxPdu> = {}): CanIfRxPdu {
  return { name, canId, extended: false, lengthBytes: 2, controller: 0, ...options };
}

interface Stack extends Wire {
  readonly can: Can;
  readonly canIf: CanIf;
  readonly other: ScriptedNode;
  /** `rx <pdu> <bytes>` and `tx <pdu>`. */
  readonly calls: string[];
  onCall: (call: string) => void;
  transmit(name: string, data: readonly number[]): number;
}

function stack(options: {
  readonly txPdus?: readonly CanIfTxPdu[];
  readonly rxPdus?: readonly CanIfRxPdu[];
  readonly controllers?: readonly CanController[];
}): Stack {
  const { txPdus = [], rxPdus = [], controllers = [controller('Can0')] } = options;
  const theWire = wire();
  const { bus, queue, trace } = theWire;
  const can = new Can({
    ecu: 'Front',
    configuration: { controllers },
    buses: controllers.map(() => bus),
    interrupts: { run: (handler) => handler() },
    queue,
    trace,
  });
  const canIf = new CanIf({ ecu: 'Front', configuration: { txPdus, rxPdus }, queue, trace });
  const calls: string[] = [];
  const note = (call: string): void => {
    calls.push(call);
    result.onCall(call);
  };
  canIf.connect({
    lower: can,
    upper: {
      PduR_CanIfRxIndication: (pdu, data, length) =>
        note(`rx ${rxPdus[pdu]?.name} ${[...data.subarray(0, length)].join(',')}`),
      PduR_CanIfTxConfirmation: (pdu) => note(`tx ${txPdus[pdu]?.name}`),
    },
  });
  can.connect(canIf);
  can.startControllers();
  const result: Stack = {
    ...theWire,
    can,
    canIf,
    other: theWire.node('Rear.Other'),
    calls,
    onCall: () => {},
    transmit: (name, data) =>
      canIf.CanIf_Transmit(
        txPdus.findIndex((pdu) => pdu.name === name),
        Uint8Array.from(data),
        data.length,
      ),
  };
  return result;
}

/** `<id> <bytes>` of the frames on the bus. */
function framesOf({ lines }: Wire): string[] {
  return lines().map((line) => line.split(' ').slice(3).join(' '));
}

describe('CanIf_Transmit', () => {
  it('sends the PDU with its identifier, and passes the confirmation on', () => {
    const bench = stack({
      txPdus: [txPdu('Speed', 0x100), txPdu('Torque', 0x100, { extended: true })],
    });
    expect(bench.transmit('Torque', [1, 2])).toBe(E_OK);
    expect(bench.calls).toEqual([]);
    bench.queue.runUntil(ms);
    expect(framesOf(bench)).toEqual(['0x00000100x 01 02']);
    expect(bench.calls).toEqual(['tx Torque']);
  });

  it('refuses an unknown PDU, one too long, and a stopped controller', () => {
    const bench = stack({ txPdus: [txPdu('Speed', 0x100, { lengthBytes: 2 })] });
    expect(bench.canIf.CanIf_Transmit(1, new Uint8Array(2), 2)).toBe(E_NOT_OK);
    expect(bench.transmit('Speed', [1, 2, 3])).toBe(E_NOT_OK);
    bench.canIf.CanIf_SetControllerMode(0, CAN_CS_STOPPED);
    expect(bench.transmit('Speed', [1, 2])).toBe(E_NOT_OK);
    expect(bench.canIf.CanIf_SetControllerMode(3, CAN_CS_STARTED)).toBe(E_NOT_OK);
    bench.canIf.CanIf_SetControllerMode(0, CAN_CS_STARTED);
    expect(bench.transmit('Speed', [1, 2])).toBe(E_OK);
  });

  it('refuses a PDU without buffer while every mailbox is taken', () => {
    const bench = stack({
      txPdus: [txPdu('A', 1, { buffered: false }), txPdu('B', 2, { buffered: false })],
    });
    expect(bench.transmit('B', [1])).toBe(E_OK);
    expect(bench.transmit('A', [2])).toBe(E_NOT_OK);
    bench.queue.runUntil(ms);
    expect(bench.calls).toEqual(['tx B']);
  });

  it('keeps the newest instance of a buffered PDU, and sends by urgency', () => {
    const bench = stack({ txPdus: [txPdu('C', 3), txPdu('B', 2), txPdu('A', 1)] });
    for (const [name, value] of [
      ['C', 1],
      ['C', 2],
      ['B', 3],
      ['C', 4],
      ['A', 5],
    ] as const) {
      expect(bench.transmit(name, [value])).toBe(E_OK);
    }
    bench.queue.runUntil(ms);
    expect(framesOf(bench)).toEqual(['0x003 01', '0x001 05', '0x002 03', '0x003 04']);
    expect(bench.calls).toEqual(['tx C', 'tx A', 'tx B', 'tx C']);
  });

  it('lets what waits go before what a confirmation triggers', () => {
    const bench = stack({ txPdus: [txPdu('A', 1), txPdu('B', 2)] });
    let again = 1;
    bench.onCall = (call) => {
      if (call === 'tx A' && again-- > 0) bench.transmit('A', [9]);
    };
    bench.transmit('A', [1]);
    bench.transmit('B', [2]);
    bench.queue.runUntil(ms);
    expect(framesOf(bench)).toEqual(['0x001 01', '0x002 02', '0x001 09']);
  });

  it('fills every mailbox that polling freed', () => {
    const bench = stack({
      txPdus: [1, 2, 3, 4, 5].map((id) => txPdu(`P${id}`, id)),
      controllers: [controller('Can0', { txProcessing: 'POLLING', txHardwareObjects: 2 })],
    });
    for (const id of [5, 4, 3, 2, 1]) bench.transmit(`P${id}`, [id]);
    bench.queue.runUntil(ms);
    expect(framesOf(bench)).toEqual(['0x004 04', '0x005 05']);
    bench.can.Can_MainFunction_Write();
    bench.queue.runUntil(2 * ms);
    expect(framesOf(bench).slice(2)).toEqual(['0x001 01', '0x002 02']);
    bench.can.Can_MainFunction_Write();
    bench.queue.runUntil(3 * ms);
    expect(framesOf(bench).slice(4)).toEqual(['0x003 03']);
  });

  it('keeps the buffers of its controllers apart, and forgets those of a stopped one', () => {
    const bench = stack({
      txPdus: [
        txPdu('A', 1),
        txPdu('B', 2),
        txPdu('C', 3, { controller: 1 }),
        txPdu('D', 4, { controller: 1 }),
      ],
      controllers: [controller('Can0'), controller('Can1')],
    });
    for (const name of ['B', 'A', 'D', 'C']) bench.transmit(name, [0]);
    bench.canIf.CanIf_SetControllerMode(0, CAN_CS_STOPPED);
    bench.canIf.CanIf_SetControllerMode(0, CAN_CS_STARTED);
    bench.queue.runUntil(ms);
    expect(bench.calls).toEqual(['tx D', 'tx C']);
    // A confirmation would bring out what is left of A.
    bench.transmit('B', [1]);
    bench.queue.runUntil(2 * ms);
    expect(bench.calls.slice(2)).toEqual(['tx B']);
    bench.transmit('B', [2]);
    bench.transmit('A', [2]);
    bench.canIf.CanIf_Init();
    bench.queue.runUntil(3 * ms);
    expect(bench.calls.slice(3)).toEqual(['tx B']);
  });

  it('forgets an instance that waits for a driver that was restarted, once there is a newer', () => {
    const bench = stack({ txPdus: [txPdu('A', 1), txPdu('B', 2)] });
    bench.transmit('B', [1]);
    bench.transmit('A', [1]);
    bench.can.Can_Init();
    bench.can.startControllers();
    bench.transmit('A', [2]);
    bench.queue.runUntil(ms);
    expect(framesOf(bench)).toEqual(['0x001 02']);
  });

  it('loses no newest value, whatever is sent when', () => {
    const identifier = fc.record({ canId: fc.nat(0x7ff), extended: fc.boolean() });
    const sends = fc.array(fc.record({ atNs: fc.nat(3 * ms), pdu: fc.nat(5) }), { maxLength: 60 });
    fc.assert(
      fc.property(
        fc.uniqueArray(identifier, {
          minLength: 6,
          maxLength: 6,
          selector: ({ canId, extended }) => `${canId} ${extended}`,
        }),
        fc.integer({ min: 1, max: 3 }),
        sends,
        (identifiers, txHardwareObjects, script) => {
          const txPdus = identifiers.map((id, i) => txPdu(`P${i}`, id.canId, id));
          const bench = stack({ txPdus, controllers: [controller('Can0', { txHardwareObjects })] });
          const newest = new Map<number, number>();
          // Nothing says which of two at one instant is the newer one but their order.
          const inOrder = [...script].sort((a, b) => a.atNs - b.atNs);
          inOrder.forEach(({ atNs, pdu }, value) => {
            newest.set(pdu, value);
            bench.at(atNs, () => {
              expect(bench.transmit(`P${pdu}`, [value])).toBe(E_OK);
            });
          });
          bench.queue.runUntil(20 * ms);
          for (const [pdu, value] of newest) {
            const { canId, extended } = txPdus[pdu] ?? txPdu('none', 0);
            const seen = bench.records().filter(({ name }) => {
              const isExtended = name.endsWith('x');
              return isExtended === extended && Number.parseInt(name, 16) === canId;
            });
            const values = seen.map((record) =>
              record.value instanceof Uint8Array ? record.value[0] : undefined,
            );
            expect(values.at(-1)).toBe(value);
            expect(values).toEqual([...values].sort((a, b) => (a ?? 0) - (b ?? 0)));
            const confirmations = bench.calls.filter((call) => call === `tx P${pdu}`);
            expect(confirmations).toHaveLength(seen.length);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('sends what waits in the order of the bits on the wire', () => {
    const ids = [0x100, 0x101, 0x0ff];
    const txPdus = [
      txPdu('First', 0x7ff),
      ...ids.map((id) => txPdu(`S${id}`, id)),
      ...ids.map((id) => txPdu(`X${id}`, id * 2 ** 18 + 5, { extended: true })),
    ];
    const bench = stack({ txPdus });
    for (const { name } of txPdus) bench.transmit(name, []);
    bench.queue.runUntil(2 * ms);
    const waited = txPdus.slice(1).map(({ name, canId, extended }) => ({
      name,
      bits: arbitrationBits(frame(canId, { extended })),
    }));
    waited.sort((a, b) => (a.bits < b.bits ? -1 : 1));
    expect(bench.calls).toEqual(['tx First', ...waited.map(({ name }) => `tx ${name}`)]);
  });
});

describe('reception', () => {
  it('finds the PDU by controller, identifier and its kind', () => {
    const bench = stack({
      rxPdus: [
        rxPdu('Speed', 0x100),
        rxPdu('Torque', 0x100, { extended: true }),
        rxPdu('Gear', 0x101, { controller: 1 }),
        rxPdu('SpeedToo', 0x100, { controller: 1 }),
      ],
      controllers: [controller('Can0'), controller('Can1')],
    });
    bench.other.send(frame(0x100, { data: [1, 2] }));
    bench.other.send(frame(0x101, { data: [3, 4] }));
    bench.other.send(frame(0x102, { data: [5, 6] }));
    bench.other.send(frame(0x100, { extended: true, data: [7, 8] }));
    bench.queue.runUntil(ms);
    expect(bench.calls).toEqual([
      'rx Torque 7,8',
      'rx Speed 1,2',
      'rx SpeedToo 1,2',
      'rx Gear 3,4',
    ]);
  });

  it('cuts a longer frame to its PDU', () => {
    const bench = stack({ rxPdus: [rxPdu('Speed', 0x100)] });
    bench.other.send(frame(0x100, { data: [1, 2, 3, 4] }));
    bench.queue.runUntil(ms);
    expect(bench.calls).toEqual(['rx Speed 1,2']);
  });

  it('drops a shorter frame, counts it and tells', () => {
    const bench = stack({ rxPdus: [rxPdu('Speed', 0x100)] });
    bench.other.send(frame(0x100, { data: [1] }));
    bench.queue.runUntil(ms);
    expect(bench.calls).toEqual([]);
    expect(bench.canIf.tooShortFrames).toBe(1);
    expect(bench.lines()[1]).toMatch(/^\d+ Front receive-too-short Speed 1$/);
  });
});

describe('construction', () => {
  it.each([
    [{ txPdus: [txPdu('A', 0x800)] }, 'Front: A has standard CAN identifier 2048'],
    [{ rxPdus: [rxPdu('A', 2 ** 29, { extended: true })] }, 'extended CAN identifier 536870912'],
    [{ rxPdus: [rxPdu('A', 1, { lengthBytes: 64 })] }, 'Front: A has 64 bytes'],
    [{ rxPdus: [rxPdu('A', 1), rxPdu('B', 1)] }, 'Front: A and B both receive 0x001'],
  ])('refuses %j', (options, message) => {
    expect(() => stack(options)).toThrow(message);
  });
});
