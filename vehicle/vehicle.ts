/** A vehicle that runs: models, components and buses joined to one simulation. */
import type { Ecu } from '../bsw-sim/ecu.ts';
import { NotPlainData } from '../bsw-sim/sim/plain-data.ts';
import type { Trace } from '../bsw-sim/sim/trace.ts';
import { Simulation } from '../bsw-sim/simulation.ts';
import { type Diagnostic, Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import type { SignalValue } from '../rte/typescript/configuration.ts';
import type { BusesPlan } from './buses.ts';
import { Failures } from './failures.ts';
import { type LinePlan, lineOfPoint } from './line-plans.ts';
import { Lines, type LineView, type OpenPorts } from './lines.ts';
import type { EcuProgram } from './load.ts';
import { isBoard, type Member } from './members.ts';
import { findPoint, inputPoint, PointError, pointValue } from './points.ts';
import { fingerprint, type Snapshot } from './snapshot.ts';
import { outsideAction, type TimedAction } from './stimuli.ts';
import { formatTime, toNs } from './time.ts';
import { VehicleError } from './vehicle-error.ts';
import type { StimulusValue } from './vehicle-file.ts';
import type { VehicleSetup } from './vehicle-setup.ts';
import { type BusView, type EcuView, viewOfBus, viewOfEcu } from './views.ts';
import { eventsPerLimit, runLimited } from './watchdog.ts';

export interface RealTimeOptions {
  /** Asked every few milliseconds whether the run should end now. */
  readonly isStopped?: () => boolean;
  /** Called as often, such as to take the trace away. */
  readonly onSlice?: () => void;
}

interface VehicleParts {
  readonly setup: VehicleSetup;
  readonly members: readonly Member[];
  readonly buses: BusesPlan;
  readonly lines: readonly LinePlan[];
  readonly ports: OpenPorts;
  readonly stimuli: readonly TimedAction[];
  readonly programs: ReadonlyMap<string, EcuProgram>;
  readonly diagnostics: Diagnostics;
  readonly trace: boolean;
  readonly watchdogNs: number;
}

export class Vehicle {
  /** From the vehicle file. */
  readonly description: string | undefined;
  readonly seed: number;
  /** How long the vehicle file wants it to run. */
  readonly durationNs: number | undefined;
  readonly #parts: VehicleParts;
  readonly #simulation: Simulation;
  readonly #failures: Failures;
  #ended = false;
  readonly #lines: Lines;
  #knownIdentity: string | undefined = undefined;

  /** For `loadVehicle`. */
  constructor(parts: VehicleParts) {
    const { setup, members, buses, stimuli, programs } = parts;
    this.#parts = parts;
    this.description = setup.description;
    this.seed = setup.seed;
    this.durationNs = setup.durationNs;
    this.#simulation = new Simulation({ seed: setup.seed, trace: parts.trace });
    const busByName = new Map(
      buses.buses.map((bus) => [bus.name, this.#simulation.addBus(bus)] as const),
    );
    for (const member of members.filter((one) => !isBoard(one))) {
      const program = programs.get(member.name);
      if (program === undefined) throw new Error(`no program of ${member.name} was loaded`);
      const controllers = [...(buses.controllers.get(member.name) ?? [])];
      const ecu = this.#simulation.addEcu({
        name: member.name,
        configuration: program.configuration,
        createRte: (services) => program.createRte(services),
        buses: Object.fromEntries(
          controllers.flatMap(([controller, name]) => {
            const bus = busByName.get(name);
            return bus === undefined ? [] : [[controller, bus]];
          }),
        ),
        startOffsetNs: member.setup.startOffsetNs,
        startJitterNs: member.setup.startJitterNs,
        driftPpm: member.setup.clockDriftPpm,
        schedulableEntities: member.plan.bsw.schedulableEntities,
        executionTimesNs: new Map(
          member.setup.executionTimes.map(({ entry, value }) => [entry, value]),
        ),
      });
      reportDifferences(member.name, ecu, parts.diagnostics);
    }
    if (parts.diagnostics.hasErrors) throw new VehicleError(parts.diagnostics.list);
    this.#lines = new Lines(parts.lines, parts.ports, this.#simulation);
    for (const { atNs, action } of stimuli) this.#simulation.at(atNs, action);
    const simulated = members.filter((member) => !isBoard(member));
    this.#failures = new Failures(
      { members: simulated, programs },
      (ecu) => this.#ecu(ecu).software,
    );
  }

  get nowNs(): number {
    return this.#simulation.nowNs;
  }

  /** The native event log. `clear()` it between runs that are too long to keep. */
  get trace(): Trace {
    return this.#simulation.trace;
  }

  /** Warnings and information from loading, and after `close` what was wrong with serial lines. */
  get diagnostics(): readonly Diagnostic[] {
    return this.#parts.diagnostics.list;
  }

  /** Whether an error has ended the run for good: it cannot go on, but be looked at. */
  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Runs for a time: "10ms", or a number of nanoseconds. Throws a VehicleError when it is over if an
   * ECU has failed in it; the others have run on, and may run on after that. Throws an Error when
   * something real takes part: it keeps its own time, which `runRealTime` follows.
   */
  run(time: string | number): void {
    const endNs = this.nowNs + toNs(time);
    this.#refuseReal();
    this.#run(() => this.#simulation.runUntil(endNs, eventsPerLimit));
  }

  /**
   * Runs until the condition holds, which is asked after every event, or the time has passed.
   * Returns whether it held. Throws like `run`, and what the condition throws.
   */
  runUntil(condition: () => boolean, limit: string | number): boolean {
    const limitNs = this.nowNs + toNs(limit);
    this.#refuseReal();
    let held: boolean | undefined;
    let thrown: { readonly error: unknown } | undefined;
    const holds = (): boolean => {
      try {
        return condition();
      } catch (error) {
        thrown = { error };
        return true;
      }
    };
    this.#run(() => {
      held = this.#simulation.runUntilCondition(holds, limitNs, eventsPerLimit);
      return held !== undefined;
    });
    if (thrown !== undefined) throw thrown.error;
    return held === true;
  }

  /**
   * Runs for a time as fast as the wall clock, so that boards can take part. Throws a VehicleError when
   * it is over if an ECU has failed in it.
   */
  async runRealTime(time: string | number, options: RealTimeOptions = {}): Promise<void> {
    const { isStopped = () => false, onSlice } = options;
    let failed: unknown;
    await this.#lines.clock.pace({
      limitNs: this.nowNs + toNs(time),
      advance: (untilNs) => {
        try {
          this.#run(() => this.#simulation.runUntil(untilNs, eventsPerLimit));
        } catch (error) {
          if (this.#ended) throw error;
          // An ECU failed, and the others run on.
          failed = error;
        }
      },
      isStopped,
      onSlice,
    });
    if (failed !== undefined) throw failed;
  }

  /** Whether something real takes part: a port is open, and only `runRealTime` runs. */
  get isRealTime(): boolean {
    return this.#lines.isReal;
  }

  /** The most that an event of `runRealTime` came later than its instant. */
  get maximumLagNs(): number {
    return this.#lines.clock.maximumLagNs;
  }

  /** In a replay: when the recorded run ended. */
  get recordedNs(): number | undefined {
    return this.#lines.recordedNs;
  }

  /** Boards, bridges, adapters and pins, and what went over their lines. */
  get lines(): readonly LineView[] {
    return this.#lines.views();
  }

  /**
   * Ends the run: leaves adapters closed, closes ports and recordings, and adds to `diagnostics` what
   * was wrong with them. A vehicle without serial lines need not be closed.
   */
  close(): Promise<void> {
    return this.#lines.close(this.#parts.diagnostics);
  }

  /**
   * Sets an input from outside: `Front.adc.Pedal`, or a signal of a rest-bus node. It happens when
   * the run goes on, before anything else of that instant.
   */
  set(name: string, value: StimulusValue | bigint): void {
    const found = this.#point(name);
    const line = lineOfPoint(name, this.#parts.members);
    if (line !== undefined) throw new PointError(`${name}: ${line} has the real one`);
    try {
      const point = inputPoint(found);
      const action = outsideAction(point, pointValue(point, value));
      this.#simulation.at(this.nowNs, action);
    } catch (error) {
      throw error instanceof PointError ? new PointError(`${name}: ${error.message}`) : error;
    }
  }

  /** The present value: `Dashboard.pwm.Needle` is 0..1, a signal has its raw value. */
  get(name: string): SignalValue {
    const point = this.#point(name);
    if (this.#isBoard(point.ecu)) throw new PointError(`${name}: ${point.ecu} is a board`);
    const ecu = this.#ecu(point.ecu);
    return point.kind === 'signal'
      ? ecu.com.currentValue(point.signal.name)
      : ecu.io.get(point.kind, point.channel);
  }

  /**
   * The state of everything at this instant: RTEs, components, basic software, buses, random
   * streams. Running on after `restore` gives the trace that running on now would give, to the byte.
   * Throws a VehicleError when a component keeps state where it cannot be read, or a board takes part.
   */
  snapshot(): Snapshot {
    this.#refuseEnded();
    this.#refuseSnapshot();
    try {
      return { vehicle: this.#identity(), atNs: this.nowNs, state: this.#simulation.snapshot() };
    } catch (error) {
      throw error instanceof NotPlainData ? this.#outOfReach(error) : error;
    }
  }

  /**
   * Goes back, or forward, to a snapshot of this vehicle or of one loaded from the same files. The
   * trace then ends where it ended when the snapshot was taken; if the vehicle has no longer, or never
   * had, the records up to there, it is empty. An ECU that had not failed then has not failed. Throws a
   * RangeError for a snapshot of something else.
   */
  restore(snapshot: Snapshot): void {
    this.#refuseEnded();
    this.#refuseSnapshot();
    if (snapshot.vehicle !== this.#identity()) {
      throw new RangeError('the snapshot is of another vehicle: other ARXML, software or seed');
    }
    this.#simulation.restore(snapshot.state);
    this.#failures.restored();
  }

  get ecus(): readonly EcuView[] {
    return this.#parts.members
      .filter((member) => !isBoard(member))
      .map((member) => viewOfEcu(member, this.#ecu(member.name), this.#failures.of(member)?.view));
  }

  /** Tasks with their response times, and the points of one ECU; whether it has failed, and why. */
  ecu(name: string): EcuView {
    return this.#named('ECU', name, this.ecus);
  }

  get buses(): readonly BusView[] {
    const { buses, members } = this.#parts;
    return buses.buses.map(({ name }) =>
      viewOfBus(this.#simulation.bus(name), members, (ecu, controller) =>
        buses.controllers.get(ecu)?.get(controller),
      ),
    );
  }

  /** Load and frames of one bus. */
  bus(name: string): BusView {
    return this.#named('bus', name, this.buses);
  }

  #identity(): string {
    const { setup, members, buses, programs, lines } = this.#parts;
    this.#knownIdentity ??= fingerprint([
      setup.seed,
      buses.buses,
      lines.map(({ port: _, ...line }) => line),
      members.map(({ name, plan, restBus, setup: own }) => [
        [name, plan, restBus, programs.get(name)?.fingerprint],
        [own.startOffsetNs, own.startJitterNs, own.clockDriftPpm],
        own.executionTimes.map(({ entry, value }) => [entry, value]),
        [...(buses.controllers.get(name) ?? [])],
      ]),
    ]);
    return this.#knownIdentity;
  }

  #outOfReach({ path, what }: NotPlainData): VehicleError {
    const diagnostics = new Diagnostics();
    const ecu = path.slice(0, path.indexOf('.'));
    const at = this.#parts.programs.get(ecu)?.locateVariable(path.slice(ecu.length + 1));
    diagnostics.report('state-out-of-reach', at, { place: path, what });
    return new VehicleError(diagnostics.list);
  }

  #point(name: string): ReturnType<typeof findPoint> {
    return findPoint(name, this.#parts.members);
  }

  #isBoard(ecu: string): boolean {
    return this.#parts.members.some((member) => member.name === ecu && isBoard(member));
  }

  #refuseSnapshot(): void {
    const reason = this.#lines.snapshotRefusal;
    if (reason === undefined) return;
    const diagnostics = new Diagnostics();
    diagnostics.report('snapshot-refused', undefined, { reason });
    throw new VehicleError(diagnostics.list);
  }

  #refuseReal(): void {
    if (!this.isRealTime) return;
    throw new Error('something real takes part in the run: use runRealTime');
  }

  #ecu(name: string): Ecu {
    return this.#simulation.ecu(name);
  }

  #named<T extends { readonly name: string }>(what: string, name: string, all: readonly T[]): T {
    const found = all.find((one) => one.name === name);
    if (found !== undefined) return found;
    const known = all.map((one) => one.name).join(', ') || 'none';
    throw new PointError(`no ${what} "${name}"; there is ${known}`);
  }

  /** Calls `step` until it returns true. */
  #run(step: () => boolean): void {
    this.#refuseEnded();
    // The engine may leave what follows without coming back, and a mistake of ours at any place.
    this.#ended = true;
    const { diagnostics, watchdogNs } = this.#parts;
    const found = new Diagnostics();
    let error: unknown;
    try {
      if (runLimited(step, Math.ceil(watchdogNs / 1e6))) this.#ended = false;
      else this.#failures.reportEndless(watchdogNs, this.nowNs, found);
    } catch (thrown) {
      error = thrown;
      const at = `at ${formatTime(this.nowNs)}`;
      found.report('simulation-failed', undefined, { error: String(error), at });
    }
    this.#failures.report(found);
    diagnostics.list.push(...found.list);
    if (found.hasErrors) throw new VehicleError(found.list, { cause: error });
  }

  #refuseEnded(): void {
    if (!this.#ended) return;
    throw new Error(
      'the vehicle cannot go on: it is running, or was ended in the middle of an event',
    );
  }
}

/** Where the simulated basic software does something else than the plan says. */
function reportDifferences(name: string, ecu: Ecu, diagnostics: Diagnostics): void {
  for (const entity of ecu.missingEntities) {
    diagnostics.report('bsw-entity-missing', undefined, { ecu: name, entity });
  }
  for (const { iPdu, parameter, configuredNs, usedNs } of ecu.com.roundedPeriods) {
    diagnostics.report('com-period-rounded', undefined, {
      ecu: name,
      what: `${parameter} of ${iPdu}`,
      configured: formatTime(configuredNs),
      used: formatTime(usedNs),
    });
  }
}
