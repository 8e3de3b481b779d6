/**
 * Fixed-priority preemptive scheduling of the tasks of one ECU.
 *
 * A task body is a list of entries. An entry takes no time unless it has an execution time; then
 * its task holds the processor that long, perhaps in pieces, and the entry's code runs, and
 * publishes, when the time has been consumed. Code itself is never interrupted half way by time:
 *
 * - A task activated from an interrupt, an alarm or a timer starts in the processing phase of that
 *   instant, when all interrupts of the instant have run. If an entry's time is used up at that
 *   very instant, its code runs, and its task ends if it was the last, before it can be preempted.
 * - A task activated from the code of a preemptable task of lower priority preempts right there:
 *   its entries run inside the call of ActivateTask, last in, first out. If one of them takes time,
 *   the call returns and the code that called runs to its end (it takes no more time), then the
 *   preempting task holds the processor.
 * - A task that is not preemptable keeps the processor until it terminates or waits.
 * - An extended task waits before its first entry and again after its last one, for the events that
 *   start entries. It goes on with those that are set, which are then no longer set.
 */
import {
  E_OK,
  E_OS_ACCESS,
  E_OS_CALLEVEL,
  E_OS_LIMIT,
  E_OS_RESOURCE,
  E_OS_STATE,
  type Std_ReturnType,
} from '../../rte/typescript/std-types.ts';
import { type EventQueue, type EventTarget, Phase } from '../sim/event-queue.ts';
import { codeEnded, type Software } from '../sim/software.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { Trace } from '../sim/trace.ts';
import type { EcuClock } from './ecu-clock.ts';
import { ReadyQueue } from './ready-queue.ts';
import type { Resources } from './resources.ts';
import type { Task, TaskStep } from './task.ts';

/** Kinds of events of the scheduler. */
const Event = { dispatch: 0, timeConsumed: 1 } as const;

/** More activations of one task at one instant than this are a circle, not a load. */
const defaultMaxActivationsPerInstant = 10_000;

export interface SchedulerOptions {
  readonly ecu: string;
  readonly queue: EventQueue;
  readonly trace: Trace;
  readonly clock: EcuClock;
  readonly software: Software;
  readonly tasks: readonly Task[];
  readonly resources: Resources;
  readonly maxActivationsPerInstant?: number | undefined;
}

export class Scheduler implements EventTarget {
  readonly name: string;
  private readonly queue: EventQueue;
  private readonly trace: Trace;
  private readonly clock: EcuClock;
  private readonly software: Software;
  private readonly maxActivationsPerInstant: number;
  private readonly id: number;
  private readonly ready: ReadyQueue;
  private readonly tasks: readonly Task[];
  private readonly resources: Resources;

  /** The task that holds the processor. */
  private running: Task | undefined = undefined;
  /** Whether the running task is using up an execution time; its event is then on the way. */
  private consuming = false;
  private consumingSinceLocalNs = 0;
  /** Tells the event of the current consumption from stale ones. */
  private generation = 0;
  /** The task whose code is the innermost on the call stack. Not always the running one. */
  private inCodeOf: Task | undefined = undefined;
  private interruptNesting = 0;
  private dispatchRequested = false;

  private readonly taskActivate: number;
  private readonly taskStart: number;
  private readonly taskPreempt: number;
  private readonly taskResume: number;
  private readonly taskTerminate: number;
  private readonly taskWait: number;
  private readonly eventSet: number;
  private readonly activationLost: number;
  private readonly runnableStart: number;
  private readonly runnableEnd: number;

