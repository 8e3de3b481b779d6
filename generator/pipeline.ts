/**
 * The stages in order, each with what it needs and what it leaves:
 *
 *   text → syntax tree        syntax/    every element knows its file and offset
 *   → model                   model/     elements by path; packages merged, conflicts reported
 *   → system of one ECU       system/    instances, connections, mappings, ECU configuration
 *   → RTE plan                features/  checked and lowered; plain JSON, no AUTOSAR element left
 *   → text                    emit/      sees the plan and nothing else
 */
import type { Diagnostics } from './diagnostics/diagnostics.ts';
import { emitBsw as emitBswFiles } from './emit/c/bsw/emit.ts';
import type { BswOptions } from './emit/c/bsw/options.ts';
import {
  type Unsupported,
  unsupportedByBsw as unsupportedByBswModules,
} from './emit/c/bsw/unsupported.ts';
import type { CContext } from './emit/c/context.ts';
import {
  cContext,
  contractContext,
  emitCContract as emitCContractFiles,
  emitC as emitCFiles,
} from './emit/c/emit.ts';
import { nameCollisions } from './emit/c/name-collisions.ts';
import type { COptions } from './emit/c/options.ts';
import { emitCReport as emitCReportText } from './emit/c/report.ts';
import { reservedCNames } from './emit/c/reserved-names.ts';
import { emitCSimulation as emitCSimulationFiles } from './emit/c/simulation.ts';
import { emitCSkeletons as emitCSkeletonFiles } from './emit/c/skeletons.ts';
import { emitEcuc as emitEcucValues } from './emit/ecuc/emit.ts';
import type { GeneratedFile } from './emit/generated-file.ts';
import { emitEcu } from './emit/typescript/emit.ts';
import { emitSkeletons as emitTypeScriptSkeletons } from './emit/typescript/skeletons.ts';
import { planContractFeatures, planFeatures } from './features/index.ts';
import { Model } from './model/model.ts';
import type { RtePlan } from './plan/rte-plan.ts';
import type { SourceFile } from './syntax/element.ts';
import { parseArxml } from './syntax/parse.ts';
import { componentTypeOf, contractSystem } from './system/contract-system.ts';
import { ecuSystem, ecuNames as namesOfEcus } from './system/ecu-system.ts';
import { type FrameLayout, frameLayouts } from './system/frame-layouts.ts';

export type { BswOptions, CanController, PinUse } from './emit/c/bsw/options.ts';
export type { Unsupported } from './emit/c/bsw/unsupported.ts';
export type { COptions } from './emit/c/options.ts';
export type { GeneratedFile } from './emit/generated-file.ts';
export type { Model } from './model/model.ts';
export type { FrameLayout, SignalLayout } from './system/frame-layouts.ts';

/** Parses the files and merges them into one model; reports everything that is wrong with them. */
export function readModel(files: readonly SourceFile[], diagnostics: Diagnostics): Model {
  const model = new Model();
  for (const file of files) {
    const root = parseArxml(file, diagnostics);
    if (root !== undefined) model.add(root, diagnostics);
  }
  for (const { tags, count, first } of model.unread) {
    diagnostics.report('elements-unread', first, { tags, count });
  }
  return model;
}

/** Names of the ECUs a model describes, sorted: its ECU instances, or else its systems. */
export function ecuNames(model: Model): readonly string[] {
  return namesOfEcus(model);
}

/** What is in the frames of the system's CAN buses. */
export function canFrames(model: Model, diagnostics: Diagnostics): readonly FrameLayout[] {
  return frameLayouts(model, diagnostics);
}

/**
 * The RTE plan of an ECU, one of `ecuNames`; undefined if errors were reported on the way.
 * `vfbTrace`: names or patterns of hooks to call beside those that the ECU configuration names.
 */
export function planEcu(
  model: Model,
  ecu: string,
  diagnostics: Diagnostics,
  vfbTrace: readonly string[] = [],
): RtePlan | undefined {
  const before = diagnostics.errorCount;
  const system = ecuSystem(model, ecu, diagnostics);
  const plan = planFeatures(system, vfbTrace, diagnostics);
  return diagnostics.errorCount > before ? undefined : plan;
}

