/**
 * The pins of one simulated ECU, in memory: stimuli and tests set inputs and watch outputs by the
 * names of their channels, the drivers use them by index.
 *
 * A Dio channel is one pin for both directions: what was last set from outside or written by the
 * software is its level.
 */
import type {
  AdcConfiguration,
  DioConfiguration,
  PwmConfiguration,
} from '../../rte/typescript/index.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { Trace } from '../sim/trace.ts';
import type { IoProvider, Level } from './io-provider.ts';

export type IoDriver = 'adc' | 'dio' | 'pwm';

/** Called after a pin has changed, by whichever side. */
export type PinListener = (value: number) => void;

interface Pin {
  readonly subject: number;
  readonly listeners: PinListener[];
  value: number;
}

export class SimulatedIo implements IoProvider {
  private readonly ecu: string;
  private readonly trace: Trace;
  private readonly now: () => number;
  private readonly pins: Readonly<Record<IoDriver, readonly Pin[]>>;
  private readonly pinsByName: Readonly<Record<IoDriver, ReadonlyMap<string, Pin>>>;
  private readonly adcInput: number;
  private readonly dioInput: number;
  private readonly dioOutput: number;
  private readonly pwmOutput: number;

  /** Every pin starts at 0: no voltage, low, no duty. */
  constructor(options: {
    readonly ecu: string;
    readonly adc: AdcConfiguration;
    readonly dio: DioConfiguration;
    readonly pwm: PwmConfiguration;
    readonly trace: Trace;
    readonly now: () => number;
  }) {
    const { ecu, adc, dio, pwm, trace, now } = options;
    this.ecu = ecu;
    this.trace = trace;
    this.now = now;
    this.adcInput = trace.kind('adc-input');
    this.dioInput = trace.kind('dio-input');
    this.dioOutput = trace.kind('dio-output');
    this.pwmOutput = trace.kind('pwm-output');
    const pin = ({ name }: { readonly name: string }): Pin => ({
      subject: trace.subject(ecu, name),
      listeners: [],
      value: 0,
    });
    this.pins = {
      adc: adc.groups.map(pin),
      dio: dio.channels.map(pin),
      pwm: pwm.channels.map(pin),
    };
    this.pinsByName = {
      adc: byName(adc.groups, this.pins.adc),
      dio: byName(dio.channels, this.pins.dio),
      pwm: byName(pwm.channels, this.pins.pwm),
    };
  }

  // ---- from outside, by name --------------------------------------------------------------------

  /**
   * Sets an input: an Adc channel to a share 0..1 of the reference voltage, a Dio channel to 0 or 1.
   * Throws a RangeError naming the channel when there is none, when it is an output (Pwm), or when
   * the value is out of range.
   */
  set(driver: IoDriver, channel: string, value: number): void {
    const pin = this.pin(driver, channel);
    const name = `${this.ecu}.${driver}.${channel}`;
    switch (driver) {
      case 'adc':
        if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} takes 0 to 1, not ${value}`);
        this.change(pin, this.adcInput, value);
        break;
      case 'dio':
        if (value !== 0 && value !== 1) throw new RangeError(`${name} takes 0 or 1, not ${value}`);
        this.change(pin, this.dioInput, value);
        break;
      case 'pwm':
        throw new RangeError(`${name} is an output: it cannot be set to ${value}`);
    }
  }

  /** Present value of an input or output; Pwm as a share 0..1. RangeError for an unknown name. */
  get(driver: IoDriver, channel: string): number {
    return this.pin(driver, channel).value;
  }

  /**
   * Calls `listener` whenever the pin takes another value. Returns what ends it. RangeError for an
   * unknown name.
   */
  observe(driver: IoDriver, channel: string, listener: PinListener): () => void {
    const { listeners } = this.pin(driver, channel);
    listeners.push(listener);
    return () => {
      const index = listeners.indexOf(listener);
      if (index >= 0) listeners.splice(index, 1);
    };
  }

  /** Names in the order of the configuration. */
  channels(driver: IoDriver): readonly string[] {
    return [...this.pinsByName[driver].keys()];
  }

  // ---- from the drivers, by index ---------------------------------------------------------------

  readAnalog(channel: number): number {
    return this.pinAt('adc', channel).value;
  }

  readDigital(channel: number): Level {
    return this.pinAt('dio', channel).value === 0 ? 0 : 1;
  }

  writeDigital(channel: number, level: Level): void {
    this.change(this.pinAt('dio', channel), this.dioOutput, level);
  }

  writeDuty(channel: number, duty: number): void {
    this.change(this.pinAt('pwm', channel), this.pwmOutput, duty);
  }

  /** Values only: listeners belong to whoever observes. */
  transfer(tape: StateTape): void {
    const { adc, dio, pwm } = this.pins;
    for (const pin of [...adc, ...dio, ...pwm]) pin.value = tape.number(pin.value);
  }

  /** Recorded only when it is a change: software writes its outputs every few milliseconds. */
  private change(pin: Pin, kind: number, value: number): void {
    if (pin.value === value) return;
    pin.value = value;
    this.trace.recordNumber(this.now(), kind, pin.subject, value);
    for (const listener of pin.listeners) listener(value);
  }

  private pin(driver: IoDriver, channel: string): Pin {
    const pin = this.pinsByName[driver].get(channel);
    if (pin === undefined) {
      const known = this.channels(driver).join(', ') || 'none';
      throw new RangeError(`${this.ecu} has no ${driver} channel ${channel}; it has: ${known}`);
    }
    return pin;
  }

  private pinAt(driver: IoDriver, channel: number): Pin {
    const pin = this.pins[driver][channel];
    if (pin === undefined) throw new Error(`${this.ecu} has no ${driver} channel ${channel}`);
    return pin;
  }
}

function byName(
  channels: readonly { readonly name: string }[],
  pins: readonly Pin[],
): ReadonlyMap<string, Pin> {
  return new Map(channels.map(({ name }, i) => [name, pins[i] as Pin]));
}
