/**
 * Deadline monitoring of a signal or signal group while it is planned: what its configuration says, and
 * what the data elements want that it carries.
 */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { ComDeadlinePlan, ValuePlan } from '../plan/rte-plan.ts';
import type { Position } from '../syntax/element.ts';

export type TimeoutAction = ComDeadlinePlan['rxDataTimeoutAction'];

/** What a data element at a port asks for. */
export interface WantedDeadline {
  /** AUTOSAR path of the port and the element. */
  readonly by: string;
  /** Name of the time: ALIVE-TIMEOUT, or TIMEOUT of an acknowledgement. */
  readonly what: string;
  /** 0: not monitored. */
  readonly timeoutNs: number;
  readonly action: TimeoutAction;
  /** Of action SUBSTITUTE. */
  readonly substitution?: ValuePlan | undefined;
  readonly at: Position;
}

export interface ConfiguredDeadline {
  /** ComTimeout, or TIMEOUT of the signal's port; undefined: the data elements decide. */
  readonly timeout:
    | { readonly what: string; readonly timeoutNs: number; readonly at: Position }
    | undefined;
  readonly firstTimeoutNs: number;
  /** Undefined: the data elements decide. */
  readonly action: TimeoutAction | undefined;
}

const unconfigured: ConfiguredDeadline = {
  timeout: undefined,
  firstTimeoutNs: 0,
  action: undefined,
};

export class DeadlineDraft {
  readonly #signal: string;
  readonly #configured: ConfiguredDeadline;
  readonly #wanted: WantedDeadline[] = [];

  constructor(signal: string, configured: ConfiguredDeadline = unconfigured) {
    this.#signal = signal;
    this.#configured = configured;
  }

  get configuredAction(): TimeoutAction | undefined {
    return this.#configured.action;
  }

  /** The time after which a data element is told; 0: never. The configuration is the later decision. */
  timeoutNs({ timeoutNs }: Pick<WantedDeadline, 'timeoutNs'>): number {
    return this.#configured.timeout?.timeoutNs ?? timeoutNs;
  }

  /** What becomes of the data of an element that is told. */
  action({ action }: Pick<WantedDeadline, 'action'>): TimeoutAction {
    return this.#configured.action ?? action;
  }

  /** Notes what an element wants, and reports where that cannot be met. */
  want(wanted: WantedDeadline, diagnostics: Diagnostics): void {
    const { timeout, action } = this.#configured;
    if (timeout !== undefined && wanted.timeoutNs > 0 && timeout.timeoutNs !== wanted.timeoutNs) {
      diagnostics.report(
        'deadline-contradiction',
        timeout.at,
        {
          signal: this.#signal,
          configured: `${timeout.what} ${seconds(timeout.timeoutNs)}`,
          element: wanted.by,
          wanted: `${wanted.what} ${seconds(wanted.timeoutNs)}`,
          used: seconds(timeout.timeoutNs),
        },
        [{ message: 'the port', at: wanted.at }],
      );
    }
    const other = this.#wanted.find((before) => wish(before) !== wish(wanted));
    // One signal has one value: who does not want it replaced would not know that it was.
    if (action === undefined && other !== undefined) {
      diagnostics.report(
        'timeout-actions-differ',
        wanted.at,
        {
          signal: this.#signal,
          first: `${other.by} ${wish(other)}`,
          second: `${wanted.by} ${wish(wanted)}`,
        },
        [{ message: 'the other port', at: other.at }],
      );
    }
    this.#wanted.push(wanted);
  }

  /** Undefined: not monitored, and then ComFirstTimeout is ignored [SWS_Com_00333]. */
  get plan(): ComDeadlinePlan | undefined {
    const { timeout, firstTimeoutNs, action } = this.#configured;
    const wanted = this.#wanted.filter(({ timeoutNs }) => timeoutNs > 0);
    const times = (timeout === undefined ? wanted : [timeout]).map(({ timeoutNs }) => timeoutNs);
    const timeoutNs = Math.min(...times);
    if (times.length === 0 || timeoutNs === 0) return undefined;
    return {
      assumed: timeout === undefined,
      timeoutNs,
      firstTimeoutNs,
      rxDataTimeoutAction: action ?? wanted[0]?.action ?? 'NONE',
    };
  }
}

/** What is to become of the data, in words. */
function wish({ action, substitution }: WantedDeadline): string {
  return action === 'SUBSTITUTE' ? `${action} ${JSON.stringify(substitution)}` : action;
}

function seconds(ns: number): string {
  return `${ns / 1e9} s`;
}
