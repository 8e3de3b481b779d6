/** Rte_<Swc>.ts: what one component type sees of the RTE, the TypeScript of its application header. */
import type { ComponentPlan, ParameterPlan, RtePlan } from '../../plan/rte-plan.ts';
import { freeNames } from '../free-names.ts';
import { exportTypes, importTypes } from './platform.ts';
import { methodName, reservedNames } from './reserved-names.ts';
import { commented, type Words } from './words.ts';

export function componentView(component: ComponentPlan, plan: RtePlan, words: Words) {
  const used = usedTypes(component);
  const own = used.filter((type) => !words.isPlatform(type)).map((type) => words.typeName(type));
  const { adc, dio, pwm } = plan.bsw;
  const conf = (prefix: string, list: readonly { name: string }[]) =>
    component.usesIoDrivers
      ? list.map(({ name }, id) => ({ name: `${prefix}_${name}`, value: id }))
      : [];
  const constants = [
    ...component.applicationErrors.map(({ name, value }) => ({ name, value: String(value) })),
    ...component.initValues.map(({ name, type, value }) => ({
      name,
      value: words.literal(value, type),
    })),
    ...component.limits.flatMap(({ type, lower, upper }) => [
      { name: `${type}_LowerLimit`, value: limit(lower) },
      { name: `${type}_UpperLimit`, value: limit(upper) },
    ]),
    ...component.enumerations.flatMap(({ literals }) =>
      literals.map(({ name, value }) => ({ name, value: String(value) })),
    ),
    ...conf('AdcConf_AdcGroup', adc.groups),
    ...conf('DioConf_DioChannel', dio.channels),
    ...conf('PwmConf_PwmChannel', pwm.channels),
  ];
  return {
    component: component.name,
    source: commented(component.path),
    platformImport: importTypes(
      [
        ...(component.usesIoDrivers ? ['IoServices'] : []),
        ...(needsOut(component, words) ? ['Out'] : []),
        ...(needsStatus(component) ? ['Std_ReturnType'] : []),
        ...used.filter((type) => words.isPlatform(type) && type !== 'boolean'),
      ],
      'vfb/rte',
    ),
    typeImport: importTypes(own, './Rte_Type.ts'),
    typeExport: exportTypes(
      words.withParts(used).map((type) => words.typeName(type)),
      './Rte_Type.ts',
    ),
    usesIoDrivers: component.usesIoDrivers,
    calls: component.calls.map((call) => ({
      source: commented(call.source),
      runnables: call.runnables.join(', '),
      name: call.name,
      parameters: parameterList(words.parameters(call.parameters), words),
      returns: call.returns === 'status' ? 'Std_ReturnType' : 'boolean',
    })),
    runnables: component.runnables.map((runnable) => ({
      source: commented(runnable.path),
      symbol: methodName(runnable.symbol),
      parameters: [
        `self: Rte_${component.name}`,
        ...words.parameters(runnable.parameters).map((p) => parameter(p, words)),
      ].join(', '),
      returns: runnable.returnsStatus ? 'Std_ReturnType' : 'void',
    })),
    constants: renamed(constants, [...own, `Rte_${component.name}`, `${component.name}_Runnables`]),
  };
}

/** Enumeration literals and the like may have names that the file needs for something else. */
function renamed(
  constants: readonly { readonly name: string; readonly value: string | number }[],
  taken: readonly string[],
) {
  const names = freeNames(
    constants.map(({ name }) => name),
    [...reservedNames, ...taken],
  );
  return constants.map(({ value }, i) => ({ name: names[i] ?? '', value }));
}

function limit(value: unknown): string {
  return typeof value === 'string' ? `${value}n` : String(value);
}

export function parameterList(parameters: readonly ParameterPlan[], words: Words): string {
  return parameters.map((p) => parameter(p, words)).join(', ');
}

function parameter(plan: ParameterPlan, words: Words): string {
  return `${plan.name}: ${words.parameterType(plan.type, plan.direction)}`;
}

function usedTypes(component: ComponentPlan): readonly string[] {
  return [
    ...new Set(
      [...component.calls, ...component.runnables].flatMap((c) => c.parameters.map((p) => p.type)),
    ),
  ].sort();
}

function needsOut(component: ComponentPlan, words: Words): boolean {
  return [...component.calls, ...component.runnables].some((c) =>
    c.parameters.some((p) => p.direction !== 'in' && words.base(p.type) !== undefined),
  );
}

function needsStatus(component: ComponentPlan): boolean {
  return (
    component.calls.some((call) => call.returns === 'status') ||
    component.runnables.some((runnable) => runnable.returnsStatus)
  );
}
