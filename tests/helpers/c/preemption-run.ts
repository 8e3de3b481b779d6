/**
 * One random run of a system of shared data, under an OS and a COM that let every context interrupt what
 * it may, wherever it may. What may interrupt what is said here anew, not taken from the generator.
 */
import { RandomStream } from '../../../bsw-sim/sim/random.ts';
import type { ComCallbackPlan, ContextPlan, RtePlan } from '../../../generator/plan/rte-plan.ts';
import { RTE_E_MAX_AGE_EXCEEDED } from '../../../rte/typescript/index.ts';
import type { PreemptibleModule } from './preemption-build.ts';
import type { SharedDataSystem } from './shared-data.ts';
import { Violation, WholeValues } from './whole-values.ts';

/** Something that runs to its end once begun. */
interface Context {
  readonly name: string;
  readonly priority: number;
  readonly preemptable: boolean;
  /** An interrupt interrupts also what is not preemptable. */
  readonly isInterrupt: boolean;
  readonly runsBeforeStart: boolean;
  readonly run: () => void;
}

const turns = 25;
const chance = 0.1;
const deepest = 4;
const eventTask = 'OnData';

export class PreemptionRun {
  readonly #system: SharedDataSystem;
  readonly #values: WholeValues;
  readonly #random: RandomStream;
  readonly #exports: Readonly<Record<string, () => void>>;
  readonly #memory: WebAssembly.Memory;
  readonly #without: number | undefined;
  readonly #contexts: Context[] = [];
  readonly #running: Context[] = [];
  #suspended = 0;
  #preempts = true;
  #started = false;
  #eventActivations = 0;

  /** Whether COM's data change some time before it notifies, as by an interrupt of its own. */
  readonly #wire: boolean;
  /** COM's data by element, what it has not notified yet, and its shadows by group signal. */
  readonly #received = new Map<number, number>();
  readonly #arrived = new Set<number>();
  readonly #shadows = new Map<string, number>();
  readonly #notified = new Set<number>();
  /** Whether the data of a monitored element are outdated, once COM has notified anything of them. */
  readonly #outdated = new Map<number, boolean>();

  /** `without`: the number of a lock to leave out. */
  constructor(
    build: PreemptibleModule,
    system: SharedDataSystem,
    seed: number,
    without: number | undefined,
  ) {
    this.#system = system;
    this.#values = new WholeValues(system);
    this.#random = new RandomStream(seed, 'preemption');
    this.#without = without;
    const instance = new WebAssembly.Instance(build.module, { env: this.#imports() });
    this.#exports = instance.exports as unknown as Readonly<Record<string, () => void>>;
    this.#memory = instance.exports.memory;
    this.#wire = this.#random.next() < 0.5;
    this.#addTasks();
    this.#addCom();
  }

  /** What went wrong, or nothing. */
  run(): string | undefined {
    try {
      this.#enter(this.#startContext());
      this.#started = true;
      for (let i = 0; i < turns; i += 1) {
        this.#pick((context) => this.#isRunnable(context));
        if (this.#random.next() < 0.5) this.#probe();
      }
      this.#settle();
      return undefined;
    } catch (error) {
      if (error instanceof Violation) return error.message;
      throw error;
    }
  }

  // ---- contexts ---------------------------------------------------------------------------------------

  #startContext(): Context {
    return {
      name: 'Rte_Start',
      priority: 0,
      preemptable: true,
      isInterrupt: false,
      runsBeforeStart: true,
      run: () => this.#call('Rte_Start'),
    };
  }

  #addTasks(): void {
    const { tasks, comCallbacks } = this.#system.plan;
    for (const task of tasks.filter(({ body }) => body === 'rte')) {
      const received = comCallbacks.filter(({ context }) => nameOf(context) === task.name);
      this.#contexts.push({
        name: task.name,
        priority: task.priority,
        preemptable: task.schedule === 'FULL',
        isInterrupt: false,
        runsBeforeStart: false,
        run: () => {
          if (received.length > 0 && this.#random.next() < 0.5) this.#notifyOne(received);
          else this.#runTask(task);
        },
      });
    }
  }

