/**
 * Compositions unfolded: every atomic component instance with its place in the hierarchy, and for
 * every port the ports it is connected to, through assembly, delegation and pass-through
 * connectors of any depth.
 */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { atomicComponentTypes } from '../model/components.ts';
import type { Elements } from '../model/elements.ts';
import type { Model } from '../model/model.ts';
import type { Position } from '../syntax/element.ts';
import { ConnectorEnds } from './connector-ends.ts';

export type Port = Elements['P-PORT-PROTOTYPE' | 'R-PORT-PROTOTYPE' | 'PR-PORT-PROTOTYPE'];
export type AtomicComponentType = Elements[(typeof atomicComponentTypes)[number]];
export type ComponentType =
  | AtomicComponentType
  | Elements['PARAMETER-SW-COMPONENT-TYPE' | 'COMPOSITION-SW-COMPONENT-TYPE'];
type Composition = Elements['COMPOSITION-SW-COMPONENT-TYPE'];
export type Connector = Composition['connectors'][number];

/** A node of the unfolded hierarchy: a composition or a component in its place. */
export interface ComponentInstance {
  /** /<system>/<root>/<prototype>/…: unique in the system. */
  readonly path: string;
  readonly shortName: string;
  /** Paths of the component prototypes from the root down; what instance references list. */
  readonly prototypes: readonly string[];
  readonly type: ComponentType;
  readonly parent: ComponentInstance | undefined;
  readonly at: Position;
}

/** A port of an instance. */
export interface PortInstance {
  readonly instance: ComponentInstance;
  readonly port: Port;
}

/** A port at the other end of a connection. */
export interface ConnectedPort extends PortInstance {
  /** The assembly connector on the way, else the last one: what to change if the ends do not fit. */
  readonly connector: Connector;
}

/** The unfolded root composition of a system. */
export class ComponentTree {
  /** Compositions and components, by path. */
  readonly nodes: readonly ComponentInstance[];
  /** Whether all components and connectors could be resolved; if not, a port may lack its partner. */
  readonly isComplete: boolean;
  readonly #model: Model;
  readonly #children = new Map<string, Map<string, ComponentInstance>>();
  /** Port instance → port instances the data flows to, one connector further. */
  readonly #forward = new Map<string, ConnectedPort[]>();
  readonly #backward = new Map<string, ConnectedPort[]>();

