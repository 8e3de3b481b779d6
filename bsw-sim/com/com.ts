/**
 * The module Com of one ECU (SWS_Com): signals and signal groups in I-PDUs, transmission modes,
 * deadlines, notifications. Packing is done by the generated functions of the configuration; time is counted
 * in calls of the main functions.
 */
import {
  COM_SERVICE_NOT_AVAILABLE,
  type ComConfiguration,
  type ComServices,
  type ComSignal,
  E_OK,
  type Out,
  type SignalValue,
  type Std_ReturnType,
} from '../../rte/typescript/index.ts';
import type { Software } from '../sim/software.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { Trace } from '../sim/trace.ts';
import { type ComCallbacks, ComTables } from './com-tables.ts';
import { RxIPdu } from './rx-i-pdu.ts';
import { SignalTrace } from './signal-trace.ts';
import { signalValue } from './signal-value.ts';
import type { RoundedPeriod } from './transmission.ts';
import { type ComLowerLayer, TxIPdu } from './tx-i-pdu.ts';

export type { ComCallbacks, ComLowerLayer, RoundedPeriod };

export interface ComOptions {
  readonly ecu: string;
  readonly configuration: ComConfiguration;
  readonly lower: ComLowerLayer;
  /** Of which the notifications are. */
  readonly software: Software;
  readonly trace: Trace;
  /** Simulation time in ns, for the trace only. */
  readonly now: () => number;
}

export class Com implements ComServices {
  /** Periods that are no multiple of the time base, with what is used instead. */
  readonly roundedPeriods: readonly RoundedPeriod[];
  /** By I-PDU id. */
  readonly iPduNames: readonly string[];

  private readonly ecu: string;
  private readonly software: Software;
  private readonly tables: ComTables;
  private readonly trace: SignalTrace;

  constructor(options: ComOptions) {
    const { ecu, configuration, lower, software, trace, now } = options;
    this.ecu = ecu;
    this.software = software;
    this.tables = new ComTables(ecu, configuration, lower);
    this.trace = new SignalTrace({ trace, ecu, now, configuration });
    this.roundedPeriods = this.tables.roundedPeriods;
    this.iPduNames = configuration.iPdus.map(({ name }) => name);
  }

  // ---- start and stop -------------------------------------------------------------------------

  /**
   * Sets every I-PDU to its initial values, stopped, and looks the notifications of the
   * configuration up in `callbacks`: the one place where a name is looked up. Throws for a name
   * that is not there.
   */
  Com_Init(callbacks: ComCallbacks): void {
    this.tables.resolveCallbacks(callbacks);
    for (const iPdu of this.tables.iPdus) iPdu.started = false;
    this.tables.initialiseContents();
  }

  /**
   * Starts the one group that holds every I-PDU (the configuration knows no groups): timers start
   * anew [SWS_Com_00787], contents only when `initialize` [SWS_Com_00222]. Does nothing while
   * they are started.
   */
  Com_IpduGroupStart(initialize: boolean): void {
    const { iPdus, txIPdus } = this.tables;
    if (iPdus.some(({ started }) => started)) return;
    if (initialize) this.tables.initialiseContents();
    for (const iPdu of iPdus) iPdu.started = true;
    for (const iPdu of txIPdus) iPdu.transmission.start();
    for (const iPdu of iPdus) iPdu.deadline?.begin();
  }

  /**
   * Stops every I-PDU: nothing is sent or received, what is outstanding is forgotten. The
   * errorNotification of signals whose transmission nobody has confirmed is called at once.
   */
  Com_IpduGroupStop(): void {
    const { iPdus, txIPdus, rxIPdus } = this.tables;
    const failed = txIPdus.filter((iPdu) => iPdu.started && iPdu.transmission.outstanding);
    for (const iPdu of iPdus) iPdu.started = false;
    for (const iPdu of txIPdus) iPdu.confirmationLatched = false;
    for (const iPdu of rxIPdus) iPdu.discardLatched();
    for (const iPdu of failed) this.software.callAll(iPdu.errorNotifications);
  }

