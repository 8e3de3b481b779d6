/**
 * Which accesses can tear. An access needs a lock exactly if it takes several steps and a context
 * that can interrupt it accesses the same object, one of the two writing. The lock is the interrupted
 * side's alone: what interrupts it runs to its end.
 */
import { Preemption, spelledContext } from './preemption.ts';
import type { ComCallbackActionPlan, DestinationPlan, ReadPlan, RtePlan } from './rte-plan.ts';
import {
  type Access,
  callOf,
  keyOf,
  type Place,
  placesRead,
  placesStored,
  placesWritten,
  type SharedObject,
  sharedObjects,
  startUp,
} from './shared-objects.ts';

export interface Decision {
  readonly lock: boolean;
  readonly reason: string;
}

export class Consistency {
  readonly #preemption: Preemption;
  readonly #objects: ReadonlyMap<string, SharedObject>;

  constructor(plan: RtePlan, atomicWidthBits: number) {
    this.#preemption = new Preemption(plan);
    this.#objects = sharedObjects(plan, atomicWidthBits);
  }

  get objects(): readonly SharedObject[] {
    return [...this.#objects.values()];
  }

  /** Whether a call of an instance locks what it reads. */
  locksRead(instance: string, call: ReadPlan): boolean {
    const by = callOf(instance, call.name);
    return placesRead(instance, call).some((place) => this.#locks(place, by));
  }

  /** Whether a call of an instance locks what it writes to one of its destinations. */
  locksWrite(instance: string, call: string, to: DestinationPlan): boolean {
    const by = callOf(instance, call);
    return placesWritten(to).some((place) => this.#locks(place, by));
  }

  /** Whether a call-back locks while it stores. */
  locksStore(callback: string, action: ComCallbackActionPlan & { kind: 'store' }): boolean {
    return placesStored(action).some((place) => this.#locks(place, callback));
  }

  locksStart(instance: string, buffer: string): boolean {
    return this.#locks({ kind: 'buffer', instance, buffer }, startUp);
  }

  /**
   * Whether contexts that interrupt each other share a buffer that the target accesses in one step: then
   * the compiler must do so too.
   */
  isVolatile(instance: string, buffer: string): boolean {
    const { accesses } = this.#object({ kind: 'buffer', instance, buffer });
    return (
      accesses.every(({ steps }) => steps?.of !== 'data') &&
      accesses.some((a) => this.#interrupter({ ...a, steps: undefined }, accesses) !== undefined)
    );
  }

  // ---- decisions --------------------------------------------------------------------------------------

  /** Whether an access to an object is locked, and why. */
  decide(access: Access, { accesses }: SharedObject): Decision {
    const found = this.#interrupter(access, accesses);
    if (found === undefined) {
      const what =
        access.does === 'read' ? 'writes' : isSetAfterOneStep(access) ? 'reads' : 'accesses';
      return { lock: false, reason: `nothing that ${what} it interrupts ${where(access)}` };
    }
    const pair = `${spelledContext(found.high)} interrupts ${spelledContext(found.low)}`;
    return access.steps === undefined
      ? { lock: false, reason: `in one step, ${pair}` }
      : { lock: true, reason: `${access.steps.text}, ${pair}` };
  }

  /** A context that can interrupt the access to do what must not happen meanwhile. */
  #interrupter(access: Access, all: readonly Access[]) {
    for (const other of all) {
      if (access.does === 'read' && other.does === 'read') continue;
      if (isSetAfterOneStep(access) && other.does === 'write') continue;
      for (const low of access.contexts) {
        const high = other.contexts.find((c) => this.#preemption.interrupts(c, low));
        if (high !== undefined) return { high, low };
      }
    }
    return undefined;
  }

  #locks(place: Place, by: string): boolean {
    const object = this.#object(place);
    const access = object.accesses.find((a) => a.by === by);
    if (access === undefined) throw new Error(`${by} does not access ${keyOf(place)}`);
    return this.decide(access, object).lock;
  }

  #object(place: Place): SharedObject {
    const found = this.#objects.get(keyOf(place));
    if (found === undefined) throw new Error(`nothing accesses ${keyOf(place)}`);
    return found;
  }
}

/** Whichever of two writers sets the flag last, it stands for the data that stay. */
function isSetAfterOneStep({ does, steps }: Access): boolean {
  return does === 'write' && steps?.of === 'flag';
}

function where({ contexts }: Access): string {
  return contexts.map(spelledContext).join(' or ') || 'it';
}
