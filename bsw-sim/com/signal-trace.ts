/** Signals in the trace: `signal-send` when written into an I-PDU, `signal-receive` when processed. */
import type { SignalValue } from '../../rte/typescript/index.ts';
import type { Trace } from '../sim/trace.ts';

export class SignalTrace {
  private readonly trace: Trace;
  private readonly now: () => number;
  private readonly sendKind: number;
  private readonly receiveKind: number;
  /** By signal id. */
  private readonly subjects: readonly number[];

  constructor(options: {
    readonly trace: Trace;
    readonly ecu: string;
    readonly now: () => number;
    readonly signals: readonly { readonly name: string }[];
  }) {
    const { trace, ecu, now, signals } = options;
    this.trace = trace;
    this.now = now;
    this.sendKind = trace.kind('signal-send');
    this.receiveKind = trace.kind('signal-receive');
    this.subjects = signals.map(({ name }) => trace.subject(ecu, name));
  }

  /** While false, values need not be unpacked to be recorded. */
  get enabled(): boolean {
    return this.trace.enabled;
  }

  recordSend(signal: number, value: SignalValue): void {
    this.record(this.sendKind, signal, value);
  }

  recordReceive(signal: number, value: SignalValue): void {
    this.record(this.receiveKind, signal, value);
  }

  private record(kind: number, signal: number, value: SignalValue): void {
    const { trace } = this;
    const subject = this.subjects[signal] as number;
    if (typeof value === 'number') trace.recordNumber(this.now(), kind, subject, value);
    else if (typeof value === 'bigint') trace.recordBigint(this.now(), kind, subject, value);
    else trace.recordBytes(this.now(), kind, subject, value, value.length);
  }
}