  // ---- signals and groups, from above -----------------------------------------------------------

  Com_SendSignal(signal: number, value: SignalValue): Std_ReturnType {
    const state = this.tables.signal(signal);
    const { configuration, iPdu, rule } = state;
    if (!(iPdu instanceof TxIPdu)) throw this.wrongDirection('Com_SendSignal', configuration.name);
    if (state.inGroup) {
      configuration.pack(state.buffer, value as never);
      return availability(iPdu);
    }
    if (rule.onlyOnChange) iPdu.rememberContents();
    configuration.pack(iPdu.data, value as never);
    if (this.trace.enabled) this.trace.recordSend(signal, value);
    iPdu.written(rule);
    return availability(iPdu);
  }

  Com_ReceiveSignal(signal: number, data: Out<SignalValue>): Std_ReturnType {
    const { configuration, iPdu, buffer } = this.tables.signal(signal);
    const value = configuration.unpack(buffer);
    if (typeof value === 'object') fill(data.value, value, configuration);
    else data.value = value;
    return availability(iPdu);
  }

  Com_SendSignalGroup(signalGroup: number): Std_ReturnType {
    const { configuration, iPdu, shadow, rule, observed, unobserved } =
      this.tables.group(signalGroup);
    if (!(iPdu instanceof TxIPdu)) {
      throw this.wrongDirection('Com_SendSignalGroup', configuration.name);
    }
    const { data } = iPdu;
    for (const signal of unobserved) signal.pack(data, signal.unpack(shadow) as never);
    if (rule.onlyOnChange) iPdu.rememberContents();
    for (const signal of observed) signal.pack(data, signal.unpack(shadow) as never);
    if (this.trace.enabled) {
      for (const signal of configuration.signals) {
        this.trace.recordSend(signal, this.tables.signal(signal).configuration.unpack(data));
      }
    }
    iPdu.written(rule);
    return availability(iPdu);
  }

  Com_ReceiveSignalGroup(signalGroup: number): Std_ReturnType {
    const { configuration, iPdu, shadow } = this.tables.group(signalGroup);
    if (!(iPdu instanceof RxIPdu)) {
      throw this.wrongDirection('Com_ReceiveSignalGroup', configuration.name);
    }
    shadow.set(iPdu.data);
    return availability(iPdu);
  }

  // ---- I-PDUs, from below -----------------------------------------------------------------------

  /** The first `length` bytes of `data` were received; they are copied. */
  Com_RxIndication(iPdu: number, data: Uint8Array, length: number): void {
    const rxIPdu = this.tables.iPdus[iPdu];
    if (!(rxIPdu instanceof RxIPdu)) throw this.wrongDirection('Com_RxIndication', `${iPdu}`);
    if (!rxIPdu.started) return;
    // Whatever was received, an invalid or incomplete value too [SWS_Com_00738].
    rxIPdu.deadline?.restart();
    if (rxIPdu.deferred) {
      rxIPdu.latchReceived(data, length);
    } else {
      rxIPdu.receive(data, length);
      this.process(rxIPdu, length);
    }
  }

  Com_TxConfirmation(iPdu: number): void {
    const txIPdu = this.tables.iPdus[iPdu];
    if (!(txIPdu instanceof TxIPdu)) throw this.wrongDirection('Com_TxConfirmation', `${iPdu}`);
    if (!txIPdu.started) return;
    txIPdu.confirmed();
    if (txIPdu.deferred) txIPdu.confirmationLatched = true;
    else this.software.callAll(txIPdu.ackNotifications);
  }

  // ---- main functions ---------------------------------------------------------------------------

