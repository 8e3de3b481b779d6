/** The CAN driver: mailboxes, interrupts, polling, controller modes. */
import { describe, expect, it } from 'vitest';
import { Can } from '../../../bsw-sim/can/can.ts';
import { CAN_BUSY, CAN_CS_STARTED, CAN_CS_STOPPED } from '../../../bsw-sim/can/can-interfaces.ts';
import { E_NOT_OK, E_OK } from '../../../rte/typescript/index.ts';
import { encode } from '../bus/bit-by-bit.ts';
import { frame, wire } from '../bus/wire.ts';
import { controller, driver, withoutInstants } from './driver.ts';

const ms = 1_000_000;

describe('Can_Write', () => {
  it('copies the data, and is confirmed in an interrupt at the end of the frame', () => {
    const { can, queue, calls, lines } = driver([controller('Can0')]);
    const data = Uint8Array.of(1, 2, 3, 4);
    const pdu = { id: 0x100, extended: false, length: 3, data, swPduHandle: 7 };
    expect(can.Can_Write(0, pdu)).toBe(E_OK);
    data.fill(0xff);
    queue.runUntil(ms);
    const endNs = encode(frame(0x100, { data: [1, 2, 3] })).frameBits * 2000;
    expect(calls).toEqual(['[', `${endNs} tx 7`, ']']);
    expect(lines()).toEqual([`${endNs} Powertrain frame 0x100 01 02 03`]);
  });

  it('returns CAN_BUSY when every mailbox is taken, also by the frame on the wire', () => {
    const { write, queue, calls } = driver([controller('Can0', { txHardwareObjects: 2 })]);
    expect([write(1, 10), write(2, 11), write(3, 12)]).toEqual([E_OK, E_OK, CAN_BUSY]);
    queue.runUntil(50_000);
    expect(write(3, 12)).toBe(CAN_BUSY);
    queue.runUntil(110_000);
    expect(withoutInstants(calls)).toEqual(['[', 'tx 10', ']']);
    expect(write(3, 12)).toBe(E_OK);
  });

  it('lets the lowest identifier go first, and of one identifier what was written first', () => {
    const { write, queue, calls } = driver([controller('Can0', { txHardwareObjects: 4 })]);
    write(1, 10);
    write(2, 20);
    write(2, 21);
    write(3, 30);
    // The first mailbox is free again before the bus is, and 22 goes into it.
    queue.runUntil(encode(frame(1)).frameBits * 2000);
    expect(write(2, 22)).toBe(E_OK);
    queue.runUntil(ms);
    expect(withoutInstants(calls).filter((call) => call.startsWith('tx'))).toEqual([
      'tx 10',
      'tx 20',
      'tx 21',
      'tx 22',
      'tx 30',
    ]);
  });

  it('is where the delay of a frame in the statistics of the bus begins', () => {
    const { bus, write, queue, at } = driver([controller('Can0', { txHardwareObjects: 2 })]);
    at(400_000, () => {
      write(1, 0);
      write(2, 1);
    });
    queue.runUntil(ms);
    const [first, second] = [1, 2].map((id) => encode(frame(id)).frameBits);
    expect(bus.statistics().frames.map(({ maxDelayNs }) => maxDelayNs)).toEqual([
      (first ?? 0) * 2000,
      ((first ?? 0) + 3 + (second ?? 0)) * 2000,
    ]);
  });

  it('can be called in the confirmation, whose mailbox is free again', () => {
    const harness = driver([controller('Can0')]);
    const results: number[] = [];
    harness.onCall = (call) => {
      if (call === 'tx 1') results.push(harness.write(0x100, 2));
    };
    harness.write(0x100, 1);
    harness.queue.runUntil(ms);
    expect(results).toEqual([E_OK]);
    expect(withoutInstants(harness.calls)).toEqual(['[', 'tx 1', ']', '[', 'tx 2', ']']);
  });

  it('refuses unknown and stopped controllers', () => {
    const { can, write, queue, calls } = driver([controller('Can0')]);
    const pdu = { id: 1, extended: false, length: 0, data: new Uint8Array(0), swPduHandle: 0 };
    expect(can.Can_Write(1, pdu)).toBe(E_NOT_OK);
    expect(can.Can_SetControllerMode(1, CAN_CS_STARTED)).toBe(E_NOT_OK);
    can.Can_SetControllerMode(0, CAN_CS_STOPPED);
    expect(write(1, 0)).toBe(E_NOT_OK);
    queue.runUntil(ms);
    expect(calls).toEqual([]);
  });

  it('of more than 8 bytes is a bug of the caller', () => {
    const { write } = driver([controller('Can0')]);
    expect(() => write(1, 0, Array<number>(9).fill(0))).toThrow('Front.Can0: Can_Write of 9 bytes');
  });
});

