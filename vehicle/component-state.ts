/**
 * What a TypeScript component remembers: the variables of its modules. Each module gets a few lines
 * appended that hand them over, so that a snapshot can read them and write them back in place.
 */
import type { Expression, ModuleDeclaration, Pattern, Program, Statement } from 'acorn';
import { functionsIn, NotPlainData } from '../bsw-sim/sim/plain-data.ts';

/** The variables of one module, as the appended lines hand them over. */
export interface ModuleState {
  /** The last two parts of its path. */
  readonly module: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Variables that a call has made: what its functions remember is out of sight. */
  readonly made: readonly string[];
}

/** Name of the list in the virtual module that the appended lines add to. */
export const stateModule = '/rte/vfb_State.ts';
export const stateModuleText = 'export const modules: unknown[] = [];\n';

/**
 * The lines to append to a module. `javascript` is the module as esbuild prints it; undefined when
 * it is no ECMAScript module, whose variables are out of reach.
 */
export async function stateLines(module: string, javascript: string): Promise<string | undefined> {
  const { parse } = await import('acorn');
  let program: Program;
  try {
    program = parse(javascript, { ecmaVersion: 'latest', sourceType: 'module' });
  } catch {
    return undefined;
  }
  if (!program.body.some(({ type }) => /^(Import|Export)/.test(type))) return undefined;
  const variables = program.body.flatMap(variablesOf);
  const members = variables.map(({ name, isConstant }) =>
    isConstant
      ? `get ${name}() { return ${name}; }`
      : `get ${name}() { return ${name}; }, set ${name}(value: any) { ${name} = value; }`,
  );
  const made = variables.filter(({ isMade }) => isMade).map(({ name }) => name);
  return [
    '',
    `import { modules as vfb_modules } from '${stateModule}';`,
    `vfb_modules.push({ module: ${JSON.stringify(module)}, made: ${JSON.stringify(made)}, variables: { ${members.join(', ')} } });`,
    '',
  ].join('\n');
}

interface Variable {
  readonly name: string;
  readonly isConstant: boolean;
  readonly isMade: boolean;
}

function variablesOf(statement: Statement | ModuleDeclaration): readonly Variable[] {
  switch (statement.type) {
    case 'ExportNamedDeclaration':
      return statement.declaration ? variablesOf(statement.declaration) : [];
    case 'VariableDeclaration': {
      const isConstant = statement.kind === 'const';
      return statement.declarations.flatMap(({ id, init }) =>
        namesIn(id).map((name) => ({ name, isConstant, isMade: init ? hasCall(init) : false })),
      );
    }
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      // Functions have no state, but a variable may refer to one.
      return statement.id ? [{ name: statement.id.name, isConstant: true, isMade: false }] : [];
    default:
      return [];
  }
}

function namesIn(pattern: Pattern): readonly string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : namesIn(element)));
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'RestElement':
      return namesIn(pattern.argument);
    default:
      return [];
  }
}

/** Whether evaluating the expression calls something: functions in it are only made, not called. */
function hasCall(expression: Expression): boolean {
  const visit = (node: unknown): boolean => {
    if (Array.isArray(node)) return node.some(visit);
    if (typeof node !== 'object' || node === null) return false;
    const { type } = node as { readonly type?: string };
    if (type === 'FunctionExpression' || type === 'ArrowFunctionExpression') return false;
    if (type === 'CallExpression' || type === 'NewExpression') return true;
    return type === 'TaggedTemplateExpression' || Object.values(node).some(visit);
  };
  return visit(expression);
}

export interface ComponentState {
  /** By module, then by variable. */
  readonly state: Readonly<Record<string, object>>;
  /** Functions that the state may refer to, by name. */
  readonly references: Readonly<Record<string, object>>;
}

/**
 * To be called once the modules are loaded and before anything of them has run. `unread`: modules
 * without the lines.
 */
export function componentState(
  modules: readonly ModuleState[],
  unread: readonly string[],
): ComponentState {
  const state: Record<string, object> = {};
  const references: Record<string, object> = {};
  for (const { module, variables, made } of modules) {
    let name = module;
    while (Object.hasOwn(state, name)) name += "'";
    state[name] = variables;
    const seen = Object.fromEntries(
      Object.entries(variables).filter(([variable]) => !made.includes(variable)),
    );
    for (const [object, path] of functionsIn(seen, new Map())) {
      references[`${name}.${path}`] = object;
    }
  }
  for (const module of [...unread].sort()) {
    Object.defineProperty(state, module, {
      enumerable: true,
      get: () => {
        throw new NotPlainData(module, 'no ECMAScript module: its variables are out of reach');
      },
    });
  }
  return { state, references };
}
