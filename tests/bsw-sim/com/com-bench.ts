/**
 * Com of one ECU on the bench: a hand-written configuration, a lower layer that writes down what
 * it is given, and main functions called by hand every millisecond.
 */

import { Com } from '../../../bsw-sim/com/com.ts';
import { formatRecord, Trace } from '../../../bsw-sim/sim/trace.ts';
import {
  type ComConfiguration,
  type ComDeadline,
  type ComIPdu,
  type ComSignal,
  type ComSignalGroup,
  type ComTxMode,
  E_NOT_OK,
  E_OK,
  type SignalValue,
  type Std_ReturnType,
} from '../../../rte/typescript/index.ts';
import { anySoftware } from '../software.ts';

export const ms = 1_000_000;

type Codec = Pick<ComSignal, 'pack' | 'unpack' | 'endByte' | 'initValue'>;

/** An unsigned byte at `byte`. */
export function uint8(byte: number, initValue = 0): Codec {
  return {
    initValue,
    endByte: byte + 1,
    pack: (data: Uint8Array, value: number) => {
      data[byte] = value & 0xff;
    },
    unpack: (data) => data[byte] as number,
  };
}

/** Two bytes, low one first. */
export function uint16(byte: number, initValue = 0): Codec {
  return {
    initValue,
    endByte: byte + 2,
    pack: (data: Uint8Array, value: number) => {
      data[byte] = value & 0xff;
      data[byte + 1] = (value >> 8) & 0xff;
    },
    unpack: (data) => (data[byte] as number) | ((data[byte + 1] as number) << 8),
  };
}

/** A nibble: the low one of `byte`. */
export function uint4(byte: number): Codec {
  return {
    initValue: 0,
    endByte: byte + 1,
    pack: (data: Uint8Array, value: number) => {
      data[byte] = ((data[byte] as number) & 0xf0) | (value & 0x0f);
    },
    unpack: (data) => (data[byte] as number) & 0x0f,
  };
}

/** Eight bytes, low one first. */
export function uint64(): Codec {
  const view = (data: Uint8Array) => new DataView(data.buffer, data.byteOffset);
  return {
    initValue: 0n,
    endByte: 8,
    pack: (data: Uint8Array, value: bigint) => view(data).setBigUint64(0, value, true),
    unpack: (data) => view(data).getBigUint64(0, true),
  };
}

/** uint8[n] from `byte`, as a view into the I-PDU: the strictest that generated code may return. */
export function bytes(byte: number, length: number): Codec {
  return {
    initValue: new Uint8Array(length),
    endByte: byte + length,
    pack: (data: Uint8Array, value: Uint8Array) => data.set(value, byte),
    unpack: (data) => data.subarray(byte, byte + length),
  };
}

export type SignalSketch = Codec & Partial<Omit<ComSignal, 'name' | 'iPdu' | 'signalGroup'>>;

export interface IPduSketch {
  readonly direction?: 'SEND' | 'RECEIVE';
  readonly lengthBytes?: number;
  readonly signalProcessing?: 'IMMEDIATE' | 'DEFERRED';
  readonly unused?: number;
  readonly txMode?: ComTxMode;
  readonly deadline?: ComDeadline;
  readonly signals?: Readonly<Record<string, SignalSketch>>;
  readonly groups?: Readonly<
    Record<
      string,
      Partial<Omit<ComSignalGroup, 'signals'>> & {
        readonly signals: Readonly<Record<string, SignalSketch>>;
      }
    >
  >;
}

