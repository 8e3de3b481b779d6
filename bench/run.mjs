/**
 * The benchmarks: `npm run bench`. Prints medians, each beside a peer or a limit that was measured
 * in the same run, so that a slow or a busy machine does not change the verdict.
 *
 * `--quick` runs everything once and small: it shows that the benchmarks work, and no speed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchCSize } from './c-size.mjs';
import { writeSystem } from './make-system.mjs';
import {
  line,
  measured,
  median,
  medians,
  ms,
  processMs,
  target,
  timeAndPeak,
  times,
  title,
} from './measure.mjs';

if (!existsSync(new URL('../dist', import.meta.url))) {
  throw new Error('dist/ is not there: npm run build');
}
const quick = process.argv.includes('--quick');
const runs = quick ? 1 : 5;
const root = fileURLToPath(new URL('..', import.meta.url));
const vfb = join(root, 'bin', 'vfb.js');
const folder = mkdtempSync(join(tmpdir(), 'vfb-bench-'));
const corpus = join(root, '..', 'shared', 'corpus', 'toppers__a-rtegen', 'cases');

try {
  console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}`);
  console.log(`medians of ${runs} ${runs === 1 ? 'run' : 'runs'}${quick ? ', small systems' : ''}`);
  benchGeneration(quick ? 'small' : 'large', undefined);
  if (!quick) benchGeneration('one-ecu', 3000);
  benchStart();
  benchCSize(corpus, root, join(folder, 'c-size'));
  benchSimulation(quick ? 'small' : 'load');
  benchBridge();
} finally {
  rmSync(folder, { recursive: true });
}

/** Reading, planning and generating in a fresh process, against tokenising the same text. */
function benchGeneration(size, targetMs) {
  const system = join(folder, size);
  writeSystem(size, system);
  const arxml = join(system, 'arxml');
  const all = Array.from({ length: runs }, () => ({
    own: measured('measure-generation.mjs', arxml),
    inC: measured('measure-generation.mjs', arxml, 'c'),
    saxes: measured('measure-generation.mjs', arxml, 'saxes'),
  }));
  const own = medians(all.map((result) => result.own));
  const inC = medians(all.map((result) => result.inC));
  const saxes = medians(all.map((result) => result.saxes));
  const megabytes = own.bytes / 1e6;
  const perSecond = (milliseconds) => `${((megabytes * 1000) / milliseconds).toFixed(1)} MB/s`;
  title(
    `Generation: "${size}", ${own.ecus} ECUs, ${megabytes.toFixed(1)} MB of ARXML in ${own.files} files`,
  );
  line('read', ms(own.readMs), perSecond(own.readMs));
  line('plan', ms(own.planMs), `${ms(own.planMs / own.ecus)} per ECU`);
  line('generate', ms(own.emitMs), `${(own.generatedBytes / 1e6).toFixed(1)} MB of TypeScript`);
  line(
    'in all',
    ms(own.totalMs),
    `${perSecond(own.totalMs)}, ${times(own.totalMs / saxes.totalMs)} saxes`,
  );
  line('saxes, tokens only', ms(saxes.totalMs), perSecond(saxes.totalMs));
  const inCBytes = `${(inC.generatedBytes / 1e6).toFixed(1)} MB of C`;
  line('generate C instead', ms(inC.emitMs), inCBytes);
  line('in all, C', ms(inC.totalMs), `${times(inC.totalMs / saxes.totalMs)} saxes`);
  if (targetMs !== undefined && !quick) {
    line('', '', target(Math.max(own.totalMs, inC.totalMs) < targetMs, `${ms(targetMs)}`));
  }
}

/** Whole processes, against a node that does nothing. */
function benchStart() {
  const corpusCase = join(corpus, 'HelloAutosarWithCom_ECU1');
  const out = join(folder, 'generated');
  title('Start-up: processes from start to end');
  const nothing = processMs(runs, ['-e', '0']);
  line('node -e 0', ms(nothing));
  const against = (milliseconds) => `${times(milliseconds / nothing)} node -e 0`;
  const help = processMs(runs, [vfb, '--help']);
  line('vfb --help', ms(help), against(help));
  const arxml = join(root, 'arxml', 'pedal-to-dashboard');
  const check = processMs(runs, [vfb, 'check', arxml]);
  line('vfb check, the example', ms(check), against(check));
  if (existsSync(corpusCase)) {
    for (const [language, limitMs] of [
      ['ts', 1000],
      ['c', 500],
    ]) {
      const into = join(out, language);
      const args = [vfb, 'generate', corpusCase, '--target', language, '--out', into];
      const generate = processMs(runs, args);
      const verdict = quick ? '' : `, ${target(generate < limitMs, `${limitMs} ms`)}`;
      line(`a corpus case, --target ${language}`, ms(generate), `${against(generate)}${verdict}`);
    }
  } else {
    line('vfb generate, corpus case', 'skipped', 'the shared test data is not there');
  }
}

