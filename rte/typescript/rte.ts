/** What the generated `Rte.ts` of an ECU hands to whoever runs the ECU: an OS, real or simulated. */
import type { Std_ReturnType } from './std-types.ts';

export interface Rte {
  /**
   * Initialises buffers, activates the tasks of init events and of timing events without offset, and
   * starts the alarms that the RTE itself starts. RTE_E_OK or RTE_E_LIMIT.
   */
  Rte_Start(): Std_ReturnType;
  /** Stops the RTE's alarms. */
  Rte_Stop(): Std_ReturnType;
  /** The body of every task of OsConfiguration.tasks, by the same index. */
  readonly tasks: readonly TaskBody[];
  /** Rte_COMCbk_<signal>, Rte_COMCbkTAck_<signal>...: what Com calls, by name. */
  readonly comCallbacks: Readonly<Record<string, () => void>>;
  /**
   * What RTE and components keep between two calls: plain data, which whoever takes a snapshot copies
   * and later writes back in place.
   */
  readonly state: object;
  /** What the state may refer to without owning it, by name: the API object of every instance. */
  readonly references: Readonly<Record<string, object>>;
}

/**
 * A task body as re-enterable steps: the OS runs the entries in order and may take the processor
 * away between two of them, which a C function on a simulated processor could not offer. An extended
 * task waits before the first of them, and again after the last.
 */
export interface TaskBody {
  readonly name: string;
  readonly entries: readonly TaskEntry[];
  /**
   * Called before the entries, in each activation; of an extended task when it has been activated, with
   * 0, and each time it goes on after it has waited, with the events that were set.
   */
  readonly begin?: (events: number) => void;
  /** Called before an extended task waits for events. */
  readonly wait?: () => void;
}

export interface TaskEntry {
  /** `<component instance>/<runnable>` or `<BSW module>/<entity>`: unique in the ECU; the trace's name. */
  readonly name: string;
  /** In an extended task: the events of which one starts the entry. */
  readonly events?: number;
  /** Whether this activation runs the entry; absent: always. Asked once in each, when its turn comes. */
  readonly due?: () => boolean;
  readonly run: () => void;
}
