/**
 * One CAN controller: transmit mailboxes, of which it offers the most urgent to the bus, and what it
 * tells the driver of, by interrupt or when polled.
 */
import {
  type CanController as CanControllerConfiguration,
  E_NOT_OK,
  E_OK,
  type Std_ReturnType,
} from '../../rte/typescript/index.ts';
import type { CanBus, CanBusNode } from '../bus/can-bus.ts';
import {
  arbitrationField,
  type CanFrame,
  type CanFrameBuffer,
  createFrameBuffer,
  transferFrame,
} from '../bus/can-frame.ts';
import type { EventQueue } from '../sim/event-queue.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { Trace } from '../sim/trace.ts';
import {
  CAN_BUSY,
  type Can_PduType,
  type CanIfCallbacks,
  type CanInterrupts,
} from './can-interfaces.ts';
import { ReceiveFifo } from './receive-fifo.ts';

/** Frames a polled controller keeps, unless told otherwise: what an M_CAN receive FIFO holds. */
export const defaultReceiveFifoDepth = 64;

export interface CanControllerOptions {
  readonly ecu: string;
  /** Index into CanConfiguration.controllers. */
  readonly index: number;
  readonly configuration: CanControllerConfiguration;
  readonly bus: CanBus;
  readonly interrupts: CanInterrupts;
  readonly queue: EventQueue;
  readonly trace: Trace;
  readonly receiveFifoDepth: number;
}

const mailboxStates = ['free', 'pending', 'transmitted'] as const;

interface Mailbox {
  readonly frame: CanFrameBuffer;
  swPduHandle: number;
  /** transmitted: on the wire and acknowledged, but the driver has not been polled yet. */
  state: (typeof mailboxStates)[number];
  /** Orders frames of one identifier: first written, first sent. */
  order: number;
}

export class CanController implements CanBusNode {
  readonly name: string;
  online = false;
  /** Frames lost because the receive FIFO was full. */
  receiveOverruns = 0;

  private readonly index: number;
  private readonly isRxPolled: boolean;
  private readonly isTxPolled: boolean;
  private readonly bus: CanBus;
  private readonly interrupts: CanInterrupts;
  private readonly queue: EventQueue;
  private readonly trace: Trace;
  private readonly overrunKind: number;
  private readonly subject: number;
  private upper: CanIfCallbacks = unconnected;

  private readonly mailboxes: readonly Mailbox[];
  private pendingCount = 0;
  private written = 0;
  /** What the bus was offered last, unless it was cancelled since. */
  private offered: Mailbox | undefined = undefined;
  private readonly fifo: ReceiveFifo;
  /** What the interrupts are about, and their handlers, which are there before the first. */
  private transmitted: Mailbox | undefined = undefined;
  private received: CanFrame | undefined = undefined;
  private readonly transmitInterrupt = (): void =>
    this.upper.CanIf_TxConfirmation((this.transmitted as Mailbox).swPduHandle);
  private readonly receiveInterrupt = (): void => this.indicate(this.received as CanFrame);

  constructor(options: CanControllerOptions) {
    const { ecu, configuration, trace } = options;
    const { name, txHardwareObjects } = configuration;
    if (!Number.isInteger(txHardwareObjects) || txHardwareObjects < 0) {
      throw new RangeError(`${ecu}: ${txHardwareObjects} transmit hardware objects of ${name}`);
    }
    this.name = `${ecu}.${name}`;
    this.index = options.index;
    this.isRxPolled = configuration.rxProcessing === 'POLLING';
    this.isTxPolled = configuration.txProcessing === 'POLLING';
    this.bus = options.bus;
    this.interrupts = options.interrupts;
    this.queue = options.queue;
    this.trace = trace;
    this.overrunKind = trace.kind('receive-overrun');
    this.subject = trace.subject(ecu, name);
    this.mailboxes = Array.from({ length: txHardwareObjects }, () => ({
      frame: createFrameBuffer(),
      swPduHandle: 0,
      state: 'free',
      order: 0,
    }));
    this.fifo = new ReceiveFifo(options.receiveFifoDepth);
    this.bus.attach(this);
  }

  connect(upper: CanIfCallbacks): void {
    this.upper = upper;
  }

  start(): void {
    this.online = true;
  }

  /** A frame that is on the wire already is sent to its end, but not confirmed. */
  stop(): void {
    this.online = false;
    for (const mailbox of this.mailboxes) mailbox.state = 'free';
    this.pendingCount = 0;
    this.offered = undefined;
    this.fifo.clear();
  }

