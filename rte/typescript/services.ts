/**
 * Everything the generated RTE and the components next to the hardware ask of the basic software.
 * Providers: `bsw-sim` in the simulation, the C modules of the same names on a board, a few lines
 * in a unit test.
 */
import type { SignalValue } from './configuration.ts';
import type { Out, Std_ReturnType } from './std-types.ts';

export interface Services extends OsServices, ComServices, IoServices {}

export interface OsServices {
  /** Ids are indices into OsConfiguration.tasks and .alarms. Returns E_OK, E_OS_LIMIT, E_OS_ID. */
  ActivateTask(task: number): Std_ReturnType;
  /**
   * Ends the task whose code calls it, however deep: does not return then. E_OS_CALLEVEL outside of
   * task code, E_OS_RESOURCE while the task holds a resource. Generated task bodies end by themselves.
   */
  TerminateTask(): Std_ReturnType;
  /** E_OK, E_OS_ID, E_OS_ACCESS for a basic task, E_OS_STATE for one that is not active. */
  SetEvent(task: number, mask: number): Std_ReturnType;
  GetEvent(task: number, event: Out<number>): Std_ReturnType;
  /** Of the calling task: E_OK, E_OS_ACCESS in a basic task, E_OS_CALLEVEL outside of task code. */
  ClearEvent(mask: number): Std_ReturnType;
  /**
   * E_OK where one of the events is set. Else the calling task waits for them, and its body begins anew
   * when one is: the call does not return. As ClearEvent, and E_OS_RESOURCE while it holds a resource.
   */
  WaitEvent(mask: number): Std_ReturnType;
  /**
   * Raises the calling task to the ceiling priority. E_OK, E_OS_ID, E_OS_CALLEVEL, E_OS_ACCESS where it
   * is taken or the task's priority is above its ceiling.
   */
  GetResource(resource: number): Std_ReturnType;
  /** E_OS_NOFUNC unless it is the one that the calling task has taken last. */
  ReleaseResource(resource: number): Std_ReturnType;
  /** Ticks of the alarm's counter; `cycle` 0 for a single alarm. E_OK, E_OS_STATE, E_OS_VALUE. */
  SetRelAlarm(alarm: number, increment: number, cycle: number): Std_ReturnType;
  CancelAlarm(alarm: number): Std_ReturnType;
}

export interface ComServices {
  /** E_OK, or COM_SERVICE_NOT_AVAILABLE while the I-PDU is stopped (the value is kept all the same). */
  Com_SendSignal(signal: number, value: SignalValue): Std_ReturnType;
  /**
   * Writes the last received or initial value to `data.value`; a Uint8Array is filled in place.
   * E_OK, or COM_SERVICE_NOT_AVAILABLE while the I-PDU is stopped (the value is delivered all the same).
   */
  Com_ReceiveSignal(signal: number, data: Out<SignalValue>): Std_ReturnType;
  /** Copies the shadow buffer, written by Com_SendSignal of the group's signals, into the I-PDU. */
  Com_SendSignalGroup(signalGroup: number): Std_ReturnType;
  /** Copies the group from the I-PDU into the shadow buffer that Com_ReceiveSignal then reads. */
  Com_ReceiveSignalGroup(signalGroup: number): Std_ReturnType;
}

/** What ECU abstraction components and complex drivers may call: the MCAL below the RTE. */
export interface IoServices {
  /** Raw result 0..2^resolution-1 of the group's only channel. */
  Adc_ReadGroup(group: number, data: Out<number>): Std_ReturnType;
  /** STD_HIGH 1 or STD_LOW 0. */
  Dio_ReadChannel(channel: number): number;
  Dio_WriteChannel(channel: number, level: number): void;
  /** Duty cycle 0x0000 (0 %) to 0x8000 (100 %). */
  Pwm_SetDutyCycle(channel: number, dutyCycle: number): void;
}
