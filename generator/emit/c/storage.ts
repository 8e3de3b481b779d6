/** Where each buffer lives in C, and what of the calls is expanded in components. */
import { Consistency } from '../../plan/consistency.ts';
import type {
  BufferPlan,
  CallPlan,
  ComponentPlan,
  InstancePlan,
  ReadPlan,
  RtePlan,
  WritePlan,
} from '../../plan/rte-plan.ts';
import { bufferStruct, sharedBuffer } from './names.ts';
import type { COptions } from './options.ts';
import { Trace } from './trace.ts';
import type { CWords } from './words.ts';

export class Storage {
  readonly consistency: Consistency;
  readonly #plan: RtePlan;
  readonly #words: CWords;
  readonly #buffers: ReadonlyMap<string, BufferPlan>;
  readonly #inline = new Set<CallPlan>();
  readonly #shared = new Set<string>();

  constructor(plan: RtePlan, options: COptions, words: CWords) {
    this.#plan = plan;
    this.#words = words;
    this.consistency = new Consistency(plan, options.atomicWidthBits);
    this.#buffers = new Map(
      plan.instances.flatMap(({ name, buffers }) =>
        buffers.map((buffer) => [`${name} ${buffer.name}`, buffer] as const),
      ),
    );
    if (options.api === 'macros') this.#findInline();
  }

  /** Whether components access the buffer without a call, so that it has external linkage. */
  isShared(instance: string, buffer: string): boolean {
    return this.#shared.has(`${instance} ${buffer}`);
  }

  /** The object of a buffer. */
  object(instance: string, buffer: string): string {
    return this.isShared(instance, buffer)
      ? sharedBuffer(instance, buffer)
      : `${bufferStruct(instance)}.${buffer}`;
  }

  flag(instance: string, flag: string): string {
    return `${bufferStruct(instance)}.${flag}`;
  }

  /** The type of a buffer's object, volatile where no lock does what the compiler must. */
  declaredType(instance: string, buffer: string): string {
    const type = this.#words.typeName(this.#buffer(instance, buffer).type);
    return this.consistency.isVolatile(instance, buffer) ? `volatile ${type}` : type;
  }

  /** Whether a call is expanded in the component: nothing but assignments, of nothing but primitives. */
  isInline(call: CallPlan): call is ReadPlan | WritePlan {
    return this.#inline.has(call);
  }

  #isAssignment(call: CallPlan, instance: InstancePlan): call is ReadPlan | WritePlan {
    if (call.kind === 'Rte_Read') {
      const { from } = call;
      return (
        from.kind === 'buffer' &&
        call.clearsFlag === undefined &&
        call.outdatedFlag === undefined &&
        this.#isPrimitive(instance.name, from.buffer) &&
        !this.consistency.locksRead(instance.name, call)
      );
    }
    if (call.kind !== 'Rte_Write') return false;
    return (
      call.acknowledge === undefined &&
      call.to.length > 0 &&
      call.to.every(
        (to) =>
          to.kind === 'buffer' &&
          to.buffer !== undefined &&
          to.updatedFlag === undefined &&
          to.activates.length === 0 &&
          this.#isPrimitive(to.instance, to.buffer) &&
          !this.consistency.locksWrite(instance.name, call.name, to),
      )
    );
  }

  #isPrimitive(instance: string, buffer: string): boolean {
    return this.#words.base(this.#buffer(instance, buffer).type) !== undefined;
  }

  #findInline(): void {
    const trace = new Trace(this.#plan);
    for (const instance of this.#plan.instances) {
      const component = this.#component(instance);
      if (component.supportsMultipleInstantiation) continue;
      for (const call of instance.calls) {
        if (trace.isTraced(call.name, component) || !this.#isAssignment(call, instance)) continue;
        this.#inline.add(call);
        if (call.kind === 'Rte_Read') {
          if (call.from.kind === 'buffer') this.#shared.add(`${instance.name} ${call.from.buffer}`);
        } else {
          for (const to of call.to) {
            if (to.kind === 'buffer') this.#shared.add(`${to.instance} ${to.buffer}`);
          }
        }
      }
    }
  }

  #buffer(instance: string, buffer: string): BufferPlan {
    const found = this.#buffers.get(`${instance} ${buffer}`);
    if (found === undefined) throw new Error(`no buffer ${buffer} of ${instance}`);
    return found;
  }

  #component(instance: InstancePlan): ComponentPlan {
    const found = this.#plan.components.find((c) => c.name === instance.component);
    if (found === undefined) throw new Error(`no component ${instance.component}`);
    return found;
  }
}

/** Statements that no other context of the RTE interrupts, if they must not be. */
export function locked(lock: boolean, statements: readonly string[]): readonly string[] {
  return lock ? ['SuspendOSInterrupts();', ...statements, 'ResumeOSInterrupts();'] : statements;
}