  /**
   * Passes on what was confirmed, then what was not in time, and sends what is due. To be called every
   * ComTxTimeBase.
   */
  Com_MainFunctionTx(): void {
    for (const iPdu of this.tables.txIPdus) {
      if (!iPdu.confirmationLatched) continue;
      iPdu.confirmationLatched = false;
      this.software.callAll(iPdu.ackNotifications);
    }
    for (const iPdu of this.tables.monitoredTxIPdus) {
      if (!iPdu.isLate()) continue;
      this.trace.recordTimeout(iPdu.name);
      this.software.callAll(iPdu.timeoutNotifications);
    }
    for (const iPdu of this.tables.txIPdus) if (iPdu.started) iPdu.advance();
  }

  /**
   * Processes what was received for I-PDUs with deferred processing, in the order of their ids, and then
   * finds those that were not received in time. To be called every ComRxTimeBase.
   */
  Com_MainFunctionRx(): void {
    for (const iPdu of this.tables.rxIPdus) {
      const length = iPdu.takeLatched();
      if (length !== undefined) this.process(iPdu, length);
    }
    for (const iPdu of this.tables.monitoredRxIPdus) {
      if (!iPdu.isLate()) continue;
      this.trace.recordTimeout(iPdu.name);
      for (const { notifications } of iPdu.timeouts) this.software.callAll(notifications);
    }
  }

  // ---- by name, for stimuli and tests -----------------------------------------------------------

  /** Throws a RangeError for a name that this ECU's Com does not have. */
  signalId(name: string): number {
    const id = this.tables.signalIds.get(name);
    if (id === undefined) throw new RangeError(`${this.ecu} has no COM signal ${name}`);
    return id;
  }

  /** Value in the contents of the I-PDU, whichever way it goes; bytes are a copy. */
  currentValue(name: string): SignalValue {
    const { configuration, iPdu } = this.tables.signal(this.signalId(name));
    const value = configuration.unpack(iPdu.data);
    return typeof value === 'object' ? value.slice() : value;
  }

  /**
   * Sends a signal, or a group signal together with its group. Throws a RangeError for a name this
   * ECU does not send and for a value that the signal cannot hold.
   */
  sendByName(name: string, value: SignalValue): Std_ReturnType {
    const id = this.signalId(name);
    const { configuration, iPdu } = this.tables.signal(id);
    if (!(iPdu instanceof TxIPdu)) throw new RangeError(`${this.ecu} does not send ${name}`);
    const status = this.Com_SendSignal(id, signalValue(configuration, iPdu.data.length, value));
    const { signalGroup } = configuration;
    return signalGroup === undefined ? status : this.Com_SendSignalGroup(signalGroup);
  }

  /** `callbacks` as for Com_Init, which may not have happened yet where a tape is played. */
  transfer(tape: StateTape, callbacks: ComCallbacks): void {
    if (!tape.recording) this.tables.resolveCallbacks(callbacks);
    this.tables.transfer(tape);
  }

  /** Notifications follow the values, so that a callback finds the whole I-PDU up to date. */
  private process(iPdu: RxIPdu, length: number): void {
    if (this.trace.enabled) {
      for (const { endByte, signals } of iPdu.receptions) {
        if (endByte > length) continue;
        for (const id of signals) {
          this.trace.recordReceive(id, this.tables.signal(id).configuration.unpack(iPdu.data));
        }
      }
    }
    for (const { endByte, notifications } of iPdu.receptions) {
      if (endByte <= length) this.software.callAll(notifications);
    }
  }

  private wrongDirection(call: string, name: string): Error {
    return new Error(`${this.ecu}: ${call} of ${name}, which is of the other direction or unknown`);
  }
}

function availability(iPdu: TxIPdu | RxIPdu): Std_ReturnType {
  return iPdu.started ? E_OK : COM_SERVICE_NOT_AVAILABLE;
}

function fill(target: SignalValue, value: Uint8Array, signal: ComSignal): void {
  if (!(target instanceof Uint8Array) || target.length < value.length) {
    throw new Error(`Com_ReceiveSignal of ${signal.name} wants room for ${value.length} bytes`);
  }
  target.set(value);
}