  constructor(options: SchedulerOptions) {
    const { trace } = options;
    this.name = options.ecu;
    this.queue = options.queue;
    this.trace = trace;
    this.clock = options.clock;
    this.software = options.software;
    this.maxActivationsPerInstant =
      options.maxActivationsPerInstant ?? defaultMaxActivationsPerInstant;
    this.ready = new ReadyQueue(options.tasks);
    this.tasks = options.tasks;
    this.resources = options.resources;
    this.id = this.queue.register(this, this.software);
    this.taskActivate = trace.kind('task-activate');
    this.taskStart = trace.kind('task-start');
    this.taskPreempt = trace.kind('task-preempt');
    this.taskResume = trace.kind('task-resume');
    this.taskTerminate = trace.kind('task-terminate');
    this.taskWait = trace.kind('task-wait');
    this.eventSet = trace.kind('event-set');
    this.activationLost = trace.kind('activation-lost');
    this.runnableStart = trace.kind('runnable-start');
    this.runnableEnd = trace.kind('runnable-end');
  }

  /** E_OK, or E_OS_LIMIT when OsTaskActivation activations are pending: this one is lost. */
  activate(task: Task): Std_ReturnType {
    const atNs = this.queue.nowNs;
    this.refuseCircle(task, atNs);
    if (task.pending === task.activationLimit) {
      task.lostActivations++;
      this.trace.record(atNs, this.activationLost, task.subject);
      return E_OS_LIMIT;
    }
    task.addActivation(atNs);
    this.ready.push(task);
    this.trace.record(atNs, this.taskActivate, task.subject);
    if (this.interruptNesting === 0) this.reschedule();
    return E_OK;
  }

  /** Ends the task whose code is running: does not return. E_OS_CALLEVEL where no task's code is. */
  terminate(): Std_ReturnType {
    const task = this.caller();
    if (task === undefined) return E_OS_CALLEVEL;
    if (task.lastResource >= 0) return E_OS_RESOURCE;
    task.isTerminating = true;
    throw codeEnded;
  }

  // ---- events of extended tasks ------------------------------------------------------------------

  /** E_OK, E_OS_ACCESS for a basic task, E_OS_STATE for one that is not active. */
  setEvent(task: Task, mask: number): Std_ReturnType {
    if (!task.isExtended) return E_OS_ACCESS;
    if (task.pending === 0) return E_OS_STATE;
    const atNs = this.queue.nowNs;
    this.refuseCircle(task, atNs);
    task.events |= mask;
    this.trace.recordNumber(atNs, this.eventSet, task.subject, mask >>> 0);
    if ((task.waitsFor & task.events) === 0) return E_OK;
    task.release(atNs);
    this.ready.push(task);
    if (this.interruptNesting === 0) this.reschedule();
    return E_OK;
  }

  clearEvent(mask: number): Std_ReturnType {
    const task = this.caller();
    if (task === undefined) return E_OS_CALLEVEL;
    if (!task.isExtended) return E_OS_ACCESS;
    task.events &= ~mask;
    return E_OK;
  }

  /** A function cannot be left and come back to: where the task has to wait, its code ends here. */
  waitEvent(mask: number): Std_ReturnType {
    const task = this.caller();
    if (task === undefined) return E_OS_CALLEVEL;
    if (!task.isExtended) return E_OS_ACCESS;
    if (task.lastResource >= 0) return E_OS_RESOURCE;
    if ((task.events & mask) !== 0) return E_OK;
    task.codeWaitsFor = mask;
    throw codeEnded;
  }

  // ---- resources ---------------------------------------------------------------------------------

  getResource(index: number): Std_ReturnType {
    const task = this.caller();
    return task === undefined ? E_OS_CALLEVEL : this.resources.take(index, task);
  }

  releaseResource(index: number): Std_ReturnType {
    const task = this.caller();
    if (task === undefined) return E_OS_CALLEVEL;
    const status = this.resources.give(index, task);
    if (status === E_OK) this.reschedule();
    return status;
  }

  /** The task that calls the OS; undefined in an interrupt, and where no task runs. */
  private caller(): Task | undefined {
    return this.interruptNesting > 0 ? undefined : this.inCodeOf;
  }

  /** Start of a category 2 interrupt: tasks activated until its end start only after it. */
  enterInterrupt(): void {
    this.interruptNesting++;
  }

