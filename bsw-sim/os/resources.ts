/**
 * Resources with immediate priority ceiling: whoever takes one has the ceiling priority at once, so that
 * nobody else who takes it can come in between. They are given back last in, first out.
 */
import type { OsResource } from '../../rte/typescript/configuration.ts';
import {
  E_OK,
  E_OS_ACCESS,
  E_OS_ID,
  E_OS_NOFUNC,
  type Std_ReturnType,
} from '../../rte/typescript/std-types.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { Task } from './task.ts';

interface Resource {
  readonly name: string;
  /** Among the levels of the tasks; -1 where no task may take it. */
  readonly ceilingLevel: number;
  isTaken: boolean;
  /** Of the task that holds it, to have them again. */
  levelBefore: number;
  takenBefore: number;
}

export class Resources {
  readonly #resources: readonly Resource[];

  /** `priorities` of the tasks, the lowest first: the index is the level. */
  constructor(resources: readonly OsResource[], priorities: readonly number[]) {
    this.#resources = resources.map(({ name, ceilingPriority }) => {
      const ceilingLevel = ceilingPriority === undefined ? -1 : priorities.indexOf(ceilingPriority);
      return { name, ceilingLevel, isTaken: false, levelBefore: 0, takenBefore: -1 };
    });
  }

  take(index: number, task: Task): Std_ReturnType {
    const resource = this.#resources[index];
    if (resource === undefined) return E_OS_ID;
    if (resource.isTaken || task.level > resource.ceilingLevel) return E_OS_ACCESS;
    resource.isTaken = true;
    resource.levelBefore = task.currentLevel;
    resource.takenBefore = task.lastResource;
    task.lastResource = index;
    task.currentLevel = Math.max(task.currentLevel, resource.ceilingLevel);
    return E_OK;
  }

  give(index: number, task: Task): Std_ReturnType {
    const resource = this.#resources[index];
    if (resource === undefined) return E_OS_ID;
    if (task.level > resource.ceilingLevel) return E_OS_ACCESS;
    if (task.lastResource !== index) return E_OS_NOFUNC;
    resource.isTaken = false;
    task.currentLevel = resource.levelBefore;
    task.lastResource = resource.takenBefore;
    return E_OK;
  }

  /** What a task that ends still holds [SWS_Os_00070]. */
  giveAll(task: Task): void {
    while (task.lastResource >= 0) this.give(task.lastResource, task);
  }

  transfer(tape: StateTape): void {
    for (const resource of this.#resources) {
      resource.isTaken = tape.boolean(resource.isTaken);
      resource.levelBefore = tape.number(resource.levelBefore);
      resource.takenBefore = tape.number(resource.takenBefore);
    }
  }
}
