/** Os: the operating system of one ECU over its configuration and the task bodies of its RTE. */
import type { OsConfiguration } from '../../rte/typescript/configuration.ts';
import type { TaskBody } from '../../rte/typescript/rte.ts';
import type { OsServices } from '../../rte/typescript/services.ts';
import {
  E_OK,
  E_OS_ACCESS,
  E_OS_ID,
  E_OS_STATE,
  type Out,
  type Std_ReturnType,
} from '../../rte/typescript/std-types.ts';
import type { EventQueue } from '../sim/event-queue.ts';
import type { Software } from '../sim/software.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { Trace } from '../sim/trace.ts';
import { Alarms } from './alarms.ts';
import type { EcuClock } from './ecu-clock.ts';
import { Resources } from './resources.ts';
import { Scheduler } from './scheduler.ts';
import { Task, type TaskStatistics } from './task.ts';

export interface OsOptions {
  /** Name of the ECU: the source of its trace records. */
  readonly ecu: string;
  readonly configuration: OsConfiguration;
  /** The body of every configured task, by the same index. */
  readonly tasks: readonly TaskBody[];
  readonly queue: EventQueue;
  readonly trace: Trace;
  readonly clock: EcuClock;
  readonly software: Software;
  /** Entry name → how long it holds the processor, in integer ns of the ECU's clock. */
  readonly executionTimesNs?: ReadonlyMap<string, number> | undefined;
  /** Activations of one task at one instant beyond which the ECU has failed. Default 10,000. */
  readonly maxActivationsPerInstant?: number | undefined;
}

export class Os implements OsServices {
  private readonly tasks: readonly Task[];
  private readonly scheduler: Scheduler;
  private readonly alarms: Alarms;
  private readonly queue: EventQueue;
  private readonly clock: EcuClock;
  private stoppedAtNs: number | undefined = undefined;

  /** Throws when configuration, bodies and execution times do not fit each other. */
  constructor(options: OsOptions) {
    const { configuration, queue, trace, clock, software, ecu } = options;
    this.queue = queue;
    this.clock = clock;
    this.tasks = createTasks(options);
    this.scheduler = new Scheduler({
      ecu,
      queue,
      trace,
      clock,
      software,
      tasks: this.tasks,
      resources: new Resources(configuration.resources ?? [], prioritiesOf(configuration)),
      maxActivationsPerInstant: options.maxActivationsPerInstant,
    });
    this.alarms = new Alarms({
      ecu,
      counters: configuration.counters,
      alarms: configuration.alarms,
      queue,
      clock,
      software,
      actions: {
        activateTask: (task) => void this.ActivateTask(task),
        setEvent: (task, mask) => void this.SetEvent(task, mask),
      },
    });
  }

  /** Activates the autostart tasks and starts the autostart alarms: the ECU's time is 0 now. */
  StartOS(): void {
    for (const task of this.tasks) {
      if (task.autostart) this.scheduler.activate(task);
    }
    this.alarms.startAutostartAlarms();
  }

  ActivateTask(task: number): Std_ReturnType {
    const activated = this.tasks[task];
    return activated === undefined ? E_OS_ID : this.scheduler.activate(activated);
  }

  TerminateTask(): Std_ReturnType {
    return this.scheduler.terminate();
  }

  SetEvent(task: number, mask: number): Std_ReturnType {
    const told = this.tasks[task];
    return told === undefined ? E_OS_ID : this.scheduler.setEvent(told, mask);
  }

  GetEvent(task: number, event: Out<number>): Std_ReturnType {
    const asked = this.tasks[task];
    if (asked === undefined) return E_OS_ID;
    if (!asked.isExtended) return E_OS_ACCESS;
    if (asked.pending === 0) return E_OS_STATE;
    event.value = asked.events >>> 0;
    return E_OK;
  }

  ClearEvent(mask: number): Std_ReturnType {
    return this.scheduler.clearEvent(mask);
  }

  WaitEvent(mask: number): Std_ReturnType {
    return this.scheduler.waitEvent(mask);
  }