  leaveInterrupt(): void {
    if (this.interruptNesting === 0) throw new Error(`${this.name}: end of no interrupt`);
    if (--this.interruptNesting === 0) this.reschedule();
  }

  /** Time the running task has used of the current consumption, not yet in its statistics. */
  unaccountedNs(task: Task): number {
    return this.consuming && this.running === task ? this.elapsedNs() : 0;
  }

  /** Ends what the running task uses up: its time is in its statistics then. */
  stop(): void {
    if (this.consuming) this.stopConsuming(this.running as Task);
  }

  /** Between two events: no code is on the call stack then, though a failure may have left it there. */
  transfer(tape: StateTape): void {
    for (const task of this.tasks) task.transfer(tape);
    this.resources.transfer(tape);
    this.ready.transfer(tape);
    this.running = this.tasks[tape.number(this.running?.index ?? -1)];
    this.consuming = tape.boolean(this.consuming);
    this.consumingSinceLocalNs = tape.number(this.consumingSinceLocalNs);
    this.generation = tape.number(this.generation);
    this.dispatchRequested = tape.boolean(this.dispatchRequested);
    if (tape.recording) return;
    this.inCodeOf = undefined;
    this.interruptNesting = 0;
  }

  handle(what: number, a: number): void {
    if (what === Event.timeConsumed && a !== this.generation) return;
    if (what === Event.dispatch) {
      this.dispatchRequested = false;
    } else {
      const task = this.running as Task;
      this.stopConsuming(task);
      this.runCode(task, task.steps[task.step] as TaskStep);
      this.endIfDone();
    }
    this.run(undefined);
  }

  /** Whether a ready task should have the processor now. */
  private isPreemptionDue(): boolean {
    const { running } = this;
    if (running === undefined) return this.ready.topLevel >= 0;
    return running.preemptable && this.ready.topLevel > running.currentLevel;
  }

  /** A scheduling point outside the processor's own loop. */
  private reschedule(): void {
    if (!this.isPreemptionDue()) return;
    if (this.inCodeOf !== undefined) {
      this.run(this.inCodeOf);
    } else if (!this.dispatchRequested) {
      this.dispatchRequested = true;
      this.queue.schedule(this.queue.nowNs, Phase.processing, this.id, Event.dispatch);
    }
  }

  /**
   * Runs tasks until none is ready or the running one takes time. Inside a call from task code,
   * `caller` is that code's task: when its turn comes again, the call simply returns. A caller is
   * always above the ready tasks further down the call stack, so no other one can come up here.
   */
  private run(caller: Task | undefined): void {
    for (;;) {
      if (this.isPreemptionDue()) {
        if (this.running !== undefined) this.preempt(this.running);
        const next = this.ready.pop() as Task;
        this.start(next);
        if (next === caller) return;
        // One that has only begun to wait leaves the processor to the next.
        if (this.running === undefined) continue;
      }
      const task = this.running;
      if (task === undefined || this.consuming) return;
      const step = task.steps[task.step];
      if (step !== undefined) this.runStep(task, step);
      this.endIfDone();
    }
  }

  private start(task: Task): void {
    this.running = task;
    if (task.begun) {
      this.trace.record(this.queue.nowNs, this.taskResume, task.subject);
      if (task.isReleased) this.goOnOrWait(task);
      return;
    }
    task.begun = true;
    this.trace.record(this.queue.nowNs, this.taskStart, task.subject);
    task.body.begin?.(0);
    if (task.isExtended) this.waitAtTop(task);
  }

  private waitAtTop(task: Task): void {
    if (task.lastResource >= 0) {
      // WaitEvent would return E_OS_RESOURCE, again and again.
      this.failed(task, `task ${task.name} would wait with a resource that it has not released`);
    }
    task.body.wait?.();
    this.goOnOrWait(task);
  }

