/** The basic software in the RTE plan: its configuration, and what the RTE declares to its modules. */
import type { BaseTypeName, ValuePlan } from './rte-plan.ts';

export interface BswPlan {
  readonly com: ComPlan;
  readonly pduR: PduRPlan;
  readonly canIf: CanIfPlan;
  readonly can: CanPlan;
  readonly adc: {
    readonly groups: readonly { readonly name: string; readonly resolutionBits: number }[];
  };
  readonly dio: { readonly channels: readonly { readonly name: string }[] };
  readonly pwm: { readonly channels: readonly { readonly name: string }[] };
  /** Functions of schedulable entities that tasks call: Com_MainFunctionTx, WdgM_MainFunction... */
  readonly schedulableEntities: readonly string[];
  /** BSW modules that the RTE configuration names: each has a header SchM_<prefix>.h. */
  readonly modules: readonly BswModulePlan[];
}

export interface BswModulePlan {
  /** Module implementation prefix: the module's name, or <name>_<vendor id>_<API infix>. */
  readonly prefix: string;
  readonly path: string;
  /** ECUC container of the module in the configuration of the RTE. */
  readonly configuration: string;
  /** Schedulable entities, called by tasks of this ECU or not. */
  readonly entities: readonly { readonly path: string; readonly function: string }[];
  readonly exclusiveAreas: readonly ExclusiveAreaPlan[];
}

export interface ExclusiveAreaPlan {
  readonly name: string;
  readonly path: string;
  /** The configuration is silent: all interrupts are blocked. */
  readonly assumed: boolean;
  readonly protection:
    | { readonly kind: 'ALL_INTERRUPT_BLOCKING' | 'OS_INTERRUPT_BLOCKING' | 'NONE' }
    | { readonly kind: 'OS_RESOURCE'; readonly resource: string };
}

export interface ComPlan {
  /** Derived from the system description, since no ECUC values for Com are given. */
  readonly assumed: boolean;
  readonly txTimeBaseNs: number;
  readonly rxTimeBaseNs: number;
  readonly iPdus: readonly ComIPduPlan[];
  readonly signals: readonly ComSignalPlan[];
  readonly signalGroups: readonly ComSignalGroupPlan[];
}

export interface ComIPduPlan {
  readonly name: string;
  readonly direction: 'SEND' | 'RECEIVE';
  readonly lengthBytes: number;
  readonly signalProcessing: 'IMMEDIATE' | 'DEFERRED';
  /** ComTxIPduUnusedAreasDefault. */
  readonly unusedAreasDefault: number;
  readonly initialData: readonly number[];
  readonly txMode?: TxModePlan;
  /** The smallest times of its signals and groups [SWS_Com_00291]; absent: none has any. */
  readonly deadline?: { readonly timeoutNs: number; readonly firstTimeoutNs: number };
}

/** Deadline monitoring as a signal or a signal group is configured with it. */
export interface ComDeadlinePlan {
  /** The time is a data element's wish, not in the configuration. */
  readonly assumed: boolean;
  readonly timeoutNs: number;
  /** 0: none, and nothing is monitored before the first reception. 0 where sent. */
  readonly firstTimeoutNs: number;
  /**
   * What becomes of the data: they stay, or are the initial value, or the substitution value of each signal.
   * NONE where sent.
   */
  readonly rxDataTimeoutAction: 'NONE' | 'REPLACE' | 'SUBSTITUTE';
}

export type TxModePlan =
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

export interface ComSignalPlan {
  readonly name: string;
  readonly iPdu: string;
  readonly signalGroup?: string;
  /** I-SIGNAL-TO-I-PDU-MAPPING, or the ECUC container where it names none. */
  readonly source: string;
  /** ECUC container. */
  readonly path: string;
  /** As ARXML counts: least significant bit for little endian, most significant for big endian. */
  readonly startPosition: number;
  readonly lengthBits: number;
  readonly byteOrder: 'little-endian' | 'big-endian' | 'opaque';
  /** bytes: uint8[n]. */
  readonly type: BaseTypeName | 'bytes';
  readonly transferProperty: string;
  readonly initValue: ValuePlan;
  /** Where its deadline, or that of its group, says SUBSTITUTE. */
  readonly timeoutSubstitutionValue?: ValuePlan;
  /** Absent: not monitored, as a group signal never is. */
  readonly deadline?: ComDeadlinePlan;
  readonly callbacks: ComNotificationPlan;
}

export interface ComSignalGroupPlan {
  readonly name: string;
  readonly iPdu: string;
  readonly source: string;
  readonly path: string;
  readonly transferProperty: string;
  readonly signals: readonly string[];
  readonly deadline?: ComDeadlinePlan;
  readonly callbacks: ComNotificationPlan;
}

export interface ComNotificationPlan {
  readonly notification?: string;
  readonly ackNotification?: string;
  readonly errorNotification?: string;
  readonly timeoutNotification?: string;
}

export interface PduRPlan {
  readonly transmit: readonly { readonly comIPdu: string; readonly canIfTxPdu: string }[];
  readonly receive: readonly { readonly canIfRxPdu: string; readonly comIPdu: string }[];
}

export interface CanIfPlan {
  readonly txPdus: readonly (CanIfPduPlan & { readonly buffered: boolean })[];
  readonly rxPdus: readonly CanIfPduPlan[];
}

export interface CanIfPduPlan {
  readonly name: string;
  readonly canId: number;
  readonly extended: boolean;
  readonly lengthBytes: number;
  readonly controller: string;
}

export interface CanPlan {
  readonly controllers: readonly {
    readonly name: string;
    readonly cluster?: string;
    readonly bitRate?: number;
    readonly rxProcessing: 'INTERRUPT' | 'POLLING';
    readonly txProcessing: 'INTERRUPT' | 'POLLING';
    readonly mainFunctionReadPeriodNs: number;
    readonly mainFunctionWritePeriodNs: number;
    readonly txHardwareObjects: number;
  }[];
}
