/** What is in the frames of a system, for whoever reads a bus: places, signs and meanings of signals. */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Elements } from '../model/elements.ts';
import { parseNumber } from '../model/literals.ts';
import type { Model } from '../model/model.ts';
import type { BaseTypeName } from '../plan/rte-plan.ts';
import { canMatrix, type MatrixSignal, pduSignals } from './can-matrix.ts';
import type { DataType } from './types.ts';
import { compuMethodOf } from './values.ts';

export interface FrameLayout {
  /** Short name of the CAN-CLUSTER. */
  readonly cluster: string;
  readonly canId: number;
  readonly extended: boolean;
  /** Short names of the PDUs in it. */
  readonly pdus: readonly string[];
  readonly signals: readonly SignalLayout[];
}

export interface SignalLayout {
  /** Short name of the I-SIGNAL. */
  readonly name: string;
  /** In the frame, as in the plan of Com. */
  readonly startPosition: number;
  readonly lengthBits: number;
  readonly byteOrder: 'little-endian' | 'big-endian' | 'opaque';
  /** Undefined where the input does not say: unsigned. */
  readonly baseType: BaseTypeName | undefined;
  readonly meaning: SignalMeaning;
}

export interface SignalMeaning {
  /** physical = (offset + factor × raw) / divisor; undefined where raw and physical are the same. */
  readonly scaling:
    | { readonly offset: number; readonly factor: number; readonly divisor: number }
    | undefined;
  /** Names of raw values. */
  readonly texts: readonly { readonly from: number; readonly to: number; readonly text: string }[];
}

/** Of all clusters, in the order of the matrix. CAN FD frames and PDUs that are no I-PDUs have no signals. */
export function frameLayouts(model: Model, diagnostics: Diagnostics): readonly FrameLayout[] {
  const methods = compuMethodsOfSignals(model);
  return canMatrix(model, diagnostics).map(({ cluster, canId, extended, pdus }) => ({
    cluster: cluster.shortName,
    canId,
    extended,
    pdus: pdus.map(({ pdu }) => pdu.shortName),
    signals: pdus.flatMap(({ pdu, offsetBytes }) =>
      pdu.kind !== 'I-SIGNAL-I-PDU'
        ? []
        : pduSignals(pdu, model, diagnostics).map((signal) => ({
            name: signal.iSignal.shortName,
            startPosition: 8 * offsetBytes + signal.startPosition,
            lengthBits: signal.lengthBits,
            byteOrder: signal.byteOrder,
            baseType: signal.baseType,
            meaning: meaningOf(signal, methods, model),
          })),
    ),
  }));
}

type CompuMethod = Elements['COMPU-METHOD'];

function meaningOf(
  { iSignal }: MatrixSignal,
  methods: ReadonlyMap<string, CompuMethod>,
  model: Model,
): SignalMeaning {
  const systemSignal = model.find(iSignal.systemSignal);
  const own = [iSignal.networkRepresentation, systemSignal?.physicalProperties]
    .map((properties) => model.find(properties?.compuMethod))
    .find((method) => method !== undefined);
  const scales = (own ?? methods.get(iSignal.systemSignal?.path ?? ''))?.scales ?? [];
  return {
    scaling: scales.map(scalingOf).find((scaling) => scaling !== undefined),
    texts: scales.flatMap(textOf),
  };
}

function scalingOf({ coefficients }: Elements['COMPU-SCALE']): SignalMeaning['scaling'] {
  if (coefficients === undefined) return undefined;
  const [offset = 0, factor = 0, ...higher] = coefficients.numerator.map(numberOf);
  const [divisor = 1, ...more] = coefficients.denominator.map(numberOf);
  // Curves and fractions are no scalings.
  if ([...higher, ...more].some((value) => value !== 0) || divisor === 0) return undefined;
  return offset === 0 && factor === divisor ? undefined : { offset, factor, divisor };
}

function textOf(scale: Elements['COMPU-SCALE']): SignalMeaning['texts'] {
  const from = parseNumber(scale.lowerLimit ?? '');
  const text = scale.textValue ?? scale.symbol ?? scale.shortLabel;
  if (from === undefined || text === undefined || scale.coefficients !== undefined) return [];
  return [{ from, to: parseNumber(scale.upperLimit ?? '') ?? from, text }];
}

function numberOf({ value }: Elements['V']): number {
  return parseNumber(value ?? '') ?? 0;
}

/** By system signal: the scaling of the data element or record member that it carries. */
function compuMethodsOfSignals(model: Model): ReadonlyMap<string, CompuMethod> {
  const methods = new Map<string, CompuMethod>();
  const add = (systemSignal: string | undefined, type: DataType | undefined): void => {
    const method = compuMethodOf(type, model);
    if (systemSignal !== undefined && method !== undefined) methods.set(systemSignal, method);
  };
  const addRecord = (record: Elements['SENDER-REC-RECORD-TYPE-MAPPING']): void => {
    for (const { applicationElement, systemSignal, recordMapping } of record.elements) {
      add(systemSignal?.path, model.find(model.find(applicationElement)?.type));
      if (recordMapping !== undefined) addRecord(recordMapping);
    }
  };
  for (const system of model.all('SYSTEM')) {
    for (const mapping of system.mappings.flatMap((one) => one.dataMappings)) {
      if (mapping.kind === 'SENDER-RECEIVER-TO-SIGNAL-MAPPING') {
        const element = model.find(mapping.dataElement?.dataElement);
        add(mapping.systemSignal?.path, model.find(element?.type));
      } else if (mapping.kind === 'SENDER-RECEIVER-TO-SIGNAL-GROUP-MAPPING') {
        if (mapping.recordMapping !== undefined) addRecord(mapping.recordMapping);
      }
    }
  }
  return methods;
}
