/** Which RTE code can run in the middle of other RTE code, on one core. */
import type { ContextPlan, RtePlan } from './rte-plan.ts';

export class Preemption {
  readonly #tasks: ReadonlyMap<string, RtePlan['tasks'][number]>;
  readonly #interruptPriorities: ReadonlyMap<string, number | undefined>;

  constructor(plan: Pick<RtePlan, 'tasks' | 'interrupts'>) {
    this.#tasks = new Map(plan.tasks.map((task) => [task.name, task]));
    this.#interruptPriorities = new Map(plan.interrupts.map((i) => [i.name, i.priority]));
  }

  /** Whether code in `high` can run before code in `low`, once begun, has ended. */
  interrupts(high: ContextPlan, low: ContextPlan): boolean {
    // Nothing of the RTE is active before Rte_Start but what COM calls, and COM runs already.
    if (high.kind === 'start-up') return false;
    if (low.kind === 'start-up') return taskOf(high) === undefined;
    if (spelledContext(high) === spelledContext(low)) return false;
    // Nothing is known of who calls it: a task of any priority, or an interrupt.
    if (isUnknown(high) || isUnknown(low)) return true;
    if (high.kind === 'interrupt') return low.kind !== 'interrupt' || this.#nest(high, low);
    const [above, below] = [this.#task(high), this.#task(low)];
    if (above === undefined || below === undefined) return false;
    return above.priority > below.priority && below.schedule === 'FULL';
  }

  /** Numbers count up on some targets and down on others, but equal priorities do not nest. */
  #nest(a: ContextPlan & { kind: 'interrupt' }, b: ContextPlan & { kind: 'interrupt' }): boolean {
    const priority = this.#interruptPriorities.get(a.interrupt);
    return priority === undefined || priority !== this.#interruptPriorities.get(b.interrupt);
  }

  #task(context: ContextPlan) {
    const name = taskOf(context);
    if (name === undefined) return undefined;
    const task = this.#tasks.get(name);
    if (task === undefined) throw new Error(`no task ${name}`);
    return task;
  }
}

function taskOf(context: ContextPlan): string | undefined {
  return context.kind === 'task' || context.kind === 'com-main-function' ? context.task : undefined;
}

function isUnknown(context: ContextPlan): boolean {
  return context.kind === 'com-main-function' && context.task === undefined;
}

/** As people read it, and the same for what runs one after the other: a main function is its task. */
export function spelledContext(context: ContextPlan): string {
  switch (context.kind) {
    case 'task':
      return `task ${context.task}`;
    case 'interrupt':
      return `interrupt ${context.interrupt}`;
    case 'com-main-function':
      return context.task === undefined ? context.function : `task ${context.task}`;
    case 'start-up':
      return 'Rte_Start';
  }
}