  /** Cyclic entries run in any activations, as if each had a rhythm of its own; others when due. */
  #runTask({ name, entries }: RtePlan['tasks'][number]): void {
    if (name === eventTask) {
      this.#eventActivations -= 1;
      this.#call(`Os_Task_${name}`);
      return;
    }
    for (const { executes } of entries) {
      if (executes.kind === 'runnable' && this.#random.next() < 0.4) this.#call(executes.symbol);
    }
  }

  #addCom(): void {
    const { tasks, comCallbacks } = this.#system.plan;
    for (const name of new Set(comCallbacks.map(({ context }) => nameOf(context)))) {
      if (tasks.some((task) => task.name === name)) continue;
      const received = comCallbacks.filter(({ context }) => nameOf(context) === name);
      // A main function of which nothing is known is something else in each run.
      const isInterrupt = received[0]?.context.kind === 'interrupt' || this.#random.next() < 0.25;
      this.#contexts.push({
        name,
        priority: isInterrupt ? 1000 + this.#random.next() : 0.5 + this.#random.integer(6),
        preemptable: true,
        isInterrupt,
        runsBeforeStart: true,
        run: () => this.#notifyOne(received),
      });
    }
    if (!this.#wire) return;
    this.#contexts.push({
      name: 'wire',
      priority: 2000,
      preemptable: false,
      isInterrupt: true,
      runsBeforeStart: true,
      run: () => {
        // What is monitored comes by the main function that monitors it.
        const { busWriters, elements } = this.#system;
        const element = this.#oneOf([...busWriters.keys()].filter((e) => !elements[e]?.replaced));
        if (element !== undefined) this.#arrive(element);
      },
    });
  }

  #isRunnable(context: Context): boolean {
    if (this.#running.includes(context)) return false;
    if (!this.#started && !context.runsBeforeStart) return false;
    return context.name !== eventTask || this.#eventActivations > 0;
  }

  #mayInterrupt(high: Context, low: Context): boolean {
    return high.priority > low.priority && (low.preemptable || high.isInterrupt);
  }

  #pick(may: (context: Context) => boolean): void {
    const chosen = this.#oneOf(this.#contexts.filter(may));
    if (chosen !== undefined) this.#enter(chosen);
  }

  #enter(context: Context): void {
    this.#running.push(context);
    context.run();
    this.#running.pop();
    if (this.#suspended !== 0) throw new Violation(`${context.name} ends with a lock held`);
  }

  /** Wherever something may interrupt, it sometimes does. */
  #point(): void {
    const top = this.#running.at(-1);
    if (top === undefined || !this.#preempts || this.#suspended > 0) return;
    while (this.#running.length < deepest && this.#random.next() < chance) {
      this.#pick((context) => this.#isRunnable(context) && this.#mayInterrupt(context, top));
    }
  }

  /** A reader looks, and nothing interrupts it: what went wrong before shows here. */
  #probe(): void {
    const reader = this.#oneOf(this.#system.readers);
    this.#preempts = false;
    if (reader !== undefined) this.#call(reader.symbol);
    this.#preempts = true;
  }

  /** At the end what is due runs; then whoever is started by data has the newest. */
  #settle(): void {
    this.#preempts = false;
    for (const callback of this.#system.plan.comCallbacks) this.#notify(callback);
    const task = this.#contexts.find(({ name }) => name === eventTask);
    while (task !== undefined && this.#isRunnable(task)) this.#enter(task);
    const { readers } = this.#system;
    readers.forEach(({ byEvent, element, instance }, id) => {
      if (!byEvent || !this.#notified.has(element)) return;
      const other = readers.findIndex((r) => r.instance === instance && !r.byEvent);
      this.#call(readers[other]?.symbol ?? '');
      this.#values.sameAs(id, other);
    });
  }

  #call(name: string): void {
    const found = this.#exports[name];
    if (found === undefined) throw new Error(`no ${name}`);
    found();
  }

  #oneOf<T>(list: readonly T[]): T | undefined {
    return list.length === 0 ? undefined : list[this.#random.integer(list.length)];
  }

  // ---- reception --------------------------------------------------------------------------------------

  #arrive(element: number): void {
    const value = this.#values.next(this.#system.busWriters.get(element) ?? 0);
    if (value === 0) return;
    this.#received.set(element, value);
    this.#arrived.add(element);
  }

  #notifyOne(callbacks: readonly ComCallbackPlan[]): void {
    const callback = this.#oneOf(callbacks);
    if (callback === undefined) return;
    const element = elementOf(callback.signal);
    if (callback.name.startsWith('Rte_COMCbkRxTOut_')) {
      this.#expire(element, callback.name);
      return;
    }
    if (!this.#wire || this.#system.elements[element]?.replaced) this.#arrive(element);
    this.#point();
    this.#notify(callback);
    this.#point();
  }

  /** COM replaces what it has received, and tells of it then. */
  #expire(element: number, callback: string): void {
    if ((this.#received.get(element) ?? 0) === 0) return;
    this.#received.set(element, 0);
    this.#point();
    this.#call(callback);
    if (this.#started) this.#outdated.set(element, true);
    this.#point();
  }

  #notify({ name, signal }: ComCallbackPlan): void {
    const element = elementOf(signal);
    if (!this.#arrived.delete(element)) return;
    if (this.#started) this.#notified.add(element);
    this.#call(name);
    if (this.#started) this.#outdated.set(element, false);
  }

  // ---- services ---------------------------------------------------------------------------------------

  #imports(): WebAssembly.ModuleImports {
    const { signals, signalGroups } = this.#system.plan.bsw.com;
    const bytes = () => new Uint8Array(this.#memory.buffer);
    const group = (id: number) => {
      const found = signalGroups[id];
      if (found === undefined) throw new Error(`no signal group ${id}`);
      return found;
    };
    const signal = (id: number) => {
      const found = signals[id];
      if (found === undefined) throw new Error(`no signal ${id}`);
      return { ...found, bytes: found.lengthBits / 8 };
    };
    const com = (act: () => void) => {
      this.#point();
      act();
      this.#point();
      return 0;
    };
    return {
      TestPoint: () => this.#point(),
      TestSuspend: (lock: number) => {
        if (lock === this.#without) return;
        this.#point();
        this.#suspended += 1;
      },
      TestResume: (lock: number) => {
        if (lock === this.#without) return;
        this.#suspended -= 1;
        this.#point();
      },
      TestNext: (writer: number) => {
        this.#point();
        if (this.#started) this.#notified.add(this.#system.writers[writer]?.element ?? 0);
        return this.#values.next(writer);
      },
      TestSeen: (
        reader: number,
        address: number,
        size: number,
        updated: number,
        status: number,
      ) => {
        this.#point();
        const data = bytes().slice(address, address + size);
        const { element = 0 } = this.#system.readers[reader] ?? {};
        if (this.#system.elements[element]?.replaced) this.#seenAged(reader, data, status);
        else this.#seen(reader, data, updated);
      },
      ActivateTask: (id: number) => {
        if (this.#suspended > 0) throw new Violation('ActivateTask under a lock');
        // One activation waits while another runs.
        if (this.#system.plan.tasks[id]?.name === eventTask) this.#eventActivations = 1;
        this.#point();
        return 0;
      },
      TerminateTask: () => 0,
      SetRelAlarm: () => 0,
      CancelAlarm: () => 0,
      Com_SendSignal: (id: number, address: number) =>
        com(() => {
          const { name, signalGroup, bytes: size } = signal(id);
          const value = this.#values.whole(bytes().slice(address, address + size), `sent ${name}`);
          if (signalGroup !== undefined) this.#shadows.set(name, value);
          else this.#values.inOrder(`sent ${name}`, elementOf(name), value);
        }),
      Com_SendSignalGroup: (id: number) =>
        com(() => {
          const { name, signals: members } = group(id);
          const values = members.map((member) => this.#shadows.get(member) ?? 0);
          const value = this.#values.whole(values, `sent ${name}`);
          this.#values.inOrder(`sent ${name}`, elementOf(name), value);
        }),
      Com_ReceiveSignalGroup: (id: number) =>
        com(() => {
          const { name, signals: members } = group(id);
          const value = this.#received.get(elementOf(name)) ?? 0;
          for (const member of members) this.#shadows.set(member, value);
        }),
      Com_ReceiveSignal: (id: number, address: number) =>
        com(() => {
          const { name, signalGroup, bytes: size } = signal(id);
          const value =
            signalGroup === undefined
              ? this.#received.get(elementOf(name))
              : this.#shadows.get(name);
          // COM writes byte by byte.
          for (let i = 0; i < size; i += 1) {
            bytes()[address + i] = value ?? 0;
            this.#point();
          }
        }),
    };
  }

  /** Outdated data are the initial value, others what came last; and nothing stays outdated or young. */
  #seenAged(id: number, data: Uint8Array, status: number): void {
    const { element = 0, instance = '' } = this.#system.readers[id] ?? {};
    const isOutdated = status === RTE_E_MAX_AGE_EXCEEDED;
    if (isOutdated && data.some((byte) => byte !== 0)) {
      throw new Violation(`outdated: ${instance} reads ${Array.from(data).join(' ')} as such`);
    }
    const known = this.#running.length === 0 ? this.#outdated.get(element) : undefined;
    if (known !== undefined && known !== isOutdated) {
      throw new Violation(`outdated: ${instance} is told ${isOutdated}, and it is ${known}`);
    }
    if (!isOutdated) this.#values.read(id, data, undefined, { notTwice: false, notLost: false });
  }

  #seen(id: number, data: Uint8Array, updated: number): void {
    const { element = 0, task = '' } = this.#system.readers[id] ?? {};
    const { flow } = this.#system.elements[element] ?? {};
    // What COM had before Rte_Start, or has not notified yet, is no update; while others run, what comes
    // between the question and the read is announced by the next question.
    const isKept =
      flow !== 'received' || (this.#notified.has(element) && !this.#arrived.has(element));
    this.#values.read(id, data, updated === 2 ? undefined : updated === 1, {
      notTwice: this.#announcedOnce(element, task),
      notLost: isKept && !this.#preempts,
    });
  }

  /** COM has the data a moment before it notifies them: whoever reads in between is told again. */
  #announcedOnce(element: number, task: string): boolean {
    const { flow } = this.#system.elements[element] ?? {};
    if (flow === 'local') return true;
    if (this.#wire) return false;
    if (flow === 'both') return true;
    const { comCallbacks } = this.#system.plan;
    const callback = comCallbacks.find(({ signal }) => elementOf(signal) === element);
    const named = (name: string) => this.#contexts.find((context) => context.name === name);
    const reader = named(task);
    const com = callback && named(nameOf(callback.context));
    return reader !== undefined && com !== undefined && !this.#mayInterrupt(reader, com);
  }
}

function nameOf(context: ContextPlan): string {
  switch (context.kind) {
    case 'task':
      return context.task;
    case 'interrupt':
      return context.interrupt;
    case 'com-main-function':
      return context.task ?? context.function;
    case 'start-up':
      return 'Rte_Start';
  }
}

/** Signals, groups and frames of an element carry its number. */
function elementOf(signal: string): number {
  return Number(/\d+/.exec(signal)?.[0]);
}
