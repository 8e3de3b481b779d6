/**
 * The shape of the basic software configuration that the generator emits for one ECU. It is what a
 * vendor's `Os_Cfg.c`, `Com_PBCfg.c`, `CanIf_Cfg.c`... hold, with names of the ECUC parameters, and
 * the only thing a BSW module knows about "its" ECU. All ids are indices into the arrays here.
 */

/** Value of a COM signal: a number up to 53 bits, a bigint for 64-bit types, bytes for uint8[n]. */
export type SignalValue = number | bigint | Uint8Array;

export interface EcuConfiguration {
  readonly ecu: string;
  readonly os: OsConfiguration;
  readonly com: ComConfiguration;
  readonly pduR: PduRConfiguration;
  readonly canIf: CanIfConfiguration;
  readonly can: CanConfiguration;
  readonly adc: AdcConfiguration;
  readonly dio: DioConfiguration;
  readonly pwm: PwmConfiguration;
}

// ---- Os -------------------------------------------------------------------------------------

export interface OsConfiguration {
  readonly tasks: readonly OsTask[];
  readonly counters: readonly OsCounter[];
  readonly alarms: readonly OsAlarm[];
  /** Absent: none. */
  readonly resources?: readonly OsResource[];
}

export interface OsTask {
  readonly name: string;
  /** Greater is more urgent (OsTaskPriority). */
  readonly priority: number;
  /** OsTaskSchedule: FULL is preemptable, NON is not. */
  readonly schedule: 'FULL' | 'NON';
  /** OsTaskActivation: how many activations may be pending, the running one included. */
  readonly activation: number;
  readonly autostart: boolean;
  /** Bits of all that an extended task waits for (OsTaskEventRef). Absent: a basic task. */
  readonly events?: number;
}

export interface OsResource {
  readonly name: string;
  /** Priority of whoever holds it: the highest of the tasks that take it. Absent: no task may. */
  readonly ceilingPriority?: number;
}

export interface OsCounter {
  readonly name: string;
  /** OsSecondsPerTick in nanoseconds. */
  readonly tickNs: number;
  readonly maxAllowedValue: number;
  readonly minCycle: number;
}

export interface OsAlarm {
  readonly name: string;
  /** Index into `counters`. */
  readonly counter: number;
  /** Task to activate, or to set an event of: index into `tasks`. */
  readonly activateTask: number;
  /** Event to set in place of an activation, as its mask. */
  readonly setEvent?: number;
  /** Started by the OS at StartOS, in ticks; absent: somebody calls SetRelAlarm. */
  readonly autostart?: {
    readonly type: 'ABSOLUTE' | 'RELATIVE';
    readonly alarmTime: number;
    readonly cycleTime: number;
  };
}

// ---- Com ------------------------------------------------------------------------------------

export interface ComConfiguration {
  /** Period of Com_MainFunctionTx / Rx in ns (ComTxTimeBase, ComRxTimeBase). */
  readonly txTimeBaseNs: number;
  readonly rxTimeBaseNs: number;
  /** Whether an OS task calls the main function; otherwise the start-up code does, every time base. */
  readonly mainFunctionTxScheduled: boolean;
  readonly mainFunctionRxScheduled: boolean;
  readonly iPdus: readonly ComIPdu[];
  readonly signals: readonly ComSignal[];
  readonly signalGroups: readonly ComSignalGroup[];
}

export interface ComIPdu {
  readonly name: string;
  readonly direction: 'SEND' | 'RECEIVE';
  readonly lengthBytes: number;
  /** ComIPduSignalProcessing: when reception is processed and confirmation notified. */
  readonly signalProcessing: 'IMMEDIATE' | 'DEFERRED';
  /** Contents before any signal is written: ComTxIPduUnusedAreasDefault and initial values. */
  readonly initialData: Uint8Array;
  /** Only for direction SEND. There is no transmission mode condition yet: ComTxModeTrue always holds. */
  readonly txMode?: ComTxMode;
  /** Absent: not monitored. */
  readonly deadline?: ComDeadline;
  /** Indices into `signals` (not group signals) and `signalGroups`. */
  readonly signals: readonly number[];
  readonly signalGroups: readonly number[];
}

export type ComTxMode =
  | { readonly mode: 'NONE' }
  | { readonly mode: 'DIRECT'; readonly repetitions: number; readonly repetitionPeriodNs: number }
  | { readonly mode: 'PERIODIC'; readonly periodNs: number; readonly offsetNs: number }
  | {
      readonly mode: 'MIXED';
      readonly repetitions: number;
      readonly repetitionPeriodNs: number;
      readonly periodNs: number;
      readonly offsetNs: number;
    };

/** Deadline of an I-PDU: the smallest of the times its signals and groups are configured with. */
export interface ComDeadline {
  /** ComTimeout: from one reception to the next, or from a write to its confirmation. */
  readonly timeoutNs: number;
  /** ComFirstTimeout, from the start to the first reception; 0: not monitored till then. Only received. */
  readonly firstTimeoutNs: number;
}

