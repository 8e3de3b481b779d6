/**
 * The module CanIf of one ECU (SWS_CANInterface): PDUs become frames and frames become PDUs. Ids are
 * indices into the configuration. PduR and Can need CanIf and CanIf needs them, so `connect` closes
 * the circle.
 */
import {
  type CanIfConfiguration,
  type CanIfRxPdu,
  type CanIfTxPdu,
  E_NOT_OK,
  E_OK,
  type Std_ReturnType,
} from '../../rte/typescript/index.ts';
import { frameName, isCanId, maxDataBytes } from '../bus/can-frame.ts';
import {
  CAN_BUSY,
  CAN_CS_STOPPED,
  type Can_ControllerStateType,
  type Can_PduType,
  type CanIfCallbacks,
  type CanServices,
} from '../can/can-interfaces.ts';
import type { EventQueue } from '../sim/event-queue.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { Trace } from '../sim/trace.ts';
import { ReceiveTable } from './receive-table.ts';
import { TransmitBuffers } from './transmit-buffers.ts';

/** What CanIf calls above. */
export interface CanIfUpperLayer {
  /** `data` is valid during the call only. */
  PduR_CanIfRxIndication(rxPdu: number, data: Uint8Array, length: number): void;
  PduR_CanIfTxConfirmation(txPdu: number): void;
}

export interface CanIfOptions {
  readonly ecu: string;
  readonly configuration: CanIfConfiguration;
  readonly queue: EventQueue;
  readonly trace: Trace;
}

export class CanIf implements CanIfCallbacks {
  /** Frames dropped because they were shorter than their PDU. */
  tooShortFrames = 0;

  private readonly txPdus: readonly CanIfTxPdu[];
  private readonly rxPdus: readonly CanIfRxPdu[];
  private readonly receiveTable: ReceiveTable;
  private readonly buffers: TransmitBuffers;
  private readonly pduInfo: { -readonly [K in keyof Can_PduType]: Can_PduType[K] };
  private readonly queue: EventQueue;
  private readonly trace: Trace;
  private readonly tooShortKind: number;
  /** By receive PDU. */
  private readonly subjects: readonly number[];
  private upper: CanIfUpperLayer = unconnected;
  private lower: CanServices = unconnected;

  /**
   * Throws for a PDU that no classic CAN frame can carry, and for two receive PDUs of one
   * identifier.
   */
  constructor(options: CanIfOptions) {
    const { ecu, configuration, trace } = options;
    const { txPdus, rxPdus } = configuration;
    for (const pdu of [...txPdus, ...rxPdus]) requireClassicFrame(ecu, pdu);
    this.txPdus = txPdus;
    this.rxPdus = rxPdus;
    this.receiveTable = new ReceiveTable(ecu, rxPdus);
    this.buffers = new TransmitBuffers(txPdus);
    this.pduInfo = { id: 0, extended: false, length: 0, data: nothing, swPduHandle: 0 };
    this.queue = options.queue;
    this.trace = trace;
    this.tooShortKind = trace.kind('receive-too-short');
    this.subjects = rxPdus.map((pdu) => trace.subject(ecu, pdu.name));
  }

  /** To be called once, before anything is sent or received. */
  connect(layers: { readonly upper: CanIfUpperLayer; readonly lower: CanServices }): void {
    this.upper = layers.upper;
    this.lower = layers.lower;
  }

  /** Forgets what waits in the transmit buffers. */
  CanIf_Init(): void {
    this.buffers.clear();
  }

  /**
   * Starts or stops a controller; stopping forgets what its transmit buffers hold. E_NOT_OK for an
   * unknown controller.
   */
  CanIf_SetControllerMode(controller: number, mode: Can_ControllerStateType): Std_ReturnType {
    if (mode === CAN_CS_STOPPED) this.buffers.clearController(controller);
    return this.lower.Can_SetControllerMode(controller, mode);
  }

