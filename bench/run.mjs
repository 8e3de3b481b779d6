/**
 * The benchmarks: `npm run bench`. Prints medians, each beside a peer or a limit that was measured
 * in the same run, so that a slow or a busy machine does not change the verdict.
 *
 * `--quick` runs everything once and small: it shows that the benchmarks work, and no speed.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSystem } from './make-system.mjs';
import {
  line,
  measured,
  median,
  medians,
  ms,
  peakMegabytes,
  processMs,
  target,
  times,
  title,
} from './measure.mjs';

const quick = process.argv.includes('--quick');
const runs = quick ? 1 : 5;
const root = fileURLToPath(new URL('..', import.meta.url));
const vfb = join(root, 'bin', 'vfb.js');
const folder = mkdtempSync(join(tmpdir(), 'vfb-bench-'));

try {
  console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}`);
  console.log(`medians of ${runs} ${runs === 1 ? 'run' : 'runs'}${quick ? ', small systems' : ''}`);
  benchGeneration(quick ? 'small' : 'large', undefined);
  if (!quick) benchGeneration('one-ecu', 3000);
  benchStart();
  benchSimulation(quick ? 'small' : 'load');
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
    saxes: measured('measure-generation.mjs', arxml, 'saxes'),
  }));
  const own = medians(all.map((result) => result.own));
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
  if (targetMs !== undefined && !quick) {
    line('', '', target(own.totalMs < targetMs, `${ms(targetMs)}`));
  }
}

/** Whole processes, against a node that does nothing. */
function benchStart() {
  const corpus = join(root, '..', 'shared', 'corpus', 'toppers__a-rtegen', 'cases');
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
    const generate = processMs(runs, [vfb, 'generate', corpusCase, '--target', 'ts', '--out', out]);
    const verdict = quick ? '' : `, ${target(generate < 1000, '1,000 ms')}`;
    line('vfb generate, corpus case', ms(generate), `${against(generate)}${verdict}`);
  } else {
    line('vfb generate, corpus case', 'skipped', 'the shared test data is not there');
  }
}

/** Simulated seconds per second, against real time and against the runnable bodies alone. */
function benchSimulation(size) {
  const system = join(folder, size);
  writeSystem(size, system);
  const result = measured('measure-simulation.mjs', system, quick ? 0.5 : 4, runs);
  const [traced, untraced, bare] = [result.traced, result.untraced, result.bare].map(median);
  title(
    `Simulation: "${size}", ${result.runnables} runnables, ${result.framesPerSecond.toFixed(0)} frames/s, ` +
      `bus load ${(result.busLoad * 100).toFixed(0)} %`,
  );
  line('load the vehicle', ms(result.loadMs));
  const verdict = quick ? '' : target(traced >= 20, '20 × real time');
  line('traced', `${traced.toFixed(1)} s/s`, verdict);
  line('', '', `${Math.round(result.recordsPerSecond)} records per simulated second`);
  line('without trace', `${untraced.toFixed(1)} s/s`, `${times(untraced / traced)} traced`);
  line('runnable bodies alone', `${bare.toFixed(1)} s/s`, `${times(bare / traced)} traced`);

  const vehicle = join(system, 'system.vehicle.json');
  const trace = join(folder, 'run.trace');
  const simulate = (seconds) => [
    vfb,
    'simulate',
    vehicle,
    '--for',
    `${seconds}s`,
    '--trace',
    trace,
  ];
  const [short, long] = quick ? [1, 2] : [2, 10];
  const [shortPeak, longPeak] = [short, long].map((seconds) => peakMegabytes(simulate(seconds)));
  const startedMs = performance.now();
  processMs(1, simulate(short));
  const shortMs = performance.now() - startedMs;
  line('vfb simulate --trace', ms(shortMs), `${short} simulated seconds, text on disk`);
  line(
    'memory',
    `${longPeak.toFixed(0)} MB`,
    `${long} s; ${times(longPeak / shortPeak)} that of ${short} s`,
  );
}
