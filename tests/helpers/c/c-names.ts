/** The example with hostile names has some that C refuses. */
import type { RtePlan } from '../../../generator/plan/rte-plan.ts';

/** The plan with those names replaced: what else is hostile stays. */
export function withCNames(plan: RtePlan): RtePlan {
  const text = JSON.stringify(plan)
    .replace(/"symbol":"(default|new|class|int)"/g, '"symbol":"Run_$1"')
    .replaceAll('Components_Type', 'Components_Kind');
  return JSON.parse(text) as RtePlan;
}