  GetResource(resource: number): Std_ReturnType {
    return this.scheduler.getResource(resource);
  }

  ReleaseResource(resource: number): Std_ReturnType {
    return this.scheduler.releaseResource(resource);
  }

  SetRelAlarm(alarm: number, increment: number, cycle: number): Std_ReturnType {
    return this.alarms.SetRelAlarm(alarm, increment, cycle);
  }

  CancelAlarm(alarm: number): Std_ReturnType {
    return this.alarms.CancelAlarm(alarm);
  }

  /** Runs a category 2 interrupt: tasks activated inside start only after it has ended. */
  runInterrupt(body: () => void): void {
    this.scheduler.enterInterrupt();
    body();
    this.scheduler.leaveInterrupt();
  }

  /** Whatever runs or waits stays where it is: the statistics are final. */
  stop(): void {
    this.scheduler.stop();
    this.stoppedAtNs = this.queue.nowNs;
  }

  transfer(tape: StateTape): void {
    const stoppedAtNs = tape.number(this.stoppedAtNs ?? -1);
    this.stoppedAtNs = stoppedAtNs < 0 ? undefined : stoppedAtNs;
    this.scheduler.transfer(tape);
    this.alarms.transfer(tape);
  }

  /** Statistics since StartOS, by task index. */
  statistics(): readonly TaskStatistics[] {
    return this.tasks.map((task) => ({
      name: task.name,
      priority: task.priority,
      activations: task.activations,
      lostActivations: task.lostActivations,
      terminations: task.terminations,
      responseTimeMaxNs: task.responseTimeMaxNs,
      responseTimeSumNs: task.responseTimeSumNs,
      busyNs: task.busyNs + this.scheduler.unaccountedNs(task),
    }));
  }

  /** Share of the time from StartOS until now, or until `stop`, in which tasks held the processor, 0..1. */
  cpuLoad(): number {
    const elapsedNs = this.clock.localNs(this.stoppedAtNs ?? this.queue.nowNs);
    if (elapsedNs <= 0) return 0;
    let busyNs = 0;
    for (const task of this.tasks) busyNs += task.busyNs + this.scheduler.unaccountedNs(task);
    return busyNs / elapsedNs;
  }
}

/** Without repetition, the lowest first: the index is the level. */
function prioritiesOf({ tasks }: OsConfiguration): readonly number[] {
  return [...new Set(tasks.map(({ priority }) => priority))].sort((a, b) => a - b);
}

function createTasks(options: OsOptions): Task[] {
  const { configuration, tasks: bodies, trace, ecu } = options;
  if (bodies.length !== configuration.tasks.length) {
    throw new RangeError(
      `${ecu}: ${configuration.tasks.length} tasks configured, ${bodies.length} task bodies given`,
    );
  }
  const unused = new Set(options.executionTimesNs?.keys());
  const priorities = prioritiesOf(configuration);
  const tasks = configuration.tasks.map((task, index) => {
    const body = bodies[index];
    if (body?.name !== task.name) {
      throw new RangeError(`${ecu}: task ${index} is ${task.name}, its body ${body?.name}`);
    }
    const steps = body.entries.map(({ name, run, due, events }) => {
      const executionTimeNs = options.executionTimesNs?.get(name) ?? 0;
      unused.delete(name);
      if (!Number.isSafeInteger(executionTimeNs) || executionTimeNs < 0) {
        throw new RangeError(`${ecu}: execution time of ${executionTimeNs} ns for ${name}`);
      }
      const subject = trace.subject(ecu, name);
      return { name, task: task.name, run, due, events, executionTimeNs, subject };
    });
    return new Task({
      index,
      configuration: task,
      level: priorities.indexOf(task.priority),
      body,
      steps,
      subject: trace.subject(ecu, task.name),
    });
  });
  if (unused.size > 0) {
    throw new RangeError(`${ecu}: execution time for ${[...unused].join(', ')}, in no task`);
  }
  return tasks;
}
