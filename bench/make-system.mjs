/**
 * Synthesises a valid system of several ECUs: ARXML, component sources and a vehicle file.
 *
 *   node bench/make-system.mjs <size> <folder>      sizes: large, one-ecu, load, small
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { arxmlText } from './arxml.mjs';
import { shapeOf } from './system-shape.mjs';
import { ecuInstancePackages, matrixPackages, systemPackages } from './write-communication.mjs';
import {
  componentPackages,
  componentSource,
  dataTypePackages,
  interfacePackages,
} from './write-components.mjs';
import { compositionPackages } from './write-compositions.mjs';
import { ecucPackages } from './write-ecuc.mjs';

const tenEcus = { seed: 1, ecus: 10 };

/** @type {Readonly<Record<string, import('./system-shape.mjs').SystemSize>>} */
export const sizes = {
  /** About 10 MB: 100 components with 2,500 ports on ten ECUs. */
  large: {
    ...tenEcus,
    name: 'Large',
    componentsPerEcu: 10,
    runnablesPerComponent: 5,
    localReads: 3,
    frames: 50,
    periodsMs: [10, 20, 50, 100],
  },
  /** 200 components with 5,000 ports on one ECU. */
  'one-ecu': {
    seed: 1,
    ecus: 1,
    name: 'OneEcu',
    componentsPerEcu: 200,
    runnablesPerComponent: 5,
    localReads: 4,
    frames: 0,
    periodsMs: [10, 20, 50, 100],
  },
  /** 1,000 runnables every 10 ms, and a bus of 500 kbit/s that is busy for 56 % of the time. */
  load: {
    ...tenEcus,
    name: 'Load',
    componentsPerEcu: 10,
    runnablesPerComponent: 10,
    localReads: 1,
    frames: 24,
    periodsMs: [10],
  },
  /** The smallest with everything in it. */
  small: {
    seed: 1,
    ecus: 3,
    name: 'Small',
    componentsPerEcu: 4,
    runnablesPerComponent: 5,
    localReads: 2,
    frames: 6,
    periodsMs: [10, 20],
  },
};

/** The files of a system as `{ path, text }`, the paths relative to one folder. */
export function makeSystem(size) {
  const shape = shapeOf(size);
  const { ecus } = shape;
  const arxml = (name, packages) => ({ path: `arxml/${name}.arxml`, text: arxmlText(packages) });
  const vehicle = {
    description: `Synthesised: ${ecus.length} ECUs, ${size.frames} frames`,
    systems: [{ arxml: ['arxml'] }],
    components: ['components'],
    ecus: Object.fromEntries(ecus.map(({ name }, n) => [name, { startOffset: `${n * 700}us` }])),
  };
  return [
    arxml('data-types', dataTypePackages(shape)),
    arxml('interfaces', interfacePackages(shape)),
    arxml('compositions', compositionPackages(shape)),
    arxml('communication', matrixPackages(shape)),
    arxml('ecu-instances', ecuInstancePackages(shape)),
    arxml('system', systemPackages(shape)),
    ...ecus.flatMap((ecu) => [
      arxml(`${ecu.name}-components`, componentPackages(ecu)),
      arxml(`${ecu.name}-ecuc`, ecucPackages(ecu)),
    ]),
    ...ecus.flatMap(({ components }) =>
      components.map((component) => ({
        path: `components/${component.type}.ts`,
        text: componentSource(component),
      })),
    ),
    { path: 'system.vehicle.json', text: `${JSON.stringify(vehicle, null, 2)}\n` },
  ];
}

/** Writes the files of the size of that name below `folder`. */
export function writeSystem(sizeName, folder) {
  const size = sizes[sizeName];
  if (size === undefined) {
    throw new Error(`unknown size ${sizeName}; there are ${Object.keys(sizes).join(', ')}`);
  }
  for (const { path, text } of makeSystem(size)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [, , sizeName, folder] = argv;
  if (sizeName === undefined || folder === undefined) {
    console.error(`usage: node bench/make-system.mjs ${Object.keys(sizes).join('|')} <folder>`);
    process.exitCode = 2;
  } else {
    writeSystem(sizeName, folder);
  }
}
