/** COM signals and signal groups behind the data elements of ports. */
import type { Elements } from '../../model/elements.ts';
import type { SignalGroupPlan, TypeDefinition } from '../../plan/rte-plan.ts';
import type { PortInstance } from '../../system/composition.ts';
import type { DataMapping } from '../../system/ecu-system.ts';
import type { UsedType } from '../../system/types.ts';
import { planValue, type ValueSpecification } from '../../system/values.ts';
import type { SignalDraft, SignalGroupDraft } from '../com-draft.ts';
import type { PlanDraft } from '../draft.ts';

/** What carries a data element over COM: one signal, or a group with one signal per member. */
export type Carrier =
  | { readonly kind: 'com-signal'; readonly signal: SignalDraft }
  | {
      readonly kind: 'com-signal-group';
      readonly group: SignalGroupDraft;
      readonly plan: SignalGroupPlan;
    };

export function carrierName(carrier: Carrier): string {
  return carrier.kind === 'com-signal' ? carrier.signal.name : carrier.group.name;
}

export function carrierDraft(carrier: Carrier): SignalDraft | SignalGroupDraft {
  return carrier.kind === 'com-signal' ? carrier.signal : carrier.group;
}

/** The part of a destination, origin or stored value that names the carrier in the plan. */
export function carrierPlan(carrier: Carrier) {
  return carrier.kind === 'com-signal'
    ? ({ kind: 'com-signal', signal: carrier.signal.name } as const)
    : ({ kind: 'com-signal-group', ...carrier.plan } as const);
}

export interface Carriers {
  readonly list: readonly Carrier[];
  /** Something else is to carry the element that is wrong or not supported, which has been reported. */
  readonly isIncomplete: boolean;
}

/** Carriers of an element in a direction, mapped at any of the ports given. */
export function carriers(
  ports: readonly PortInstance[],
  element: {
    readonly path: string;
    readonly type: UsedType;
    readonly init: ValueSpecification | undefined;
  },
  direction: 'SEND' | 'RECEIVE',
  draft: PlanDraft,
): Carriers {
  const mappings = new Set(ports.flatMap((port) => draft.system.dataMappings(port, element.path)));
  const found = new Map<string, Carrier>();
  let isIncomplete = false;
  for (const mapping of mappings) {
    const { list, isIncomplete: lacksSome } = carriersOf(mapping, element, direction, draft);
    for (const carrier of list) found.set(carrierName(carrier), carrier);
    isIncomplete ||= lacksSome || (list.length === 0 && draft.com.isIncomplete);
  }
  const list = [...found.values()].sort((a, b) => (carrierName(a) < carrierName(b) ? -1 : 1));
  return { list, isIncomplete };
}

function carriersOf(
  mapping: DataMapping,
  element: { readonly type: UsedType; readonly init: ValueSpecification | undefined },
  direction: 'SEND' | 'RECEIVE',
  draft: PlanDraft,
): Carriers {
  for (const construct of mapping.unsupported) {
    draft.diagnostics.report('construct-unsupported', construct, {
      where: mapping.path,
      what: construct.what,
    });
  }
  const definition = draft.types.resolved(element.type.name);
  if (mapping.kind === 'SENDER-RECEIVER-TO-SIGNAL-MAPPING') {
    const systemSignal = draft.system.model.resolve(mapping.systemSignal, draft.diagnostics);
    const signals =
      systemSignal === undefined ? [] : draft.com.signalsOf(systemSignal.path, direction);
    const list = signals
      .filter((signal) => typeSignal(signal, definition, element, mapping, draft))
      .map((signal) => ({ kind: 'com-signal', signal }) as const);
    return { list, isIncomplete: systemSignal === undefined || list.length < signals.length };
  }
  const systemGroup = draft.system.model.resolve(mapping.signalGroup, draft.diagnostics);
  const groups = systemGroup === undefined ? [] : draft.com.groupsOf(systemGroup.path, direction);
  const list = groups.flatMap((group) => {
    const plan = groupPlan(group, mapping, element, draft);
    return plan === undefined ? [] : [{ kind: 'com-signal-group', group, plan } as const];
  });
  return { list, isIncomplete: systemGroup === undefined || list.length < groups.length };
}

/** Gives the signal the type and initial value of the element it carries. FALSE: they do not fit. */
function typeSignal(
  signal: SignalDraft,
  definition: TypeDefinition,
  element: { readonly type: UsedType; readonly init: ValueSpecification | undefined },
  mapping: DataMapping,
  draft: PlanDraft,
): boolean {
  const isBytes = definition.kind === 'array' && baseOf(definition.element, draft) === 'uint8';
  if (definition.kind !== 'primitive' && !isBytes) {
    draft.diagnostics.report('construct-unsupported', mapping, {
      where: mapping.path === '' ? signal.name : `${mapping.path} (${signal.name})`,
      what: 'a structure or array of other than uint8 in one signal',
    });
    return false;
  }
  if (definition.kind === 'array' && definition.length * 8 !== signal.lengthBits) {
    draft.diagnostics.report('signal-length', signal.at, {
      signal: signal.source,
      lengthBits: signal.lengthBits,
      type: `${element.type.name}, ${definition.length} bytes`,
    });
    return false;
  }
  signal.type ??= definition.kind === 'primitive' ? definition.base : 'bytes';
  if (signal.initValue === undefined && element.init !== undefined) {
    signal.initValue = planValue(element.init, element.type, draft.values);
  }
  return true;
}