export function configurationOf(
  iPdus: Readonly<Record<string, IPduSketch>>,
  timeBaseNs = ms,
): ComConfiguration {
  const signals: ComSignal[] = [];
  const signalGroups: ComSignalGroup[] = [];
  const pdus = Object.entries(iPdus).map(([name, sketch], iPdu): ComIPdu => {
    const lengthBytes = sketch.lengthBytes ?? 8;
    const add = (signalName: string, signal: SignalSketch, signalGroup?: number) =>
      signals.push({
        name: signalName,
        iPdu,
        transferProperty: 'PENDING',
        ...signal,
        ...(signalGroup === undefined ? {} : { signalGroup }),
      }) - 1;
    const plain = Object.entries(sketch.signals ?? {}).map(([n, signal]) => add(n, signal));
    const groups = Object.entries(sketch.groups ?? {}).map(([groupName, group]) => {
      const id = signalGroups.length;
      const members = Object.entries(group.signals).map(([n, signal]) => add(n, signal, id));
      return (
        signalGroups.push({
          transferProperty: 'PENDING',
          endByte: Math.max(...members.map((m) => signals[m]?.endByte ?? 0)),
          ...group,
          name: groupName,
          iPdu,
          signals: members,
        }) - 1
      );
    });
    return {
      name,
      direction: sketch.direction ?? 'SEND',
      lengthBytes,
      signalProcessing: sketch.signalProcessing ?? 'IMMEDIATE',
      initialData: new Uint8Array(lengthBytes).fill(sketch.unused ?? 0),
      ...(sketch.txMode === undefined ? {} : { txMode: sketch.txMode }),
      ...(sketch.deadline === undefined ? {} : { deadline: sketch.deadline }),
      signals: plain,
      signalGroups: groups,
    };
  });
  return {
    txTimeBaseNs: timeBaseNs,
    rxTimeBaseNs: timeBaseNs,
    mainFunctionTxScheduled: false,
    mainFunctionRxScheduled: false,
    iPdus: pdus,
    signals,
    signalGroups,
  };
}

export class ComBench {
  readonly com: Com;
  readonly trace = new Trace();
  /** `<ms> <I-PDU> <hex>` of every accepted transmission. */
  readonly sent: string[] = [];
  /** Names of the callbacks called, in order. */
  readonly called: string[] = [];
  /** What the lower layer says to a transmission. */
  answer: Std_ReturnType = E_OK;
  /** Whether a transmission is confirmed before the next main function, as on a free bus. */
  confirms = true;
  /** Number of the next call of the main functions. */
  nowMs = 0;

  private readonly configuration: ComConfiguration;
  private readonly toConfirm: number[] = [];

  constructor(
    iPdus: Readonly<Record<string, IPduSketch>>,
    options: { readonly start?: boolean; readonly timeBaseNs?: number } = {},
  ) {
    this.configuration = configurationOf(iPdus, options.timeBaseNs);
    this.com = new Com({
      ecu: 'Front',
      configuration: this.configuration,
      lower: { PduR_ComTransmit: (...call) => this.PduR_ComTransmit(...call) },
      software: anySoftware(),
      trace: this.trace,
      now: () => this.nowMs * ms,
    });
    this.com.Com_Init(this.callbacks());
    if (options.start !== false) this.com.Com_IpduGroupStart(true);
  }

  /** Calls the main functions `count` times, a millisecond apart. */
  tick(count = 1): this {
    for (let i = 0; i < count; i++) {
      this.com.Com_MainFunctionRx();
      this.com.Com_MainFunctionTx();
      this.nowMs++;
      for (const iPdu of this.toConfirm.splice(0)) this.com.Com_TxConfirmation(iPdu);
    }
    return this;
  }

  send(signal: string, value: SignalValue): Std_ReturnType {
    return this.com.Com_SendSignal(this.com.signalId(signal), value);
  }

  receive(signal: string): SignalValue {
    const data: { value: SignalValue } = { value: 0 };
    this.com.Com_ReceiveSignal(this.com.signalId(signal), data);
    return data.value;
  }

  indicate(iPdu: number, ...received: number[]): void {
    this.com.Com_RxIndication(iPdu, Uint8Array.from(received), received.length);
  }

  /** Calls of the main function in which something was sent. */
  get sentAtMs(): number[] {
    return this.sent.map((line) => Number(line.split(' ')[0]));
  }

  get traceLines(): string[] {
    return Array.from({ length: this.trace.length }, (_, i) => formatRecord(this.trace.at(i)));
  }

  /** One function for every name of the configuration, which writes the name down. */
  private callbacks(): Record<string, () => void> {
    const { signals, signalGroups } = this.configuration;
    const names = [...signals, ...signalGroups].flatMap((member) => [
      member.notification,
      member.ackNotification,
      member.errorNotification,
      member.timeoutNotification,
    ]);
    return Object.fromEntries(
      names
        .filter((name) => name !== undefined)
        .map((name) => [name, () => void this.called.push(name)]),
    );
  }

  private PduR_ComTransmit(iPdu: number, data: Uint8Array, length: number): Std_ReturnType {
    if (this.answer !== E_OK) return E_NOT_OK;
    const hex = Buffer.from(data.subarray(0, length)).toString('hex');
    this.sent.push(`${this.nowMs} ${this.com.iPduNames[iPdu]} ${hex}`);
    if (this.confirms) this.toConfirm.push(iPdu);
    return E_OK;
  }
}
