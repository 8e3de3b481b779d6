/**
 * The RTE plan: everything an emitter may know of one ECU. Plain JSON — names, numbers, lists; no
 * cycles, no words of a language — in the order of the output. `vfb plan` prints it.
 */

import type { BswPlan } from './bsw-plan.ts';
import type { TraceHookPlan } from './vfb-trace.ts';

export type * from './bsw-plan.ts';

export interface RtePlan {
  readonly ecu: string;
  /** Implementation data types used, each after the types it is made of. */
  readonly types: readonly TypePlan[];
  /** Component types with at least one instance here, by name. */
  readonly components: readonly ComponentPlan[];
  /** Component instances, by path. */
  readonly instances: readonly InstancePlan[];
  /** By name. The index in the list is the task's id. */
  readonly tasks: readonly TaskPlan[];
  readonly counters: readonly CounterPlan[];
  readonly alarms: readonly AlarmPlan[];
  readonly interrupts: readonly InterruptPlan[];
  readonly comCallbacks: readonly ComCallbackPlan[];
  /** What of the VFB is traced, by name; in C only. */
  readonly vfbTrace: readonly TraceHookPlan[];
  readonly bsw: BswPlan;
}

// ---- data types -----------------------------------------------------------------------------

/** Types every RTE knows (Platform_Types.h): a type name in the plan is one of these or of `types`. */
export type BaseTypeName =
  | 'boolean'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'sint8'
  | 'sint16'
  | 'sint32'
  | 'sint64'
  | 'float32'
  | 'float64';

export interface TypePlan {
  /** C identifier, unique in the ECU: the short name of the implementation data type. */
  readonly name: string;
  readonly path: string;
  readonly definition: TypeDefinition;
}

export type TypeDefinition =
  | { readonly kind: 'primitive'; readonly base: BaseTypeName }
  | { readonly kind: 'reference'; readonly type: string }
  | { readonly kind: 'array'; readonly element: string; readonly length: number }
  | { readonly kind: 'structure'; readonly members: readonly MemberPlan[] };

export interface MemberPlan {
  readonly name: string;
  readonly type: string;
}

/** A constant of a plan type: 64-bit integers as decimal strings, arrays and structures as lists. */
export type ValuePlan = number | string | readonly ValuePlan[];

// ---- component types: what their files declare ------------------------------------------------

export interface ComponentPlan {
  /** Short name of the component type. */
  readonly name: string;
  readonly path: string;
  readonly kind:
    | 'application'
    | 'sensor-actuator'
    | 'service'
    | 'ecu-abstraction'
    | 'complex-device-driver'
    | 'parameter'
    | 'nv-block';
  /** C: instance handle first in every call. TypeScript: one API object per instance either way. */
  readonly supportsMultipleInstantiation: boolean;
  /** May call the I/O drivers directly (ECU abstraction, complex driver). */
  readonly usesIoDrivers: boolean;
  readonly calls: readonly CallSignaturePlan[];
  readonly runnables: readonly RunnablePlan[];
  /** Types named by the component's calls and runnables: what its types file shows. */
  readonly types: readonly string[];
  readonly initValues: readonly {
    readonly name: string;
    readonly type: string;
    readonly value: ValuePlan;
  }[];
  readonly applicationErrors: readonly { readonly name: string; readonly value: number }[];
  /** Literals of the text tables of the data types it uses, by type and in the table's order. */
  readonly enumerations: readonly {
    readonly type: string;
    readonly literals: readonly { readonly name: string; readonly value: number }[];
  }[];
  /** Data constraints of the data types it uses, in internal values. */
  readonly limits: readonly {
    readonly type: string;
    readonly lower: ValuePlan;
    readonly upper: ValuePlan;
  }[];
}

export interface ParameterPlan {
  readonly name: string;
  readonly type: string;
  readonly direction: 'in' | 'inout' | 'out';
}

/** One RTE call a component may make, as its application file declares it. */
export interface CallSignaturePlan {
  readonly name: string;
  /** AUTOSAR path of the data element or operation behind the port. */
  readonly source: string;
  readonly parameters: readonly ParameterPlan[];
  readonly returns: 'status' | 'boolean';
  /** Runnables that declare the access. */
  readonly runnables: readonly string[];
}

export interface RunnablePlan {
  /** Short name. */
  readonly name: string;
  readonly path: string;
  /** SYMBOL, or the short name. */
  readonly symbol: string;
  readonly canBeInvokedConcurrently: boolean;
  /** Port-defined arguments first, then the operation's; none for other runnables. */
  readonly parameters: readonly ParameterPlan[];
  /** Whether the runnable returns a status: a server whose operation has application errors. */
  readonly returnsStatus: boolean;
}

// ---- component instances: where their calls go ------------------------------------------------

