/**
 * The example vehicle with events of all kinds in one task of Body: what its turn indicator does at
 * start-up, on data and in time, and what the door monitor does. A folder with the ARXML files.
 */
import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import { planEcu, readModel } from '../../generator/pipeline.ts';
import type { RtePlan } from '../../generator/plan/rte-plan.ts';
import { readArxmlFiles } from '../../vehicle/arxml-files.ts';
import { projectRoot } from './examples.ts';
import { mixedTasks } from './mixed-tasks.ts';

const example = join(projectRoot, 'arxml', 'pedal-to-dashboard');
const mixed = ['Task_Init', 'Task_DataReceived', 'Task_50ms', 'Task_250ms'];

export function writeMixedBody(folder: string, priority: number): void {
  for (const name of readdirSync(example).filter((file) => file.endsWith('.arxml'))) {
    cpSync(join(example, name), join(folder, name));
  }
  const configuration = mixedTasks(planOf(example), mixed, priority);
  writeFileSync(join(folder, 'ecuc-body-tasks.arxml'), configuration);
}

export function planOf(folder: string): RtePlan {
  const diagnostics = new Diagnostics();
  const files = readArxmlFiles([{ value: folder, at: undefined }], diagnostics);
  const plan = planEcu(readModel(files, diagnostics), 'Body', diagnostics);
  if (plan === undefined) throw new Error(diagnostics.list.map((d) => d.message).join('\n'));
  return plan;
}
