/** The COM stack of an ECU while it is planned, from the system description or from ECUC. */
import type {
  BaseTypeName,
  CanIfPlan,
  CanPlan,
  ComNotificationPlan,
  ComSignalPlan,
  PduRPlan,
  TxModePlan,
  ValuePlan,
} from '../plan/rte-plan.ts';
import type { Position } from '../syntax/element.ts';
import type { ValueSpecification } from '../system/values.ts';
import type { DeadlineDraft } from './deadline-draft.ts';

export interface IPduDraft {
  readonly name: string;
  readonly direction: 'SEND' | 'RECEIVE';
  readonly lengthBytes: number;
  readonly signalProcessing: 'IMMEDIATE' | 'DEFERRED';
  readonly unusedAreasDefault: number;
  readonly txMode: TxModePlan | undefined;
  /** AUTOSAR path of the I-PDU, or of its ECUC container. */
  readonly source: string;
  readonly at: Position;
}

export interface SignalDraft {
  readonly name: string;
  readonly iPdu: IPduDraft;
  readonly signalGroup: SignalGroupDraft | undefined;
  readonly startPosition: number;
  readonly lengthBits: number;
  readonly byteOrder: ComSignalPlan['byteOrder'];
  /** From ECUC or the network representation; a mapped data element decides otherwise. */
  type: BaseTypeName | 'bytes' | undefined;
  /** Base type of the network representation. */
  readonly networkType: BaseTypeName | undefined;
  readonly transferProperty: string;
  initValue: ValuePlan | undefined;
  /** What it is to be after a timeout with action SUBSTITUTE. */
  substitutionValue: ValuePlan | undefined;
  readonly initSpecification: ValueSpecification | undefined;
  readonly systemSignal: string | undefined;
  readonly source: string;
  readonly path: string;
  readonly deadline: DeadlineDraft;
  readonly callbacks: { -readonly [K in keyof ComNotificationPlan]: ComNotificationPlan[K] };
  readonly at: Position;
}

export interface SignalGroupDraft {
  readonly name: string;
  readonly iPdu: IPduDraft;
  readonly transferProperty: string;
  readonly systemSignalGroup: string | undefined;
  readonly source: string;
  readonly path: string;
  readonly deadline: DeadlineDraft;
  readonly callbacks: SignalDraft['callbacks'];
  readonly at: Position;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

export class ComDraft {
  /** No ECUC values for Com: everything here is derived. */
  assumed = true;
  txTimeBaseNs = 1_000_000;
  rxTimeBaseNs = 1_000_000;
  readonly iPdus: IPduDraft[] = [];
  readonly signals: SignalDraft[] = [];
  readonly signalGroups: SignalGroupDraft[] = [];
  readonly pduR: Mutable<PduRPlan> = { transmit: [], receive: [] };
  readonly canIf: Mutable<CanIfPlan> = { txPdus: [], rxPdus: [] };
  /** Where the CAN identifiers of CanIf PDUs are given, by name of the PDU. */
  readonly identifiers = new Map<string, Position & { readonly path: string }>();
  /** Whether I-PDUs are left out, which has been reported: a mapped signal may be in none. */
  isIncomplete = false;
  readonly can: Mutable<CanPlan> = { controllers: [] };

  /** Signals of this ECU that carry a system signal in a direction. */
  signalsOf(systemSignal: string, direction: 'SEND' | 'RECEIVE'): readonly SignalDraft[] {
    return this.signals.filter(
      (s) => s.systemSignal === systemSignal && s.iPdu.direction === direction,
    );
  }

  groupsOf(systemSignalGroup: string, direction: 'SEND' | 'RECEIVE'): readonly SignalGroupDraft[] {
    return this.signalGroups.filter(
      (g) => g.systemSignalGroup === systemSignalGroup && g.iPdu.direction === direction,
    );
  }

  membersOf(group: SignalGroupDraft): readonly SignalDraft[] {
    return this.signals.filter((signal) => signal.signalGroup === group);
  }
}
