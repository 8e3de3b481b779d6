/** Objects that contexts share, and every piece of RTE code that accesses them: what locks are decided from. */
import type {
  BaseTypeName,
  ComCallbackActionPlan,
  ContextPlan,
  DestinationPlan,
  FlagPlan,
  OriginPlan,
  ReadPlan,
  RtePlan,
  TypeDefinition,
} from './rte-plan.ts';

export interface Access {
  /** A call of an instance, a COM call-back, Rte_Start. */
  readonly by: string;
  readonly contexts: readonly ContextPlan[];
  /** Initialising clears the flag that writing sets. */
  readonly does: 'read' | 'write' | 'initialise';
  /** Undefined for one step. */
  readonly steps: Steps | undefined;
}

/** What is done in several steps: moving the data themselves, or the data and then their flag. */
export interface Steps {
  readonly of: 'data' | 'flag';
  readonly text: string;
}

const dataAndFlag: Steps = { of: 'flag', text: 'data and its flag' };

/** Set with old or replaced data and cleared with new ones, so that each value must keep its own. */
const dataAndAge: Steps = { of: 'data', text: 'data and whether they are outdated' };

/** Flags that belong to data: whether they are updated, whether they are outdated. */
export interface DataFlags {
  readonly updated: string | undefined;
  readonly outdated: string | undefined;
}

export function flagsRead({ clearsFlag, outdatedFlag }: ReadFlags): DataFlags {
  return { updated: clearsFlag, outdated: outdatedFlag };
}

type ReadFlags = Pick<ReadPlan, 'clearsFlag' | 'outdatedFlag'>;

/** The data of an element with its flag, COM's shadow of a signal group. */
export interface SharedObject {
  readonly source: string;
  readonly accesses: readonly Access[];
}

/** What names an object where it is accessed. */
export type Place =
  | { readonly kind: 'buffer'; readonly instance: string; readonly buffer: string }
  /** The flag of an element that is read from COM: the data are COM's. */
  | { readonly kind: 'flag'; readonly instance: string; readonly flag: string }
  | { readonly kind: 'signal-group'; readonly signalGroup: string };

export const startUp = 'Rte_Start';

export function callOf(instance: string, call: string): string {
  return `${call} of ${instance}`;
}

/** All objects of a plan in its order: buffers by instance, flags and signal groups as they are met. */
export function sharedObjects(
  plan: RtePlan,
  atomicWidthBits: number,
): ReadonlyMap<string, SharedObject> {
  return new Collector(plan, atomicWidthBits).found;
}

class Collector {
  readonly found = new Map<string, { readonly source: string; readonly accesses: Access[] }>();
  readonly #plan: RtePlan;
  readonly #atomicWidthBits: number;
  readonly #types: ReadonlyMap<string, TypeDefinition>;

  constructor(plan: RtePlan, atomicWidthBits: number) {
    this.#plan = plan;
    this.#atomicWidthBits = atomicWidthBits;
    this.#types = new Map(plan.types.map((type) => [type.name, type.definition]));
    this.#collectBuffers();
    this.#collectCalls();
    this.#collectCallbacks();
  }

