/**
 * Status codes and parameter conventions shared by generated RTE code, components and basic
 * software. Values as in SWS_Rte, table of return codes, and SWS_StandardTypes.
 */

/** Result of an AUTOSAR call: 0 is success, 1..63 application errors, 128.. infrastructure errors. */
export type Std_ReturnType = number;

export const E_OK = 0;
export const E_NOT_OK = 1;

export const RTE_E_OK = 0;
export const RTE_E_INVALID = 1;
export const RTE_E_LOST_DATA = 64;
export const RTE_E_MAX_AGE_EXCEEDED = 64;
export const RTE_E_COM_STOPPED = 128;
export const RTE_E_TIMEOUT = 129;
export const RTE_E_LIMIT = 130;
export const RTE_E_NO_DATA = 131;
export const RTE_E_TRANSMIT_ACK = 132;
export const RTE_E_NEVER_RECEIVED = 133;
export const RTE_E_UNCONNECTED = 134;
export const RTE_E_IN_EXCLUSIVE_AREA = 135;
export const RTE_E_SEG_FAULT = 136;
export const RTE_E_OUT_OF_RANGE = 137;

export const COM_SERVICE_NOT_AVAILABLE = 0x80;
export const COM_BUSY = 0x81;

export const E_OS_ACCESS = 1;
export const E_OS_CALLEVEL = 2;
export const E_OS_ID = 3;
export const E_OS_LIMIT = 4;
export const E_OS_NOFUNC = 5;
export const E_OS_RESOURCE = 6;
export const E_OS_STATE = 7;
export const E_OS_VALUE = 8;

/** TRUE for a status of 128 and above: the call did not reach its partner. */
export function Rte_IsInfrastructureError(status: Std_ReturnType): boolean {
  return (status & 128) !== 0;
}

/** TRUE if bit 6 reports a condition on top of data that is still delivered. */
export function Rte_HasOverlayedError(status: Std_ReturnType): boolean {
  return (status & 64) !== 0;
}

/** The application error (0..63) a server returned. */
export function Rte_ApplicationError(status: Std_ReturnType): number {
  return status & 63;
}

/**
 * An OUT or INOUT parameter of a primitive type: what a pointer is in C. A component declares it
 * once and passes it to every call, so that a call which yields a status and a value allocates
 * nothing (ADR 0005).
 */
export interface Out<T> {
  value: T;
}

/** A holder for an OUT parameter, with the value it has until a call writes it. */
export function out<T>(value: T): Out<T> {
  return { value };
}