  /**
   * Sends the first `length` bytes of `data`, which are copied. While every mailbox is taken, a
   * buffered PDU waits for one, and a newer instance of it replaces the waiting one.
   *
   * E_NOT_OK: unknown PDU, `length` beyond the PDU's, controller stopped, or every mailbox taken
   * and the PDU not buffered.
   */
  CanIf_Transmit(txPdu: number, data: Uint8Array, length: number): Std_ReturnType {
    const pdu = this.txPdus[txPdu];
    if (pdu === undefined || !(length >= 0 && length <= pdu.lengthBytes)) return E_NOT_OK;
    const status = this.write(txPdu, pdu, data, length);
    // An older instance may still wait if the driver was restarted without CanIf.
    if (status === E_OK) this.buffers.release(txPdu);
    if (status !== CAN_BUSY) return status;
    if (!pdu.buffered) return E_NOT_OK;
    this.buffers.store(txPdu, data, length);
    return E_OK;
  }

  CanIf_TxConfirmation(txPduHandle: number): void {
    const pdu = this.txPdus[txPduHandle];
    if (pdu === undefined) throw new Error(`confirmation of unknown transmit PDU ${txPduHandle}`);
    // First those that wait: what the confirmation triggers above is newer.
    this.sendWaiting(pdu.controller);
    this.upper.PduR_CanIfTxConfirmation(txPduHandle);
  }

  CanIf_RxIndication(
    controller: number,
    id: number,
    extended: boolean,
    data: Uint8Array,
    length: number,
  ): void {
    const rxPdu = this.receiveTable.find(controller, id, extended);
    if (rxPdu === undefined) return;
    const { lengthBytes } = this.rxPdus[rxPdu] as CanIfRxPdu;
    if (length < lengthBytes) {
      this.tooShortFrames++;
      const subject = this.subjects[rxPdu] as number;
      this.trace.recordNumber(this.queue.nowNs, this.tooShortKind, subject, length);
      return;
    }
    this.upper.PduR_CanIfRxIndication(rxPdu, data, lengthBytes);
  }

  transfer(tape: StateTape): void {
    this.tooShortFrames = tape.number(this.tooShortFrames);
    this.buffers.transfer(tape);
  }

  /** Hands over waiting PDUs, the most urgent first, until there is no mailbox left. */
  private sendWaiting(controller: number): void {
    for (;;) {
      const txPdu = this.buffers.mostUrgent(controller);
      if (txPdu === undefined) return;
      const pdu = this.txPdus[txPdu] as CanIfTxPdu;
      const length = this.buffers.length(txPdu);
      if (this.write(txPdu, pdu, this.buffers.data(txPdu), length) !== E_OK) return;
      this.buffers.release(txPdu);
    }
  }

  private write(txPdu: number, pdu: CanIfTxPdu, data: Uint8Array, length: number): Std_ReturnType {
    const { pduInfo } = this;
    pduInfo.id = pdu.canId;
    pduInfo.extended = pdu.extended;
    pduInfo.length = length;
    pduInfo.data = data;
    pduInfo.swPduHandle = txPdu;
    return this.lower.Can_Write(pdu.controller, pduInfo);
  }
}

const nothing = new Uint8Array(0);

function requireClassicFrame(ecu: string, pdu: CanIfTxPdu | CanIfRxPdu): void {
  if (!isCanId(pdu.canId, pdu.extended)) {
    const kind = pdu.extended ? 'extended' : 'standard';
    throw new RangeError(`${ecu}: ${pdu.name} has ${kind} CAN identifier ${pdu.canId}`);
  }
  if (!(pdu.lengthBytes >= 0 && pdu.lengthBytes <= maxDataBytes)) {
    throw new RangeError(
      `${ecu}: ${pdu.name} has ${pdu.lengthBytes} bytes, a classic CAN frame holds ${maxDataBytes}`,
    );
  }
}

const unconnected: CanIfUpperLayer & CanServices = {
  PduR_CanIfRxIndication: (rxPdu) => refuse(`PDU ${rxPdu} received`),
  PduR_CanIfTxConfirmation: (txPdu) => refuse(`PDU ${txPdu} confirmed`),
  Can_Write: (_, { id, extended }) => refuse(`${frameName(id, extended)} to be transmitted`),
  Can_SetControllerMode: (controller) => refuse(`mode of controller ${controller} set`),
};

function refuse(what: string): never {
  throw new Error(`${what} before CanIf was connected`);
}
