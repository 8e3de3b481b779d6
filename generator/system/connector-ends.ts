/** The ports that a connector of a composition names, each checked to be one of its component. */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Reference } from '../model/declare.ts';
import type { Elements } from '../model/elements.ts';
import type { Model } from '../model/model.ts';
import type { ComponentInstance, Connector, Port, PortInstance } from './composition.ts';

export class ConnectorEnds {
  readonly #model: Model;
  readonly #composition: ComponentInstance;
  readonly #children: ReadonlyMap<string, ComponentInstance>;
  readonly #diagnostics: Diagnostics;

  /** `children`: instances in the composition by path of their prototype. */
  constructor(
    model: Model,
    composition: ComponentInstance,
    children: ReadonlyMap<string, ComponentInstance>,
    diagnostics: Diagnostics,
  ) {
    this.#model = model;
    this.#composition = composition;
    this.#children = children;
    this.#diagnostics = diagnostics;
  }

  /** A port of a component in the composition; undefined, with a diagnostic, if it is none. */
  inner(
    connector: Connector,
    tag: string,
    component: Reference<'SW-COMPONENT-PROTOTYPE'> | undefined,
    port: Reference<Port['kind']> | undefined,
  ): PortInstance | undefined {
    if (component === undefined || port === undefined) return this.#incomplete(connector, tag);
    const prototype = this.#model.resolve(component, this.#diagnostics);
    const found = this.#model.resolve(port, this.#diagnostics);
    if (prototype === undefined) return undefined;
    const instance = this.#children.get(prototype.path);
    if (instance !== undefined) return found && this.#portOf(instance, found, port);
    // Without a type there is no instance either, which has been reported.
    const { type } = this.#composition;
    if (!prototype.path.startsWith(`${type.path}/`)) {
      this.#foreign(component, { path: prototype.path, what: 'component', owner: type.path });
    }
    return undefined;
  }

  /** A port of the composition itself. */
  outer(
    connector: Connector,
    tag: string,
    port: Reference<Port['kind']> | undefined,
  ): PortInstance | undefined {
    if (port === undefined) return this.#incomplete(connector, tag);
    const found = this.#model.resolve(port, this.#diagnostics);
    return found && this.#portOf(this.#composition, found, port);
  }

  #portOf(instance: ComponentInstance, port: Port, at: Reference): PortInstance | undefined {
    if (port.path === `${instance.type.path}/${port.shortName}`) return { instance, port };
    this.#foreign(at, { path: port.path, what: 'port', owner: instance.type.path });
    return undefined;
  }

  #foreign(
    at: Reference,
    data: { readonly path: string; readonly what: string; readonly owner: string },
  ): undefined {
    this.#diagnostics.report('reference-foreign', at, data);
  }

  #incomplete(connector: Elements[Connector['kind']], missing: string): undefined {
    this.#diagnostics.report('element-incomplete', connector, { path: connector.path, missing });
  }
}