  constructor(system: Elements['SYSTEM'], model: Model, diagnostics: Diagnostics) {
    this.#model = model;
    const errorsBefore = diagnostics.errorCount;
    const nodes: ComponentInstance[] = [];
    for (const root of system.rootCompositions) {
      const composition = model.resolve(root.composition, diagnostics);
      if (composition === undefined) continue;
      this.#unfold(
        {
          path: root.path,
          shortName: root.shortName,
          prototypes: [],
          type: composition,
          parent: undefined,
          at: root,
        },
        nodes,
        [],
        diagnostics,
      );
    }
    this.nodes = nodes.sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const node of this.nodes) {
      if (node.type.kind === 'COMPOSITION-SW-COMPONENT-TYPE')
        this.#connect(node, node.type, diagnostics);
    }
    this.isComplete = diagnostics.errorCount === errorsBefore;
  }

  /** Everything but compositions. */
  get components(): readonly ComponentInstance[] {
    return this.nodes.filter((n) => n.type.kind !== 'COMPOSITION-SW-COMPONENT-TYPE');
  }

  /** Ports of components that receive what `from` provides, by path. */
  receivers(from: PortInstance): readonly ConnectedPort[] {
    return this.#reach(from, this.#forward);
  }

  /** Ports of components that provide what `to` requires, by path. */
  providers(to: PortInstance): readonly ConnectedPort[] {
    return this.#reach(to, this.#backward);
  }

  /** The port itself and the ports of the compositions around it to which it is delegated. */
  withOuterPorts(of: PortInstance): readonly PortInstance[] {
    const found: PortInstance[] = [of];
    for (const at of found) {
      for (const edges of [this.#forward.get(key(at)), this.#backward.get(key(at))]) {
        for (const to of edges ?? []) {
          const outer = to.instance === at.instance.parent;
          if (outer && !found.some((f) => key(f) === key(to))) found.push(to);
        }
      }
    }
    return found;
  }

  #reach(
    from: PortInstance,
    edges: ReadonlyMap<string, readonly ConnectedPort[]>,
  ): readonly ConnectedPort[] {
    const seen = new Set<string>([key(from)]);
    const pending: (PortInstance & Partial<ConnectedPort>)[] = [from];
    const found: ConnectedPort[] = [];
    for (const at of pending) {
      for (const next of edges.get(key(at)) ?? []) {
        if (seen.has(key(next))) continue;
        seen.add(key(next));
        const { connector = next.connector } = at;
        const to = connector.kind === 'ASSEMBLY-SW-CONNECTOR' ? { ...next, connector } : next;
        if (to.instance.type.kind === 'COMPOSITION-SW-COMPONENT-TYPE') pending.push(to);
        else found.push(to);
      }
    }
    return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  #unfold(
    node: ComponentInstance,
    nodes: ComponentInstance[],
    above: readonly string[],
    diagnostics: Diagnostics,
  ): void {
    nodes.push(node);
    if (node.type.kind !== 'COMPOSITION-SW-COMPONENT-TYPE') return;
    if (above.includes(node.type.path)) {
      diagnostics.report('composition-recursive', node.at, { path: node.type.path });
      return;
    }
    const children = new Map<string, ComponentInstance>();
    this.#children.set(node.path, children);
    for (const prototype of node.type.components) {
      const type = this.#model.resolve(prototype.type, diagnostics);
      if (type === undefined) continue;
      const child: ComponentInstance = {
        path: `${node.path}/${prototype.shortName}`,
        shortName: prototype.shortName,
        prototypes: [...node.prototypes, prototype.path],
        type,
        parent: node,
        at: prototype,
      };
      children.set(prototype.path, child);
      this.#unfold(child, nodes, [...above, node.type.path], diagnostics);
    }
  }

  #connect(node: ComponentInstance, composition: Composition, diagnostics: Diagnostics): void {
    const ends = new ConnectorEnds(
      this.#model,
      node,
      this.#children.get(node.path) ?? new Map(),
      diagnostics,
    );
    for (const connector of composition.connectors) {
      for (const { what, ...at } of connector.unsupported) {
        diagnostics.report('construct-unsupported', at, { where: connector.path, what });
      }
      switch (connector.kind) {
        case 'ASSEMBLY-SW-CONNECTOR': {
          const { providerComponent, providerPort, requesterComponent, requesterPort } = connector;
          const provider = ends.inner(connector, 'PROVIDER-IREF', providerComponent, providerPort);
          const requester = ends.inner(
            connector,
            'REQUESTER-IREF',
            requesterComponent,
            requesterPort,
          );
          if (provider && requester) this.#link(provider, requester, connector);
          break;
        }
        case 'DELEGATION-SW-CONNECTOR': {
          const outer = ends.outer(connector, 'OUTER-PORT-REF', connector.outerPort);
          const provides = connector.innerPComponent ?? connector.innerPPort;
          const inner =
            provides === undefined
              ? ends.inner(
                  connector,
                  'INNER-PORT-IREF',
                  connector.innerRComponent,
                  connector.innerRPort,
                )
              : ends.inner(
                  connector,
                  'INNER-PORT-IREF',
                  connector.innerPComponent,
                  connector.innerPPort,
                );
          if (outer === undefined || inner === undefined) break;
          if (provides === undefined) this.#link(outer, inner, connector);
          else this.#link(inner, outer, connector);
          break;
        }
        case 'PASS-THROUGH-SW-CONNECTOR': {
          const { requiredOuterPort, providedOuterPort } = connector;
          const from = ends.outer(connector, 'REQUIRED-OUTER-PORT-REF', requiredOuterPort);
          const to = ends.outer(connector, 'PROVIDED-OUTER-PORT-REF', providedOuterPort);
          if (from && to) this.#link(from, to, connector);
        }
      }
    }
  }

  #link(from: PortInstance, to: PortInstance, connector: Connector): void {
    add(this.#forward, key(from), { ...to, connector });
    add(this.#backward, key(to), { ...from, connector });
  }
}

function add(map: Map<string, ConnectedPort[]>, at: string, to: ConnectedPort): void {
  const list = map.get(at);
  if (list === undefined) map.set(at, [to]);
  else list.push(to);
}

function key(port: PortInstance): string {
  return `${port.instance.path}:${port.port.shortName}`;
}

export function isAtomic(type: ComponentType): type is AtomicComponentType {
  return (atomicComponentTypes as readonly string[]).includes(type.kind);
}
