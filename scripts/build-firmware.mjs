/**
 * Builds the serial bridge for the boards of boards/boards.json: `npm run firmware`.
 *
 *     node scripts/build-firmware.mjs [--board NAME] [--baud RATE] [--out DIR] [--prebuilt]
 *
 * Writes DIR/<board>-bridge.elf and .hex, by default to out/firmware, and prints what they need of
 * the memories. With --prebuilt the hex files that are shipped are written too, and what they were
 * built with. The same compiler gives the same bytes, wherever the sources lie: the compiler sees
 * relative paths only.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    board: { type: 'string' },
    baud: { type: 'string' },
    out: { type: 'string', default: 'out/firmware' },
    prebuilt: { type: 'boolean', default: false },
  },
});

const boardsFolder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'boards');
const out = resolve(values.out);
const table = JSON.parse(readFileSync(join(boardsFolder, 'boards.json'), 'utf8')).boards;
const boards = table.flatMap(({ name, build }) => (build ? [{ name, ...build }] : []));

/** Of every image. No code of others: no start files, no libraries. */
const commonFlags = [
  ...['-O2', '-std=c99', '-ffreestanding', '-nostartfiles', '-nostdlib'],
  ...['-ffunction-sections', '-fdata-sections', '-Wl,--gc-sections', '-Wl,--build-id=none'],
  ...['-Wall', '-Wextra', '-Wconversion', '-Wshadow', '-pedantic', '-Werror'],
];
const bridgeSources = [
  ...['slcan/Slcan.c', 'slcan/Slcan_Filter.c', 'slcan/Slcan_Frame.c', 'slcan/Slcan_Port.c'],
  ...['bridge/Bridge_Adapter.c', 'bridge/Bridge_Io.c', 'bridge/Bridge_Main.c'],
  ...['', '_Errors', '_Reception', '_Spi', '_Transmission'].map(
    (part) => `mcp2515/Mcp2515${part}.c`,
  ),
];

const wanted = boards.filter(({ name }) => values.board === undefined || name === values.board);
if (wanted.length === 0) {
  const names = boards.map(({ name }) => name).join(', ');
  throw new Error(`no board ${values.board}; there are ${names}`);
}
if (values.prebuilt && wanted.length + (values.baud === undefined ? 1 : 0) !== boards.length + 1) {
  throw new Error('prebuilt images are those of all boards, at their own baud rates');
}

mkdirSync(out, { recursive: true });
const built = wanted.map(build);
if (values.prebuilt) writePrebuilt(built);

function build(board) {
  const baudRate = values.baud ?? String(board.baudRate);
  if (!/^[1-9]\d*$/.test(baudRate)) throw new Error(`--baud ${baudRate} is no number`);
  const elf = join(out, `${board.name}-bridge.elf`);
  const hex = join(out, `${board.name}-bridge.hex`);
  const flags = [...board.flags, ...commonFlags, `-DBOARD_BAUD=${baudRate}UL`];
  const folders = ['.', ...board.folders, 'slcan', 'mcp2515', 'bridge'].map(
    (folder) => `-I${folder}`,
  );
  const sources = [...board.sources, ...board.serial, ...board.spi, ...bridgeSources];
  run(board, 'gcc', [...flags, ...folders, ...sources, '-o', relative(boardsFolder, elf)]);
  run(board, 'objcopy', ['-O', 'ihex', elf, hex]);
  const sizes = sizesOf(board, elf);
  console.log(
    `${board.name.padEnd(12)} ${baudRate} Bd  flash ${ofAll(sizes.flashBytes, board.flashBytes)}  ` +
      `RAM ${ofAll(sizes.ramBytes, board.ramBytes)} and stack`,
  );
  return { board, hex, baudRate, flags, ...sizes };
}

function ofAll(bytes, all) {
  if (bytes > all) throw new Error(`${bytes} bytes where there are ${all}`);
  return `${String(bytes).padStart(6)} of ${String(all).padStart(6)} bytes`;
}

/** Initial values take both memories. */
function sizesOf(board, elf) {
  const [, numbers] = run(board, 'size', [elf]).trim().split('\n');
  const [text, data, bss] = numbers.trim().split(/\s+/).map(Number);
  return { flashBytes: text + data, ramBytes: data + bss };
}

function run(board, tool, args) {
  return execFileSync(`${board.tools}-${tool}`, args, { cwd: boardsFolder, encoding: 'utf8' });
}

function writePrebuilt(images) {
  const folder = join(boardsFolder, 'prebuilt');
  mkdirSync(folder, { recursive: true });
  const compilers = new Map();
  for (const { board, hex } of images) {
    copyFileSync(hex, join(folder, `${board.name}-bridge.hex`));
    compilers.set(`${board.tools}-gcc`, run(board, 'gcc', ['--version']).split('\n')[0]);
  }
  const lines = [
    'Serial bridge, built by scripts/build-firmware.mjs --prebuilt from boards/ of this package, under its',
    'licence. The images hold no code of others: own start-up, no libraries (-nostartfiles -nostdlib).',
    '',
    ...[...compilers].map(([name, version]) => `${name}: ${version}`),
  ];
  for (const { board, flags, flashBytes, ramBytes } of images) {
    lines.push('', `${board.name}-bridge.hex: ${flashBytes} bytes of flash, ${ramBytes} of RAM`);
    lines.push(`  ${board.tools}-gcc ${flags.join(' ')}`);
  }
  writeFileSync(join(folder, 'BUILD.txt'), `${lines.join('\n')}\n`);
}