  private goOnOrWait(task: Task): void {
    task.isReleased = false;
    if ((task.events & task.waitMask) === 0) {
      this.waitFor(task, task.waitMask);
      return;
    }
    task.runEvents = task.events;
    task.events = 0;
    task.step = 0;
    task.body.begin?.(task.runEvents >>> 0);
  }

  private waitFor(task: Task, mask: number): void {
    const atNs = this.queue.nowNs;
    task.waitsFor = mask;
    task.countResponse(atNs);
    this.running = undefined;
    this.trace.record(atNs, this.taskWait, task.subject);
  }

  private preempt(task: Task): void {
    if (this.consuming) this.stopConsuming(task);
    this.ready.pushFirst(task);
    this.trace.record(this.queue.nowNs, this.taskPreempt, task.subject);
  }

  /**
   * A task without entries left terminates, or waits if it is an extended one. Comes before any further
   * preemption: a task with nothing left to do is not in anyone's way.
   */
  private endIfDone(): void {
    const task = this.running;
    if (task === undefined || task.step < task.steps.length) return;
    if (task.codeWaitsFor !== 0) {
      const mask = task.codeWaitsFor;
      task.codeWaitsFor = 0;
      this.waitFor(task, mask);
      return;
    }
    if (task.isExtended && !task.isTerminating) {
      this.waitAtTop(task);
      return;
    }
    const atNs = this.queue.nowNs;
    this.resources.giveAll(task);
    task.endActivation(atNs);
    this.running = undefined;
    this.trace.record(atNs, this.taskTerminate, task.subject);
  }

  private runStep(task: Task, step: TaskStep): void {
    if (task.remainingNs > 0) {
      this.consume(task);
      return;
    }
    const isMeant = step.events === undefined || (step.events & task.runEvents) !== 0;
    if (!isMeant || (step.due !== undefined && !step.due())) {
      task.step++;
      return;
    }
    this.trace.record(this.queue.nowNs, this.runnableStart, step.subject);
    if (step.executionTimeNs > 0) {
      task.remainingNs = step.executionTimeNs;
      this.consume(task);
    } else {
      this.runCode(task, step);
    }
  }

  private runCode(task: Task, step: TaskStep): void {
    const outer = this.inCodeOf;
    this.inCodeOf = task;
    try {
      this.software.call(step);
    } catch (error) {
      if (error !== codeEnded) throw error;
      task.step = task.steps.length - 1;
    }
    this.inCodeOf = outer;
    // A preempting task that takes time may be the running one by now, but not this very step.
    task.step++;
    this.trace.record(this.queue.nowNs, this.runnableEnd, step.subject);
  }

  private consume(task: Task): void {
    const localNs = this.clock.localNs(this.queue.nowNs);
    const endNs = this.clock.globalNs(localNs + task.remainingNs);
    this.consuming = true;
    this.consumingSinceLocalNs = localNs;
    this.queue.schedule(endNs, Phase.processing, this.id, Event.timeConsumed, this.generation);
  }

  private stopConsuming(task: Task): void {
    // A clock that runs fast may show a nanosecond more than was asked for.
    const elapsedNs = Math.min(this.elapsedNs(), task.remainingNs);
    task.remainingNs -= elapsedNs;
    task.busyNs += elapsedNs;
    this.consuming = false;
    this.generation++;
  }

  private elapsedNs(): number {
    return this.clock.localNs(this.queue.nowNs) - this.consumingSinceLocalNs;
  }

  private refuseCircle(task: Task, atNs: number): void {
    if (task.lastActivationNs !== atNs) {
      task.lastActivationNs = atNs;
      task.activationsOfInstant = 0;
    }
    if (++task.activationsOfInstant > this.maxActivationsPerInstant) {
      this.failed(
        task,
        `task ${task.name} activated more than ${this.maxActivationsPerInstant} times at ${atNs} ns without time passing`,
      );
    }
  }

  private failed(task: Task, message: string): never {
    const failure = new Error(message);
    this.software.fail(this.software.running ?? { name: task.name, task: task.name }, failure);
    throw failure;
  }
}
