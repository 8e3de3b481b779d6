/**
 * Which accesses can tear: a buffer wider than the target accesses at once, and two contexts of
 * which one can interrupt the other while it is at it. Everything else needs no lock.
 */
import type { BaseTypeName, BufferPlan, ContextPlan, RtePlan, TypeDefinition } from './rte-plan.ts';

export type LockDecision =
  | { readonly lock: false; readonly reason: string }
  | { readonly lock: true; readonly reason: string };

export class Consistency {
  readonly #plan: RtePlan;
  readonly #atomicWidthBits: number;
  readonly #types: ReadonlyMap<string, TypeDefinition>;

  constructor(plan: RtePlan, atomicWidthBits: number) {
    this.#plan = plan;
    this.#atomicWidthBits = atomicWidthBits;
    this.#types = new Map(plan.types.map((type) => [type.name, type.definition]));
  }

  /** Whether accesses to a buffer are locked, and why. */
  decide(buffer: BufferPlan): LockDecision {
    const width = this.#widthBits(buffer.type);
    if (width !== undefined && width <= this.#atomicWidthBits) {
      return { lock: false, reason: `${width} bits are accessed at once` };
    }
    for (const writer of buffer.writers) {
      for (const other of [...buffer.writers, ...buffer.readers]) {
        const pair = this.#interrupts(writer, other) ? [other, writer] : [writer, other];
        if (this.#interrupts(writer, other) || this.#interrupts(other, writer)) {
          return { lock: true, reason: `${spelled(pair[1])} interrupts ${spelled(pair[0])}` };
        }
      }
    }
    return {
      lock: false,
      reason:
        buffer.writers.length === 0
          ? 'nothing writes it'
          : 'no writer and reader interrupt each other',
    };
  }

  /** Width of a primitive; undefined for what is copied piece by piece. */
  #widthBits(type: string): number | undefined {
    const definition = this.#types.get(type);
    if (definition?.kind === 'reference') return this.#widthBits(definition.type);
    if (definition !== undefined && definition.kind !== 'primitive') return undefined;
    return baseWidthBits(definition?.base ?? (type as BaseTypeName));
  }

  /** Whether code in `a` can run in the middle of code in `b`. */
  #interrupts(a: ContextPlan, b: ContextPlan): boolean {
    const high = this.#level(a);
    const low = this.#level(b);
    if (high === undefined || low === undefined) return false;
    if (high.name === low.name) return false;
    return high.priority > low.priority && low.preemptable;
  }

  #level(
    context: ContextPlan,
  ):
    | { readonly name: string; readonly priority: number; readonly preemptable: boolean }
    | undefined {
    switch (context.kind) {
      case 'start-up':
        // Before any task, interrupt or call-back runs.
        return undefined;
      case 'interrupt':
        return { name: context.interrupt, priority: Number.POSITIVE_INFINITY, preemptable: true };
      case 'task':
        return this.#task(context.task);
      case 'com-main-function':
        // Without a task of this ECU nothing is known of who calls it: it may interrupt any task.
        return context.task === undefined
          ? { name: context.function, priority: Number.MAX_VALUE, preemptable: true }
          : this.#task(context.task);
    }
  }

  #task(name: string) {
    const task = this.#plan.tasks.find((t) => t.name === name);
    if (task === undefined) throw new Error(`no task ${name}`);
    return { name, priority: task.priority, preemptable: task.schedule === 'FULL' };
  }
}

function spelled(context: ContextPlan | undefined): string {
  switch (context?.kind) {
    case 'task':
      return `task ${context.task}`;
    case 'interrupt':
      return `interrupt ${context.interrupt}`;
    case 'com-main-function':
      return context.function;
    default:
      return 'start-up';
  }
}

function baseWidthBits(base: BaseTypeName): number {
  return base === 'boolean' ? 8 : Number(/\d+$/.exec(base)?.[0]);
}
