/**
 * Images of ECUs for boards, as `vfb build` makes them, for tests that run them: linked once for the same
 * inputs, and kept in the folder for temporary files.
 *
 *     const { image, symbols } = ecuImage({ ecu: 'Body', board: 'uno', pins: bodyOnUno });
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Board, boards, boardsFolder, rteFolder } from '../../../build/boards.ts';
import { buildEcu, type EcuImage, type Linker } from '../../../build/build-ecu.ts';
import { compilerFlags, compilerVersion, link } from '../../../build/tool-chain.ts';
import type { FlashImage } from '../../../flash/image/image.ts';
import { readImage } from '../../../flash/image/read-image.ts';
import { Diagnostics } from '../../../generator/diagnostics/diagnostics.ts';
import { type CanController, planEcu, readModel } from '../../../generator/pipeline.ts';
import type { RtePlan } from '../../../generator/plan/rte-plan.ts';
import { readArxmlFiles, readSource } from '../../../vehicle/arxml-files.ts';
import { findComponentFiles } from '../../../vehicle/component-files.ts';
import { fingerprint } from '../../../vehicle/snapshot.ts';
import { projectRoot } from '../examples.ts';

export interface EcuOnBoard {
  readonly ecu: string;
  readonly board: string;
  /** Path of the pins file. */
  readonly pins?: string;
  /** Default: the serial line. */
  readonly can?: CanController;
  /** Default: the example vehicle and its components. */
  readonly arxml?: string;
  readonly components?: string;
}

export interface BuiltEcu extends EcuImage {
  readonly plan: RtePlan;
  readonly image: FlashImage;
  /** Path of the ELF file, which stays. */
  readonly elfPath: string;
}

export const bodyOnUno = join(projectRoot, 'arxml', 'pedal-to-dashboard', 'body.uno.pins.json');

/** The same where the pins of an MCP2515 are taken. */
export const bodyWithMcp2515 = join(
  projectRoot,
  'arxml',
  'pedal-to-dashboard',
  'body.uno-mcp2515.pins.json',
);

/** Whether the compiler of a board is there; says so once where it is not. */
export function canBuildFor(name: string): boolean {
  const there = compilerVersion(boardOf(name)) !== undefined;
  if (!there) console.warn(`images for ${name}: skipped, there is no compiler`);
  return there;
}

/** Throws with the diagnostics where it cannot be built. */
export function ecuImage(options: EcuOnBoard): BuiltEcu {
  const diagnostics = new Diagnostics();
  const arxml = options.arxml ?? join(projectRoot, 'arxml', 'pedal-to-dashboard');
  const components = options.components ?? join(projectRoot, 'components');
  const files = readArxmlFiles([{ value: arxml, at: undefined }], diagnostics);
  const model = readModel(files, diagnostics);
  const plan = planEcu(model, options.ecu, diagnostics);
  const board = boardOf(options.board);
  const cache = new ImageCache();
  const built =
    plan &&
    buildEcu(
      {
        plan,
        model,
        components: findComponentFiles([{ value: components, at: undefined }], diagnostics),
        pins: (options.pins && readSource(options.pins, undefined, diagnostics)) || undefined,
      },
      { board, can: options.can ?? 'serial' },
      diagnostics,
      cache.link,
    );
  if (plan === undefined || built === undefined) {
    throw new Error(diagnostics.list.map(({ message }) => message).join('\n'));
  }
  return { ...built, plan, image: readImage(built.elf), elfPath: cache.elfPath };
}

/** Addresses of the symbols of an ELF file, by name. */
export function symbolsOf(built: BuiltEcu, tools: Board['tools']): ReadonlyMap<string, number> {
  const { stdout } = spawnSync(`${tools}-nm`, [built.elfPath], { encoding: 'utf8' });
  const lines = [...stdout.matchAll(/^([0-9a-f]+) \w (\S+)$/gm)];
  return new Map(lines.map(([, address = '', name = '']) => [name, Number.parseInt(address, 16)]));
}

