/** `vfb flash`: a program onto a board, verified. */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Board } from '../flash/boards.ts';
import { type FittedImage, fit } from '../flash/fit.ts';
import { flashBoard, type Stage } from '../flash/flash.ts';
import { FlashError } from '../flash/flash-error.ts';
import { type ReadImage, readImage } from '../flash/image/read-image.ts';
import { writeUf2File } from '../flash/protocols/uf2-drive.ts';
import type { Clock, Ports } from '../flash/serial-line.ts';
import { shownPath } from '../vehicle/arxml-files.ts';
import { fileReason } from '../vehicle/files.ts';
import { type KnownBoard, knownBoards, notFlashedText } from './known-boards.ts';
import { Progress } from './progress.ts';
import { exitErrors, exitOk } from './reporting.ts';
import { serialPorts, wallClock } from './serial-ports.ts';
import { exitCodeOfSignal, SignalListener } from './signals.ts';
import { formatNumber } from './table.ts';
import { painter, type Terminal, UsageError } from './terminal.ts';

export interface FlashOptions {
  readonly port?: string;
  readonly firmware: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What there is outside of the program; tests have their own. */
export interface FlashWorld {
  readonly ports: Ports;
  readonly clock: Clock;
}

export async function flash(
  name: string,
  options: FlashOptions,
  terminal: Terminal,
  world: FlashWorld = { ports: serialPorts, clock: wallClock },
): Promise<number> {
  const known = boardNamed(name);
  const { flash: board } = known;
  if (options.port === undefined && !options.dryRun) {
    throw new UsageError('--port says where the board is; `vfb boards` lists serial ports');
  }
  const firmware = firmwarePath(known, options.firmware);
  const signals = new SignalListener();
  try {
    const image = readFirmware(board, firmware);
    const fitted = fit(board, image);
    const isOurBridge = checkBridges(known, image);
    const isChipKnown = isOurBridge || fitted.isChipKnown;
    if (!options.json) reportNotes(board, { ...fitted, isChipKnown }, terminal);
    const outcome = options.dryRun
      ? whatWouldBeDone(board, options.port, fitted)
      : await write({ board, image, port: options.port ?? '' }, terminal, world, signals);
    report({ board, options, firmware, fitted, isChipKnown, outcome }, terminal);
    return exitOk;
  } catch (error) {
    if (!(error instanceof FlashError)) throw error;
    reportFailure(error, options, terminal);
    return signals.asked === undefined ? exitErrors : exitCodeOfSignal(signals.asked);
  } finally {
    signals.end();
  }
}

// ---- the image -----------------------------------------------------------------------------------------

function boardNamed(name: string): KnownBoard & { readonly flash: Board } {
  const all = knownBoards();
  const known = all.find((one) => one.name === name);
  if (known === undefined) {
    throw new UsageError(`no board ${name}; known are ${all.map((one) => one.name).join(', ')}`);
  }
  const { flash, notFlashed } = known;
  if (flash !== undefined) return { ...known, flash };
  if (notFlashed !== undefined) throw new UsageError(notFlashedText(name, notFlashed));
  throw new Error(`boards.json does not say whether ${name} is flashed`);
}

function firmwarePath({ name, bridge }: KnownBoard, firmware: string): string {
  if (firmware !== 'bridge') return firmware;
  if (bridge !== undefined) return bridge;
  throw new UsageError(`there is no serial bridge for ${name}: give --firmware FILE`);
}

/** Refuses the bridge that is shipped for another board; whether it is the one for this board. */
function checkBridges(board: KnownBoard, image: ReadImage): boolean {
  const same = (bridge: string): boolean =>
    isDeepStrictEqual(readImage(readFileSync(bridge)).segments, image.segments);
  if (board.bridge !== undefined && same(board.bridge)) return true;
  const other = knownBoards().find(({ bridge }) => bridge !== undefined && same(bridge));
  if (other === undefined) return false;
  throw new FlashError(
    'image-does-not-fit',
    `the image is the serial bridge of ${other.name}, not of ${board.name}`,
    board.bridge === undefined
      ? 'no bridge is shipped for this board'
      : 'leave --firmware away for the bridge of this board',
  );
}

function readFirmware(board: Board, path: string): ReadImage {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const isFolder = (error as NodeJS.ErrnoException).code === 'EISDIR';
    throw new FlashError(
      'image-missing',
      `cannot read ${shownPath(path)}: ${fileReason(error)}`,
      isFolder
        ? 'give the image itself, such as the .hex or .elf file in the folder'
        : 'give --firmware FILE',
    );
  }
  // Plain bytes do not say where they go.
  return readImage(bytes, path.endsWith('.bin') ? { baseAddress: board.applicationStart } : {});
}

