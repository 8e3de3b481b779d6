/**
 * The pins of each board: what people call them, their numbers in the board's C table, and what they can be.
 * A test holds the tables against the C code.
 */
import type { PinUse } from '../generator/pipeline.ts';

export interface Pin {
  readonly channel: number;
  /** Functions as in role i of the bridge protocol. */
  readonly uses: readonly PinUse['use'][];
}

export interface PinTable {
  readonly pins: ReadonlyMap<string, Pin>;
  /** Resolution of the analogue-digital converter. */
  readonly adcBits: number;
  /** For messages: `D2 to D13, A0 to A5`. */
  readonly names: string;
  /** Those of an MCP2515, where there is one: clock, data, select, interrupt. */
  readonly mcp2515: readonly string[];
}

/** Names `prefix` with numbers from `from` to `to`, the first at a channel. */
interface Range {
  readonly prefix: string;
  readonly from: number;
  readonly to: number;
  readonly channel: number;
  readonly uses: string;
}

function table(
  ranges: readonly Range[],
  options: Omit<PinTable, 'pins'> & { pwm?: readonly string[]; without?: readonly string[] },
): PinTable {
  const { adcBits, pwm = [], without = [], names, mcp2515 } = options;
  const pins = new Map<string, Pin>();
  for (const { prefix, from, to, channel, uses } of ranges) {
    for (let number = from; number <= to; number++) {
      const name = `${prefix}${number}`;
      if (without.includes(name)) continue;
      const all = pwm.includes(name) ? `${uses}p` : uses;
      pins.set(name, { channel: channel + number - from, uses: [...all] as PinUse['use'][] });
    }
  }
  return { pins, adcBits, names, mcp2515 };
}

const digital = 'iuo';
const both = 'iuoa';
const atmega328p = (lastAnalogOnly: number) =>
  table(
    [
      // D0 and D1 are the serial line.
      { prefix: 'D', from: 2, to: 13, channel: 2, uses: digital },
      { prefix: 'A', from: 0, to: 5, channel: 14, uses: both },
      { prefix: 'A', from: 6, to: lastAnalogOnly, channel: 20, uses: 'a' },
    ],
    {
      adcBits: 10,
      pwm: ['D9', 'D10'],
      mcp2515: ['D2', 'D10', 'D11', 'D12', 'D13'],
      names: `D2 to D13 (PWM: D9, D10), A0 to A${Math.max(5, lastAnalogOnly)}`,
    },
  );

export const pinTables: Readonly<Record<string, PinTable>> = {
  uno: atmega328p(0),
  nano: atmega328p(7),
  mega2560: table(
    [
      { prefix: 'D', from: 2, to: 53, channel: 2, uses: digital },
      { prefix: 'A', from: 0, to: 15, channel: 54, uses: both },
    ],
    {
      adcBits: 10,
      pwm: ['D2', 'D3', 'D5', 'D6', 'D7', 'D8', 'D11', 'D12'],
      mcp2515: ['D2', 'D50', 'D51', 'D52', 'D53'],
      names: 'D2 to D53 (PWM: D2, D3, D5 to D8, D11, D12), A0 to A15',
    },
  ),
  stm32f1: table(
    [
      { prefix: 'PA', from: 0, to: 7, channel: 0x00, uses: both },
      { prefix: 'PA', from: 8, to: 15, channel: 0x08, uses: digital },
      { prefix: 'PB', from: 0, to: 1, channel: 0x10, uses: both },
      { prefix: 'PB', from: 2, to: 15, channel: 0x12, uses: digital },
      { prefix: 'PC', from: 0, to: 5, channel: 0x20, uses: both },
      { prefix: 'PC', from: 6, to: 15, channel: 0x26, uses: digital },
    ],
    {
      adcBits: 12,
      pwm: ['PA0', 'PA1', 'PA2', 'PA3'],
      mcp2515: ['PA4', 'PA5', 'PA6', 'PA7', 'PB0'],
      // The serial line and the debugger.
      without: ['PA9', 'PA10', 'PA13', 'PA14', 'PA15', 'PB3', 'PB4'],
      names:
        'PA0 to PA8, PA11, PA12, PB0 to PB2, PB5 to PB15, PC0 to PC15 (analog: PA0 to PA7, PB0, PB1, PC0 to PC5; PWM: PA0 to PA3)',
    },
  ),
  lm3s6965evb: table(
    [
      ...[...'ABCDEFG'].map((port, i) => ({
        prefix: `P${port}`,
        from: 0,
        to: 7,
        channel: 0x10 * i,
        uses: digital,
      })),
      { prefix: 'ADC', from: 0, to: 3, channel: 0x70, uses: 'a' },
    ],
    {
      adcBits: 10,
      mcp2515: ['PA2', 'PA3', 'PA4', 'PA5', 'PD2'],
      without: ['PA0', 'PA1', 'PB7', 'PC0', 'PC1', 'PC2', 'PC3'],
      names: 'PA2 to PA7, PB0 to PB6, PC4 to PC7, PD0 to PG7, ADC0 to ADC3',
    },
  ),
};