/** Simulated seconds per second, against real time and against the runnable bodies alone. */
function benchSimulation(size) {
  const system = join(folder, size);
  writeSystem(size, system);
  const seconds = quick ? 0.5 : 3;
  const result = measured('measure-simulation.mjs', system, seconds, runs);
  const asItComes = measured('measure-simulation.mjs', system, seconds, 1, 'as-it-comes');
  const { busLoad, framesPerSecond, recordsPerSecond } = result;
  const [traced, untraced, bare] = [result.traced, result.untraced, result.bare].map(median);
  const perSecond = (value) => `${value.toFixed(1)} s/s`;
  title(
    `Simulation: "${size}", ${result.runnables} runnables, ${framesPerSecond.toFixed(0)} frames/s, ` +
      `bus load ${(busLoad * 100).toFixed(0)} %, simulated seconds per second`,
  );
  line('load the vehicle', ms(result.loadMs));
  const verdict = quick ? '' : `, ${target(traced >= 20, '20 × real time')}`;
  line('traced', perSecond(traced), `${Math.round(recordsPerSecond)} records a second${verdict}`);
  line('without trace', perSecond(untraced), `${times(untraced / traced)} traced`);
  line('runnable bodies alone', perSecond(bare), `${times(bare / traced)} traced`);
  const gain = times(traced / median(asItComes.traced));
  line('engine as it comes', perSecond(median(asItComes.traced)), `${gain} by cli/engine.ts`);
  benchTraceFile(join(system, 'system.vehicle.json'));
}

/** Frames of 8 bytes through the serial bridge, against what the characters of the line allow. */
function benchBridge() {
  title(
    'Serial bridge: emulated Uno in virtual time, frames with 8 bytes on a CAN bus of 1 Mbit/s',
  );
  for (const baudRate of [500_000, 1_000_000]) {
    const hex = bridgeImage(baudRate);
    if (hex === undefined) {
      line(`${baudRate} Bd`, 'skipped', 'avr-gcc is not there');
      continue;
    }
    const result = measured('measure-bridge.mjs', hex, baudRate, quick ? 100 : 2000);
    const rate = (value) => `${Math.floor(value)}/s`;
    const part = (value) => `${Math.round((value / result.limit) * 100)} % of the line`;
    line(`${baudRate} Bd, the line`, rate(result.limit), '22 characters of 10 bits');
    line('from the bus, no loss', rate(result.toHost), part(result.toHost));
    line('from the host, window 8', rate(result.fromHost), part(result.fromHost));
    line('from the host, one by one', rate(result.oneByOne), part(result.oneByOne));
    line('each way at once, no loss', rate(result.bothWays), part(result.bothWays));
    const characterMs = 10_000 / baudRate;
    const inLine = (characters) => `${ms(characters * characterMs)} of it the line`;
    line('a line and its answer', ms(result.answer), inLine(22 + 2));
    line('a line and a frame back', ms(result.echo), inLine(22 + 2 + 22));
  }
}

/** The shipped image has 500,000 Bd; another needs the compiler. */
function bridgeImage(baudRate) {
  if (baudRate === 500_000) return join(root, 'boards', 'prebuilt', 'uno-bridge.hex');
  if (spawnSync('avr-gcc', ['--version']).status !== 0) return undefined;
  const script = join(root, 'scripts', 'build-firmware.mjs');
  const options = ['--board', 'uno', '--baud', String(baudRate), '--out', folder];
  execFileSync(process.execPath, [script, ...options], { stdio: 'pipe' });
  return join(folder, 'uno-bridge.hex');
}

/** A long run against a short one: the difference is the run itself, and memory must not grow. */
function benchTraceFile(vehicle) {
  const trace = join(folder, 'run.trace');
  const [short, long] = (quick ? [1, 2] : [2, 12]).map((seconds) => ({
    seconds,
    ...timeAndPeak([vfb, 'simulate', vehicle, '--for', `${seconds}s`, '--trace', trace]),
  }));
  const seconds = long.seconds - short.seconds;
  const perSecond = (seconds * 1000) / (long.timeMs - short.timeMs);
  line(
    'vfb simulate --trace FILE',
    `${perSecond.toFixed(1)} s/s`,
    'text on the disk, and a summary',
  );
  line(
    'its memory',
    `${long.peakMegabytes.toFixed(0)} MB`,
    `for ${long.seconds} s; ${times(long.peakMegabytes / short.peakMegabytes)} that for ${short.seconds} s`,
  );
}
