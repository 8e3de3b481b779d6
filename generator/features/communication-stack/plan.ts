/** The configuration of Com, PduR, CanIf and Can of one ECU. */

import { parseInteger } from '../../model/literals.ts';
import type {
  BswPlan,
  ComNotificationPlan,
  ComSignalPlan,
  ValuePlan,
} from '../../plan/rte-plan.ts';
import { bitsOfSignal } from '../../plan/signal-bits.ts';
import { integerRange, isInteger, widthBits } from '../../system/base-types.ts';
import { referencedValue } from '../../system/values.ts';
import type { IPduDraft, SignalDraft, SignalGroupDraft } from '../com-draft.ts';
import type { PlanDraft } from '../draft.ts';
import { checkLayout } from './check.ts';
import { iPduDeadline } from './deadlines.ts';
import { comFromEcuc } from './from-ecuc.ts';
import { comFromSystem } from './from-system.ts';

/** Before the features that map data elements to signals. ECUC, where given, is the later decision. */
export function draftCommunication(draft: PlanDraft): void {
  if (draft.system.ecuc.has('Com')) comFromEcuc(draft);
  else comFromSystem(draft);
}

/** After them: layout checks, initial values, the plan. */
export function planCommunication(
  draft: PlanDraft,
): Pick<BswPlan, 'com' | 'pduR' | 'canIf' | 'can'> {
  const { com } = draft;
  for (const signal of com.signals) signal.type ??= typeByLength(signal);
  checkLayout(draft);
  for (const signal of com.signals) {
    signal.initValue = initValueOf(signal, draft);
    signal.substitutionValue = substitutionValueOf(signal, draft);
  }
  const byName = <T extends { name: string }>(list: readonly T[]): T[] =>
    [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    com: {
      assumed: com.assumed,
      txTimeBaseNs: com.txTimeBaseNs,
      rxTimeBaseNs: com.rxTimeBaseNs,
      iPdus: byName(com.iPdus).map((iPdu) =>
        withDeadline(iPduDeadline(iPdu, draft), {
          name: iPdu.name,
          direction: iPdu.direction,
          lengthBytes: iPdu.lengthBytes,
          signalProcessing: iPdu.signalProcessing,
          unusedAreasDefault: iPdu.unusedAreasDefault,
          initialData: initialData(iPdu, draft),
          ...(iPdu.txMode === undefined ? {} : { txMode: iPdu.txMode }),
        }),
      ),
      signals: byName(com.signals).map(planSignal),
      signalGroups: byName(com.signalGroups).map((group) =>
        withDeadline(group.deadline.plan, {
          name: group.name,
          iPdu: group.iPdu.name,
          source: group.source,
          path: group.path,
          transferProperty: group.transferProperty,
          signals: byName(com.membersOf(group)).map((signal) => signal.name),
          callbacks: calledBack(group),
        }),
      ),
    },
    pduR: {
      transmit: [...com.pduR.transmit].sort((a, b) => (a.comIPdu < b.comIPdu ? -1 : 1)),
      receive: [...com.pduR.receive].sort((a, b) => (a.canIfRxPdu < b.canIfRxPdu ? -1 : 1)),
    },
    canIf: { txPdus: byName(com.canIf.txPdus), rxPdus: byName(com.canIf.rxPdus) },
    can: { controllers: byName(com.can.controllers) },
  };
}

/** A member that is there only where something is monitored. */
function withDeadline<D extends object, T extends object>(deadline: D | undefined, plan: T) {
  return deadline === undefined ? plan : { ...plan, deadline };
}

function planSignal(signal: SignalDraft): ComSignalPlan {
  return withDeadline(signal.deadline.plan, {
    name: signal.name,
    iPdu: signal.iPdu.name,
    ...(signal.signalGroup === undefined ? {} : { signalGroup: signal.signalGroup.name }),
    source: signal.source,
    path: signal.path,
    startPosition: signal.startPosition,
    lengthBits: signal.lengthBits,
    byteOrder: signal.byteOrder,
    type: signal.type ?? 'uint32',
    transferProperty: signal.transferProperty,
    initValue: signal.initValue ?? 0,
    ...(signal.substitutionValue === undefined
      ? {}
      : { timeoutSubstitutionValue: signal.substitutionValue }),
    callbacks: calledBack(signal),
  });
}

/** A notification of a timeout that cannot come is none. */
function calledBack({ callbacks, deadline }: SignalDraft | SignalGroupDraft): ComNotificationPlan {
  if (deadline.plan !== undefined) return callbacks;
  const { timeoutNotification: _, ...others } = callbacks;
  return others;
}

/** The smallest type that holds a signal nobody gave a type. */
function typeByLength(signal: SignalDraft): NonNullable<SignalDraft['type']> {
  if (signal.byteOrder === 'opaque') return 'bytes';
  const { lengthBits, networkType } = signal;
  if (networkType !== undefined && lengthBits <= widthBits(networkType)) return networkType;
  const width = ([8, 16, 32, 64] as const).find((bits) => lengthBits <= bits) ?? 64;
  return networkType?.startsWith('sint') ? `sint${width}` : `uint${width}`;
}