describe('reception', () => {
  it('is told in an interrupt at the end of the frame, remote frames left out', () => {
    const { queue, other, calls } = driver([controller('Can0'), controller('Can1')]);
    const sent = frame(0x300, { data: [9, 8] });
    other.send(frame(0x301, { remote: true, lengthBytes: 2 }));
    other.send(sent);
    other.send(frame(0x302 * 2 ** 18, { extended: true, data: [7] }));
    queue.runUntil(ms);
    const endNs = encode(sent).frameBits * 2000;
    expect(calls.slice(0, 6)).toEqual([
      '[',
      `${endNs} rx Can0 768 9,8`,
      ']',
      '[',
      `${endNs} rx Can1 768 9,8`,
      ']',
    ]);
    expect(withoutInstants(calls.slice(6))).toEqual([
      '[',
      `rx Can0 ${0x302 * 2 ** 18}x 7`,
      ']',
      '[',
      `rx Can1 ${0x302 * 2 ** 18}x 7`,
      ']',
    ]);
  });

  it('of a polled controller waits for Can_MainFunction_Read, oldest first, without interrupt', () => {
    const { can, queue, other, calls } = driver([controller('Can0', { rxProcessing: 'POLLING' })]);
    other.send(frame(1, { data: [1] }));
    other.send(frame(2, { data: [2] }));
    queue.runUntil(ms);
    expect(calls).toEqual([]);
    can.Can_MainFunction_Read();
    expect(calls).toEqual(['1000000 rx Can0 1 1', '1000000 rx Can0 2 2']);
    can.Can_MainFunction_Read();
    expect(calls).toHaveLength(2);
  });

  it('beyond the depth of the FIFO is lost, counted and traced', () => {
    const { can, queue, other, calls, lines } = driver(
      [controller('Can0', { rxProcessing: 'POLLING' })],
      { receiveFifoDepth: 3 },
    );
    for (let round = 0; round < 2; round++) {
      for (let id = 1; id <= 5; id++) other.send(frame(id));
      queue.runUntil((round + 1) * ms);
      can.Can_MainFunction_Read(0);
    }
    const kept = ['rx Can0 1 ', 'rx Can0 2 ', 'rx Can0 3 '];
    expect(withoutInstants(calls)).toEqual([...kept, ...kept]);
    expect(can.receiveOverruns(0)).toBe(4);
    expect(lines().filter((line) => line.includes('receive-overrun'))).toHaveLength(4);
    expect(lines()[4]).toMatch(/^\d+ Front receive-overrun Can0$/);
  });

  it('does not include what the controller sends itself', () => {
    const { write, queue, calls } = driver([controller('Can0')]);
    write(1, 5);
    queue.runUntil(ms);
    expect(withoutInstants(calls)).toEqual(['[', 'tx 5', ']']);
  });
});

describe('polled transmission', () => {
  it('keeps the mailbox taken until Can_MainFunction_Write confirms', () => {
    const { can, write, queue, calls } = driver([controller('Can0', { txProcessing: 'POLLING' })]);
    write(1, 5);
    can.Can_MainFunction_Write();
    queue.runUntil(ms);
    expect(calls).toEqual([]);
    expect(write(2, 6)).toBe(CAN_BUSY);
    can.Can_MainFunction_Write();
    expect(calls).toEqual(['1000000 tx 5']);
    expect(write(2, 6)).toBe(E_OK);
    can.Can_MainFunction_Write();
    expect(calls).toHaveLength(1);
    queue.runUntil(2 * ms);
    can.Can_MainFunction_Write(0);
    expect(calls[1]).toBe('2000000 tx 6');
  });

  it('of one controller does not touch another', () => {
    const polled = { txProcessing: 'POLLING', rxProcessing: 'POLLING' } as const;
    const { can, write, queue, calls } = driver([
      controller('Can0', polled),
      controller('Can1', polled),
    ]);
    write(1, 5);
    queue.runUntil(ms);
    can.Can_MainFunction_Write(1);
    can.Can_MainFunction_Read(0);
    expect(calls).toEqual([]);
    can.Can_MainFunction_Read(1);
    can.Can_MainFunction_Write(0);
    expect(withoutInstants(calls)).toEqual(['rx Can1 1 ', 'tx 5']);
  });
});

describe('a stopped controller', () => {
  it('forgets what is pending and finishes the frame on the wire without confirming it', () => {
    const { can, write, queue, other, calls } = driver([
      controller('Can0', { txHardwareObjects: 2 }),
    ]);
    write(1, 5);
    write(2, 6);
    queue.runUntil(50_000);
    can.Can_SetControllerMode(0, CAN_CS_STOPPED);
    can.Can_SetControllerMode(0, CAN_CS_STARTED);
    write(3, 7);
    queue.runUntil(ms);
    expect(other.received.map((line) => line.split(' ')[1])).toEqual(['1', '3']);
    expect(withoutInstants(calls)).toEqual(['[', 'tx 7', ']']);
  });

  it('neither receives nor acknowledges', () => {
    const { can, queue, other, calls, bus } = driver([
      controller('Can0'),
      controller('Can1', { rxProcessing: 'POLLING' }),
    ]);
    other.send(frame(1));
    queue.runUntil(ms);
    can.Can_Init();
    can.Can_MainFunction_Read();
    other.send(frame(2));
    queue.runUntil(2 * ms);
    expect(withoutInstants(calls)).toEqual(['[', 'rx Can0 1 ', ']']);
    expect(bus.statistics()).toMatchObject({ frameCount: 1, unacknowledgedFrames: 1 });
    can.startControllers();
    queue.runUntil(3 * ms);
    expect(bus.statistics().frameCount).toBe(2);
  });
});

describe('construction', () => {
  it('needs a bus for every controller', () => {
    const { queue, trace } = wire();
    const configuration = { controllers: [controller('Can0')] };
    const interrupts = { run: () => {} };
    expect(
      () => new Can({ ecu: 'Front', configuration, buses: [], interrupts, queue, trace }),
    ).toThrow('Front: no bus for controller Can0');
  });

  it('refuses a FIFO without room', () => {
    expect(() => driver([controller('Can0')], { receiveFifoDepth: 0 })).toThrow(
      'receive FIFO of 0',
    );
  });
});
