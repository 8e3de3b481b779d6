/**
 * The plan while the features build it. Each feature adds what it lowers; `finish.ts` turns the
 * draft into the plan, in the order of the output.
 */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Elements } from '../model/elements.ts';
import type {
  ActivationPlan,
  AlarmPlan,
  BufferPlan,
  CallPlan,
  CallSignaturePlan,
  ComCallbackActionPlan,
  ComponentPlan,
  CounterPlan,
  FlagPlan,
  InterruptPlan,
  ParameterPlan,
  RunnablePlan,
  TaskPlan,
} from '../plan/rte-plan.ts';
import type { Position } from '../syntax/element.ts';
import type { EcuComponent, EcuSystem } from '../system/ecu-system.ts';
import { CIdentifiers } from '../system/identifiers.ts';
import { type DataType, TypeTable } from '../system/types.ts';
import type { ValueContext } from '../system/values.ts';
import { ComDraft } from './com-draft.ts';

/** A component type of such a name would have a file `Rte_<name>` that is the RTE's own. */
const rteFiles = ['Cbk', 'Cfg', 'DataHandleType', 'Hook', 'Main', 'Type', 'UserTypes'];

export type Runnable = Elements['RUNNABLE-ENTITY'];

/** A runnable of an instance: what has contexts. */
export interface RunnableInstance {
  readonly component: EcuComponent;
  readonly runnable: Runnable;
}

/** A component type with its declarations so far. */
export interface ComponentDraft {
  readonly name: string;
  readonly type: EcuComponent['type'];
  readonly kind: ComponentPlan['kind'];
  readonly supportsMultipleInstantiation: boolean;
  readonly mappings: readonly Elements['DATA-TYPE-MAPPING-SET'][];
  readonly calls: Map<string, CallSignaturePlan & { runnables: string[] }>;
  readonly runnables: Map<string, RunnablePlan & { parameters: readonly ParameterPlan[] }>;
  readonly meanings: Map<string, DataType>;
  readonly usedTypes: Set<string>;
  readonly initValues: Map<string, ComponentPlan['initValues'][number]>;
  readonly applicationErrors: Map<string, number>;
  /** What the names of its API mean: an AUTOSAR path by name. */
  readonly apiNames: Map<string, { readonly path: string; readonly at: Position }>;
}

export interface InstanceDraft {
  readonly component: EcuComponent;
  readonly buffers: Map<string, BufferPlan>;
  readonly flags: Map<string, FlagPlan>;
  readonly calls: Map<string, CallDraft>;
}

/** A call before the contexts of its runnables are known. */
export type CallDraft = WithoutContexts<CallPlan>;

type WithoutContexts<T> = T extends unknown ? Omit<T, 'contexts'> : never;

export interface CallbackDraft {
  readonly signal: string;
  readonly does: ComCallbackActionPlan[];
}

export class PlanDraft {
  readonly system: EcuSystem;
  readonly diagnostics: Diagnostics;
  readonly types: TypeTable;
  readonly values: ValueContext;
  readonly components = new Map<string, ComponentDraft>();
  readonly instances = new Map<string, InstanceDraft>();
  readonly tasks: TaskPlan[] = [];
  readonly counters: CounterPlan[] = [];
  readonly alarms: AlarmPlan[] = [];
  readonly interrupts: InterruptPlan[] = [];
  readonly schedulableEntities = new Set<string>();
  readonly com = new ComDraft();
  readonly callbacks = new Map<string, CallbackDraft>();
  /** Event of an instance (instance path and event path) → what activates it. */
  readonly activations = new Map<string, ActivationPlan>();
  /** Server calls: calling runnable → server runnable. The server runs in the caller's contexts. */
  readonly directCalls: { readonly from: RunnableInstance; readonly to: RunnableInstance }[] = [];
  /** Due-flags of the tasks. */
  readonly dueFlags = new CIdentifiers();
  readonly #componentNames = CIdentifiers.forFiles(rteFiles);

  constructor(system: EcuSystem, diagnostics: Diagnostics) {
    this.system = system;
    this.diagnostics = diagnostics;
    this.types = new TypeTable(system.model, diagnostics);
    this.values = { model: system.model, types: this.types, diagnostics };
  }

  /** The draft of an instance and, at its first instance, of its component type. */
  instance(component: EcuComponent): InstanceDraft {
    let draft = this.instances.get(component.path);
    if (draft === undefined) {
      draft = { component, buffers: new Map(), flags: new Map(), calls: new Map() };
      this.instances.set(component.path, draft);
    }
    return draft;
  }

