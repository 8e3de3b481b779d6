/** Which numbers the parameters may be that are read: everything else is reported, and read as absent. */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Elements } from '../model/elements.ts';
import { parseNumber } from '../model/literals.ts';

type Container = Elements['ECUC-CONTAINER-VALUE'];

interface NumberRange {
  readonly least: number;
  readonly most: number;
  readonly isInteger: boolean;
}

const integer = (least: number, most: number): NumberRange => ({ least, most, isInteger: true });
/** Up to some 30 years, so that it can be counted in nanoseconds. */
const seconds: NumberRange = { least: 0, most: 1e9, isInteger: false };
const period: NumberRange = { ...seconds, least: 1e-9 };
const most32 = 2 ** 32 - 1;
const most64 = 2 ** 64;
/** Longer I-PDUs than any network here carries. */
const mostBytes = 65_535;

const ranges: ReadonlyMap<string, NumberRange> = new Map(
  Object.entries({
    AdcChannelResolution: integer(1, 63),
    CanControllerBaudRate: { least: 1, most: 1_000_000, isInteger: false },
    CanIfBufferSize: integer(0, 255),
    CanIfRxPduDlc: integer(0, 64),
    CanIfTxPduDlc: integer(0, 64),
    CanMainFunctionReadPeriod: seconds,
    CanMainFunctionWritePeriod: seconds,
    ComBitPosition: integer(0, most32),
    ComBitSize: integer(0, mostBytes * 8),
    ComRxTimeBase: period,
    ComSignalLength: integer(0, mostBytes),
    ComTxIPduUnusedAreasDefault: integer(0, 255),
    ComTxModeNumberOfRepetitions: integer(0, 255),
    ComTxModeRepetitionPeriod: seconds,
    ComTxModeTimeOffset: seconds,
    ComTxModeTimePeriod: seconds,
    ComTxTimeBase: period,
    OsAlarmAlarmTime: integer(0, most64),
    OsAlarmCycleTime: integer(0, most64),
    OsCounterMaxAllowedValue: integer(1, most64),
    OsCounterMinCycle: integer(1, most64),
    OsIsrInterruptPriority: integer(0, most32),
    OsSecondsPerTick: period,
    OsTaskActivation: integer(1, most32),
    OsTaskPriority: integer(0, most32),
    PduLength: integer(0, mostBytes),
    RteActivationOffset: seconds,
    RteBswActivationOffset: seconds,
    RteBswPositionInTask: integer(0, most32),
    RteExpectedActivationOffset: seconds,
    RteExpectedTickDuration: seconds,
    RtePositionInTask: integer(0, most32),
  }),
);

/** Undefined where it is none that the parameter can be. Parameters that are not listed are their readers'. */
export function numberOf(definition: string, text: string): number | undefined {
  const value = parseNumber(text);
  const range = ranges.get(definition);
  if (value === undefined || range === undefined) return value;
  const { least, most, isInteger } = range;
  return value >= least && value <= most && (!isInteger || Number.isInteger(value))
    ? value
    : undefined;
}

/** Of a container and those in it. */
export function checkNumbers(container: Container, diagnostics: Diagnostics): void {
  for (const parameter of container.parameters) {
    const definition = lastName(parameter.definition?.path);
    const { value } = parameter;
    const range = ranges.get(definition);
    // A symbol, which numerical values of vendors may be, is as good as absent.
    if (range === undefined || value === undefined || parseNumber(value) === undefined) continue;
    if (numberOf(definition, value) !== undefined) continue;
    diagnostics.report('value-invalid', parameter, {
      tag: `${definition} of ${container.path}`,
      value,
      expected: spelled(range),
    });
  }
  for (const inner of container.subContainers) checkNumbers(inner, diagnostics);
}

function spelled({ least, most, isInteger }: NumberRange): string {
  return isInteger
    ? `an integer from ${least} to ${BigInt(most)}`
    : `a number from ${least} to ${most}`;
}

/** Of a path: the name of a definition, whatever the vendor's path before it. */
export function lastName(path: string | undefined): string {
  return path === undefined ? '' : path.slice(path.lastIndexOf('/') + 1);
}
