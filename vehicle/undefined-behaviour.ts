/**
 * What the checks of `--check` find in a component in C: the compiler calls a function for each kind of
 * undefined behaviour, which is answered here by an error that names it.
 */

export class UndefinedBehaviour extends Error {}

/**
 * Division by zero is left to WebAssembly, which traps and says so; the check would not tell it from an
 * overflow of the division. Where both operands are constants there is nothing left to trap.
 */
export const checkingWords: readonly string[] = [
  '-fsanitize=undefined',
  '-fno-sanitize=integer-divide-by-zero',
  '-fno-sanitize-recover=all',
  '-fsanitize-minimal-runtime',
  '-Werror=division-by-zero',
];

const handlerName = /^__ubsan_handle_(\w+)_minimal_abort$/;

const words: ReadonlyMap<string, string> = new Map([
  ['add_overflow', 'overflow of an addition'],
  ['sub_overflow', 'overflow of a subtraction'],
  ['mul_overflow', 'overflow of a multiplication'],
  ['negate_overflow', 'overflow of a negation'],
  ['divrem_overflow', 'overflow of an integer division'],
  ['shift_out_of_bounds', 'shift out of range'],
  ['out_of_bounds', 'index out of range'],
  ['local_out_of_bounds', 'index out of range'],
  ['pointer_overflow', 'a pointer that leaves what it points into'],
  ['type_mismatch', 'access through a null or misaligned pointer'],
  ['load_invalid_value', 'a value that its type cannot have'],
  ['builtin_unreachable', 'a place that was said to be unreachable'],
  ['vla_bound_not_positive', 'an array of no length'],
  ['float_cast_overflow', 'conversion of a number that the integer cannot hold'],
  ['function_type_mismatch', 'call through a pointer to no such function'],
]);

export function isCheckHandler(functionName: string): boolean {
  return handlerName.test(functionName);
}

/** The functions that checks call in a module. */
export function checkHandlers(module: WebAssembly.Module): WebAssembly.ModuleImports {
  const handlers = WebAssembly.Module.imports(module).flatMap(({ name }) => {
    const [, kind] = handlerName.exec(name) ?? [];
    return kind === undefined ? [] : [[name, handlerOf(kind)] as const];
  });
  return Object.fromEntries(handlers);
}

function handlerOf(kind: string): () => never {
  const what = words.get(kind) ?? kind.replaceAll('_', ' ');
  return () => {
    throw new UndefinedBehaviour(`undefined behaviour: ${what}`);
  };
}
