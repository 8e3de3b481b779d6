/** How calls, runnables and the structure behind an instance handle are declared. */
import type { CallSignaturePlan, ComponentPlan, RunnablePlan } from '../../plan/rte-plan.ts';
import { dataStructure } from './names.ts';
import type { CWords } from './words.ts';

/** Parameters of a call as the component writes them; without the instance handle. */
export function parameters(
  signature: Pick<CallSignaturePlan, 'parameters'>,
  words: CWords,
): string {
  return parameterList(signature, words).join(', ') || 'void';
}

export function parameterList(
  signature: Pick<CallSignaturePlan, 'parameters'>,
  words: CWords,
): readonly string[] {
  return signature.parameters.map((p) => words.parameter(p.name, p.type, p.direction));
}

export function returnType({ returns }: Pick<CallSignaturePlan, 'returns'>): string {
  return returns === 'boolean' ? 'boolean' : 'Std_ReturnType';
}

export function runnablePrototype(
  runnable: RunnablePlan,
  component: Pick<ComponentPlan, 'name' | 'supportsMultipleInstantiation'>,
  words: CWords,
): string {
  const list = [
    ...(component.supportsMultipleInstantiation
      ? [`const struct ${dataStructure(component.name)}* self`]
      : []),
    ...runnable.parameters.map((p) => words.parameter(p.name, p.type, p.direction)),
  ];
  return `${runnable.returnsStatus ? 'Std_ReturnType' : 'void'} ${runnable.symbol}(${list.join(', ') || 'void'})`;
}

/** One function pointer per call, in the order of the calls: what the instance handle points to. */
export function dataStructureLines(component: ComponentPlan, words: CWords): readonly string[] {
  return [
    `struct ${dataStructure(component.name)}`,
    '{',
    ...component.calls.map((call) => {
      const list = call.parameters
        .map((p) => words.parameter(p.name, p.type, p.direction))
        .join(', ');
      return `    ${returnType(call)} (*${call.name})(${list || 'void'});`;
    }),
    ...(component.calls.length === 0 ? ['    uint8 unused;'] : []),
    '};',
  ];
}