function initValueOf(signal: SignalDraft, draft: PlanDraft): ValuePlan {
  const type = signal.type ?? 'uint32';
  if (type === 'bytes') return initBytes(signal, draft);
  if (signal.initValue !== undefined)
    return checkedValue(signal, 'initial', signal.initValue, draft);
  const specification = signal.initSpecification;
  const wide = type === 'uint64' || type === 'sint64';
  const text = specification && numericText(specification, draft);
  if (text === undefined) return wide ? '0' : 0;
  const integer = parseInteger(text);
  return checkedValue(
    signal,
    'initial',
    wide ? String(integer ?? 0n) : Number(integer ?? text),
    draft,
  );
}

/** Where a timeout substitutes the signal; COM does not know of a wish that its configuration overrules. */
function substitutionValueOf(signal: SignalDraft, draft: PlanDraft): ValuePlan | undefined {
  const { substitutionValue, signalGroup, deadline } = signal;
  const { plan } = signalGroup?.deadline ?? deadline;
  if (substitutionValue === undefined || plan?.rxDataTimeoutAction !== 'SUBSTITUTE') {
    return undefined;
  }
  return Array.isArray(substitutionValue)
    ? bytesOf(signal, substitutionValue.map(Number))
    : checkedValue(signal, 'substitution', substitutionValue, draft);
}

function initBytes(signal: SignalDraft, draft: PlanDraft): readonly number[] {
  const { initValue, initSpecification } = signal;
  const given = Array.isArray(initValue)
    ? initValue.map(Number)
    : initSpecification?.kind === 'ARRAY-VALUE-SPECIFICATION'
      ? initSpecification.elements.map((e) =>
          Number(parseInteger(numericText(e, draft) ?? '0') ?? 0),
        )
      : [];
  return bytesOf(signal, given);
}

/** As many as the signal has. */
function bytesOf({ lengthBits }: SignalDraft, given: readonly number[]): readonly number[] {
  return Array.from({ length: lengthBits / 8 }, (_, i) => (given[i] ?? 0) & 0xff);
}

function numericText(
  specification: NonNullable<SignalDraft['initSpecification']>,
  draft: PlanDraft,
): string | undefined {
  if (specification.kind === 'NUMERICAL-VALUE-SPECIFICATION') return specification.value;
  if (specification.kind === 'CONSTANT-REFERENCE') {
    const inner = referencedValue(specification, draft.values);
    return inner && numericText(inner, draft);
  }
  if (specification.kind === 'APPLICATION-VALUE-SPECIFICATION')
    return specification.physicalValues[0]?.value;
  return undefined;
}

/** A value wider than the signal would be cut without a word. */
function checkedValue(
  signal: SignalDraft,
  what: 'initial' | 'substitution',
  value: ValuePlan,
  draft: PlanDraft,
): ValuePlan {
  const { type, lengthBits } = signal;
  if (type === undefined || type === 'bytes' || !isInteger(type) || Array.isArray(value))
    return value;
  const range = integerRange(type);
  const span = 1n << BigInt(lengthBits);
  const lower = range.lower < 0n ? -(span / 2n) : 0n;
  const upper = range.lower < 0n ? span / 2n - 1n : span - 1n;
  const text = String(value);
  const integer = parseInteger(text);
  if (integer === undefined || integer < lower || integer > upper) {
    draft.diagnostics.report('signal-init-range', signal.at, {
      signal: signal.source,
      what,
      value: text,
      lengthBits,
    });
    return typeof value === 'string' ? '0' : 0;
  }
  return value;
}

/** ComTxIPduUnusedAreasDefault everywhere, then the initial values bit by bit [SWS_Com_00217]. */
function initialData(iPdu: IPduDraft, draft: PlanDraft): readonly number[] {
  const data = new Array<number>(iPdu.lengthBytes).fill(iPdu.unusedAreasDefault & 0xff);
  for (const signal of draft.com.signals.filter((s) => s.iPdu === iPdu)) {
    const bits = bitsOfSignal(signal);
    if (bits.some((bit) => bit < 0 || bit >= data.length * 8)) continue;
    if (Array.isArray(signal.initValue)) {
      data.splice(
        Math.floor(signal.startPosition / 8),
        signal.initValue.length,
        ...signal.initValue.map(Number),
      );
      continue;
    }
    let raw = rawBits(signal);
    for (const bit of bits) {
      const byte = Math.floor(bit / 8);
      const mask = 1 << (bit % 8);
      const old = data[byte] ?? 0;
      data[byte] = (raw & 1n) === 1n ? old | mask : old & ~mask;
      raw >>= 1n;
    }
  }
  return data;
}

function rawBits(signal: SignalDraft): bigint {
  const value = signal.initValue;
  if (value === undefined || typeof value === 'object') return 0n;
  const view = new DataView(new ArrayBuffer(8));
  if (signal.type === 'float32') {
    view.setFloat32(0, Number(value));
    return BigInt(view.getUint32(0));
  }
  if (signal.type === 'float64') {
    view.setFloat64(0, Number(value));
    return view.getBigUint64(0);
  }
  return BigInt.asUintN(signal.lengthBits, BigInt(String(value)));
}