export interface InstancePlan {
  /** C identifier, unique in the ECU. */
  readonly name: string;
  /** Path through the compositions, from the root. */
  readonly path: string;
  /** AUTOSAR path of the component prototype. */
  readonly prototype: string;
  /** Name of the component type. */
  readonly component: string;
  readonly buffers: readonly BufferPlan[];
  readonly flags: readonly FlagPlan[];
  readonly calls: readonly CallPlan[];
}

/** Last-is-best storage of one data element of one receiver. */
export interface BufferPlan {
  readonly name: string;
  readonly source: string;
  readonly type: string;
  readonly initValue: ValuePlan;
}

export interface FlagPlan {
  readonly name: string;
  readonly source: string;
  /**
   * updated: Rte_IsUpdated. acknowledge: the status that Rte_Feedback reports. outdated: the data were not
   * received in time, so that Rte_Read gives RTE_E_MAX_AGE_EXCEEDED.
   */
  readonly kind: 'updated' | 'acknowledge' | 'outdated';
}

/** Where a piece of RTE code runs. */
export type ContextPlan =
  | { readonly kind: 'task'; readonly task: string; readonly priority: number }
  | { readonly kind: 'interrupt'; readonly interrupt: string }
  | { readonly kind: 'com-main-function'; readonly function: string; readonly task?: string }
  | { readonly kind: 'start-up' };

export type CallPlan = WritePlan | ReadPlan | IsUpdatedPlan | FeedbackPlan | ServerCallPlan;

interface AnyCallPlan {
  readonly name: string;
  readonly source: string;
  /** Where the runnables run that make the call, so that locks are proven necessary or needless. */
  readonly contexts: readonly ContextPlan[];
}

export interface WritePlan extends AnyCallPlan {
  readonly kind: 'Rte_Write';
  readonly type: string;
  readonly to: readonly DestinationPlan[];
  /** Flag of this instance that Rte_Feedback reads. `local` when no COM signal will confirm. */
  readonly acknowledge?: {
    readonly flag: string;
    readonly confirmedBy: 'local' | 'com';
    /** Data-send-completed events, where the call itself confirms. */
    readonly activates?: readonly ActivationPlan[];
  };
}

export type DestinationPlan =
  | ({ readonly kind: 'buffer' } & BufferDestinationPlan)
  | { readonly kind: 'com-signal'; readonly signal: string }
  | ({ readonly kind: 'com-signal-group' } & SignalGroupPlan);

export interface BufferDestinationPlan {
  readonly instance: string;
  /** Absent: the receiver only wants to be told (its value comes from elsewhere or is never read). */
  readonly buffer?: string;
  readonly updatedFlag?: string;
  readonly activates: readonly ActivationPlan[];
}

/** A record and the group signals of its members, by member path such as `front.left`. */
export interface SignalGroupPlan {
  readonly signalGroup: string;
  readonly members: readonly {
    readonly member: string;
    readonly type: string;
    readonly signal: string;
  }[];
}

/**
 * An event that fires: its task is activated, or the OS event set that an extended task waits for, and
 * its entry marked due where that alone does not say which is meant.
 */
export interface ActivationPlan {
  readonly task: string;
  readonly event: string;
  /** OS event to set in place of an activation. */
  readonly osEvent?: string;
  readonly dueFlag?: string;
}

export interface ReadPlan extends AnyCallPlan {
  readonly kind: 'Rte_Read';
  readonly type: string;
  readonly from: OriginPlan;
  readonly clearsFlag?: string;
  /** Flag that makes the status RTE_E_MAX_AGE_EXCEEDED. */
  readonly outdatedFlag?: string;
}

export type OriginPlan =
  | { readonly kind: 'buffer'; readonly buffer: string }
  | { readonly kind: 'com-signal'; readonly signal: string }
  | ({ readonly kind: 'com-signal-group' } & SignalGroupPlan)
  | { readonly kind: 'unconnected'; readonly initValue: ValuePlan };

export interface IsUpdatedPlan extends AnyCallPlan {
  readonly kind: 'Rte_IsUpdated';
  readonly flag: string;
}

export interface FeedbackPlan extends AnyCallPlan {
  readonly kind: 'Rte_Feedback';
  /** Absent: the port is unconnected, the call reports RTE_E_UNCONNECTED. */
  readonly flag?: string;
}

export interface ServerCallPlan extends AnyCallPlan {
  readonly kind: 'Rte_Call';
  readonly parameters: readonly ParameterPlan[];
  /** Absent: unconnected. */
  readonly server?: {
    readonly instance: string;
    readonly component: string;
    readonly runnable: string;
    readonly symbol: string;
    readonly portDefinedArguments: readonly { readonly type: string; readonly value: ValuePlan }[];
    readonly returnsStatus: boolean;
  };
}

// ---- tasks ------------------------------------------------------------------------------------