  component(component: EcuComponent): ComponentDraft {
    const { type, behavior } = component;
    let draft = this.components.get(type.path);
    if (draft === undefined) {
      const namesake = [...this.components.values()].find(
        ({ name }) => name.toLowerCase() === type.shortName.toLowerCase(),
      );
      const name = this.#componentNames.unique(
        type.shortName,
        type.path.slice(1).replaceAll('/', '_'),
      );
      if (namesake !== undefined) {
        const { path } = namesake.type;
        this.diagnostics.report('name-changed', type, { path: type.path, name, namesake: path });
      }
      draft = {
        name,
        type,
        kind: componentKind(type.kind),
        supportsMultipleInstantiation: behavior?.supportsMultipleInstantiation ?? false,
        mappings: (behavior?.dataTypeMappings ?? []).flatMap(
          (reference) => this.system.model.resolve(reference, this.diagnostics) ?? [],
        ),
        calls: new Map(),
        runnables: new Map(),
        meanings: new Map(),
        usedTypes: new Set(),
        initValues: new Map(),
        applicationErrors: new Map(),
        apiNames: new Map(),
      };
      this.components.set(type.path, draft);
    }
    return draft;
  }

  /** The plan type of a data element or argument of a component, noted as used by it. */
  typeOf(component: EcuComponent, reference: Elements['VARIABLE-DATA-PROTOTYPE']['type']) {
    const draft = this.component(component);
    const { type, behavior } = component;
    const { mappings } = draft;
    const used = this.types.use(reference, { path: type.path, mappings, at: behavior ?? type });
    if (used !== undefined) {
      draft.usedTypes.add(used.name);
      draft.meanings.set(used.meaning.path, used.meaning);
    }
    return used;
  }

  /** Declares a call of a component type, once; further runnables that may make it are added. */
  declare(component: EcuComponent, signature: CallSignaturePlan): void {
    const { calls } = this.component(component);
    const known = calls.get(signature.name);
    if (known === undefined)
      calls.set(signature.name, { ...signature, runnables: [...signature.runnables] });
    else {
      for (const runnable of signature.runnables) {
        if (!known.runnables.includes(runnable)) known.runnables.push(runnable);
      }
    }
  }

  /**
   * Notes what a name of a component's API means. Names join two short names with `_`: element C of
   * port A_B and element B_C of port A both give Rte_Read_A_B_C.
   */
  claimApiName(component: EcuComponent, name: string, path: string, at: Position): void {
    const { apiNames, type } = this.component(component);
    const first = apiNames.get(name);
    if (first === undefined) apiNames.set(name, { path, at });
    else if (first.path !== path) {
      this.diagnostics.report(
        'api-name-twice',
        at,
        { component: type.path, name, first: first.path, second: path },
        [{ message: 'the other', at: first.at }],
      );
    }
  }

  /** The COM call-back of that name; its actions run in the order in which they were added. */
  callback(name: string, signal: string): CallbackDraft {
    let callback = this.callbacks.get(name);
    if (callback === undefined) {
      callback = { signal, does: [] };
      this.callbacks.set(name, callback);
    }
    return callback;
  }

  /** Where `generate --ecuc` puts a container: beside those that the input configures. */
  ecucPath(module: string, name: string): string {
    const configured = this.system.ecuc.path(module);
    return `${configured ?? `/${this.system.name}/${module}`}/${name}`;
  }

  activation(
    component: EcuComponent,
    event: { readonly path: string },
  ): ActivationPlan | undefined {
    return this.activations.get(eventKey(component, event));
  }
}

/** An event of a component type, at one of its instances. */
export function eventKey(component: EcuComponent, event: { readonly path: string }): string {
  return `${component.path}|${event.path}`;
}

function componentKind(kind: EcuComponent['type']['kind']): ComponentPlan['kind'] {
  switch (kind) {
    case 'APPLICATION-SW-COMPONENT-TYPE':
      return 'application';
    case 'SENSOR-ACTUATOR-SW-COMPONENT-TYPE':
      return 'sensor-actuator';
    case 'SERVICE-SW-COMPONENT-TYPE':
    case 'SERVICE-PROXY-SW-COMPONENT-TYPE':
      return 'service';
    case 'ECU-ABSTRACTION-SW-COMPONENT-TYPE':
      return 'ecu-abstraction';
    case 'COMPLEX-DEVICE-DRIVER-SW-COMPONENT-TYPE':
      return 'complex-device-driver';
    case 'NV-BLOCK-SW-COMPONENT-TYPE':
      return 'nv-block';
  }
}
