/**
 * Simulated seconds per second of a vehicle, with and without tracing, and what its runnable bodies
 * alone would allow: prints JSON. Arguments: folder of the system, simulated seconds of a sample,
 * number of samples, and `as-it-comes` to leave the settings of the JavaScript engine alone, which
 * `vfb simulate` does not.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { compileFunction } from 'node:vm';
import { build } from 'esbuild';
import { preferCompactCode } from '../dist/cli/engine.js';
import { loadVehicle } from '../dist/vehicle/index.js';

const [, , folder, secondsText, samplesText, engine] = process.argv;
const seconds = Number(secondsText);
const samples = Number(samplesText);
/** The trace is forgotten this often, as a run that writes it to a file does. */
const slicesPerSecond = 10;

if (engine !== 'as-it-comes') preferCompactCode();
const loadedFromMs = performance.now();
const vehicle = await loadVehicle(join(folder, 'system.vehicle.json'));
const loadMs = performance.now() - loadedFromMs;
let records = 0;

// What runs often is optimised in the first seconds; a sample is to show what a long run has.
run(2 * seconds);
records = 0;
const traced = sampled(() => run(seconds));
const recordsPerSecond = records / (samples * seconds);
vehicle.trace.enabled = false;
const untraced = sampled(() => run(seconds));
const bodies = await runnableBodies();
const bodiesPerSecond = 100 * seconds;
const bare = sampled(() => {
  for (let n = 0; n < bodiesPerSecond; n++) for (const body of bodies) body();
});
const [bus] = vehicle.buses;
console.log(
  JSON.stringify({
    loadMs,
    traced,
    untraced,
    bare,
    runnables: bodies.length,
    recordsPerSecond,
    busLoad: bus.load,
    framesPerSecond: bus.frameCount / (vehicle.nowNs / 1e9),
  }),
);

function run(simulatedSeconds) {
  for (let n = 0; n < simulatedSeconds * slicesPerSecond; n++) {
    vehicle.run(1e9 / slicesPerSecond);
    records += vehicle.trace.length;
    vehicle.trace.clear();
  }
}

/** Simulated seconds per second, one number for each sample. */
function sampled(run) {
  return Array.from({ length: samples }, () => {
    const startedMs = performance.now();
    run();
    return (seconds * 1000) / (performance.now() - startedMs);
  });
}

/**
 * The runnables as functions without arguments over an RTE that only keeps values: the least that
 * calling them can cost.
 */
async function runnableBodies() {
  const components = join(folder, 'components');
  const lines = ['export const bodies = [];'];
  readdirSync(components)
    .sort()
    .forEach((name, index) => {
      const source = readFileSync(join(components, name), 'utf8');
      const calls = new Set([...source.matchAll(/self\.(Rte_\w+)\(/g)].map(([, call]) => call));
      lines.push(`import * as component${index} from './${name}';`, `const self${index} = {`);
      for (const call of calls) {
        lines.push(`${call}_data: 0,`);
        const body = call.startsWith('Rte_Read')
          ? `data.value = this.${call}_data`
          : `this.${call}_data = data`;
        lines.push(`${call}(data) { ${body}; return 0; },`);
      }
      lines.push('};');
      for (const [, symbol] of source.matchAll(/export function (\w+)/g)) {
        lines.push(`bodies.push(() => component${index}.${symbol}(self${index}));`);
      }
    });
  const out = 'export const out = (value) => ({ value });';
  const { outputFiles } = await build({
    stdin: { contents: lines.join('\n'), resolveDir: components },
    bundle: true,
    write: false,
    format: 'cjs',
    tsconfigRaw: '{}',
    plugins: [
      {
        name: 'rte',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^vfb\/rte$/ }, () => ({ path: 'rte', namespace: 'rte' }));
          onLoad({ filter: /.*/, namespace: 'rte' }, () => ({ contents: out }));
        },
      },
    ],
  });
  const module = { exports: {} };
  compileFunction(outputFiles[0].text, ['module'])(module);
  return module.exports.bodies;
}
