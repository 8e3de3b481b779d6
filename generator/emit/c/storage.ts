/** Where each buffer lives in C, how it is accessed, and under which lock. */
import { Consistency, type LockDecision } from '../../plan/consistency.ts';
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
  readonly #plan: RtePlan;
  readonly #options: COptions;
  readonly #words: CWords;
  readonly #consistency: Consistency;
  readonly #trace: Trace;
  readonly #shared = new Set<string>();

  constructor(plan: RtePlan, options: COptions, words: CWords) {
    this.#plan = plan;
    this.#options = options;
    this.#words = words;
    this.#consistency = new Consistency(plan, options.atomicWidthBits);
    this.#trace = new Trace(plan);
    if (options.api === 'macros') this.#findShared();
  }

  decision(buffer: BufferPlan): LockDecision {
    return this.#consistency.decide(buffer);
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

  /** Statements that access a buffer, under a lock where one is needed. */
  locked(instance: string, buffer: string, statements: readonly string[]): readonly string[] {
    const plan = this.#buffer(instance, buffer);
    if (!this.decision(plan).lock) return statements;
    return ['SuspendOSInterrupts();', ...statements, 'ResumeOSInterrupts();'];
  }

  /** Whether a call is expanded in the component: nothing but assignments, of nothing but primitives. */
  isInline(call: CallPlan, instance: InstancePlan): call is ReadPlan | WritePlan {
    const component = this.#component(instance);
    if (this.#options.api !== 'macros' || component.supportsMultipleInstantiation) return false;
    if (this.#trace.isTraced(call.name, component)) return false;
    if (call.kind === 'Rte_Read') {
      const { from } = call;
      return (
        from.kind === 'buffer' &&
        call.clearsFlag === undefined &&
        this.#isPlain(instance.name, from.buffer)
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
          this.#isPlain(to.instance, to.buffer),
      )
    );
  }

  #isPlain(instance: string, buffer: string): boolean {
    const plan = this.#buffer(instance, buffer);
    return this.#words.base(plan.type) !== undefined && !this.decision(plan).lock;
  }

  #findShared(): void {
    for (const instance of this.#plan.instances) {
      for (const call of instance.calls) {
        if (!this.isInline(call, instance)) continue;
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
    const found = this.#plan.instances
      .find((i) => i.name === instance)
      ?.buffers.find((b) => b.name === buffer);
    if (found === undefined) throw new Error(`no buffer ${buffer} of ${instance}`);
    return found;
  }

  #component(instance: InstancePlan): ComponentPlan {
    const found = this.#plan.components.find((c) => c.name === instance.component);
    if (found === undefined) throw new Error(`no component ${instance.component}`);
    return found;
  }
}