  #collectBuffers(): void {
    for (const { name: instance, buffers, flags } of this.#plan.instances) {
      for (const { name: buffer, source, type } of buffers) {
        const place = { kind: 'buffer', instance, buffer } as const;
        // A flag has the path of its element.
        const flag = (kind: FlagPlan['kind']) =>
          flags.find((f) => f.kind === kind && f.source === source)?.name;
        const dataFlags = { updated: flag('updated'), outdated: flag('outdated') };
        const steps = this.#stepsOf(type, dataFlags);
        const accesses: Access[] = [
          { by: startUp, contexts: [{ kind: 'start-up' }], does: 'initialise', steps },
        ];
        this.found.set(keyOf(place), { source, accesses });
      }
    }
  }

  #collectCalls(): void {
    for (const { name: instance, calls } of this.#plan.instances) {
      for (const call of calls) {
        const { contexts } = call;
        const by = callOf(instance, call.name);
        if (call.kind === 'Rte_Read') {
          for (const place of placesRead(instance, call)) {
            const steps = this.#steps(place, call.type, call.from, flagsRead(call));
            const does = place.kind === 'signal-group' ? 'write' : 'read';
            this.#add(place, call.source, { by, contexts, does, steps });
          }
        } else if (call.kind === 'Rte_Write') {
          for (const to of call.to) {
            for (const place of placesWritten(to)) {
              const updated = to.kind === 'buffer' ? to.updatedFlag : undefined;
              const steps = this.#steps(place, call.type, to, { updated, outdated: undefined });
              this.#add(place, call.source, { by, contexts, does: 'write', steps });
            }
          }
        }
      }
    }
  }

  #collectCallbacks(): void {
    for (const { name: by, context, does } of this.#plan.comCallbacks) {
      const contexts = [context];
      for (const action of does) {
        if (action.kind === 'store') {
          for (const place of placesStored(action)) {
            const flags = { updated: action.updatedFlag, outdated: action.outdated?.flag };
            const steps = this.#steps(place, action.type, action.from, flags);
            this.#add(place, '', { by, contexts, does: 'write', steps });
          }
        } else if (action.kind === 'set-flag' || action.kind === 'clear-flag') {
          const place = { ...action, kind: 'flag' } as const;
          this.#add(place, '', { by, contexts, does: 'write', steps: undefined });
        }
      }
    }
  }

  /** In how many steps a place is accessed; COM's shadow in as many as the group has members. */
  #steps(
    place: Place,
    type: string,
    way: OriginPlan | DestinationPlan,
    flags: DataFlags,
  ): Steps | undefined {
    switch (place.kind) {
      case 'buffer':
        return this.#stepsOf(type, flags);
      case 'flag':
        return dataAndFlag;
      case 'signal-group': {
        const members = way.kind === 'com-signal-group' ? way.members.length : 0;
        return members > 1 ? { of: 'data', text: `${members} group signals` } : undefined;
      }
    }
  }

  #stepsOf(type: string, { updated, outdated }: DataFlags): Steps | undefined {
    const width = this.#widthBits(type);
    if (width === undefined) return { of: 'data', text: `all of ${type}` };
    if (width > this.#atomicWidthBits) return { of: 'data', text: `${width} bits` };
    if (outdated !== undefined) return dataAndAge;
    return updated === undefined ? undefined : dataAndFlag;
  }

  #add(place: Place, source: string, access: Access): void {
    const key = keyOf(place);
    let object = this.found.get(key);
    if (object === undefined) {
      const named = place.kind === 'signal-group' ? `signal group ${place.signalGroup}` : source;
      object = { source: named, accesses: [] };
      this.found.set(key, object);
    }
    object.accesses.push(access);
  }

  /** Width of a primitive; undefined for what is copied piece by piece. */
  #widthBits(type: string): number | undefined {
    const definition = this.#types.get(type);
    if (definition?.kind === 'reference') return this.#widthBits(definition.type);
    if (definition !== undefined && definition.kind !== 'primitive') return undefined;
    return baseWidthBits(definition?.base ?? (type as BaseTypeName));
  }
}

export function placesRead(
  instance: string,
  { from, clearsFlag, outdatedFlag }: Pick<ReadPlan, 'from'> & ReadFlags,
): readonly Place[] {
  if (from.kind === 'buffer') return [{ kind: 'buffer', instance, buffer: from.buffer }];
  // COM owns the data, the RTE the flags.
  const own = [clearsFlag, outdatedFlag]
    .filter((flag) => flag !== undefined)
    .map((flag): Place => ({ kind: 'flag', instance, flag }));
  return from.kind === 'com-signal-group'
    ? [{ kind: 'signal-group', signalGroup: from.signalGroup }, ...own]
    : own;
}

export function placesWritten(to: DestinationPlan): readonly Place[] {
  switch (to.kind) {
    case 'buffer':
      return to.buffer === undefined
        ? []
        : [{ kind: 'buffer', instance: to.instance, buffer: to.buffer }];
    case 'com-signal':
      return [];
    case 'com-signal-group':
      return [{ kind: 'signal-group', signalGroup: to.signalGroup }];
  }
}

export function placesStored(action: ComCallbackActionPlan & { kind: 'store' }): readonly Place[] {
  const { from, instance, buffer } = action;
  const own = { kind: 'buffer', instance, buffer } as const;
  return from.kind === 'com-signal-group'
    ? [own, { kind: 'signal-group', signalGroup: from.signalGroup }]
    : [own];
}

export function keyOf(place: Place): string {
  switch (place.kind) {
    case 'buffer':
      return `${place.instance} ${place.buffer}`;
    case 'flag':
      return `${place.instance} flag ${place.flag}`;
    case 'signal-group':
      return `signal group ${place.signalGroup}`;
  }
}

function baseWidthBits(base: BaseTypeName): number {
  return base === 'boolean' ? 8 : Number(/\d+$/.exec(base)?.[0]);
}
