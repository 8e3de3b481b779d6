/**
 * `*.vehicle.json`: its shape, and the check of a file or of an object against the schema we ship.
 * What the schema cannot say (paths, names, exact times) is checked where it is used.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import type { Position, SourceFile } from '../generator/syntax/element.ts';
import { type JsonSource, JsonSyntaxError, parseJson, pointerPart } from './json-source.ts';
import { parseTime } from './time.ts';

/** See schema/vehicle.schema.json for what each property means. */
export interface VehicleDescription {
  readonly $schema?: string;
  readonly description?: string;
  readonly systems?: readonly SystemDescription[];
  readonly ecus?: Readonly<Record<string, EcuDescription>>;
  readonly components?: readonly string[];
  readonly buses?: Readonly<Record<string, BusDescription>>;
  readonly restBus?: readonly string[];
  readonly stimuli?: readonly StimulusDescription[];
  readonly seed?: number;
  readonly duration?: string;
}

export interface BusDescription {
  readonly bitRate?: number;
  readonly bridge?: BridgeDescription;
  readonly adapter?: PortDescription;
}

/** A serial port and what it is used as. */
export interface PortDescription {
  readonly port: string;
  readonly baud?: number;
}

export interface BridgeDescription extends PortDescription {
  readonly transmit?: boolean;
  readonly s7?: number;
}

export interface IoDescription extends Partial<PortDescription> {
  readonly every?: string;
  readonly adc?: Readonly<Record<string, number>>;
  readonly dio?: Readonly<
    Record<string, { readonly pin: number; readonly as: 'input' | 'pull-up' | 'output' }>
  >;
  readonly pwm?: Readonly<Record<string, number>>;
}

export interface SystemDescription {
  readonly arxml: readonly string[];
  readonly ecus?: readonly string[];
}

/** The language an ECU runs as: its RTE and all of its components. */
export type Target = 'ts' | 'c';

export interface EcuDescription {
  readonly arxml?: readonly string[];
  readonly ecu?: string;
  readonly target?: Target;
  readonly components?: readonly string[];
  readonly startOffset?: string;
  readonly startJitter?: string;
  readonly clockDriftPpm?: number;
  readonly executionTimes?: Readonly<Record<string, string>>;
  readonly buses?: Readonly<Record<string, string>>;
  readonly board?: PortDescription;
  readonly io?: IoDescription;
}

export interface StimulusDescription {
  readonly at: string;
  readonly set: string;
  readonly to: StimulusValue;
  readonly from?: number;
  readonly over?: string;
  readonly every?: string;
}

export type StimulusValue = number | boolean | readonly number[];

/** A description that fits the schema, and where its parts stand if it came from a file. */
export interface VehicleSource {
  readonly description: VehicleDescription;
  /** Position of the value under the given keys; undefined for a description made by a program. */
  at(...keys: readonly (string | number)[]): Position | undefined;
}

/** Undefined when errors were reported. */
export async function readVehicleFile(
  file: SourceFile,
  diagnostics: Diagnostics,
): Promise<VehicleSource | undefined> {
  let source: JsonSource;
  try {
    source = parseJson(file.text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const at = { file, offset: error.offset };
    diagnostics.report('vehicle-json-malformed', at, { reason: error.message });
    return undefined;
  }
  return validate(source.value, { file, source }, diagnostics);
}

/** The same check for a description that a program made. */
export async function checkDescription(
  description: VehicleDescription,
  diagnostics: Diagnostics,
): Promise<VehicleSource | undefined> {
  return validate(description, undefined, diagnostics);
}

interface Origin {
  readonly file: SourceFile;
  readonly source: JsonSource;
}

async function validate(
  value: unknown,
  origin: Origin | undefined,
  diagnostics: Diagnostics,
): Promise<VehicleSource | undefined> {
  // Only this command needs the validator, and loading it costs more than a small check.
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const schema = readPackageFile('schema/vehicle.schema.json');
  const fits = new Ajv2020({ allErrors: true, verbose: true }).compile<VehicleDescription>(
    JSON.parse(schema),
  );
  if (fits(value)) {
    return {
      description: value,
      at: (...keys) => position(origin, keys.map(pointerPart).join(''), 'value'),
    };
  }
  for (const error of fits.errors ?? []) report(error, origin, diagnostics);
  return undefined;
}

function report(error: ErrorObject, origin: Origin | undefined, diagnostics: Diagnostics): void {
  const pointer = error.instancePath;
  const at = position(origin, pointer, 'value');
  const what = pointer === '' ? 'the vehicle' : `"${pointer.slice(1).replaceAll('/', '.')}"`;
  const wrong = (reason: string): void => {
    diagnostics.report('vehicle-value-wrong', at, { what, reason });
  };
  // The branches of an alternative and the rule for a name are told by their parents.
  if (/\/anyOf\/\d/.test(error.schemaPath) || error.propertyName !== undefined) return;
  switch (error.keyword) {
    case 'additionalProperties': {
      const property = String(error.params.additionalProperty);
      const known = Object.keys(error.parentSchema?.properties ?? {}).join(', ');
      const key = position(origin, pointer + pointerPart(property), 'key');
      diagnostics.report('vehicle-property-unknown', key, { property, known });
      return;
    }
    case 'required':
    case 'dependentRequired':
      diagnostics.report('vehicle-property-missing', at, {
        property: String(error.params.missingProperty),
      });
      return;
    case 'propertyNames': {
      const name = String(error.params.propertyName);
      diagnostics.report(
        'vehicle-value-wrong',
        position(origin, pointer + pointerPart(name), 'key'),
        { what: `"${name}"`, reason: 'is no name: letters, digits and _, a digit not first' },
      );
      return;
    }
    case 'anyOf':
      if (pointer === '') {
        diagnostics.report('vehicle-property-missing', at, { property: 'systems" or "ecus' });
      } else {
        wrong('must be a number, true, false, or a list of bytes');
      }
      return;
    case 'pattern':
      if (error.schemaPath.includes('/$defs/time/')) {
        const result = parseTime(String(error.data));
        const reason = result.kind === 'wrong' ? result.reason : 'no space before the unit';
        diagnostics.report('vehicle-time-wrong', at, { reason });
      } else {
        wrong('is no name: letters, digits and _, a digit not first');
      }
      return;
    case 'type':
      if (error.schemaPath.includes('/$defs/time/')) {
        wrong(`must be a text with a unit, such as "10ms"`);
      } else {
        wrong(`must be ${typeWords[String(error.params.type)] ?? error.params.type}`);
      }
      return;
    default:
      wrong(error.message ?? `breaks the rule ${error.keyword}`);
  }
}

const typeWords: Readonly<Record<string, string>> = {
  object: 'an object { … }',
  array: 'a list [ … ]',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
};

function position(
  origin: Origin | undefined,
  pointer: string,
  of: 'key' | 'value',
): Position | undefined {
  if (origin === undefined) return undefined;
  const { file, source } = origin;
  return { file, offset: of === 'key' ? source.keyOffsetOf(pointer) : source.offsetOf(pointer) };
}

/** A file of our package, which runs from its sources or from `dist/`, one folder deeper. */
function readPackageFile(path: string): string {
  const root = ['..', '../..'].find((up) => existsSync(new URL(`${up}/${path}`, import.meta.url)));
  if (root === undefined) throw new Error(`${path} is not in the package`);
  return readFileSync(new URL(`${root}/${path}`, import.meta.url), 'utf8');
}
