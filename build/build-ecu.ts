/** One ECU for one board: checks, generated code, image, and whether that fits. */
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import {
  emitBsw,
  emitC,
  type GeneratedFile,
  type Model,
  unsupportedByBsw,
} from '../generator/pipeline.ts';
import type { RtePlan } from '../generator/plan/rte-plan.ts';
import type { SourceFile } from '../generator/syntax/element.ts';
import { type ComponentFiles, componentFile } from '../vehicle/component-files.ts';
import type { Board } from './boards.ts';
import { reportErrors, reportMissing } from './compiler-errors.ts';
import { readPins } from './pins-file.ts';
import { type ImageTarget, type LinkedImage, type LinkResult, link } from './tool-chain.ts';

export interface EcuSoftware {
  readonly plan: RtePlan;
  /** Where elements of the plan stand in the ARXML. */
  readonly model: Model;
  readonly components: ComponentFiles;
  readonly pins: SourceFile | undefined;
}

export interface EcuImage extends LinkedImage {
  /** What was generated and compiled. */
  readonly files: readonly GeneratedFile[];
  readonly flashBytes: number;
  /** Static: without the stack. */
  readonly ramBytes: number;
}

/** Frames that a polled controller keeps until Can_MainFunction_Read. */
const receiveFifoDepth = 8;

/** As `link`: a test may have one that remembers. */
export type Linker = (
  target: ImageTarget,
  files: readonly GeneratedFile[],
  components: readonly string[],
) => LinkResult;

/** Undefined when errors were reported. */
export function buildEcu(
  software: EcuSoftware,
  target: ImageTarget,
  diagnostics: Diagnostics,
  linker: Linker = link,
): EcuImage | undefined {
  const before = diagnostics.errorCount;
  const { plan, model, components } = software;
  const { board, can } = target;
  const { compiler } = board;
  const { hasFloat64 } = compiler;
  for (const { path, what } of unsupportedByBsw(plan, { hasFloat64, can })) {
    diagnostics.report('build-unsupported', model.at(path), {
      where: path,
      what,
      board: board.name,
    });
  }
  const pins = readPins(software.pins, plan, target, diagnostics);
  const sources = new Map<string, string>();
  for (const { name } of plan.components) {
    const path = componentFile(name, plan.ecu, components, 'c', diagnostics);
    if (path !== undefined) sources.set(name, path);
  }
  if (pins === undefined || diagnostics.errorCount > before) return undefined;
  const rte = emitC(
    plan,
    { api: 'macros', atomicWidthBits: compiler.atomicWidthBits },
    diagnostics,
  );
  if (diagnostics.errorCount > before) return undefined;
  const options = {
    board: board.name,
    hasFloat64,
    adcBits: board.pins.adcBits,
    receiveFifoDepth,
    can,
    pins,
  };
  const files = [...rte, ...emitBsw(plan, options)];
  const result = linker(target, files, [...sources.values()]);
  switch (result.kind) {
    case 'no-compiler':
      reportMissing(result.compiler, board, diagnostics);
      return undefined;
    case 'errors':
      reportErrors(result.text, { plan, board, sources }, diagnostics);
      return undefined;
    case 'image':
      return fitted(result.image, files, plan.ecu, board, diagnostics);
  }
}

/** Initial values take both memories. */
function fitted(
  image: LinkedImage,
  files: readonly GeneratedFile[],
  ecu: string,
  board: Board,
  diagnostics: Diagnostics,
): EcuImage | undefined {
  const { text, data, bss } = image.sizes;
  const flashBytes = text + data;
  const ramBytes = data + bss;
  const stack = board.compiler.stackBytes;
  const isTooLarge = flashBytes > board.flashBytes;
  const isTooFull = ramBytes + stack > board.ramBytes;
  if (isTooLarge) {
    const available = board.flashBytes;
    diagnostics.report('build-flash-exceeded', undefined, {
      ecu,
      used: flashBytes,
      board: board.name,
      available,
    });
  }
  if (isTooFull) {
    const available = board.ramBytes;
    diagnostics.report('build-ram-exceeded', undefined, {
      ecu,
      used: ramBytes,
      stack,
      board: board.name,
      available,
    });
  }
  return isTooLarge || isTooFull ? undefined : { ...image, files, flashBytes, ramBytes };
}
