/**
 * ECUs and buses on one clock. Nothing depends on the order in which they were added: whatever
 * happens at the start happens in the order of names, and the rest follows from it.
 */
import type { SignalValue } from '../rte/typescript/index.ts';
import { CanBus } from './bus/can-bus.ts';
import { Ecu, type EcuOptions } from './ecu.ts';
import { EventQueue, type EventTarget, Phase } from './sim/event-queue.ts';
import { RandomStream } from './sim/random.ts';
import {
  PlayingTape,
  type RecordedState,
  RecordingTape,
  type StateTape,
} from './sim/state-tape.ts';
import { Trace } from './sim/trace.ts';

export interface SimulationOptions {
  /** Of all random streams; a safe integer, default 0. */
  readonly seed?: number | undefined;
  /** Whether to record the trace; default true. */
  readonly trace?: boolean | undefined;
}

/** Something that the world does to an ECU: an input changes, a signal is sent without software. */
export type OutsideAction =
  | {
      readonly kind: 'adc';
      readonly ecu: string;
      readonly channel: string;
      /** Share of the reference voltage, 0..1. */
      readonly value: number;
    }
  | {
      readonly kind: 'dio';
      readonly ecu: string;
      readonly channel: string;
      /** 0 or 1. */
      readonly value: number;
    }
  | {
      readonly kind: 'signal';
      readonly ecu: string;
      readonly signal: string;
      readonly value: SignalValue;
    };

/** Who takes part besides ECUs and buses: its state is part of the run's. */
export interface Participant {
  /** Unlike that of any ECU. */
  readonly name: string;
  /** Puts its nodes on their buses. The order of nodes is that of the names of ECUs and participants. */
  attach(): void;
  /** The run begins: everybody is attached, and what was planned before is in the queue. */
  start(): void;
  transfer(tape: StateTape): void;
}

interface PlannedAction {
  readonly atNs: number;
  readonly action: OutsideAction;
}

export class Simulation implements EventTarget {
  readonly name = 'outside';
  readonly seed: number;
  readonly queue = new EventQueue();
  readonly trace = new Trace();
  private readonly buses = new Map<string, CanBus>();
  private readonly ecus = new Map<string, Ecu>();
  private readonly participants = new Map<string, Participant>();
  private readonly randomStreams = new Map<string, RandomStream>();
  private readonly id: number;
  /** Every action planned so far; events carry the index. */
  private actions: PlannedAction[] = [];
  private started = false;

  constructor(options: SimulationOptions = {}) {
    this.seed = options.seed ?? 0;
    if (!Number.isSafeInteger(this.seed)) throw new RangeError(`seed ${this.seed}`);
    this.trace.enabled = options.trace ?? true;
    this.id = this.queue.register(this);
  }

  /** The current instant, in ns since the start of the simulation. */
  get nowNs(): number {
    return this.queue.nowNs;
  }

  /** `bitRate` in bit/s. Throws when there is a bus of that name, or when the run has begun. */
  addBus(options: { readonly name: string; readonly bitRate: number }): CanBus {
    const { name, bitRate } = options;
    this.refuseLate(`bus ${name}`);
    if (this.buses.has(name)) throw new RangeError(`two buses are called ${name}`);
    const bus = new CanBus({ name, bitRate, queue: this.queue, trace: this.trace });
    this.buses.set(name, bus);
    return bus;
  }

  /** Throws when there is an ECU of that name, or when the run has begun. */
  addEcu(options: EcuOptions): Ecu {
    const { name, startOffsetNs = 0, startJitterNs = 0 } = options;
    this.refuseLate(`ECU ${name}`);
    if (this.ecus.has(name)) throw new RangeError(`two ECUs are called ${name}`);
    const jitterNs = startJitterNs && this.random(`${name}/start`).integer(startJitterNs + 1);
    const ecu = new Ecu(
      { ...options, startOffsetNs: startOffsetNs + jitterNs },
      { queue: this.queue, trace: this.trace },
    );
    this.ecus.set(name, ecu);
    return ecu;
  }

  /** Throws when there is a participant of that name, or when the run has begun. */
  addParticipant(participant: Participant): void {
    const { name } = participant;
    this.refuseLate(name);
    if (this.participants.has(name)) throw new RangeError(`two participants are called ${name}`);
    this.participants.set(name, participant);
  }

  /** RangeError for an unknown name. */
  ecu(name: string): Ecu {
    const ecu = this.ecus.get(name);
    if (ecu === undefined) throw new RangeError(`no ECU ${name}; there are: ${list(this.ecus)}`);
    return ecu;
  }

  /** RangeError for an unknown name. */
  bus(name: string): CanBus {
    const bus = this.buses.get(name);
    if (bus === undefined) throw new RangeError(`no bus ${name}; there are: ${list(this.buses)}`);
    return bus;
  }

