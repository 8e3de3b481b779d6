/** ECU configuration values by the last name of their definition, whatever the vendor's path before it. */
import type { Reference } from '../model/declare.ts';
import type { Elements } from '../model/elements.ts';
import { parseBoolean, parseSecondsNs } from '../model/literals.ts';
import type { Position } from '../syntax/element.ts';
import { lastName, numberOf } from './ecuc-numbers.ts';

type Container = Elements['ECUC-CONTAINER-VALUE'];
type Module = Elements['ECUC-MODULE-CONFIGURATION-VALUES'];

/** A container value: its parameters and references by definition name, such as 'OsTaskPriority'. */
export class EcucContainer {
  readonly element: Container;

  constructor(element: Container) {
    this.element = element;
  }

  get name(): string {
    return this.element.shortName;
  }

  get path(): string {
    return this.element.path;
  }

  /** Last name of the definition, such as 'OsTask'. */
  get definition(): string {
    return lastName(this.element.definition?.path);
  }

  text(definition: string): string | undefined {
    return this.parameters(definition)[0]?.value;
  }

  /** All values of a parameter that may occur several times, in the order of the file. */
  parameters(definition: string): Container['parameters'] {
    return this.element.parameters.filter((p) => lastName(p.definition?.path) === definition);
  }

  /** Undefined if absent, or none that the parameter can be. */
  number(definition: string): number | undefined {
    const text = this.text(definition);
    return text === undefined ? undefined : numberOf(definition, text);
  }

  boolean(definition: string): boolean | undefined {
    const text = this.text(definition);
    return text === undefined ? undefined : parseBoolean(text);
  }

  /** A time in seconds as nanoseconds. */
  secondsNs(definition: string): number | undefined {
    const text = this.text(definition);
    return text === undefined ? undefined : parseSecondsNs(text);
  }

  /** Where a parameter stands, or the container if it is absent. */
  at(definition: string): Position {
    return this.parameters(definition)[0] ?? this.element;
  }

  reference(definition: string): Reference | undefined {
    return this.references(definition)[0];
  }

  references(definition: string): readonly Reference[] {
    return this.element.references
      .filter((r) => lastName(r.definition?.path) === definition)
      .map((r) => (r.kind === 'ECUC-INSTANCE-REFERENCE-VALUE' ? r.target : r.value))
      .filter((reference) => reference !== undefined);
  }

  /** Sub-containers of a definition, in name order. */
  children(definition: string): readonly EcucContainer[] {
    return containers(this.element.subContainers, definition);
  }

  child(definition: string): EcucContainer | undefined {
    return this.children(definition)[0];
  }
}

/** All modules of one ECU. */
export class EcucValues {
  readonly modules: readonly Module[];

  constructor(modules: readonly Module[]) {
    this.modules = modules;
  }

  has(module: string): boolean {
    return this.modules.some((m) => lastName(m.definition?.path) === module);
  }

  /** Of the first configuration of a module, if there is one. */
  path(module: string): string | undefined {
    return this.modules.find((m) => lastName(m.definition?.path) === module)?.path;
  }

  /** Containers directly below a module, of a definition, in path order. */
  containers(module: string, definition: string): readonly EcucContainer[] {
    return this.modules
      .filter((m) => lastName(m.definition?.path) === module)
      .flatMap((m) => containers(m.containers, definition));
  }

  /** Containers of a definition at any depth of a module, in path order. */
  deep(module: string, definition: string): readonly EcucContainer[] {
    const found: EcucContainer[] = [];
    const visit = (list: readonly Container[]) => {
      for (const element of list) {
        if (lastName(element.definition?.path) === definition)
          found.push(new EcucContainer(element));
        visit(element.subContainers);
      }
    };
    for (const m of this.modules) if (lastName(m.definition?.path) === module) visit(m.containers);
    return found.sort(byPath);
  }
}

function containers(list: readonly Container[], definition: string): readonly EcucContainer[] {
  return list
    .filter((element) => lastName(element.definition?.path) === definition)
    .map((element) => new EcucContainer(element))
    .sort(byPath);
}

function byPath(a: EcucContainer, b: EcucContainer): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