  write(pduInfo: Can_PduType): Std_ReturnType {
    if (!this.online) return E_NOT_OK;
    for (const mailbox of this.mailboxes) {
      if (mailbox.state !== 'free') continue;
      this.fill(mailbox, pduInfo);
      this.bus.requestTransmission();
      return E_OK;
    }
    return CAN_BUSY;
  }

  private fill(mailbox: Mailbox, pduInfo: Can_PduType): void {
    const { frame } = mailbox;
    const { length, data } = pduInfo;
    if (!(length >= 0 && length <= frame.data.length)) {
      throw new RangeError(`${this.name}: Can_Write of ${length} bytes`);
    }
    frame.id = pduInfo.id;
    frame.extended = pduInfo.extended;
    frame.lengthBytes = length;
    for (let i = 0; i < length; i++) frame.data[i] = data[i] as number;
    frame.queuedAtNs = this.queue.nowNs;
    mailbox.swPduHandle = pduInfo.swPduHandle;
    mailbox.order = this.written++;
    mailbox.state = 'pending';
    this.pendingCount++;
  }

  transfer(tape: StateTape): void {
    this.online = tape.boolean(this.online);
    this.receiveOverruns = tape.number(this.receiveOverruns);
    for (const mailbox of this.mailboxes) {
      transferFrame(mailbox.frame, tape);
      mailbox.swPduHandle = tape.number(mailbox.swPduHandle);
      mailbox.state = tape.word(mailboxStates, mailbox.state);
      mailbox.order = tape.number(mailbox.order);
    }
    this.pendingCount = tape.number(this.pendingCount);
    this.written = tape.number(this.written);
    const { offered } = this;
    this.offered = this.mailboxes[tape.number(offered ? this.mailboxes.indexOf(offered) : -1)];
    this.fifo.transfer(tape);
  }

  // ---- what the bus calls ---------------------------------------------------------------------

  pending(): CanFrame | undefined {
    this.offered = undefined;
    if (this.pendingCount === 0) return undefined;
    let lowest = Number.POSITIVE_INFINITY;
    let order = 0;
    for (const mailbox of this.mailboxes) {
      if (mailbox.state !== 'pending') continue;
      const { frame } = mailbox;
      const field = arbitrationField(frame.id, frame.extended, frame.remote);
      if (field < lowest || (field === lowest && mailbox.order < order)) {
        lowest = field;
        order = mailbox.order;
        this.offered = mailbox;
      }
    }
    return this.offered?.frame;
  }

  frameTransmitted(): void {
    const mailbox = this.offered;
    if (mailbox === undefined) return;
    this.offered = undefined;
    this.pendingCount--;
    if (this.isTxPolled) {
      mailbox.state = 'transmitted';
      return;
    }
    mailbox.state = 'free';
    this.transmitted = mailbox;
    this.interrupts.run(this.transmitInterrupt);
  }

  frameReceived(frame: CanFrame): void {
    // Classic CAN in AUTOSAR knows no remote frames: the controller's filter drops them.
    if (frame.remote) return;
    if (!this.isRxPolled) {
      this.received = frame;
      this.interrupts.run(this.receiveInterrupt);
    } else if (!this.fifo.push(frame)) {
      this.receiveOverruns++;
      this.trace.record(this.queue.nowNs, this.overrunKind, this.subject);
    }
  }

  // ---- what the main functions call -----------------------------------------------------------

  /** Delivers what was received since the last time, oldest first. */
  pollReceived(): void {
    for (let frame = this.fifo.shift(); frame !== undefined; frame = this.fifo.shift()) {
      this.indicate(frame);
    }
  }

  /** Frees the mailboxes whose frames were sent since the last time, and confirms them. */
  pollTransmitted(): void {
    if (!this.isTxPolled) return;
    for (const mailbox of this.mailboxes) {
      if (mailbox.state !== 'transmitted') continue;
      mailbox.state = 'free';
      this.upper.CanIf_TxConfirmation(mailbox.swPduHandle);
    }
  }

  private indicate(frame: CanFrame): void {
    const { id, extended, data, lengthBytes } = frame;
    this.upper.CanIf_RxIndication(this.index, id, extended, data, lengthBytes);
  }
}

const unconnected: CanIfCallbacks = {
  CanIf_RxIndication: (controller, id) => {
    throw new Error(`CAN ${id} received by controller ${controller} before Can was connected`);
  },
  CanIf_TxConfirmation: (txPduHandle) => {
    throw new Error(`PDU ${txPduHandle} confirmed before Can was connected`);
  },
};