  /** The random stream of that name: made from the run's seed at the first call, then the same. */
  random(name: string): RandomStream {
    let stream = this.randomStreams.get(name);
    if (stream === undefined) {
      stream = new RandomStream(this.seed, name);
      this.randomStreams.set(name, stream);
    }
    return stream;
  }

  /**
   * Plans an action for an instant that is not past. At one instant ECUs are powered on before the
   * first action, and actions come before everything else, in the order of planning. A signal that
   * is sent before its ECU is powered on, or after it has failed, is lost. RangeError for an ECU,
   * channel or signal that is not there; a value out of range is found when its time comes.
   */
  at(atNs: number, action: OutsideAction): void {
    const ecu = this.ecu(action.ecu);
    if (action.kind === 'signal') ecu.com.signalId(action.signal);
    else ecu.io.get(action.kind, action.channel);
    if (!Number.isSafeInteger(atNs) || atNs < this.nowNs) {
      throw new RangeError(
        `an action at ${atNs} ns: not an integer instant from ${this.nowNs} ns on`,
      );
    }
    const index = this.actions.push({ atNs, action }) - 1;
    if (this.started) this.queue.schedule(atNs, Phase.outside, this.id, 0, index);
  }

  runFor(durationNs: number): void {
    this.runUntil(this.nowNs + durationNs);
  }

  /** Runs everything up to and including that instant; `maximumEvents` as in `EventQueue.runUntil`. */
  runUntil(atNs: number, maximumEvents?: number): boolean {
    this.start();
    return this.queue.runUntil(atNs, maximumEvents);
  }

  /**
   * Runs until the condition holds; it is asked first and then after every event. False when
   * `limitNs` has been reached and it does not, undefined after `maximumEvents` before that.
   */
  runUntilCondition(
    condition: () => boolean,
    limitNs: number,
    maximumEvents = Number.POSITIVE_INFINITY,
  ): boolean | undefined {
    this.start();
    if (condition()) return true;
    for (let left = maximumEvents; this.queue.step(limitNs); ) {
      if (condition()) return true;
      if (--left <= 0) return undefined;
    }
    this.queue.runUntil(limitNs);
    return condition();
  }

  handle(_what: number, index: number): void {
    const planned = this.actions[index];
    if (planned === undefined) throw new Error(`outside action ${index} was never planned`);
    const { action } = planned;
    const ecu = this.ecu(action.ecu);
    switch (action.kind) {
      case 'adc':
      case 'dio':
        ecu.io.set(action.kind, action.channel, action.value);
        break;
      case 'signal':
        if (ecu.software.failure === undefined) ecu.com.sendByName(action.signal, action.value);
        break;
    }
  }

  /**
   * The state of the whole run between two events: running on after `restore` gives the same trace
   * as if there had been no stop. Throws NotPlainData when software keeps what cannot be written down.
   */
  snapshot(): RecordedState {
    this.start();
    const tape = new RecordingTape();
    this.transfer(tape);
    return tape.end();
  }

  /** `state` is from this simulation, or from another of the same ECUs, buses and software. */
  restore(state: RecordedState): void {
    this.start();
    const tape = new PlayingTape(state);
    this.transfer(tape);
    tape.end();
  }

  private transfer(tape: StateTape): void {
    this.queue.transfer(tape);
    this.trace.transfer(tape);
    this.actions = [...tape.data([...this.actions])];
    const names = tape.data([...this.randomStreams.keys()]);
    if (!tape.recording) this.randomStreams.clear();
    for (const name of names) this.random(name).transfer(tape);
    for (const bus of inOrderOfNames(this.buses)) bus.transfer(tape);
    for (const ecu of inOrderOfNames(this.ecus)) ecu.transfer(tape);
    for (const participant of inOrderOfNames(this.participants)) participant.transfer(tape);
  }

  private start(): void {
    if (this.started) return;
    this.started = true;
    for (const one of inOrderOfNames<Ecu | Participant>(
      new Map<string, Ecu | Participant>([...this.ecus, ...this.participants]),
    )) {
      if (one instanceof Ecu) one.start();
      else one.attach();
    }
    this.actions.forEach(({ atNs }, index) => {
      this.queue.schedule(atNs, Phase.outside, this.id, 0, index);
    });
    for (const participant of inOrderOfNames(this.participants)) participant.start();
  }

  private refuseLate(what: string): void {
    if (this.started) throw new Error(`${what} cannot be added: the run has begun`);
  }
}

function inOrderOfNames<T extends { readonly name: string }>(all: ReadonlyMap<string, T>): T[] {
  return [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function list(named: ReadonlyMap<string, unknown>): string {
  return [...named.keys()].sort().join(', ') || 'none';
}
