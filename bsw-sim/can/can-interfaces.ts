/**
 * The two faces of the module Can (SWS_Can) and the one service it needs of the operating system:
 * what CanIf calls, what CanIf must offer, and how an interrupt runs.
 */
import type { Std_ReturnType } from '../../rte/typescript/std-types.ts';

/** Can_Write: no transmit mailbox of the controller is free. */
export const CAN_BUSY = 2;

/** Can_ControllerStateType: the two states a simulated controller can be put into. */
export const CAN_CS_STARTED = 1;
export const CAN_CS_STOPPED = 2;
export type Can_ControllerStateType = typeof CAN_CS_STARTED | typeof CAN_CS_STOPPED;

/** A PDU to transmit. Can copies it: all of it may be reused after the call. */
export interface Can_PduType {
  /** 0..0x7ff, or 0..0x1fffffff when extended. */
  readonly id: number;
  readonly extended: boolean;
  /** 0..8 bytes. */
  readonly length: number;
  readonly data: Uint8Array;
  /** What CanIf_TxConfirmation will be called with. */
  readonly swPduHandle: number;
}

/** What CanIf calls. Controllers are indices into CanConfiguration.controllers. */
export interface CanServices {
  /** E_OK; CAN_BUSY when every mailbox is taken; E_NOT_OK while the controller is stopped. */
  Can_Write(controller: number, pduInfo: Can_PduType): Std_ReturnType;
  /**
   * Stopping forgets what is pending or latched; CanIf_SetControllerMode empties the transmit
   * buffers as well. E_NOT_OK for an unknown controller.
   */
  Can_SetControllerMode(controller: number, transition: Can_ControllerStateType): Std_ReturnType;
}

/** What Can calls: in an interrupt, or in its main functions where the controller is polled. */
export interface CanIfCallbacks {
  /** `data` belongs to the driver and is valid during the call. */
  CanIf_RxIndication(
    controller: number,
    id: number,
    extended: boolean,
    data: Uint8Array,
    length: number,
  ): void;
  /** The mailbox is free again already. */
  CanIf_TxConfirmation(txPduHandle: number): void;
}

/** Runs category 2 interrupts. */
export interface CanInterrupts {
  run(handler: () => void): void;
}
