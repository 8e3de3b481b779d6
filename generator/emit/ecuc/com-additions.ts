/** What a configured Com lacks: deadlines that components wish, notifications that the RTE needs. */
import type { ComPlan, ComSignalGroupPlan, ComSignalPlan, RtePlan } from '../../plan/rte-plan.ts';
import {
  deadlineParameters,
  notificationParameters,
  substitutionParameters,
} from './com-parameters.ts';
import type { Container, Module, Parameter } from './containers.ts';

/** Parameters of the containers where the signals are configured, by path of the package. */
export function comAdditions(plan: RtePlan): readonly (readonly [string, Module])[] {
  const { com } = plan.bsw;
  return [...com.signals, ...com.signalGroups].flatMap((target) => {
    const group = 'lengthBits' in target ? groupOf(target, com) : undefined;
    const parameters = [
      // A first timeout is nobody's wish but the configuration's.
      ...(target.deadline?.assumed
        ? deadlineParameters(target, com).filter(([name]) => name !== 'ComFirstTimeout')
        : []),
      ...('lengthBits' in target && (group ?? target).deadline?.assumed
        ? substitutionParameters(target)
        : []),
      ...notificationParameters(target.callbacks),
    ];
    const [, ...names] = target.path.split('/');
    const module = names.indexOf('Com');
    if (parameters.length === 0 || module < 0) return [];
    return [
      [
        `/${names.slice(0, module).join('/')}`,
        nested(names.slice(module), kindsOf(target, group), parameters),
      ] as const,
    ];
  });
}

function groupOf({ signalGroup }: ComSignalPlan, com: ComPlan): ComSignalGroupPlan | undefined {
  return com.signalGroups.find(({ name }) => name === signalGroup);
}

function kindsOf(
  target: ComSignalPlan | ComSignalGroupPlan,
  group: ComSignalGroupPlan | undefined,
): readonly string[] {
  if (group !== undefined) return ['ComSignalGroup', 'ComGroupSignal'];
  return ['lengthBits' in target ? 'ComSignal' : 'ComSignalGroup'];
}

/** Com/ComConfig/<signal>, with the parameters at its end. `kinds`: of the last containers. */
function nested(
  names: readonly string[],
  kinds: readonly string[],
  parameters: readonly Parameter[],
): Module {
  const [module = 'Com', ...containers] = names;
  const build = (depth: number): readonly Container[] => {
    const name = containers[depth];
    if (name === undefined) return [];
    const last = depth === containers.length - 1;
    return [
      {
        name,
        definition: kinds[depth - (containers.length - kinds.length)] ?? 'ComConfig',
        ...(last ? { parameters } : { containers: build(depth + 1) }),
      },
    ];
  };
  return { name: module, containers: build(0) };
}
