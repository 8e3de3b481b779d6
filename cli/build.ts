/** `vfb build`: RTE, components and the small C BSW of one ECU as an image for a board. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Board, boards } from '../build/boards.ts';
import { buildEcu, type EcuImage } from '../build/build-ecu.ts';
import { compilerFlags, compilerVersion } from '../build/tool-chain.ts';
import { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import { type GeneratedFile, generatedMarker } from '../generator/emit/generated-file.ts';
import { planEcu } from '../generator/pipeline.ts';
import { readSource, shownPath } from '../vehicle/arxml-files.ts';
import { findComponentFiles } from '../vehicle/component-files.ts';
import { FileChanges } from './file-changes.ts';
import { type CheckingOptions, readEcus } from './inputs.ts';
import { knownBoards } from './known-boards.ts';
import { Progress } from './progress.ts';
import { diagnosticsJson, exitCodeOf, reportDiagnostics } from './reporting.ts';
import { type Terminal, UsageError } from './terminal.ts';

export interface BuildOptions extends CheckingOptions {
  readonly ecu: string;
  readonly board: string;
  readonly components?: readonly string[];
  readonly out: string;
  readonly pins?: string;
  readonly json?: boolean;
}

export function build(paths: readonly string[], options: BuildOptions, terminal: Terminal): number {
  const board = boardOf(options.board);
  const diagnostics = new Diagnostics(options);
  const progress = new Progress(terminal);
  const image = imageOf(paths, options, board, diagnostics, progress);
  const folder = join(options.out, options.ecu);
  if (image !== undefined) write(image, folder, options.ecu, board, diagnostics);
  progress.clear();
  const done = diagnostics.hasErrors ? undefined : image;
  if (options.json) {
    const product = done && productOf(done, folder, options.ecu, board);
    terminal.out(
      `${JSON.stringify({ ...product, ...diagnosticsJson(diagnostics.list) }, null, 2)}\n`,
    );
    return exitCodeOf(diagnostics.list);
  }
  const exitCode = reportDiagnostics(diagnostics.list, terminal, { information: false, to: 'err' });
  if (done !== undefined) terminal.out(summary(done, folder, options.ecu, board));
  return exitCode;
}

function boardOf(name: string): Board {
  const all = boards();
  const board = all.find((one) => one.name === name);
  if (board !== undefined) return board;
  const names = all.map((one) => one.name).join(', ');
  const known = knownBoards().find((one) => one.name === name);
  if (known === undefined) throw new UsageError(`unknown board ${name}; the boards are: ${names}`);
  throw new UsageError(
    known.buildsAs === undefined
      ? `no images are built for ${name}, only for: ${names}`
      : `images for ${name} are those for ${known.buildsAs}: say --board ${known.buildsAs}`,
  );
}

function imageOf(
  paths: readonly string[],
  options: BuildOptions,
  board: Board,
  diagnostics: Diagnostics,
  progress: Progress,
): EcuImage | undefined {
  const { model, ecus } = readEcus(paths, [options.ecu], diagnostics, progress);
  const [ecu] = ecus;
  const plan = ecu === undefined ? undefined : planEcu(model, ecu, diagnostics);
  const folders = (options.components ?? []).map((value) => ({ value, at: undefined }));
  const components = findComponentFiles(folders, diagnostics);
  const pins =
    options.pins === undefined ? undefined : readSource(options.pins, undefined, diagnostics);
  if (plan === undefined || diagnostics.hasErrors) return undefined;
  progress.show(`compiling ${plan.ecu} for ${board.name}`);
  return buildEcu({ plan, model, components, pins }, board, diagnostics);
}

// ---- files ------------------------------------------------------------------------------------------------

const infoFile = 'build.txt';

function write(
  image: EcuImage,
  folder: string,
  ecu: string,
  board: Board,
  diagnostics: Diagnostics,
): void {
  const changes = new FileChanges(diagnostics);
  const products = [
    { path: join(folder, `${ecu}.elf`), bytes: image.elf },
    { path: join(folder, `${ecu}.hex`), bytes: Buffer.from(image.hex, 'latin1') },
  ];
  const ours = hashesOf(join(folder, infoFile));
  for (const { path, bytes } of products) {
    changes.replaceBinary(path, bytes, (found) => ours.has(hash(found)));
  }
  changes.replaceFolder(folder, [...image.files, info(image, products, ecu, board)]);
  changes.apply();
}

/** What was built with what, and the hashes by which the next build knows its own products. */
function info(
  image: EcuImage,
  products: readonly { readonly path: string; readonly bytes: Uint8Array }[],
  ecu: string,
  board: Board,
): GeneratedFile {
  const lines = [
    `# ${generatedMarker} for ECU ${ecu} on board ${board.name}. Changes are lost.`,
    `compiler ${compilerVersion(board)}`,
    `flags ${compilerFlags(board)
      .filter((flag) => !flag.startsWith('-I'))
      .join(' ')}`,
    `flash ${image.flashBytes} of ${board.flashBytes} bytes`,
    `ram ${image.ramBytes} of ${board.ramBytes} bytes, without the stack`,
    ...products.map(({ path, bytes }) => `sha256 ${hash(bytes)} ${basename(path)}`),
  ];
  return { path: infoFile, text: `${lines.join('\n')}\n` };
}

function hashesOf(path: string): ReadonlySet<string> {
  if (!existsSync(path)) return new Set();
  const text = readFileSync(path, 'utf8');
  if (!text.startsWith(`# ${generatedMarker}`)) return new Set();
  return new Set([...text.matchAll(/^sha256 ([0-9a-f]{64}) /gm)].map(([, found = '']) => found));
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

// ---- what is said of it -------------------------------------------------------------------------------------

function productOf(image: EcuImage, folder: string, ecu: string, board: Board): object {
  return {
    ecu,
    board: board.name,
    elf: shownPath(join(folder, `${ecu}.elf`)),
    hex: shownPath(join(folder, `${ecu}.hex`)),
    sizes: image.sizes,
    flash: { used: image.flashBytes, available: board.flashBytes },
    ram: { used: image.ramBytes, available: board.ramBytes },
  };
}

function summary(image: EcuImage, folder: string, ecu: string, board: Board): string {
  const { text, data, bss } = image.sizes;
  const share = (used: number, available: number) =>
    `${used} of ${available} bytes (${Math.ceil((100 * used) / available)} %)`;
  return [
    `${ecu} for ${board.name}: ${shownPath(join(folder, `${ecu}.hex`))}, ${ecu}.elf`,
    `  text ${text}, data ${data}, bss ${bss}`,
    `  flash ${share(image.flashBytes, board.flashBytes)}`,
    `  RAM   ${share(image.ramBytes, board.ramBytes)}, ${board.ramBytes - image.ramBytes} left for the stack`,
    '',
  ].join('\n');
}
