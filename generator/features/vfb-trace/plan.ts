/** RteGeneration → which hooks of the VFB trace are called, and of which trace clients. */
import { rteClientHook } from '../../plan/api-names.ts';
import type { RtePlan } from '../../plan/rte-plan.ts';
import { meansHook, type TraceHookPlan, traceHooks } from '../../plan/vfb-trace.ts';
import type { PlanDraft } from '../draft.ts';

/** `more`: names and patterns of hooks beside those of the ECU configuration. */
export function planVfbTrace(
  plan: RtePlan,
  more: readonly string[],
  draft: PlanDraft,
): readonly TraceHookPlan[] {
  const { ecuc, name: ecu } = draft.system;
  const [generation] = ecuc.containers('Rte', 'RteGeneration');
  const configured =
    generation?.boolean('RteVfbTraceEnabled') === true
      ? generation.parameters('RteVfbTraceFunction')
      : [];
  const names = [...configured.map(({ value = '' }) => value), ...more];
  if (names.length === 0) return [];
  const clients = (generation?.parameters('RteVfbTraceClientPrefix') ?? []).flatMap((parameter) => {
    const { value = '' } = parameter;
    if (/^\w+$/.test(value)) return [value];
    const path = generation?.path ?? '';
    draft.diagnostics.report('name-invalid', parameter, { name: value, path });
    return [];
  });
  const hooks = traceHooks(plan).map((hook) => {
    // A client's hook is traced beside the plain one, unless the name is that of one alone.
    const all = [hook.name, ...clients.map((client) => rteClientHook(hook.name, client))];
    const functions = names.some((name) => meansHook(name, hook.name))
      ? all
      : all.filter((candidate) => names.some((name) => meansHook(name, candidate)));
    return { ...hook, functions };
  });
  for (const parameter of configured) {
    const { value = '' } = parameter;
    if (hooks.some(({ functions }) => functions.some((name) => meansHook(value, name)))) continue;
    draft.diagnostics.report('vfb-trace-function-unknown', parameter, { name: value, ecu });
  }
  return hooks.filter(({ functions }) => functions.length > 0);
}
