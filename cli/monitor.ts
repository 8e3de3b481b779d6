/** `vfb monitor`: shows the frames of a real bus behind an SLCAN adapter, and sends only what it is told. */
import { basename } from 'node:path';
import { asciiBytes, SerialLine } from '../bsw-sim/bridge/serial-line.ts';
import { PortError, SerialPortEnd } from '../bsw-sim/bridge/serial-port.ts';
import { SlcanDriver, type SlcanUser } from '../bsw-sim/bridge/slcan-driver.ts';
import type { SlcanFrame } from '../bsw-sim/bridge/slcan-frames.ts';
import { describeRoles } from '../bsw-sim/bridge/slcan-handshake.ts';
import { WallClock } from '../bsw-sim/bridge/wall-clock.ts';
import { EventQueue } from '../bsw-sim/sim/event-queue.ts';
import { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import { canFrames, readModel } from '../generator/pipeline.ts';
import { FrameDecoder } from '../vehicle/frame-decoder.ts';
import { formatFrameLine, frameJson } from './frame-line.ts';
import { type CheckingOptions, readInputs } from './inputs.ts';
import { monitorArguments } from './monitor-arguments.ts';
import { Progress } from './progress.ts';
import { exitErrors, exitOk, reportDiagnostics } from './reporting.ts';
import { type EndingSignal, exitCodeOfSignal, SignalListener } from './signals.ts';
import { painter, type Terminal } from './terminal.ts';

export interface MonitorOptions extends CheckingOptions {
  readonly port: string;
  readonly baud?: string;
  readonly bitrate?: string;
  readonly transmit?: readonly string[];
  readonly for?: string;
  readonly json?: boolean;
}

export async function monitor(
  paths: readonly string[],
  options: MonitorOptions,
  terminal: Terminal,
): Promise<number> {
  const { baud, bitRateCommand, transmit, durationNs } = monitorArguments(options);
  const decoder = readDecoder(paths, options, terminal);
  if (decoder === undefined) return exitErrors;
  const { port } = options;
  const clock = new WallClock();
  let end: SerialPortEnd;
  try {
    end = await SerialPortEnd.open(port, baud, clock);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    terminal.err(`${painter(terminal.errColor)('red', 'error')}: ${error.message}\n`);
    return exitErrors;
  }
  const queue = new EventQueue();
  clock.follow(queue);
  const line = new SerialLine({ name: port, queue, end });
  const view = new View({ port, queue, decoder, terminal, json: options.json ?? false });
  const driver = new SlcanDriver({
    line,
    queue,
    baud,
    role: 'a',
    setup: [bitRateCommand],
    open: transmit.length > 0 ? 'O' : 'L',
    user: view,
  });
  view.onFirstOnline = () => {
    for (const { frame, text } of transmit) driver.sendFrame({ ...frame, queuedAtNs: 0 }, text);
  };
  const signals = new SignalListener();
  driver.start();
  await clock.pace({
    limitNs: durationNs,
    advance: (toNs) => queue.runUntil(toNs),
    isStopped: () => signals.asked !== undefined || view.failure !== undefined,
  });
  await end.close(asciiBytes(driver.farewell));
  signals.end();
  if (view.failure !== undefined) {
    terminal.err(`${painter(terminal.errColor)('red', 'error')}: ${port}: ${view.failure}\n`);
    return exitErrors;
  }
  return view.end(signals.asked, driver.statistics.noise);
}

function readDecoder(
  paths: readonly string[],
  options: MonitorOptions,
  terminal: Terminal,
): FrameDecoder | undefined {
  if (paths.length === 0) return new FrameDecoder([]);
  const diagnostics = new Diagnostics({
    strict: options.strict ?? false,
    allowUnsupported: options.allowUnsupported ?? false,
  });
  const progress = new Progress(terminal);
  const model = readModel(readInputs(paths, diagnostics, progress), diagnostics);
  const layouts = canFrames(model, diagnostics);
  progress.clear();
  reportDiagnostics(diagnostics.list, terminal, { information: false, to: 'err' });
  return diagnostics.hasErrors ? undefined : new FrameDecoder(layouts);
}

interface ViewOptions {
  readonly port: string;
  readonly queue: EventQueue;
  readonly decoder: FrameDecoder;
  readonly terminal: Terminal;
  readonly json: boolean;
}

/** What the user sees: frames on standard output, everything about the line on standard error. */
class View implements SlcanUser {
  onFirstOnline: () => void = () => {};
  /** Why there is nothing to see. */
  failure: string | undefined = undefined;
  readonly #options: ViewOptions;
  #wasOnline = false;
  #reason = '';
  #lost = 0;

  constructor(options: ViewOptions) {
    this.#options = options;
  }

  online({
    version,
    board,
  }: {
    readonly version: string;
    readonly board: string | undefined;
  }): void {
    const who = board ?? (version === '' ? 'an adapter' : version);
    this.#note(`${who} at ${this.#options.port}`);
    this.#reason = '';
    if (!this.#wasOnline) this.onFirstOnline();
    this.#wasOnline = true;
  }

  offline(reason: string): void {
    if (!this.#wasOnline) this.failure = failureText(reason);
    else if (reason !== this.#reason) this.#note(`lost: ${reason}`);
    this.#reason = reason;
  }

  frame(frame: SlcanFrame): void {
    const { queue, decoder, terminal, json, port } = this.#options;
    const data = frame.remote ? new Uint8Array() : frame.data.slice(0, frame.lengthBytes);
    const decoded = frame.remote ? undefined : decoder.decode(frame.id, frame.extended, data);
    const seen = { atNs: queue.nowNs, frame, decoded };
    terminal.out(
      json
        ? `${JSON.stringify(frameJson(seen))}\n`
        : `${formatFrameLine(seen, basename(port), painter(terminal.outColor))}\n`,
    );
  }

  /** A board that was left in the role of an ECU: its frames are frames all the same. */
  mailbox(_mailbox: number, frame: SlcanFrame): void {
    this.frame(frame);
  }

  extension(): boolean {
    return false;
  }

  lost(frame: string): void {
    this.#lost++;
    this.#note(`not delivered: ${frame}`);
  }

  flags(flags: number): void {
    const found = flagWords.filter((_, bit) => (flags >> bit) & 1).filter((word) => word !== '');
    this.#note(`the adapter reports: ${found.join(', ')}`);
  }

  /** The exit code. `noise`: lines that meant nothing. */
  end(signal: EndingSignal | undefined, noise: number): number {
    if (noise > 0) this.#note(`${noise} lines meant nothing`);
    if (signal !== undefined) return exitCodeOfSignal(signal);
    return this.#lost > 0 ? exitErrors : exitOk;
  }

  #note(text: string): void {
    this.#options.terminal.err(`${text}\n`);
  }
}

/** By bit of the answer to F. */
const flagWords = [
  'frames from the bus lost',
  'frames to the bus lost',
  'error warning',
  'data overrun',
  '',
  'error passive',
  'arbitration lost',
  'bus error',
];

function failureText(reason: string): string {
  if (reason === `it is ${describeRoles('e')}`) {
    return `${reason}, not an adapter; vfb simulate takes it with --board`;
  }
  if (reason !== 'nobody answers') return reason;
  return 'nobody answers; is it the right port and the right --baud?';
}
