/** The words after `vfb simulate` → a vehicle and how to run it. */
import { resolve } from 'node:path';
import { parseTime } from '../vehicle/time.ts';
import type {
  EcuDescription,
  StimulusDescription,
  VehicleDescription,
} from '../vehicle/vehicle-file.ts';
import type { CheckingOptions } from './inputs.ts';
import type { LineArguments } from './line-arguments.ts';
import { UsageError } from './terminal.ts';

export interface SimulateOptions extends CheckingOptions, LineArguments {
  readonly ecu?: readonly string[];
  readonly components?: readonly string[];
  readonly for?: string;
  readonly seed?: string;
  readonly trace?: string;
  readonly set?: readonly string[];
  readonly json?: boolean;
  readonly target?: string;
  readonly check?: boolean;
  readonly watchdog?: string;
}

/** Path of the vehicle file, or the description that files and folders stand for. */
export function vehicleOf(
  paths: readonly string[],
  options: SimulateOptions,
): string | VehicleDescription {
  const [first] = paths;
  const vehicleFiles = paths.filter((path) => path.endsWith('.json'));
  const ecus = options.ecu ?? [];
  if (vehicleFiles.length > 0) {
    if (paths.length > 1) {
      throw new UsageError(`${vehicleFiles[0]} is a vehicle: give nothing but it`);
    }
    if (ecus.length > 0) throw new UsageError('give either a vehicle file or --ecu NAME=DIR');
    return first ?? '';
  }
  if (paths.length === 0 && ecus.length === 0) {
    throw new UsageError('give a vehicle file, ARXML files or folders, or --ecu NAME=DIR');
  }
  return {
    ...(paths.length > 0 && { systems: [{ arxml: paths.map((path) => resolve(path)) }] }),
    ...(ecus.length > 0 && { ecus: separateEcus(ecus) }),
  };
}

function separateEcus(texts: readonly string[]): Record<string, EcuDescription> {
  const arxml = new Map<string, string[]>();
  for (const text of texts) {
    const [, name, path] = /^([A-Za-z_]\w*)=(.+)$/.exec(text) ?? [];
    if (name === undefined || path === undefined) {
      throw new UsageError(`--ecu ${text}: write --ecu NAME=DIR`);
    }
    arxml.set(name, [...(arxml.get(name) ?? []), resolve(path)]);
  }
  return Object.fromEntries([...arxml].map(([name, paths]) => [name, { arxml: paths }]));
}

/** `2s:Front.adc.Pedal=0.8` */
export function stimulusOf(text: string): StimulusDescription {
  const [, at = '', set = '', value = ''] = /^([^:]+):([^=]+)=(.+)$/.exec(text) ?? [];
  const time = parseTime(at);
  if (set === '') throw new UsageError(`--set ${text}: write --set 2s:Front.adc.Pedal=0.8`);
  if (time.kind === 'wrong') throw new UsageError(`--set ${text}: ${time.reason}`);
  return { at: `${time.ns}ns`, set, to: stimulusValue(text, value) };
}

function stimulusValue(text: string, value: string): StimulusDescription['to'] {
  if (value === 'true' || value === 'false') return value === 'true';
  if (/^\[[\d,\s]*\]$/.test(value)) return JSON.parse(value) as number[];
  const number = Number(value);
  if (value.trim() !== '' && Number.isFinite(number)) return number;
  throw new UsageError(`--set ${text}: ${value} is no number, true, false or [bytes]`);
}

export function durationOf(text: string): number {
  const durationNs = timeOf('--for', text);
  if (durationNs === 0) throw new UsageError('--for 0 runs nothing');
  return durationNs;
}

/** In ns. */
export function timeOf(option: string, text: string): number {
  const result = parseTime(text);
  if (result.kind === 'wrong') throw new UsageError(`${option}: ${result.reason}`);
  return result.ns;
}

export function targetOf(text: string): 'ts' | 'c' {
  if (text === 'ts' || text === 'c') return text;
  throw new UsageError(`--target ${text}: ts or c`);
}

export function seedOf(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed <= 0xffff_ffff) return seed;
  throw new UsageError(`--seed ${text}: a whole number from 0 to 4294967295`);
}