/**
 * `assumed`: the input is silent, this is the documented default, and `generate --ecuc` writes it.
 * `path` is the ECUC container, where it is or where `--ecuc` puts it.
 */
export interface TaskPlan {
  readonly name: string;
  readonly path: string;
  readonly assumed: boolean;
  readonly priority: number;
  readonly schedule: 'FULL' | 'NON';
  readonly activation: number;
  readonly autostart: boolean;
  /** Resources that it may take, by name. Absent: none. */
  readonly resources?: readonly string[];
  /** rte: the RTE gives the body. integrator: somebody else's task, listed since it competes. */
  readonly body: 'rte' | 'integrator';
  /** What an extended task waits for, by name: it is activated once and never ends. Absent: a basic task. */
  readonly osEvents?: readonly OsEventPlan[];
  /** In the order of their positions. */
  readonly entries: readonly TaskEntryPlan[];
}

export interface OsEventPlan {
  readonly name: string;
  readonly path: string;
  readonly assumed: boolean;
  /** One bit of 32, or several; none that another event of the same task has. */
  readonly mask: number;
}

export interface TaskEntryPlan {
  readonly position: number;
  /** Whether nothing maps the event to this task. */
  readonly assumed: boolean;
  /** In an extended task: which of its OS events starts the entry. */
  readonly osEvent?: string;
  /** AUTOSAR path of the event. */
  readonly event: string;
  readonly trigger: TriggerPlan;
  readonly executes:
    | {
        readonly kind: 'runnable';
        readonly instance: string;
        readonly component: string;
        readonly runnable: string;
        readonly symbol: string;
      }
    | {
        readonly kind: 'bsw';
        readonly module: string;
        readonly entity: string;
        readonly function: string;
      };
}

/**
 * Cyclic entries: an alarm activates the task, or sets the OS event of the entry, every `cycleNs`; the
 * entry runs in activation `firstActivation` (0 is the first) and then in every `everyActivations`-th.
 */
export type TriggerPlan =
  | {
      readonly kind: 'cyclic';
      readonly periodNs: number;
      readonly offsetNs: number;
      readonly everyActivations: number;
      readonly firstActivation: number;
    }
  /** In every activation; there is one every `minimumNs`, so that idle time passes. */
  | { readonly kind: 'background'; readonly minimumNs: number }
  /** By data that are received, or are not in time, or whose sending has ended. */
  | { readonly kind: 'data-received'; readonly dueFlag?: string }
  /** Once, by Rte_Start. */
  | { readonly kind: 'init' };

export interface CounterPlan {
  readonly name: string;
  readonly path: string;
  readonly assumed: boolean;
  readonly tickNs: number;
  readonly maxAllowedValue: number;
  readonly minCycle: number;
}

export interface AlarmPlan {
  readonly name: string;
  readonly path: string;
  readonly assumed: boolean;
  readonly counter: string;
  /** Which it activates, or sets `osEvent` of. */
  readonly task: string;
  readonly osEvent?: string;
  /** os: OsAlarmAutostart. rte: Rte_Start starts it, and activates the task at once for offset 0. */
  readonly startedBy: 'os' | 'rte';
  readonly offsetNs: number;
  readonly cycleNs: number;
}

export interface InterruptPlan {
  readonly name: string;
  readonly category: 1 | 2;
  /** Absent: unknown, or a symbol of the vendor's. */
  readonly priority?: number;
}

// ---- COM call-backs -----------------------------------------------------------------------------

export interface ComCallbackPlan {
  /** Rte_COMCbk_<signal>; with TAck, TErr, RxTOut or TxTOut before the signal. */
  readonly name: string;
  /** Signal or signal group. */
  readonly signal: string;
  readonly context: ContextPlan;
  readonly does: readonly ComCallbackActionPlan[];
}

export type ComCallbackActionPlan =
  /**
   * The receiver reads a buffer: copy the signal there, then set the flag of Rte_IsUpdated and say whether
   * the data are outdated.
   */
  | {
      readonly kind: 'store';
      readonly instance: string;
      readonly buffer: string;
      readonly updatedFlag?: string;
      readonly outdated?: { readonly flag: string; readonly value: boolean };
      readonly type: string;
      readonly from:
        | { readonly kind: 'com-signal'; readonly signal: string }
        | ({ readonly kind: 'com-signal-group' } & SignalGroupPlan);
    }
  /** The receiver reads from COM, or the data stay: only the flags are the RTE's. */
  | {
      readonly kind: 'set-flag' | 'clear-flag';
      readonly instance: string;
      readonly flag: string;
    }
  | {
      readonly kind: 'acknowledge';
      readonly instance: string;
      readonly flag: string;
      readonly status: 'RTE_E_TRANSMIT_ACK' | 'RTE_E_COM_STOPPED' | 'RTE_E_TIMEOUT';
    }
  | ({ readonly kind: 'activate' } & ActivationPlan);