/**
 * The contract phase: the plan of one component type, named by its short name or AUTOSAR path, as its
 * description alone makes it; undefined if errors were reported on the way.
 */
export function planContract(
  model: Model,
  component: string,
  diagnostics: Diagnostics,
): RtePlan | undefined {
  const before = diagnostics.errorCount;
  const type = componentTypeOf(model, component, diagnostics);
  const plan = type && planContractFeatures(contractSystem(model, type), diagnostics);
  return diagnostics.errorCount > before ? undefined : plan;
}

/** Everything that can be said about the files: all stages for all their ECUs. */
export function check(files: readonly SourceFile[], diagnostics: Diagnostics): void {
  const model = readModel(files, diagnostics);
  const ecus = ecuNames(model);
  if (ecus.length === 0 && !diagnostics.hasErrors) {
    diagnostics.report('ecu-none', undefined, undefined);
  }
  for (const ecu of ecus) planEcu(model, ecu, diagnostics);
}

/** The files of an ECU in TypeScript. */
export function emitTypeScript(plan: RtePlan): readonly GeneratedFile[] {
  return emitEcu(plan);
}

/** A component source to begin with, `<ComponentType>.ts`, for every component type of the ECU. */
export function emitSkeletons(plan: RtePlan): readonly GeneratedFile[] {
  return emitTypeScriptSkeletons(plan);
}

/**
 * The files of an ECU in C, under the names of the RTE specification; none if a name of the input
 * cannot be a name in C, or would be the name of two things, which is reported.
 */
export function emitC(
  plan: RtePlan,
  options: COptions,
  diagnostics: Diagnostics,
): readonly GeneratedFile[] {
  const context = cContext(plan, options);
  return hasNamesOfC(context, diagnostics) ? emitCFiles(context) : [];
}

/** The headers that the source of a component includes, from its `planContract`. As for `emitC`, none after errors. */
export function emitCContract(plan: RtePlan, diagnostics: Diagnostics): readonly GeneratedFile[] {
  const context = contractContext(plan);
  return hasNamesOfC(context, diagnostics) ? emitCContractFiles(context) : [];
}

function hasNamesOfC(context: CContext, diagnostics: Diagnostics): boolean {
  const reserved = reservedCNames(context.plan);
  const twice = nameCollisions(context);
  for (const name of reserved) diagnostics.report('name-reserved-in-c', undefined, name);
  for (const collision of twice) diagnostics.report('name-twice-in-c', undefined, collision);
  return reserved.length + twice.length === 0;
}

/** A C source to begin with, `<ComponentType>.c`, for every component type of the ECU. */
export function emitCSkeletons(plan: RtePlan): readonly GeneratedFile[] {
  return emitCSkeletonFiles(plan);
}

/** What C code needs beside `emitC` to run on the simulated basic software: its headers, tasks in steps. */
export function emitCSimulation(plan: RtePlan): readonly GeneratedFile[] {
  return emitCSimulationFiles(plan);
}

/** What the small C BSW of boards/bsw does not have and the plan asks for; `emitBsw` wants none of it. */
export function unsupportedByBsw(
  plan: RtePlan,
  options: Pick<BswOptions, 'hasFloat64' | 'can'>,
): readonly Unsupported[] {
  return unsupportedByBswModules(plan, options);
}

/** The configuration of the small C BSW: what C code needs beside `emitC` to run on a board. */
export function emitBsw(plan: RtePlan, options: BswOptions): readonly GeneratedFile[] {
  return emitBswFiles(plan, options);
}

/** Which accesses to shared data are locked on such a target, and why: one line each. */
export function emitCReport(plan: RtePlan, options: COptions): string {
  return emitCReportText(plan, options);
}

/** What was assumed of the ECUs, or is needed from their OS and COM, as one ECUC ARXML file. */
export function emitEcuc(plans: readonly RtePlan[]): string {
  return emitEcucValues(plans);
}
