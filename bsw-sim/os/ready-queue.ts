/**
 * Tasks that wait for the processor: first in first out within one priority, except that a
 * preempted task is the first of its priority, as OSEK OS has it.
 */
import type { StateTape } from '../sim/state-tape.ts';
import type { Task } from './task.ts';

/**
 * A ring with room for every activation that its priority can have pending, and for every task that has
 * been preempted while a resource had raised it there.
 */
interface Level {
  readonly tasks: (Task | undefined)[];
  first: number;
  count: number;
}

export class ReadyQueue {
  private readonly levels: readonly Level[];
  /** By index. */
  private readonly tasks: readonly Task[];
  /** The highest level that has a task, -1 when none has. */
  topLevel = -1;

  constructor(tasks: readonly Task[]) {
    const room: number[] = [];
    for (const task of tasks) room[task.level] = (room[task.level] ?? 0) + task.activationLimit;
    this.tasks = tasks;
    this.levels = room.map((count) => ({
      tasks: new Array<Task | undefined>(count + tasks.length).fill(undefined),
      first: 0,
      count: 0,
    }));
  }

  /** A new activation: last of its priority. */
  push(task: Task): void {
    const level = this.levels[task.level] as Level;
    const end = level.first + level.count++;
    level.tasks[end < level.tasks.length ? end : end - level.tasks.length] = task;
    if (task.level > this.topLevel) this.topLevel = task.level;
  }

  /** A preempted task: first of its priority. */
  pushFirst(task: Task): void {
    const level = this.levels[task.currentLevel] as Level;
    level.first = (level.first === 0 ? level.tasks.length : level.first) - 1;
    level.tasks[level.first] = task;
    level.count++;
    if (task.currentLevel > this.topLevel) this.topLevel = task.currentLevel;
  }

  /** Takes the first task of the highest priority. */
  pop(): Task | undefined {
    if (this.topLevel < 0) return undefined;
    const level = this.levels[this.topLevel] as Level;
    const task = level.tasks[level.first];
    level.first = level.first + 1 < level.tasks.length ? level.first + 1 : 0;
    level.count--;
    while (this.topLevel >= 0 && (this.levels[this.topLevel] as Level).count === 0) {
      this.topLevel--;
    }
    return task;
  }

  transfer(tape: StateTape): void {
    this.topLevel = tape.number(this.topLevel);
    for (const level of this.levels) {
      level.first = tape.number(level.first);
      level.count = tape.number(level.count);
      for (let i = 0; i < level.count; i++) {
        const place = (level.first + i) % level.tasks.length;
        level.tasks[place] = this.tasks[tape.number(level.tasks[place]?.index ?? -1)];
      }
    }
  }
}
