/**
 * Deadline monitoring of one I-PDU, counted in calls of a main function. The call that follows an event is
 * not yet a period after it: a deadline is never found passed too early, and at most a period too late.
 */
import type { ComDeadline } from '../../rte/typescript/index.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { RoundedPeriod } from './transmission.ts';

export class Deadline {
  private readonly calls: number;
  /** 0: nothing is monitored before the first reception [SWS_Com_00716]. */
  private readonly firstCalls: number;
  /** 0: the timer does not run. */
  private callsLeft = 0;

  constructor(options: {
    readonly iPdu: string;
    readonly deadline: ComDeadline;
    readonly timeBaseNs: number;
    /** Receives the times that are no multiple of the time base. */
    readonly rounded: RoundedPeriod[];
  }) {
    const { iPdu, deadline, timeBaseNs, rounded } = options;
    if (!(timeBaseNs > 0)) throw new Error(`time base of ${timeBaseNs} ns`);
    const calls = (parameter: RoundedPeriod['parameter'], configuredNs: number) => {
      const periods = Math.ceil(configuredNs / timeBaseNs);
      const usedNs = periods * timeBaseNs;
      if (usedNs !== configuredNs) rounded.push({ iPdu, parameter, configuredNs, usedNs });
      return periods === 0 ? 0 : periods + 1;
    };
    this.calls = calls('ComTimeout', deadline.timeoutNs);
    this.firstCalls = calls('ComFirstTimeout', deadline.firstTimeoutNs);
  }

  /** The I-PDU is started: an older timer is forgotten [SWS_Com_00787]. */
  begin(): void {
    this.callsLeft = this.firstCalls;
  }

  restart(): void {
    this.callsLeft = this.calls;
  }

  startUnlessRunning(): void {
    if (this.callsLeft === 0) this.restart();
  }

  cancel(): void {
    this.callsLeft = 0;
  }

  /** One call of the main function has come: whether the deadline passes in it. The timer stops then. */
  advance(): boolean {
    if (this.callsLeft === 0) return false;
    this.callsLeft--;
    return this.callsLeft === 0;
  }

  transfer(tape: StateTape): void {
    this.callsLeft = tape.number(this.callsLeft);
  }
}