function boardOf(name: string): Board {
  const board = boards().find((one) => one.name === name);
  if (board === undefined) throw new Error(`no board ${name}`);
  return board;
}

const cacheFolder = join(tmpdir(), `vfb-ecu-images-${process.getuid?.() ?? 0}`);

class ImageCache {
  elfPath = '';

  readonly link: Linker = (target, files, components) => {
    const { board } = target;
    const key = fingerprint([
      files,
      components.map((path) => readFileSync(path, 'utf8')),
      [boardsFolder, rteFolder].map(textsBelow),
      compilerFlags(board).filter((flag) => !flag.startsWith('-I')),
      compilerVersion(board),
    ]);
    this.elfPath = join(cacheFolder, `${key}.elf`);
    const rest = join(cacheFolder, `${key}.json`);
    if (existsSync(rest) && existsSync(this.elfPath)) {
      const { hex, sizes } = JSON.parse(readFileSync(rest, 'utf8'));
      const elf = new Uint8Array(readFileSync(this.elfPath));
      return { kind: 'image', image: { elf, hex, sizes } };
    }
    const result = link(target, files, components);
    if (result.kind === 'image') {
      const { elf, hex, sizes } = result.image;
      mkdirSync(cacheFolder, { recursive: true });
      writeWhole(this.elfPath, elf);
      writeWhole(rest, JSON.stringify({ hex, sizes }));
    }
    return result;
  };
}

/** Other tests may read it at the same time: it is there as a whole or not at all. */
function writeWhole(path: string, contents: string | Uint8Array): void {
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, contents);
  renameSync(beside, path);
}

function textsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(c|h|S|ld|json)$/.test(name))
    .sort()
    .map((name) => `${name}\n${readFileSync(join(folder, name), 'utf8')}`);
}

/** A change of a component of the example: what stands in its source, and what in place of it. */
export interface SourceChange {
  readonly path: string;
  readonly from: string;
  readonly to: string;
}

/** The background task of Body counts to `loops` each time it runs: everything else has to preempt it. */
export const busyBackground = (loops: number): SourceChange => ({
  path: 'turn-indicator/TurnIndicator.c',
  from: 'void TurnIndicator_Supervise(void)\n{\n',
  to: `void TurnIndicator_Supervise(void)\n{\n    volatile uint32 left;\n    for (left = ${loops}UL; left != 0U; left--) {}\n`,
});

/** The stalk stands at the left, whatever is at its pin. */
export const stalkAtLeft: SourceChange = {
  path: 'body-io/BodyIo.c',
  from: '    *pressed = FALSE;\n',
  to: '    *pressed = FALSE;\n    if (which == 0U) { *pressed = TRUE; return; }\n',
};

/** The lamps blink once in two seconds, in either language: so slowly that nobody is too late for a flash. */
export const slowBlinking: readonly SourceChange[] = [
  {
    path: 'turn-indicator/TurnIndicator.c',
    from: 'void TurnIndicator_Blink(void)\n{\n',
    to: 'void TurnIndicator_Blink(void)\n{\n    static uint8 calls = 0U;\n    calls = (uint8)((calls + 1U) % 4U);\n    if (calls != 0U) { return; }\n',
  },
  {
    path: 'turn-indicator/TurnIndicator.ts',
    from: 'export function TurnIndicator_Blink(self: Rte_TurnIndicator): void {\n',
    to: 'let calls = 0;\nexport function TurnIndicator_Blink(self: Rte_TurnIndicator): void {\n  calls = (calls + 1) % 4;\n  if (calls !== 0) return;\n',
  },
];

/** The components of the example with changes, in a new folder inside `folder`. */
export function changedComponents(folder: string, ...changes: readonly SourceChange[]): string {
  const copy = mkdtempSync(join(folder, 'components-'));
  cpSync(join(projectRoot, 'components'), copy, { recursive: true });
  for (const { path, from, to } of changes) {
    const text = readFileSync(join(copy, path), 'utf8');
    if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
    writeFileSync(join(copy, path), text.replace(from, to));
  }
  return copy;
}
