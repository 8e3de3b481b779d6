/**
 * What a TypeScript component remembers: the variables of its modules. Each module gets a few lines
 * appended that hand them over, so that a snapshot can read them and write them back in place.
 */
import type {
  ClassDeclaration,
  Expression,
  ModuleDeclaration,
  Pattern,
  Program,
  Statement,
  VariableDeclaration,
} from 'acorn';
import { functionsIn, NotPlainData } from '../bsw-sim/sim/plain-data.ts';

/** The variables of one module, as the appended lines hand them over. */
export interface ModuleState {
  /** The last two parts of its path. */
  readonly module: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /**
   * Variables whose functions may remember more than the variables of the module, out of sight: a
   * call, a block or a static member of a class may have made it for them.
   */
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
  // They may give a variable another function than the one that its declaration shows.
  const mayReplace = program.body.some(
    (statement) => !isDeclaration(statement) && makesFunctions(statement),
  );
  const variables = [
    ...program.body.flatMap((statement) => variablesOf(statement, mayReplace)),
    ...program.body.flatMap(hoisted),
  ].filter(({ name }, i, all) => all.findIndex((one) => one.name === name) === i);
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

function isDeclaration(statement: Statement | ModuleDeclaration): boolean {
  return /Declaration$/.test(statement.type) || isDirective(statement);
}

function isDirective(statement: Statement | ModuleDeclaration): boolean {
  return statement.type === 'ExpressionStatement' && statement.expression.type === 'Literal';
}

function variablesOf(
  statement: Statement | ModuleDeclaration,
  mayReplace: boolean,
): readonly Variable[] {
  switch (statement.type) {
    case 'ExportNamedDeclaration':
      return statement.declaration ? variablesOf(statement.declaration, mayReplace) : [];
    case 'VariableDeclaration': {
      const isConstant = statement.kind === 'const';
      return statement.declarations.flatMap(({ id, init }) => {
        const isMade = init ? hasCall(init) || hasStatic(init) : false;
        const isFixed = isConstant && init != null && isFunction.test(init.type);
        const isReplaced = mayReplace && !isFixed;
        return namesIn(id).map((name) => ({ name, isConstant, isMade: isMade || isReplaced }));
      });
    }
    case 'FunctionDeclaration':
      // Functions have no state, but a variable may refer to one.
      return [{ name: statement.id.name, isConstant: true, isMade: false }];
    case 'ClassDeclaration':
      return [{ name: statement.id.name, isConstant: true, isMade: hasStatic(statement) }];
    default:
      return [];
  }
}

/** Variables that `var` declares inside of a statement: they are the module's all the same. */
function hoisted(statement: Statement | ModuleDeclaration): readonly Variable[] {
  if (isDeclaration(statement)) return [];
  const found: Variable[] = [];
  visitOutsideFunctions(statement, (node) => {
    if (node.type !== 'VariableDeclaration') return;
    const { kind, declarations } = node as unknown as VariableDeclaration;
    if (kind !== 'var') return;
    for (const name of declarations.flatMap(({ id }) => namesIn(id))) {
      found.push({ name, isConstant: false, isMade: true });
    }
  });
  return found;
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
  let found = false;
  visitOutsideFunctions(expression, ({ type }) => {
    found ||= isCall.test(type);
  });
  return found;
}

/** Whether a class in it keeps something itself, which its private name or a block may hide. */
function hasStatic(node: Expression | ClassDeclaration): boolean {
  let found = false;
  visitOutsideFunctions(node, ({ type, static: isStatic }) => {
    found ||= type === 'StaticBlock' || (type === 'PropertyDefinition' && isStatic === true);
  });
  return found;
}

interface AnyNode {
  readonly type: string;
  readonly static?: boolean;
}

/** Whether the statement has a function in it, or calls what may make one. */
function makesFunctions(statement: Statement | ModuleDeclaration): boolean {
  let found = false;
  visitOutsideFunctions(statement, ({ type }) => {
    found ||= isFunction.test(type) || isCall.test(type);
  });
  return found;
}

const isFunction = /Function(Expression|Declaration)$/;
const isCall = /^(CallExpression|NewExpression|TaggedTemplateExpression)$/;

/** Visits the node and all below it, except what is in functions. */
function visitOutsideFunctions(node: unknown, visit: (node: AnyNode) => void): void {
  if (Array.isArray(node)) {
    for (const one of node) visitOutsideFunctions(one, visit);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const { type } = node as { readonly type?: string };
  if (type !== undefined) visit(node as AnyNode);
  if (isFunction.test(type ?? '')) return;
  for (const one of Object.values(node)) visitOutsideFunctions(one, visit);
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
