/**
 * The serial bridge on an emulated Uno, in virtual time: node measure-bridge.mjs HEX BAUD-RATE FRAMES. Prints
 * JSON. What it measures with belongs to the tests, and is TypeScript, so it is bundled first.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [hex, baudRate, frames] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const { bothWays, lineLimit, openBridge, roundTripMs, toHost, windowed } = await bundled(
  fileURLToPath(new URL('../tests/helpers/boards/bridge-throughput.ts', import.meta.url)),
);

async function bundled(source) {
  const folder = mkdtempSync(join(tmpdir(), 'vfb-bench-bridge-'));
  try {
    const outfile = join(folder, 'bundle.mjs');
    const define = { 'import.meta.dirname': JSON.stringify(dirname(source)) };
    await build({
      entryPoints: [source],
      bundle: true,
      format: 'esm',
      platform: 'node',
      define,
      outfile,
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const limit = lineLimit(baudRate);
const isWhole = {
  toHost: (rate) => toHost(openBridge(hex), rate, frames).received === frames,
  bothWays: (rate) => {
    const arrived = bothWays(openBridge(hex), rate, frames);
    return arrived.toHost === frames && arrived.fromHost === frames;
  },
};

/** The highest rate without loss, to one part in a hundred of the limit. */
function highest(isLossFree) {
  let [low, high] = [0, limit];
  while (high - low > limit / 100) {
    const middle = (low + high) / 2;
    if (isLossFree(middle)) low = middle;
    else high = middle;
  }
  return low;
}

console.log(
  JSON.stringify({
    limit,
    toHost: highest(isWhole.toHost),
    bothWays: highest(isWhole.bothWays),
    fromHost: windowed(openBridge(hex), 8, frames),
    oneByOne: windowed(openBridge(hex), 1, frames),
    ...roundTripMs(openBridge(hex)),
  }),
);
