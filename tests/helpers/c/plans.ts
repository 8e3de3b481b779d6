/** Plans of the examples, made to show something of the C code. */
import type { RtePlan } from '../../../generator/plan/rte-plan.ts';
import { traceHooks } from '../../../generator/plan/vfb-trace.ts';

/** With names replaced that C refuses, of which one example has some: what else is hostile stays. */
export function withCNames(plan: RtePlan): RtePlan {
  const text = JSON.stringify(plan)
    .replace(/"symbol":"(default|new|class|int)"/g, '"symbol":"Run_$1"')
    .replaceAll('Components_Type', 'Components_Kind');
  return JSON.parse(text) as RtePlan;
}

/** With every hook of the VFB trace called. */
export function withEveryHook(plan: RtePlan): RtePlan {
  const vfbTrace = traceHooks(plan).map((hook) => ({ ...hook, functions: [hook.name] }));
  return { ...plan, vfbTrace };
}
