/** What the OS knows of one task: its configuration, where it stands and its statistics. */
import type { OsTask } from '../../rte/typescript/configuration.ts';
import type { TaskBody, TaskEntry } from '../../rte/typescript/rte.ts';
import type { SoftwareCode } from '../sim/software.ts';
import type { StateTape } from '../sim/state-tape.ts';

/** One entry of the task body with what the scheduler needs of it. */
export interface TaskStep extends SoftwareCode {
  readonly due: TaskEntry['due'];
  /** In an extended task: the events of which one starts the entry. */
  readonly events: number | undefined;
  /** How long the entry holds the processor, in ns of the ECU's clock; 0 for no time. */
  readonly executionTimeNs: number;
  /** Trace subject of the entry. */
  readonly subject: number;
}

export interface TaskStatistics {
  readonly name: string;
  readonly priority: number;
  /**
   * Activations accepted, and refused since too many were pending. An extended task counts as activated
   * whenever it becomes ready, and as terminated when it waits.
   */
  readonly activations: number;
  readonly lostActivations: number;
  readonly terminations: number;
  /** From activation to termination, in ns of simulation time, over all terminations. */
  readonly responseTimeMaxNs: number;
  readonly responseTimeSumNs: number;
  /** Time in which this task held the processor, in ns of the ECU's clock. */
  readonly busyNs: number;
}

export class Task {
  readonly index: number;
  readonly name: string;
  readonly priority: number;
  /** Rank of the priority among the ECU's priorities, 0 the lowest. */
  readonly level: number;
  readonly preemptable: boolean;
  readonly autostart: boolean;
  readonly activationLimit: number;
  /** Bits of the events that it can be sent; 0 for a basic task. */
  readonly eventMask: number;
  /** What it waits for before its entries. */
  readonly waitMask: number;
  readonly body: TaskBody;
  readonly steps: readonly TaskStep[];
  readonly subject: number;

  /** Activations not yet terminated: the running or preempted one and those queued behind it. */
  pending = 0;
  /** Whether the oldest pending activation has begun: it is running or preempted. */
  begun = false;
  /** Step that runs or comes next. */
  step = 0;
  /** Time the current step still needs the processor; 0 while none has asked for time. */
  remainingNs = 0;
  /** Its level, or the ceiling of what it holds. */
  currentLevel: number;
  /** Index of the resource that it has taken last, -1 for none. */
  lastResource = -1;

  // Of an extended task.
  /** Events that are set. */
  events = 0;
  /** What it waits for; 0 unless it is waiting. */
  waitsFor = 0;
  /** Whether it has been released, and has not gone on yet. */
  isReleased = false;
  /** The events with which it went on, which say which entries run. */
  runEvents = 0;
  /** How its code has ended itself: by TerminateTask, or by WaitEvent for these events. */
  isTerminating = false;
  codeWaitsFor = 0;

  activations = 0;
  lostActivations = 0;
  terminations = 0;
  responseTimeMaxNs = 0;
  responseTimeSumNs = 0;
  busyNs = 0;
  /** Calls of ActivateTask at the instant of the latest one. */
  activationsOfInstant = 0;
  lastActivationNs = -1;
  /** Instants of the pending activations: a ring, oldest first. */
  private readonly activatedNs: Float64Array;
  private oldest = 0;

  constructor(options: {
    readonly index: number;
    readonly configuration: OsTask;
    readonly level: number;
    readonly body: TaskBody;
    readonly steps: readonly TaskStep[];
    readonly subject: number;
  }) {
    const { configuration } = options;
    this.index = options.index;
    this.name = configuration.name;
    this.priority = configuration.priority;
    this.level = options.level;
    this.preemptable = configuration.schedule === 'FULL';
    this.autostart = configuration.autostart;
    this.activationLimit = configuration.activation;
    this.eventMask = configuration.events ?? 0;
    this.waitMask = options.steps.reduce((mask, { events = 0 }) => mask | events, 0);
    this.currentLevel = options.level;
    this.body = options.body;
    this.steps = options.steps;
    this.subject = options.subject;
    if (!Number.isInteger(this.activationLimit) || this.activationLimit < 1) {
      throw new RangeError(`task ${this.name}: OsTaskActivation ${this.activationLimit}`);
    }
    if ((this.waitMask & ~this.eventMask) !== 0) {
      throw new RangeError(`task ${this.name} waits for events that it does not have`);
    }
    if (this.isExtended && this.activationLimit > 1) {
      throw new RangeError(`extended task ${this.name}: OsTaskActivation ${this.activationLimit}`);
    }
    this.activatedNs = new Float64Array(this.activationLimit);
  }

  get isExtended(): boolean {
    return this.eventMask !== 0;
  }

  /** Adds a pending activation; the caller has checked the limit. */
  addActivation(atNs: number): void {
    // An extended task that is activated begins without events.
    if (this.pending === 0) this.events = 0;
    this.activatedNs[(this.oldest + this.pending) % this.activationLimit] = atNs;
    this.pending++;
    this.activations++;
  }

  /** An extended task that waited is ready. */
  release(atNs: number): void {
    this.waitsFor = 0;
    this.isReleased = true;
    this.activatedNs[this.oldest] = atNs;
    this.activations++;
  }

  /** It waits for events, or has ended: so much for its response time. */
  countResponse(atNs: number): void {
    const responseTimeNs = atNs - (this.activatedNs[this.oldest] as number);
    if (responseTimeNs > this.responseTimeMaxNs) this.responseTimeMaxNs = responseTimeNs;
    this.responseTimeSumNs += responseTimeNs;
    this.terminations++;
  }

  /** Ends the oldest pending activation. */
  endActivation(atNs: number): void {
    this.countResponse(atNs);
    this.isTerminating = false;
    this.oldest = (this.oldest + 1) % this.activationLimit;
    this.pending--;
    this.begun = false;
    this.step = 0;
  }

  transfer(tape: StateTape): void {
    this.pending = tape.number(this.pending);
    this.begun = tape.boolean(this.begun);
    this.step = tape.number(this.step);
    this.remainingNs = tape.number(this.remainingNs);
    this.currentLevel = tape.number(this.currentLevel);
    this.lastResource = tape.number(this.lastResource);
    this.events = tape.number(this.events);
    this.waitsFor = tape.number(this.waitsFor);
    this.isReleased = tape.boolean(this.isReleased);
    this.runEvents = tape.number(this.runEvents);
    this.isTerminating = tape.boolean(this.isTerminating);
    this.codeWaitsFor = tape.number(this.codeWaitsFor);
    this.activations = tape.number(this.activations);
    this.lostActivations = tape.number(this.lostActivations);
    this.terminations = tape.number(this.terminations);
    this.responseTimeMaxNs = tape.number(this.responseTimeMaxNs);
    this.responseTimeSumNs = tape.number(this.responseTimeSumNs);
    this.busyNs = tape.number(this.busyNs);
    this.activationsOfInstant = tape.number(this.activationsOfInstant);
    this.lastActivationNs = tape.number(this.lastActivationNs);
    tape.numbers(this.activatedNs);
    this.oldest = tape.number(this.oldest);
  }
}
