/** Processes that measure, medians of what they say, and lines that people can read. */
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

/** Middle of the sorted values; of an even number the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

/** Runs node with the arguments and returns what it printed; throws when it fails. */
function node(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}\n${stderr}`);
  return { stdout, stderr };
}

/** What a measuring script of this folder printed as JSON. */
export function measured(script, ...args) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return JSON.parse(node([path, ...args.map(String)]).stdout);
}

/** Median wall time of a process from its start to its end, in ms. */
export function processMs(runs, args) {
  return median(
    Array.from({ length: runs }, () => {
      const startedMs = performance.now();
      node(args);
      return performance.now() - startedMs;
    }),
  );
}

/** Wall time and the largest resident set of a node process. */
export function timeAndPeak(args) {
  const hook = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS));`;
  const startedMs = performance.now();
  const { stderr } = node([
    '--import',
    `data:text/javascript,${encodeURIComponent(hook)}`,
    ...args,
  ]);
  const timeMs = performance.now() - startedMs;
  return { timeMs, peakMegabytes: Number(/peak (\d+)$/.exec(stderr)?.[1]) / 1024 };
}

/** Medians of every number in results of the same shape. */
export function medians(results) {
  const [first] = results;
  return Object.fromEntries(
    Object.keys(first).map((key) => [key, median(results.map((result) => result[key]))]),
  );
}

export function title(text) {
  console.log(`\n${text}`);
}

/** One measure: what, how much, and against what. */
export function line(what, value, against = '') {
  console.log(`  ${what.padEnd(28)} ${value.padStart(14)}   ${against}`.trimEnd());
}

export function ms(value) {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

export function times(value) {
  return `${value.toFixed(value < 10 ? 1 : 0)} ×`;
}

/** A target, and whether it is met. */
export function target(met, text) {
  return `${met ? 'meets' : 'MISSES'} the target of ${text}`;
}