function baseOf(type: string, draft: PlanDraft): string | undefined {
  const definition = draft.types.resolved(type);
  return definition.kind === 'primitive' ? definition.base : undefined;
}

// ---- signal groups --------------------------------------------------------------------------------

type RecordMapping = Elements['SENDER-REC-RECORD-TYPE-MAPPING'];

interface Member {
  readonly path: string;
  readonly type: string;
  readonly systemSignal: string;
}

function groupPlan(
  group: SignalGroupDraft,
  mapping: Elements['SENDER-RECEIVER-TO-SIGNAL-GROUP-MAPPING'],
  element: { readonly type: UsedType; readonly init: ValueSpecification | undefined },
  draft: PlanDraft,
): SignalGroupPlan | undefined {
  if (mapping.recordMapping === undefined) {
    draft.diagnostics.report('construct-unsupported', mapping, {
      where: group.source,
      what: 'an array mapped to a signal group',
    });
    return undefined;
  }
  const wanted = membersOf(element.type.name, mapping.recordMapping, '', group, draft);
  if (wanted === undefined) return undefined;
  const signals = draft.com.membersOf(group);
  const init = element.init && planValue(element.init, element.type, draft.values);
  const members: { member: string; type: string; signal: string }[] = [];
  for (const member of wanted) {
    const signal = signals.find((s) => s.systemSignal === member.systemSignal);
    const definition = draft.types.resolved(member.type);
    if (signal === undefined || definition.kind !== 'primitive') {
      draft.diagnostics.report('record-member-unmapped', mapping, {
        member: member.path,
        type: element.type.name,
        group: group.source,
      });
      return undefined;
    }
    signal.type ??= definition.base;
    if (init !== undefined && signal.initValue === undefined) {
      signal.initValue = memberValue(init, element.type.name, member.path.split('.'), draft);
    }
    members.push({ member: member.path, type: member.type, signal: signal.name });
  }
  return { signalGroup: group.name, members };
}

/** The primitive members of a structure with the system signals that carry them, in member order. */
function membersOf(
  type: string,
  mapping: RecordMapping,
  prefix: string,
  group: SignalGroupDraft,
  draft: PlanDraft,
): readonly Member[] | undefined {
  const definition = draft.types.resolved(type);
  if (definition.kind !== 'structure') {
    draft.diagnostics.report('record-expected', mapping, { type, group: group.source });
    return undefined;
  }
  const members: Member[] = [];
  for (const member of definition.members) {
    const path = `${prefix}${member.name}`;
    const element = mapping.elements.find(
      (e) => lastName((e.implementationElement ?? e.applicationElement)?.path) === member.name,
    );
    if (element?.recordMapping !== undefined) {
      const inner = membersOf(member.type, element.recordMapping, `${path}.`, group, draft);
      if (inner === undefined) return undefined;
      members.push(...inner);
    } else if (element?.systemSignal !== undefined) {
      members.push({ path, type: member.type, systemSignal: element.systemSignal.path });
    } else {
      draft.diagnostics.report('record-member-unmapped', mapping, {
        member: path,
        type,
        group: group.source,
      });
      return undefined;
    }
  }
  return members;
}

/** Gives the signals of a carrier their parts of the value that data of the type have after a timeout. */
export function substitute(
  carrier: Carrier,
  value: ReturnType<typeof planValue>,
  type: string,
  draft: PlanDraft,
): void {
  if (carrier.kind === 'com-signal') {
    carrier.signal.substitutionValue ??= value;
    return;
  }
  const signals = draft.com.membersOf(carrier.group);
  for (const { member, signal: name } of carrier.plan.members) {
    const signal = signals.find((one) => one.name === name);
    if (signal === undefined) throw new Error(`${carrier.group.name} has no signal ${name}`);
    signal.substitutionValue ??= memberValue(value, type, member.split('.'), draft);
  }
}

function memberValue(
  value: ReturnType<typeof planValue>,
  type: string,
  path: readonly string[],
  draft: PlanDraft,
): ReturnType<typeof planValue> {
  const [name, ...rest] = path;
  const definition = draft.types.resolved(type);
  if (name === undefined || definition.kind !== 'structure' || !Array.isArray(value)) return value;
  const index = definition.members.findIndex((member) => member.name === name);
  return memberValue(value[index] ?? 0, definition.members[index]?.type ?? type, rest, draft);
}

function lastName(path: string | undefined): string {
  return path === undefined ? '' : path.slice(path.lastIndexOf('/') + 1);
}
