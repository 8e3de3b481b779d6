/** What a C compiler says of the components' sources, at its places in them. */
import { resolve } from 'node:path';
import type { RtePlan } from '../generator/plan/rte-plan.ts';
import type { Position } from '../generator/syntax/element.ts';
import { startOf } from './component-files.ts';
import { offsetOfByteColumn } from './source-position.ts';

/**
 * Calls `report` for each error of clang or gcc in one of the sources, which are given by their resolved
 * paths. False where there was none.
 */
export function reportCompilerErrors(
  text: string,
  paths: ReadonlyMap<string, string>,
  report: (at: Position, reason: string) => void,
): boolean {
  let reported = false;
  for (const line of text.split('\n')) {
    const [, file = '', row, column, reason = ''] =
      /^(.+?):(\d+):(\d+): (?:fatal )?error: (.*)$/.exec(line) ?? [];
    const path = paths.get(resolve(file));
    if (path === undefined) continue;
    const start = startOf(path);
    const offset = offsetOfByteColumn(start.file.text, Number(row), Number(column));
    report({ ...start, offset }, reason);
    reported = true;
  }
  return reported;
}

/** The runnable that a function is to be, if it is one. */
export function runnableOf(
  plan: RtePlan,
  symbol: string,
): { readonly component: string; readonly runnable: string } | undefined {
  for (const component of plan.components) {
    const runnable = component.runnables.find((one) => one.symbol === symbol);
    if (runnable !== undefined) return { component: component.name, runnable: runnable.path };
  }
  return undefined;
}

/** Where a function is first called or defined in the sources. */
export function firstMention(paths: readonly string[], name: string): Position | undefined {
  for (const path of paths) {
    const start = startOf(path);
    const offset = start.file.text.search(new RegExp(`\\b${name}\\s*\\(`));
    if (offset >= 0) return { ...start, offset };
  }
  return undefined;
}
