/** C of one ECU → an image, through the cross compiler of its board. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CanController, GeneratedFile } from '../generator/pipeline.ts';
import { type Board, boardsFolder, rteFolder } from './boards.ts';

export interface LinkedImage {
  readonly elf: Uint8Array;
  /** Intel HEX. */
  readonly hex: string;
  readonly sizes: Sizes;
}

/** Bytes, as the tool `size` counts them. */
export interface Sizes {
  readonly text: number;
  readonly data: number;
  readonly bss: number;
}

export type LinkResult =
  | { readonly kind: 'image'; readonly image: LinkedImage }
  | { readonly kind: 'no-compiler'; readonly compiler: string }
  | { readonly kind: 'errors'; readonly text: string };

const commonFlags = [
  ...['-Os', '-std=c99', '-ffunction-sections', '-fdata-sections'],
  ...['-Wl,--gc-sections', '-Wl,--build-id=none', '-DBOARD_HAS_OS'],
  '-DPLATFORM_EXACT_FLOAT64',
];

/** What an image is for. */
export interface ImageTarget {
  readonly board: Board;
  readonly can: CanController;
}

/** `components` are paths of sources. What is generated and what is linked lies in a folder that is gone then. */
export function link(
  target: ImageTarget,
  files: readonly GeneratedFile[],
  components: readonly string[],
): LinkResult {
  const { board } = target;
  const folder = mkdtempSync(join(tmpdir(), 'vfb-build-'));
  try {
    for (const { path, text } of files) writeFileSync(join(folder, path), text);
    mkdirSync(join(folder, 'out'));
    const elf = join(folder, 'out', 'ecu.elf');
    const hex = join(folder, 'out', 'ecu.hex');
    const compiled = run(board, 'gcc', [
      ...compilerFlags(board),
      `-I${folder}`,
      ...includeFolders(board),
      ...sourcesOf(target),
      ...files.filter(({ path }) => path.endsWith('.c')).map(({ path }) => join(folder, path)),
      ...components.map((path) => resolve(path)),
      ...board.compiler.libraries,
      '-o',
      elf,
    ]);
    if (compiled.kind === 'missing') return { kind: 'no-compiler', compiler: `${board.tools}-gcc` };
    if (compiled.kind === 'failed') {
      return { kind: 'errors', text: compiled.text.replaceAll(`${folder}/`, '') };
    }
    const converted = run(board, 'objcopy', ['-O', 'ihex', '-R', '.eeprom', elf, hex]);
    const measured = run(board, 'size', [elf]);
    if (converted.kind !== 'done' || measured.kind !== 'done') {
      return { kind: 'no-compiler', compiler: `${board.tools}-objcopy or ${board.tools}-size` };
    }
    const image = {
      elf: new Uint8Array(readFileSync(elf)),
      hex: readFileSync(hex, 'latin1'),
      sizes: sizesOf(measured.text),
    };
    return { kind: 'image', image };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The first line that the compiler says of itself; undefined where there is none. */
export function compilerVersion(board: Board): string | undefined {
  const said = run(board, 'gcc', ['--version']);
  return said.kind === 'done' ? said.text.split('\n')[0] : undefined;
}

export function compilerFlags(board: Board): readonly string[] {
  return [
    ...board.flags,
    ...commonFlags,
    ...board.compiler.linkFlags,
    `-DBOARD_BAUD=${board.baudRate}UL`,
  ];
}

/** Besides that of the generated files, whose Slcan_Cfg.h or Mcp2515_Cfg.h is the one that is meant. */
export function includeFolders(board: Board): readonly string[] {
  const folders = ['bsw', 'slcan', 'mcp2515', '.', ...board.folders].map((folder) => `-I${folder}`);
  return [...folders, `-I${rteFolder}`];
}

/** Relative to the folder of the boards, where the compiler runs. */
export function sourcesOf({ board, can }: ImageTarget): readonly string[] {
  const filesIn = (folder: string, ending: string) =>
    readdirSync(join(boardsFolder, folder))
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => `${folder}/${name}`);
  const controllers: Readonly<Record<CanController, string>> = {
    serial: 'bsw/Can_Serial.c',
    mcp2515: 'bsw/Can_Mcp2515.c',
  };
  const others = Object.values(controllers).filter((path) => path !== controllers[can]);
  return [
    ...board.sources,
    ...(can === 'serial' ? board.serial : board.spi),
    ...(board.tools === 'avr' ? [] : ['cortex-m/Cortex_Os.S']),
    ...filesIn(can === 'serial' ? 'slcan' : 'mcp2515', '.c'),
    ...filesIn('bsw', '.c').filter((path) => !others.includes(path)),
  ];
}

type Outcome =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'failed'; readonly text: string }
  | { readonly kind: 'missing' };

function run(board: Board, tool: string, args: readonly string[]): Outcome {
  const { error, status, stdout, stderr } = spawnSync(`${board.tools}-${tool}`, args, {
    cwd: boardsFolder,
    encoding: 'utf8',
  });
  if (error !== undefined) return { kind: 'missing' };
  return status === 0 ? { kind: 'done', text: stdout } : { kind: 'failed', text: stderr };
}

function sizesOf(text: string): Sizes {
  const [, numbers = ''] = text.trim().split('\n');
  const [textBytes = 0, data = 0, bss = 0] = numbers.trim().split(/\s+/).map(Number);
  return { text: textBytes, data, bss };
}
