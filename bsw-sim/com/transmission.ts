/**
 * When one I-PDU leaves: its transmission mode as counters of Com_MainFunctionTx calls. Knows
 * neither signals nor data.
 *
 * All times are multiples of the time base, since only the main function looks at them. A period
 * that is none is rounded up: later than configured, never more often.
 */
import type { ComTxMode } from '../../rte/typescript/index.ts';
import type { StateTape } from '../sim/state-tape.ts';

export interface RoundedPeriod {
  readonly iPdu: string;
  readonly parameter:
    | 'ComTxModeTimePeriod'
    | 'ComTxModeTimeOffset'
    | 'ComTxModeRepetitionPeriod'
    | 'ComTimeout'
    | 'ComFirstTimeout';
  readonly configuredNs: number;
  /** What is used instead: the next multiple of the time base. */
  readonly usedNs: number;
}

export class Transmission {
  private readonly direct: boolean;
  private readonly repetitions: number;
  private readonly repetitionCalls: number;
  /** 0: no cyclic part. */
  private readonly cycleCalls: number;
  private readonly offsetCalls: number;

  /** What asks for the next transmission. Several reasons make one: [SWS_Com_00478]. */
  private triggered = false;
  private repetitionDue = false;
  private cycleDue = false;

  private cycleCountdown = 0;
  private repetitionCountdown = 0;
  /** Confirmations that end the repetitions of the last trigger; 0: nothing to repeat. */
  private confirmationsLeft = 0;
  /** Triggered or repeated transmissions that may still be confirmed. */
  private directUnconfirmed = 0;
  private unconfirmed = false;

  constructor(options: {
    readonly iPdu: string;
    readonly mode: ComTxMode;
    readonly timeBaseNs: number;
    /** Receives the periods that are no multiple of the time base. */
    readonly rounded: RoundedPeriod[];
  }) {
    const { iPdu, mode, timeBaseNs, rounded } = options;
    if (!(timeBaseNs > 0)) throw new Error(`ComTxTimeBase of ${timeBaseNs} ns`);
    const calls = (parameter: RoundedPeriod['parameter'], configuredNs: number, least: number) => {
      const count = Math.max(least, Math.ceil(configuredNs / timeBaseNs));
      const usedNs = count * timeBaseNs;
      if (usedNs !== configuredNs) rounded.push({ iPdu, parameter, configuredNs, usedNs });
      return count;
    };
    this.direct = mode.mode === 'DIRECT' || mode.mode === 'MIXED';
    const cyclic = mode.mode === 'PERIODIC' || mode.mode === 'MIXED';
    this.cycleCalls = cyclic ? calls('ComTxModeTimePeriod', mode.periodNs, 1) : 0;
    this.offsetCalls = cyclic ? calls('ComTxModeTimeOffset', mode.offsetNs, 0) : 0;
    this.repetitions = mode.mode === 'DIRECT' || mode.mode === 'MIXED' ? mode.repetitions : 0;
    this.repetitionCalls =
      (mode.mode === 'DIRECT' || mode.mode === 'MIXED') && mode.repetitions > 0
        ? calls('ComTxModeRepetitionPeriod', mode.repetitionPeriodNs, 1)
        : 0;
  }

  /**
   * Forgets every request and starts the timers [SWS_Com_00787]. The first cyclic transmission
   * leaves at the first call of the main function, or ComTxModeTimeOffset after that call.
   */
  start(): void {
    this.cycleCountdown = this.offsetCalls;
    this.triggered = false;
    this.repetitionDue = false;
    this.cycleDue = false;
    this.confirmationsLeft = 0;
    this.directUnconfirmed = 0;
    this.unconfirmed = false;
  }

  /**
   * A signal was written whose transfer property triggers. Cancels the repetitions of older
   * triggers [SWS_Com_00279]; without effect in modes PERIODIC and NONE.
   */
  trigger(withRepetitions: boolean): void {
    if (!this.direct) return;
    // Two triggers that leave together: one that wants repetitions is enough to have them.
    if (!this.triggered) this.confirmationsLeft = 0;
    this.triggered = true;
    this.repetitionDue = false;
    this.directUnconfirmed = 0;
    if (withRepetitions && this.repetitions > 0) this.confirmationsLeft = this.repetitions + 1;
  }

  /** One call of Com_MainFunctionTx has come: whether the I-PDU is to be sent in it. */
  advance(): boolean {
    if (this.cycleCalls > 0) {
      if (this.cycleCountdown === 0) {
        this.cycleDue = true;
        this.cycleCountdown = this.cycleCalls;
      }
      this.cycleCountdown--;
    }
    if (this.confirmationsLeft > 0 && !this.triggered && !this.repetitionDue) {
      this.repetitionCountdown--;
      this.repetitionDue = this.repetitionCountdown === 0;
    }
    return this.triggered || this.repetitionDue || this.cycleDue;
  }

  /**
   * Calls `send` for what `advance` found due. When it refuses (false), the transmission stays due.
   * The state is that of a sent I-PDU while `send` runs, for a lower layer that confirms inside.
   */
  handDown(send: () => boolean): void {
    const { triggered, repetitionDue, cycleDue, unconfirmed } = this;
    this.triggered = false;
    this.repetitionDue = false;
    this.cycleDue = false;
    this.unconfirmed = true;
    const direct = triggered || repetitionDue;
    if (direct) {
      this.directUnconfirmed++;
      this.repetitionCountdown = this.repetitionCalls;
    }
    if (send()) return;
    this.triggered ||= triggered;
    this.repetitionDue ||= repetitionDue;
    this.cycleDue ||= cycleDue;
    this.unconfirmed = unconfirmed;
    if (direct && this.directUnconfirmed > 0) this.directUnconfirmed--;
  }

  /**
   * The I-PDU was transmitted. Repetitions go on until they and the first transmission are
   * confirmed, N + 1 in all [SWS_Com_00305]. A confirmation that arrives between a trigger and the
   * transmission it asks for belongs to an older one and does not count; nor do those of the cyclic
   * part of MIXED while no triggered transmission is open.
   */
  confirmed(): void {
    this.unconfirmed = false;
    if (this.directUnconfirmed === 0) return;
    this.directUnconfirmed--;
    if (this.confirmationsLeft > 0) this.confirmationsLeft--;
  }

  /** The deadline has passed: what is left of N repetitions is not sent [SWS_Com_00392]. */
  stopRepetitions(): void {
    this.repetitionDue = false;
    this.confirmationsLeft = 0;
  }

  /** Whether a write is sent: by the trigger, if it was one, or in the next cycle. */
  sends(triggered: boolean): boolean {
    return this.cycleCalls > 0 || (triggered && this.direct);
  }

  transfer(tape: StateTape): void {
    this.triggered = tape.boolean(this.triggered);
    this.repetitionDue = tape.boolean(this.repetitionDue);
    this.cycleDue = tape.boolean(this.cycleDue);
    this.cycleCountdown = tape.number(this.cycleCountdown);
    this.repetitionCountdown = tape.number(this.repetitionCountdown);
    this.confirmationsLeft = tape.number(this.confirmationsLeft);
    this.directUnconfirmed = tape.number(this.directUnconfirmed);
    this.unconfirmed = tape.boolean(this.unconfirmed);
  }

  /** What the last trigger asked for is not confirmed yet: the transmission or one of its repetitions. */
  get requested(): boolean {
    return this.triggered || this.confirmationsLeft > 0;
  }

  /** A transmission was requested or handed down, and nobody has confirmed it yet. */
  get outstanding(): boolean {
    return this.unconfirmed || this.triggered || this.repetitionDue;
  }
}
