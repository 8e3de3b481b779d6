/**
 * Com in the trace: `signal-send` when a signal is written into an I-PDU, `signal-receive` when it is
 * processed, `i-pdu-timeout` when a deadline passes.
 */
import type { ComConfiguration, SignalValue } from '../../rte/typescript/index.ts';
import type { Trace } from '../sim/trace.ts';

export class SignalTrace {
  private readonly trace: Trace;
  private readonly now: () => number;
  private readonly sendKind: number;
  private readonly receiveKind: number;
  private readonly timeoutKind: number;
  /** By signal id. */
  private readonly subjects: readonly number[];
  /** By name of a monitored I-PDU. */
  private readonly iPdus: ReadonlyMap<string, number>;

  constructor(options: {
    readonly trace: Trace;
    readonly ecu: string;
    readonly now: () => number;
    readonly configuration: Pick<ComConfiguration, 'iPdus' | 'signals'>;
  }) {
    const { trace, ecu, now, configuration } = options;
    this.trace = trace;
    this.now = now;
    this.sendKind = trace.kind('signal-send');
    this.receiveKind = trace.kind('signal-receive');
    this.timeoutKind = trace.kind('i-pdu-timeout');
    const { signals, iPdus } = configuration;
    this.subjects = signals.map(({ name }) => trace.subject(ecu, name));
    const monitored = iPdus.filter(({ deadline }) => deadline !== undefined);
    this.iPdus = new Map(monitored.map(({ name }) => [name, trace.subject(ecu, name)]));
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

  recordTimeout(iPdu: string): void {
    const subject = this.iPdus.get(iPdu);
    if (subject === undefined) throw new Error(`${iPdu} has no deadline`);
    this.trace.record(this.now(), this.timeoutKind, subject);
  }

  private record(kind: number, signal: number, value: SignalValue): void {
    const { trace } = this;
    const subject = this.subjects[signal] as number;
    if (typeof value === 'number') trace.recordNumber(this.now(), kind, subject, value);
    else if (typeof value === 'bigint') trace.recordBigint(this.now(), kind, subject, value);
    else trace.recordBytes(this.now(), kind, subject, value, value.length);
  }
}
