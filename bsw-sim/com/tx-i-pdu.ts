/** An I-PDU that this ECU sends: its contents, its transmission mode, who is told of the outcome. */
import {
  type ComIPdu,
  type ComSignal,
  type ComTransferProperty,
  E_OK,
  type Std_ReturnType,
} from '../../rte/typescript/index.ts';
import type { SoftwareCode } from '../sim/software.ts';
import type { StateTape } from '../sim/state-tape.ts';
import { Deadline } from './deadline.ts';
import { IPdu } from './i-pdu.ts';
import { type RoundedPeriod, Transmission } from './transmission.ts';

/** What Com asks of the layer below it. */
export interface ComLowerLayer {
  /**
   * Takes the I-PDU over for transmission: E_OK, or E_NOT_OK and nothing has happened. `data` is
   * Com's own buffer, valid during the call only.
   */
  PduR_ComTransmit(iPdu: number, data: Uint8Array, length: number): Std_ReturnType;
}

/** What writing a signal or a group does to the transmission of its I-PDU. */
export interface TriggerRule {
  readonly triggers: boolean;
  readonly onlyOnChange: boolean;
  readonly withRepetitions: boolean;
}

export function triggerRule(property: ComTransferProperty): TriggerRule {
  switch (property) {
    case 'PENDING':
      return { triggers: false, onlyOnChange: false, withRepetitions: false };
    case 'TRIGGERED':
      return { triggers: true, onlyOnChange: false, withRepetitions: true };
    case 'TRIGGERED_ON_CHANGE':
      return { triggers: true, onlyOnChange: true, withRepetitions: true };
    case 'TRIGGERED_WITHOUT_REPETITION':
      return { triggers: true, onlyOnChange: false, withRepetitions: false };
    case 'TRIGGERED_ON_CHANGE_WITHOUT_REPETITION':
      return { triggers: true, onlyOnChange: true, withRepetitions: false };
  }
}

export class TxIPdu extends IPdu {
  readonly transmission: Transmission;
  /** Undefined: not monitored. */
  readonly deadline: Deadline | undefined;
  ackNotifications: readonly SoftwareCode[] = [];
  errorNotifications: readonly SoftwareCode[] = [];
  timeoutNotifications: readonly SoftwareCode[] = [];
  /** A confirmation that the next main function passes on. */
  confirmationLatched = false;

  /** Contents before the write in progress, to tell whether it changes anything. */
  private readonly before: Uint8Array;
  private readonly send: () => boolean;

  constructor(options: {
    readonly id: number;
    readonly configuration: ComIPdu;
    readonly members: readonly ComSignal[];
    readonly lower: ComLowerLayer;
    readonly timeBaseNs: number;
    readonly rounded: RoundedPeriod[];
  }) {
    const { id, configuration, lower, timeBaseNs, rounded } = options;
    super(configuration, options.members);
    this.before = new Uint8Array(this.data.length);
    this.transmission = new Transmission({
      iPdu: configuration.name,
      // An I-PDU without a mode is sent on nobody's behalf but the lower layer's.
      mode: configuration.txMode ?? { mode: 'NONE' },
      timeBaseNs,
      rounded,
    });
    const { name: iPdu, deadline } = configuration;
    this.deadline = deadline && new Deadline({ iPdu, deadline, timeBaseNs, rounded });
    // One function for the life of the I-PDU, so that a transmission allocates nothing.
    this.send = () => lower.PduR_ComTransmit(id, this.data, this.data.length) === E_OK;
  }

  /** To be called before a write that triggers only on change. */
  rememberContents(): void {
    this.before.set(this.data);
  }

  /**
   * To be called after a write. The change is looked for in the packed bits, so that what the bus
   * cannot show is no change. While stopped, triggers are not remembered [SWS_Com_00334].
   */
  written(rule: TriggerRule): void {
    if (!this.started) return;
    const triggers = rule.triggers && (!rule.onlyOnChange || this.changed());
    if (triggers) this.transmission.trigger(rule.withRepetitions);
    if (this.transmission.sends(triggers)) this.deadline?.startUnlessRunning();
  }

  /** Transmitted; with N repetitions the deadline is met by the last of them [SWS_Com_00308]. */
  confirmed(): void {
    this.transmission.confirmed();
    if (!this.transmission.requested) this.deadline?.cancel();
  }

  /** One call of Com_MainFunctionTx: whether the deadline passes in it. */
  isLate(): boolean {
    if (!this.started || this.deadline?.advance() !== true) return false;
    this.transmission.stopRepetitions();
    return true;
  }

  /** One call of Com_MainFunctionTx: sends at most once [SWS_Com_00478]. */
  advance(): void {
    if (this.transmission.advance()) this.transmission.handDown(this.send);
  }

  override transfer(tape: StateTape): void {
    super.transfer(tape);
    this.transmission.transfer(tape);
    this.deadline?.transfer(tape);
    this.confirmationLatched = tape.boolean(this.confirmationLatched);
  }

  private changed(): boolean {
    const { before, data } = this;
    for (let i = 0; i < data.length; i++) if (before[i] !== data[i]) return true;
    return false;
  }
}