/** What a received signal or group is after a timeout: what it was, its initial or its substitution value. */
export type ComRxDataTimeoutAction = 'NONE' | 'REPLACE' | 'SUBSTITUTE';

export type ComTransferProperty =
  | 'PENDING'
  | 'TRIGGERED'
  | 'TRIGGERED_ON_CHANGE'
  | 'TRIGGERED_WITHOUT_REPETITION'
  | 'TRIGGERED_ON_CHANGE_WITHOUT_REPETITION';

/** A signal or a group signal. Group signals live in `signals` too and name their group. */
export interface ComSignal {
  readonly name: string;
  /** Index into `iPdus`. */
  readonly iPdu: number;
  /** Index into `signalGroups` for a group signal. */
  readonly signalGroup?: number;
  readonly transferProperty: ComTransferProperty;
  readonly initValue: SignalValue;
  /** Where an action is SUBSTITUTE: the signal's own, or that of its group. */
  readonly timeoutSubstitutionValue?: SignalValue;
  /** Bytes of the I-PDU that must have been received for the signal to be complete [SWS_Com_00574]. */
  readonly endByte: number;
  /** Writes the value into the I-PDU. Generated: shifts and masks for this very layout. */
  readonly pack: (data: Uint8Array, value: never) => void;
  /** Reads the value out of the I-PDU: byte order and sign extension done [SWS_Com_00352]. */
  readonly unpack: (data: Uint8Array) => SignalValue;
  readonly notification?: ComCallback;
  readonly ackNotification?: ComCallback;
  readonly errorNotification?: ComCallback;
  readonly timeoutNotification?: ComCallback;
  /** Absent: a timeout of the I-PDU is none of this signal. */
  readonly rxDataTimeoutAction?: ComRxDataTimeoutAction;
}

export interface ComSignalGroup {
  readonly name: string;
  readonly iPdu: number;
  readonly transferProperty: ComTransferProperty;
  readonly signals: readonly number[];
  readonly endByte: number;
  readonly notification?: ComCallback;
  readonly ackNotification?: ComCallback;
  readonly errorNotification?: ComCallback;
  readonly timeoutNotification?: ComCallback;
  readonly rxDataTimeoutAction?: ComRxDataTimeoutAction;
}

/** Name of a function of `Rte.comCallbacks`, such as Rte_COMCbk_Speed. */
export type ComCallback = string;

// ---- PduR, CanIf, Can -----------------------------------------------------------------------

export interface PduRConfiguration {
  /** Com I-PDU → CanIf transmit PDU, and CanIf receive PDU → Com I-PDU. */
  readonly transmit: readonly { readonly comIPdu: number; readonly canIfTxPdu: number }[];
  readonly receive: readonly { readonly canIfRxPdu: number; readonly comIPdu: number }[];
}

export interface CanIfConfiguration {
  readonly txPdus: readonly CanIfTxPdu[];
  readonly rxPdus: readonly CanIfRxPdu[];
}

export interface CanIfTxPdu {
  readonly name: string;
  readonly canId: number;
  readonly extended: boolean;
  readonly lengthBytes: number;
  /** Index into `CanConfiguration.controllers`. */
  readonly controller: number;
  /** CanIfTxBuffering: one pending instance of this PDU is kept while the hardware object is busy. */
  readonly buffered: boolean;
}

export interface CanIfRxPdu {
  readonly name: string;
  readonly canId: number;
  readonly extended: boolean;
  /** Shortest frame accepted (CanIfRxPduDlc); longer ones are cut to it. */
  readonly lengthBytes: number;
  readonly controller: number;
}

export interface CanConfiguration {
  readonly controllers: readonly CanController[];
}

export interface CanController {
  readonly name: string;
  /** Name of the bus: its CAN-CLUSTER's short name, or undefined when the input has no cluster. */
  readonly cluster?: string;
  readonly bitRate?: number;
  readonly rxProcessing: 'INTERRUPT' | 'POLLING';
  readonly txProcessing: 'INTERRUPT' | 'POLLING';
  /** Period of Can_MainFunction_Read / _Write when polling. */
  readonly mainFunctionReadPeriodNs: number;
  readonly mainFunctionWritePeriodNs: number;
  /** Transmit mailboxes. The controller offers the pending one of lowest id to the bus. */
  readonly txHardwareObjects: number;
}

// ---- I/O drivers ----------------------------------------------------------------------------

export interface AdcConfiguration {
  readonly groups: readonly { readonly name: string; readonly resolutionBits: number }[];
}

export interface DioConfiguration {
  readonly channels: readonly { readonly name: string }[];
}

export interface PwmConfiguration {
  readonly channels: readonly { readonly name: string }[];
}
