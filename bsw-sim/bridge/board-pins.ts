/**
 * Pins of a board behind the I/O drivers of a simulated ECU. The ECU's own pins stay the memory in
 * between: the drivers read there what the board has reported last, and what they write goes on to
 * the board. So no driver, no component and no generated code knows the difference.
 */
import type { IoDriver, SimulatedIo } from '../iohwab/simulated-io.ts';
import type { EventQueue } from '../sim/event-queue.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { Trace } from '../sim/trace.ts';
import type { LineStatistics } from './line-statistics.ts';
import { type LineParticipant, LineStatus } from './participant.ts';
import type { SerialLine } from './serial-line.ts';
import { SlcanDriver, type SlcanUser } from './slcan-driver.ts';
import { hex } from './slcan-frames.ts';
import type { BoardIdentity } from './slcan-handshake.ts';

/** A channel of a driver and the channel of the board that it is, 0 to 255. */
export type PinMapping =
  | { readonly as: 'analog-input' | 'pwm-output'; readonly channel: string; readonly pin: number }
  | {
      readonly as: 'digital-input' | 'digital-input-pull-up' | 'digital-output';
      readonly channel: string;
      readonly pin: number;
    };

/** As `xo` writes them. */
const functions: Readonly<Record<PinMapping['as'], string>> = {
  'digital-input': 'i',
  'digital-input-pull-up': 'u',
  'digital-output': 'o',
  'analog-input': 'a',
  'pwm-output': 'p',
};

const drivers: Readonly<Record<PinMapping['as'], IoDriver>> = {
  'digital-input': 'dio',
  'digital-input-pull-up': 'dio',
  'digital-output': 'dio',
  'analog-input': 'adc',
  'pwm-output': 'pwm',
};

const fullAnalog = 0xffff;
const fullDuty = 0x8000;

export interface BoardPinsOptions {
  readonly ecu: string;
  readonly io: SimulatedIo;
  readonly mappings: readonly PinMapping[];
  /** How often the board looks at its inputs: 1 to 255. */
  readonly reportMs: number;
  readonly line: SerialLine;
  readonly baud: number;
  readonly queue: EventQueue;
  readonly trace: Trace;
}

export class BoardPins implements LineParticipant, SlcanUser {
  readonly name: string;
  readonly line: SerialLine;
  readonly status: LineStatus;
  private readonly io: SimulatedIo;
  private readonly mappings: readonly PinMapping[];
  private readonly driver: SlcanDriver;

  constructor(options: BoardPinsOptions) {
    const { ecu, io, mappings, reportMs, line, baud, queue, trace } = options;
    this.name = line.name;
    this.line = line;
    this.io = io;
    this.mappings = mappings;
    this.status = new LineStatus({ trace, queue, source: ecu, line: line.name });
    const report = `xs${hex(reportMs, 2)}`;
    this.driver = new SlcanDriver({
      line,
      queue,
      baud,
      role: 'i',
      setup: [...mappings.map(({ as, pin }) => `xo${hex(pin, 2)}${functions[as]}`), report],
      open: undefined,
      // Asking for the inputs again also mends a report that was damaged on the way.
      reminder: report,
      user: this,
    });
    for (const mapping of mappings) {
      if (!isOutput(mapping)) continue;
      io.observe(drivers[mapping.as], mapping.channel, (value) => this.write(mapping, value));
    }
  }

  get statistics(): LineStatistics {
    return this.driver.statistics;
  }

  get board(): BoardIdentity {
    return this.driver.board;
  }

  /** Pins have no frames. */
  readonly underwayFrames = 0;

  end(): void {}

  get farewell(): string {
    return '\rxs00\rC\r';
  }

  /** Pins are on no bus. */
  attach(): void {}

  start(): void {
    this.driver.start();
  }

  transfer(tape: StateTape): void {
    this.line.transfer(tape);
    this.driver.transfer(tape);
    this.status.transfer(tape);
  }

  // ---- what the driver calls ------------------------------------------------------------------------

  online(): void {
    this.status.goOnline();
    for (const mapping of this.mappings) {
      if (!isOutput(mapping)) continue;
      this.write(mapping, this.io.get(drivers[mapping.as], mapping.channel));
    }
  }

  offline(reason: string): void {
    this.status.goOffline(reason);
  }

  extension(line: string): boolean {
    const [, kind, pinText = '', valueText = ''] =
      /^x(d)([0-9A-Fa-f]{2})([01])$/.exec(line) ??
      /^x(r)([0-9A-Fa-f]{2})([0-9A-Fa-f]{4})$/.exec(line) ??
      [];
    const driver = kind === 'd' ? 'dio' : 'adc';
    const pin = Number.parseInt(pinText, 16);
    const mapping = this.mappings.find(
      (one) => one.pin === pin && drivers[one.as] === driver && !isOutput(one),
    );
    if (mapping === undefined) return false;
    const value = Number.parseInt(valueText, 16);
    this.io.set(driver, mapping.channel, kind === 'd' ? value : value / fullAnalog);
    return true;
  }

  /** This side of the protocol has no frames. */
  frame(): void {
    this.statistics.noise++;
  }

  mailbox(): void {
    this.statistics.noise++;
  }

  lost(): void {}

  flags(flags: number): void {
    this.status.flags(flags);
  }

  private write({ as, pin }: PinMapping, value: number): void {
    const channel = hex(pin, 2);
    const text =
      as === 'pwm-output'
        ? `xp${channel}${hex(Math.round(value * fullDuty), 4)}`
        : `xw${channel}${value}`;
    this.driver.sendLatest(channel, text);
  }
}

function isOutput({ as }: PinMapping): boolean {
  return as === 'digital-output' || as === 'pwm-output';
}
