/** ECUC values as a tree: what the template prints. Definitions follow from the place in the tree. */

export interface Container {
  readonly name: string;
  /** Last name of the definition, such as 'OsTask'. */
  readonly definition: string;
  readonly parameters?: readonly Parameter[];
  readonly references?: readonly Reference[];
  readonly containers?: readonly Container[];
}

export type Parameter = readonly [definition: string, value: string | number | boolean];
export type Reference = readonly [definition: string, path: string, destination?: string];

export interface Module {
  readonly name: string;
  /** Name of its definition, where that is not its own. */
  readonly definition?: string;
  readonly containers: readonly Container[];
}

/** View of a module: every definition path whole, values as text. */
export function moduleView(module: Module) {
  const definition = `/AUTOSAR/EcucDefs/${module.definition ?? module.name}`;
  return {
    name: module.name,
    definition,
    containers: module.containers.map((c) => containerView(c, definition)),
  };
}

type ContainerView = {
  readonly name: string;
  readonly definition: string;
  readonly parameters: readonly object[];
  readonly references: readonly object[];
  readonly containers: readonly ContainerView[];
};

function containerView(container: Container, parent: string): ContainerView {
  const definition = `${parent}/${container.definition}`;
  return {
    name: escaped(container.name),
    definition,
    parameters: (container.parameters ?? []).map(([name, value]) =>
      parameterView(definition, name, value),
    ),
    references: (container.references ?? []).map(([name, path, destination]) => ({
      definition: `${definition}/${name}`,
      destination: destination ?? 'ECUC-CONTAINER-VALUE',
      path: escaped(path),
    })),
    containers: (container.containers ?? []).map((c) => containerView(c, definition)),
  };
}

function parameterView(container: string, name: string, value: string | number | boolean) {
  const textual = typeof value === 'string' && !/^-?\d+$/.test(value);
  return {
    tag: textual ? 'ECUC-TEXTUAL-PARAM-VALUE' : 'ECUC-NUMERICAL-PARAM-VALUE',
    definition: `${container}/${name}`,
    destination: textual
      ? name.endsWith('Notification')
        ? 'ECUC-FUNCTION-NAME-DEF'
        : 'ECUC-ENUMERATION-PARAM-DEF'
      : typeof value === 'boolean'
        ? 'ECUC-BOOLEAN-PARAM-DEF'
        : Number.isInteger(Number(value))
          ? 'ECUC-INTEGER-PARAM-DEF'
          : 'ECUC-FLOAT-PARAM-DEF',
    value: escaped(String(value)),
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
