/**
 * Every message of the project, by code. `once`: the first place of several is enough. `unsupported` is an error that
 * `--allow-unsupported` turns into a warning; `assumption` a warning that `--strict` turns into an
 * error. A message names things by their AUTOSAR path; `help` says what the user can do.
 */
import { buildCodes } from './codes/build.ts';
import { communicationStackCodes } from './codes/communication-stack.ts';
import { featureCodes } from './codes/features.ts';
import { generatedFileCodes } from './codes/generated-files.ts';
import { lineCodes } from './codes/lines.ts';
import { modelCodes } from './codes/model.ts';
import { syntaxCodes } from './codes/syntax.ts';
import { systemCodes } from './codes/system.ts';
import { vehicleCodes } from './codes/vehicle.ts';

/** In the order of docs/diagnostic-codes.md. */
export const codeSections = [
  { title: 'Syntax: files that are no ARXML', codes: syntaxCodes },
  { title: 'Vehicle: *.vehicle.json, component sources, what joins ECUs', codes: vehicleCodes },
  { title: 'Serial lines: boards, adapters, recordings', codes: lineCodes },
  { title: 'Files written by `vfb generate`', codes: generatedFileCodes },
  { title: 'Images for boards: `vfb build`', codes: buildCodes },
  { title: 'Model: elements and references', codes: modelCodes },
  { title: 'System: compositions, ECUs, data types, values', codes: systemCodes },
  { title: 'Features: what a plan cannot be made of', codes: featureCodes },
  { title: 'Communication stack', codes: communicationStackCodes },
] as const;

export const codes = {
  ...syntaxCodes,
  ...vehicleCodes,
  ...lineCodes,
  ...generatedFileCodes,
  ...buildCodes,
  ...modelCodes,
  ...systemCodes,
  ...featureCodes,
  ...communicationStackCodes,
} as const;

export type CodeTable = typeof codes;
export type Code = keyof CodeTable;
