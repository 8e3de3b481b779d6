/**
 * The file that says which pin of a board each channel of an ECU is:
 *
 *     { "dio": { "Lamp": { "pin": "D8", "direction": "output" } }, "adc": { "Pedal": "A0" }, "pwm": { "Needle": "D9" } }
 */
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import type { CanController, PinUse } from '../generator/pipeline.ts';
import type { RtePlan } from '../generator/plan/rte-plan.ts';
import type { Position, SourceFile } from '../generator/syntax/element.ts';
import {
  type JsonSource,
  JsonSyntaxError,
  parseJson,
  pointerPart,
} from '../vehicle/json-source.ts';
import type { Board } from './boards.ts';

export type Pins = Readonly<Record<Driver, readonly PinUse[]>>;
type Driver = 'dio' | 'adc' | 'pwm';

const directions: Readonly<Record<string, PinUse['use']>> = {
  input: 'i',
  'input-pullup': 'u',
  output: 'o',
};

/** The pins of the plan's channels, in its order; undefined after errors. No file is a file that says nothing. */
export function readPins(
  file: SourceFile | undefined,
  plan: RtePlan,
  { board, can }: { readonly board: Board; readonly can: CanController },
  diagnostics: Diagnostics,
): Pins | undefined {
  const before = diagnostics.errorCount;
  const taken = can === 'mcp2515' ? board.pins.mcp2515 : [];
  const reader = new PinsReader(file, plan, { board, taken }, diagnostics);
  const { dio, adc, pwm } = plan.bsw;
  const pins = {
    dio: reader.driver('dio', dio.channels),
    adc: reader.driver('adc', adc.groups),
    pwm: reader.driver('pwm', pwm.channels),
  };
  reader.end();
  return diagnostics.errorCount > before ? undefined : pins;
}

class PinsReader {
  readonly #file: SourceFile | undefined;
  readonly #plan: RtePlan;
  readonly #board: Board;
  readonly #ofController: readonly string[];
  readonly #diagnostics: Diagnostics;
  readonly #json: JsonSource | undefined;
  readonly #taken = new Map<string, string>();
  readonly #missing: string[] = [];

  constructor(
    file: SourceFile | undefined,
    plan: RtePlan,
    { board, taken }: { readonly board: Board; readonly taken: readonly string[] },
    diagnostics: Diagnostics,
  ) {
    this.#file = file;
    this.#plan = plan;
    this.#board = board;
    this.#ofController = taken;
    this.#diagnostics = diagnostics;
    this.#json = file && this.#parse(file);
  }

  /** Every channel's pin; what is wrong is reported and left out. */
  driver(driver: Driver, channels: readonly { readonly name: string }[]): readonly PinUse[] {
    const given = this.#object(pointerPart(driver), this.#root()[driver]);
    for (const name of Object.keys(given)) {
      if (channels.some((channel) => channel.name === name)) continue;
      const known = channels.map((channel) => channel.name).join(', ') || 'none';
      this.#wrong(
        pointerPart(driver) + pointerPart(name),
        `ECU ${this.#plan.ecu} has no ${driver} channel ${name}; it has ${known}`,
        'key',
      );
    }
    return channels.flatMap(({ name }) => {
      if (Object.hasOwn(given, name)) return this.#pin(driver, name, given[name]);
      this.#missing.push(`${driver}.${name}`);
      return [];
    });
  }

  /** What nobody has asked for, and what nobody has given. */
  end(): void {
    for (const key of Object.keys(this.#root())) {
      if (key === 'dio' || key === 'adc' || key === 'pwm' || key === 'description') continue;
      this.#wrong(pointerPart(key), `"${key}" is none of dio, adc, pwm and description`, 'key');
    }
    // A file that cannot be read has been reported, and would have had them.
    const isUnreadable = this.#file !== undefined && this.#json === undefined;
    if (this.#missing.length === 0 || isUnreadable) return;
    const channels = this.#missing.join(', ');
    const { ecu } = this.#plan;
    this.#diagnostics.report('pins-missing', undefined, {
      channels,
      ecu,
      board: this.#board.name,
    });
  }

  #pin(driver: Driver, name: string, value: unknown): readonly PinUse[] {
    const pointer = pointerPart(driver) + pointerPart(name);
    let use: PinUse['use'] = driver === 'adc' ? 'a' : 'p';
    let pin = value;
    if (driver === 'dio') {
      const object = this.#object(pointer, value);
      for (const key of Object.keys(object)) {
        if (key !== 'pin' && key !== 'direction') {
          this.#wrong(pointer + pointerPart(key), `"${key}" is neither pin nor direction`, 'key');
        }
      }
      const direction = directions[String(object.direction)];
      if (direction === undefined) {
        this.#wrong(
          `${pointer}/direction`,
          `the direction of ${name} is input, input-pullup or output`,
        );
        return [];
      }
      use = direction;
      pin = object.pin;
    }
    return this.#checked(
      driver === 'dio' ? `${pointer}/pin` : pointer,
      `${driver}.${name}`,
      pin,
      use,
    );
  }

  #checked(pointer: string, channel: string, pin: unknown, use: PinUse['use']): readonly PinUse[] {
    const { name, pins } = this.#board;
    const found = typeof pin === 'string' ? pins.pins.get(pin) : undefined;
    if (typeof pin !== 'string' || found === undefined) {
      const shown = JSON.stringify(pin) ?? 'nothing';
      this.#wrong(pointer, `${shown} is no pin of ${name} for an ECU; it has ${pins.names}`);
      return [];
    }
    if (!found.uses.includes(use)) {
      this.#wrong(pointer, `pin ${pin} of ${name} cannot be ${words[use]}; it has ${pins.names}`);
      return [];
    }
    if (this.#ofController.includes(pin)) {
      const all = this.#ofController.join(', ');
      this.#wrong(pointer, `pin ${pin} of ${name} is one of those of the MCP2515: ${all}`);
      return [];
    }
    const other = this.#taken.get(pin);
    if (other !== undefined) {
      this.#wrong(pointer, `pin ${pin} is given to ${channel} and to ${other}`);
      return [];
    }
    this.#taken.set(pin, channel);
    return [{ channel: found.channel, use }];
  }

  #root(): Record<string, unknown> {
    return this.#json === undefined ? {} : this.#object('', this.#json.value);
  }

  #object(pointer: string, value: unknown): Record<string, unknown> {
    if (value === undefined) return {};
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
    this.#wrong(pointer, `${JSON.stringify(value)} is given where an object is expected`);
    return {};
  }

  #wrong(pointer: string, reason: string, place: 'key' | 'value' = 'value'): void {
    this.#diagnostics.report('pins-wrong', this.#at(pointer, place), { reason });
  }

  #at(pointer: string, place: 'key' | 'value'): Position | undefined {
    if (this.#file === undefined || this.#json === undefined) return undefined;
    const json = this.#json;
    const offset = place === 'key' ? json.keyOffsetOf(pointer) : json.offsetOf(pointer);
    return { file: this.#file, offset };
  }

  #parse(file: SourceFile): JsonSource | undefined {
    try {
      return parseJson(file.text);
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      const at = { file, offset: error.offset };
      this.#diagnostics.report('pins-wrong', at, { reason: error.message });
      return undefined;
    }
  }
}

const words: Readonly<Record<PinUse['use'], string>> = {
  i: 'a digital input',
  u: 'a digital input with pull-up',
  o: 'a digital output',
  a: 'an analog input',
  p: 'a PWM output',
};
