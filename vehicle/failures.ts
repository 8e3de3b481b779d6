/** Why an ECU's software failed: which code of it, in which line, in the words of its language. */
import type { Software, SoftwareFailure } from '../bsw-sim/sim/software.ts';
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import type { RtePlan } from '../generator/plan/rte-plan.ts';
import type { Position } from '../generator/syntax/element.ts';
import { lineAndColumn } from '../generator/syntax/position.ts';
import { startOf } from './component-files.ts';
import type { EcuProgram } from './load.ts';
import type { Member } from './members.ts';
import { formatTime } from './time.ts';

export interface FailureView {
  readonly atNs: number;
  /** `<component instance>/<runnable>`, or the function of the RTE that was called. */
  readonly in: string;
  /** The task it ran in; undefined for what is called outside of tasks. */
  readonly task: string | undefined;
  /** Such as "integer division by zero". */
  readonly reason: string;
  /** The line, else the beginning of the runnable, where one of them is known. From 1. */
  readonly source:
    | { readonly file: string; readonly line: number; readonly column: number }
    | undefined;
}

export interface Failure {
  readonly view: FailureView;
  readonly at: Position | undefined;
}

interface FailureParts {
  readonly members: readonly Member[];
  readonly programs: ReadonlyMap<string, EcuProgram>;
}

/** The failures of the ECUs of one vehicle, each explained and reported once. */
export class Failures {
  readonly #parts: FailureParts;
  readonly #softwareOf: (ecu: string) => Software;
  readonly #explained = new Map<string, Failure>();
  readonly #reported = new Set<string>();

  constructor(parts: FailureParts, softwareOf: (ecu: string) => Software) {
    this.#parts = parts;
    this.#softwareOf = softwareOf;
  }

  /** Undefined while the ECU runs. */
  of({ name, plan }: Member): Failure | undefined {
    const known = this.#explained.get(name);
    if (known !== undefined) return known;
    const { failure } = this.#softwareOf(name);
    const program = this.#parts.programs.get(name);
    if (failure === undefined || program === undefined) return undefined;
    const explained = explain(failure, plan, program);
    this.#explained.set(name, explained);
    return explained;
  }

  /** After the ECUs have got another state: what has failed in that is known. */
  restored(): void {
    this.#explained.clear();
    this.#reported.clear();
    for (const { name } of this.#parts.members) {
      if (this.#softwareOf(name).failure !== undefined) this.#reported.add(name);
    }
  }

  /** Reports the failures that have not been. */
  report(diagnostics: Diagnostics): void {
    for (const member of this.#parts.members) {
      const failure = this.of(member);
      if (failure === undefined || this.#reported.has(member.name)) continue;
      const { view, at } = failure;
      this.#reported.add(member.name);
      diagnostics.report('ecu-failed', at, {
        ecu: member.name,
        at: formatTime(view.atNs),
        in: codeText(view.in, view.task),
        reason: view.reason,
      });
    }
  }

  /** The engine has ended what was running: whose software it was still says so. */
  reportEndless(limitNs: number, atNs: number, diagnostics: Diagnostics): void {
    const [after, at] = [formatTime(limitNs), formatTime(atNs)];
    for (const member of this.#parts.members) {
      const software = this.#softwareOf(member.name);
      const { running, failure: earlier } = software;
      if (running === undefined) continue;
      software.fail(running, `no end after ${after} of real time`);
      if (earlier === undefined) this.#reported.add(member.name);
      const data = { ecu: member.name, at, in: codeText(running.name, running.task), after };
      diagnostics.report('ecu-endless', this.of(member)?.at, data);
      return;
    }
    const error = `no end after ${after} of real time, and no software was running`;
    diagnostics.report('simulation-failed', undefined, { error, at: `at ${at}` });
  }
}

function explain(
  { atNs, code, cause }: SoftwareFailure,
  plan: RtePlan,
  program: EcuProgram,
): Failure {
  const { reason, at = definition(code.name, plan, program.components) } = program.explain(cause);
  return { view: { atNs, in: code.name, task: code.task, reason, source: sourceView(at) }, at };
}

function sourceView(at: Position | undefined): FailureView['source'] {
  if (at === undefined) return undefined;
  const { line, column } = lineAndColumn(at);
  return { file: at.file.path, line, column };
}

/** `Pedal/Run of task Task_10ms` */
export function codeText(name: string, task: string | undefined): string {
  return task === undefined ? name : `${name} of task ${task}`;
}

/** Where the source defines the function of a runnable. */
function definition(
  name: string,
  plan: RtePlan,
  components: ReadonlyMap<string, string>,
): Position | undefined {
  for (const { executes } of plan.tasks.flatMap(({ entries }) => entries)) {
    if (executes.kind !== 'runnable') continue;
    if (`${executes.instance}/${executes.runnable}` !== name) continue;
    const path = components.get(executes.component);
    return path === undefined ? undefined : definitionIn(path, executes.symbol);
  }
  return undefined;
}

function definitionIn(path: string, symbol: string): Position | undefined {
  const start = startOf(path);
  const pattern = path.endsWith('.c')
    ? `^\\w[\\w \\t*]*\\b${symbol}\\s*\\(`
    : `^.*\\b(function|const|let)\\s+${symbol}\\b`;
  const found = new RegExp(pattern, 'm').exec(start.file.text);
  return found === null ? start : { ...start, offset: found.index };
}