function reportNotes(board: Board, fitted: FittedImage, terminal: Terminal): void {
  if (!fitted.isChipKnown) {
    terminal.err(`note: nothing in the file says that it is for an ${board.chip}\n`);
  }
  for (const what of fitted.leftOut)
    terminal.err(`note: not written, since it is not flash: ${what}\n`);
}

// ---- the board -----------------------------------------------------------------------------------------

interface Outcome {
  /** Every byte was read back from the board. */
  readonly verified: boolean;
  readonly text: string;
}

function whatWouldBeDone(board: Board, port: string | undefined, fitted: FittedImage): Outcome {
  const where = port === undefined ? '' : ` at ${port}`;
  const how = board.protocol === 'uf2-drive' ? '' : ` at ${board.baudRate} baud`;
  const count = fitted.pages.length;
  const pages = count === 1 ? '1 page' : `${formatNumber(count)} pages`;
  return {
    verified: false,
    text: `would be written to ${board.name}${where} in ${pages}, by ${board.protocol}${how}; nothing was touched`,
  };
}

interface Job {
  readonly board: Board;
  readonly image: ReadImage;
  /** Or the drive of the board. */
  readonly port: string;
}

async function write(
  job: Job,
  terminal: Terminal,
  world: FlashWorld,
  signals: SignalListener,
): Promise<Outcome> {
  const { board, image, port } = job;
  if (board.protocol === 'uf2-drive') {
    const { path, onDrive } = await writeUf2File(board, image, port);
    const text = onDrive
      ? `written to the drive as ${path}; ${board.name} takes it and starts, and cannot be read back`
      : `written to ${path}; copy it to the drive that appears when ${board.name} is connected with BOOTSEL held`;
    return { verified: false, text };
  }
  const progress = new Progress(terminal);
  try {
    await flashBoard(board, image, {
      path: port,
      ...world,
      signal: signals.abort,
      onProgress: (stage, done, total) => progress.show(progressText(stage, done, total), true),
    });
  } finally {
    progress.clear();
  }
  return { verified: true, text: `written to ${board.name} at ${port}, verified and started` };
}

function progressText(stage: Stage, done: number, total: number): string {
  const percent = Math.floor((done / total) * 100);
  switch (stage) {
    case 'connect':
      return 'waiting for the boot loader';
    case 'erase':
      return 'erasing';
    case 'write':
      return `writing: ${percent} %`;
    case 'verify':
      return `verifying: ${percent} %`;
  }
}

// ---- what is said --------------------------------------------------------------------------------------

interface Report {
  readonly board: Board;
  readonly options: FlashOptions;
  readonly firmware: string;
  readonly fitted: FittedImage;
  readonly isChipKnown: boolean;
  readonly outcome: Outcome;
}

function report(
  { board, options, firmware, fitted, isChipKnown, outcome }: Report,
  terminal: Terminal,
): void {
  const file = shownPath(firmware);
  if (!options.json) {
    terminal.out(`${file}: ${formatNumber(fitted.sizeBytes)} bytes ${outcome.text}\n`);
    return;
  }
  const json = {
    board: board.name,
    ...(options.port !== undefined && { port: options.port }),
    firmware: file,
    sizeBytes: fitted.sizeBytes,
    pages: fitted.pages.length,
    leftOut: fitted.leftOut,
    chipKnown: isChipKnown,
    dryRun: options.dryRun ?? false,
    verified: outcome.verified,
  };
  terminal.out(`${JSON.stringify(json, null, 2)}\n`);
}

function reportFailure(error: FlashError, options: FlashOptions, terminal: Terminal): void {
  const { failure, message, help } = error;
  if (options.json) {
    terminal.out(`${JSON.stringify({ error: { failure, message, help } }, null, 2)}\n`);
    return;
  }
  const paint = painter(terminal.errColor);
  terminal.err(`${paint('red', 'error')} ${failure}: ${message}\n      = help: ${help}\n`);
}
