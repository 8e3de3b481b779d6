/** What gcc and its linker say, as diagnostics at the places of the components' sources. */
import { resolve } from 'node:path';
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import type { RtePlan } from '../generator/plan/rte-plan.ts';
import { firstMention, reportCompilerErrors, runnableOf } from '../vehicle/compiler-errors.ts';
import { startOf } from '../vehicle/component-files.ts';
import type { Board } from './boards.ts';

interface Compiled {
  readonly plan: RtePlan;
  readonly board: Board;
  /** By component type. */
  readonly sources: ReadonlyMap<string, string>;
}

/** An error that no component is the place of is a mistake of the generator, and is thrown. */
export function reportErrors(text: string, compiled: Compiled, diagnostics: Diagnostics): void {
  const { board, plan, sources } = compiled;
  const { ecu } = plan;
  const paths = new Map([...sources.values()].map((path) => [resolve(path), path]));
  const isFloat64 = (reason: string) =>
    !board.compiler.hasFloat64 && /'float64'|\u2018float64\u2019/.test(reason);
  // A type that is not there is one mistake, whatever the compiler finds behind it.
  const withFloat64 = new Set<string>();
  const reported = reportCompilerErrors(text, paths, (at, reason) => {
    const { path } = at.file;
    if (withFloat64.has(path)) return;
    if (isFloat64(reason)) {
      withFloat64.add(path);
      const what = `float64 (the compiler's double has 32 bits)`;
      diagnostics.report('build-unsupported', at, { where: path, what, board: board.name });
    } else {
      diagnostics.report('component-c-wrong', at, { reason });
    }
  });
  if (reported) return;
  // Headers or libraries of the tool chain, in packages of their own.
  if (
    /fatal error: (avr|stdint|stddef|stdbool|string)[./\w]*: No such file|cannot find -l/.test(text)
  ) {
    reportMissing(`library for ${board.tools}-gcc`, board, diagnostics);
    return;
  }
  const memory = /region .?(flash|ram|text|data).? overflowed by (\d+) bytes/.exec(text);
  if (memory !== null) {
    reportOverflow(memory[1] ?? '', Number(memory[2]), compiled, diagnostics);
    return;
  }
  const missing = new Set(
    [...text.matchAll(/undefined reference to [`'\u2018](\w+)['\u2019]/g)].map(
      ([, name = '']) => name,
    ),
  );
  for (const name of missing) {
    const owner = runnableOf(plan, name);
    const path = owner && sources.get(owner.component);
    if (owner !== undefined && path !== undefined) {
      const data = { symbol: name, runnable: owner.runnable };
      diagnostics.report('component-c-runnable-missing', startOf(path), data);
    } else {
      const at = firstMention([...sources.values()], name);
      diagnostics.report('component-c-call-unknown', at, { function: name, ecu });
    }
  }
  const twice = new Set(
    [...text.matchAll(/multiple definition of [`'\u2018](\w+)['\u2019]/g)].map(
      ([, name = '']) => name,
    ),
  );
  for (const name of twice) {
    const at = firstMention([...sources.values()], name);
    diagnostics.report('component-c-wrong', at, { reason: `${name} is defined twice` });
  }
  if (missing.size + twice.size === 0) throw new Error(`generated code of ${ecu}: ${text}`);
}

export function reportMissing(compiler: string, board: Board, diagnostics: Diagnostics): void {
  diagnostics.report('build-compiler-missing', undefined, {
    compiler,
    board: board.name,
    packages: board.compiler.packages.join(' '),
  });
}

/** A linker script that knows the memories: what was asked for is what there is and what is too much. */
function reportOverflow(
  region: string,
  beyond: number,
  { plan, board }: Compiled,
  diagnostics: Diagnostics,
): void {
  const { ecu } = plan;
  const isFlash = region === 'flash' || region === 'text';
  const available = isFlash ? board.flashBytes : board.ramBytes;
  const data = { ecu, used: available + beyond, board: board.name, available };
  if (isFlash) diagnostics.report('build-flash-exceeded', undefined, data);
  else {
    const stack = board.compiler.stackBytes;
    diagnostics.report('build-ram-exceeded', undefined, { ...data, stack });
  }
}
