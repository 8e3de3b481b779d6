/** The software of every ECU of a vehicle: sources found, compiled and checked against the plans. */
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import { emitTypeScript } from '../generator/pipeline.ts';
import { type ComponentFiles, componentFile, findComponentFiles } from './component-files.ts';
import { type EcuProgram, loadEcu } from './load.ts';
import { loadEcuInC } from './load-c.ts';
import { isBoard, type Member } from './members.ts';
import type { Placed } from './source-position.ts';
import type { Target } from './vehicle-file.ts';

export interface ProgramOptions {
  /** Instead of what the vehicle says of each ECU. */
  readonly target?: Target | undefined;
  /** C with checks of undefined behaviour that stop the ECU. */
  readonly check?: boolean | undefined;
}

/** By name of the ECU; ECUs with errors, which are reported, are left out. */
export async function loadPrograms(
  members: readonly Member[],
  folders: readonly Placed<string>[],
  options: ProgramOptions,
  diagnostics: Diagnostics,
): Promise<Map<string, EcuProgram>> {
  const shared = findComponentFiles(folders, diagnostics);
  const simulated = members.filter((member) => !isBoard(member));
  const loading = simulated.map(async (member) => {
    const own = member.setup.components;
    const files = own === undefined ? shared : findComponentFiles(own, diagnostics);
    checkExecutionTimes(member, diagnostics);
    return [member.name, await loadMember(member, files, options, diagnostics)] as const;
  });
  const programs = new Map<string, EcuProgram>();
  for (const [name, program] of await Promise.all(loading)) {
    if (program !== undefined) programs.set(name, program);
  }
  return programs;
}

async function loadMember(
  member: Member,
  files: ComponentFiles,
  options: ProgramOptions,
  diagnostics: Diagnostics,
): Promise<EcuProgram | undefined> {
  const { name } = member;
  // Trace clients are no part of the simulation, which has a trace of its own.
  const plan = { ...member.plan, vfbTrace: [] };
  if (member.plan.vfbTrace.length > 0) {
    const where = 'the simulation';
    diagnostics.report('vfb-trace-silent', undefined, { ecu: name, where });
  }
  const target = options.target ?? member.setup.target;
  const components = new Map<string, string>();
  // A parameter component is data: nothing of it runs.
  for (const { name: type, runnables } of plan.components) {
    if (runnables.length === 0) continue;
    const path = componentFile(type, name, files, target, diagnostics);
    if (path !== undefined) components.set(type, path);
  }
  const complete = plan.components.every(
    ({ name: type, runnables }) => runnables.length === 0 || components.has(type),
  );
  if (!complete) return undefined;
  const sources = { ecu: name, plan, files: emitTypeScript(plan), components };
  return target === 'c' && !member.restBus
    ? loadEcuInC(sources, { check: options.check ?? false }, diagnostics)
    : loadEcu(sources, diagnostics);
}

function checkExecutionTimes({ name, plan, setup }: Member, diagnostics: Diagnostics): void {
  const entries = plan.tasks.flatMap((task) =>
    task.entries.map(({ executes }) =>
      executes.kind === 'runnable'
        ? `${executes.instance}/${executes.runnable}`
        : `${executes.module}/${executes.entity}`,
    ),
  );
  for (const { entry, at } of setup.executionTimes) {
    if (entries.includes(entry)) continue;
    const known = [...new Set(entries)].join(', ') || 'nothing';
    diagnostics.report('vehicle-runnable-unknown', at, { ecu: name, runnable: entry, known });
  }
}
