/** A vehicle that runs: models, components and buses joined to one simulation. The front door. */
import { dirname, resolve } from 'node:path';
import type { Ecu } from '../bsw-sim/ecu.ts';
import { NotPlainData } from '../bsw-sim/sim/plain-data.ts';
import type { Trace } from '../bsw-sim/sim/trace.ts';
import { Simulation } from '../bsw-sim/simulation.ts';
import {
  type Diagnostic,
  Diagnostics,
  type DiagnosticsOptions,
} from '../generator/diagnostics/diagnostics.ts';
import type { SignalValue } from '../rte/typescript/configuration.ts';
import { readSource } from './arxml-files.ts';
import { type BusesPlan, planBuses } from './buses.ts';
import type { Target } from './component-files.ts';
import { describeLines, type LineDescriptions, withLines } from './line-descriptions.ts';
import { type LinePlan, lineOfPoint, planLines, stimuliOfSimulation } from './line-plans.ts';
import {
  closePorts,
  type LineOptions,
  Lines,
  type LineView,
  type OpenPorts,
  openPorts,
} from './lines.ts';
import type { EcuProgram } from './load.ts';
import { reasonOf } from './load-c.ts';
import { isBoard, type Member, planMembers } from './members.ts';
import { findPoint, inputPoint, PointError, pointValue } from './points.ts';
import { loadPrograms } from './programs.ts';
import { fingerprint, type Snapshot } from './snapshot.ts';
import { outsideAction, planStimuli, type TimedAction } from './stimuli.ts';
import { formatTime, toNs } from './time.ts';
import { VehicleError } from './vehicle-error.ts';
import {
  checkDescription,
  readVehicleFile,
  type StimulusDescription,
  type StimulusValue,
  type VehicleDescription,
} from './vehicle-file.ts';
import { setUp, type VehicleSetup } from './vehicle-setup.ts';
import { type BusView, type EcuView, viewOfBus, viewOfEcu } from './views.ts';

export interface LoadOptions extends DiagnosticsOptions, LineOptions, LineDescriptions {
  /** Where the relative paths of a description that is no file start. Default: the current folder. */
  readonly folder?: string;
  /** Instead of the one in the vehicle file. */
  readonly seed?: number;
  /** Component folders besides those of the vehicle file, relative to the current folder. */
  readonly components?: readonly string[];
  /** The language every ECU runs as, instead of what the vehicle says of each. */
  readonly target?: Target;
  /** Compiles C with checks of undefined behaviour that stop the ECU. Default false. */
  readonly check?: boolean;
  /** Stimuli besides those of the vehicle file. */
  readonly stimuli?: readonly StimulusDescription[];
  /** Whether to record a trace. Default true; a run without is faster. */
  readonly trace?: boolean;
  /** Called with what is being done, before each longer step. */
  readonly onProgress?: (what: string) => void;
}

/**
 * Reads, generates, compiles and wires a vehicle, ready to run at time 0. Throws a VehicleError
 * with everything that is wrong.
 */
export async function loadVehicle(
  pathOrDescription: string | VehicleDescription,
  options: LoadOptions = {},
): Promise<Vehicle> {
  const diagnostics = new Diagnostics(options);
  const failIfErrors = (): void => {
    if (diagnostics.hasErrors) throw new VehicleError(diagnostics.list);
  };
  const progress = options.onProgress ?? (() => undefined);
  const setup = await readSetup(pathOrDescription, options, diagnostics);
  if (setup === undefined || diagnostics.hasErrors) throw new VehicleError(diagnostics.list);
  progress('reading ARXML');
  const members = planMembers(setup, diagnostics, progress);
  const buses = planBuses(members, setup.buses, diagnostics);
  // Later stages would blame names on the user that only a failed stage has left out.
  failIfErrors();
  const lines = planLines(setup, members, buses, diagnostics);
  const simulated = stimuliOfSimulation(setup.stimuli, members, diagnostics);
  const stimuli = planStimuli(simulated, members, diagnostics);
  progress('compiling components');
  const programs = await loadPrograms(members, setup.components, options, diagnostics);
  failIfErrors();
  // Opening resets many a board: last of all, when nothing else can be wrong.
  const ports = await openPorts(lines, options, diagnostics);
  failIfErrors();
  try {
    return new Vehicle({
      setup,
      members,
      buses,
      lines,
      ports,
      stimuli,
      programs,
      diagnostics,
      trace: options.trace ?? true,
    });
  } catch (error) {
    await closePorts(ports);
    throw error;
  }
}

async function readSetup(
  pathOrDescription: string | VehicleDescription,
  options: LoadOptions,
  diagnostics: Diagnostics,
): Promise<VehicleSetup | undefined> {
  let setup: VehicleSetup | undefined;
  if (typeof pathOrDescription === 'string') {
    const file = readSource(pathOrDescription, undefined, diagnostics);
    const source = file && (await readVehicleFile(file, diagnostics));
    setup = source && setUp(source, dirname(resolve(pathOrDescription)), diagnostics);
  } else {
    const source = await checkDescription(pathOrDescription, diagnostics);
    setup = source && setUp(source, resolve(options.folder ?? ''), diagnostics);
  }
  if (setup === undefined) return undefined;
  // What the caller adds is checked like a vehicle file that says only this.
  const { components, stimuli } = options;
  const added = await checkDescription(
    { ...describeLines(options), ...(components && { components }), ...(stimuli && { stimuli }) },
    diagnostics,
  );
  const more = added && setUp(added, '', diagnostics);
  return {
    ...(more === undefined ? setup : withLines(setup, more)),
    seed: options.seed ?? setup.seed,
    components: [...(more?.components ?? []), ...setup.components],
    stimuli: [...setup.stimuli, ...(more?.stimuli ?? [])],
  };
}

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
}

export class Vehicle {
  /** From the vehicle file. */
  readonly description: string | undefined;
  readonly seed: number;
  /** How long the vehicle file wants it to run. */
  readonly durationNs: number | undefined;
  readonly #parts: VehicleParts;
  readonly #simulation: Simulation;
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

  /**
   * Runs for a time: "10ms", or a number of nanoseconds. Throws a VehicleError if an ECU fails, and an
   * Error when something real takes part: it keeps its own time, which `runRealTime` follows.
   */
  run(time: string | number): void {
    const durationNs = toNs(time);
    this.#refuseReal();
    this.#guard(() => this.#simulation.runFor(durationNs));
  }

  /**
   * Runs until the condition holds, which is asked after every event, or the time has passed.
   * Returns whether it held.
   */
  runUntil(condition: () => boolean, limit: string | number): boolean {
    const limitNs = this.nowNs + toNs(limit);
    this.#refuseReal();
    return this.#guard(() => this.#simulation.runUntilCondition(condition, limitNs));
  }

  /**
   * Runs for a time as fast as the wall clock, so that boards can take part. Throws a VehicleError if an
   * ECU fails.
   */
  async runRealTime(time: string | number, options: RealTimeOptions = {}): Promise<void> {
    const { isStopped = () => false, onSlice } = options;
    await this.#lines.clock.pace({
      limitNs: this.nowNs + toNs(time),
      advance: (toNs) => this.#guard(() => this.#simulation.runUntil(toNs)),
      isStopped,
      onSlice,
    });
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
   * had, the records up to there, it is empty. Throws a RangeError for a snapshot of something else.
   */
  restore(snapshot: Snapshot): void {
    this.#refuseSnapshot();
    if (snapshot.vehicle !== this.#identity()) {
      throw new RangeError('the snapshot is of another vehicle: other ARXML, software or seed');
    }
    this.#simulation.restore(snapshot.state);
  }

  get ecus(): readonly EcuView[] {
    return this.#parts.members
      .filter((member) => !isBoard(member))
      .map((member) => viewOfEcu(member, this.#ecu(member.name)));
  }

  /** Tasks with their response times, and the points of one ECU. */
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

  /** Runs the simulation; what a component throws becomes a diagnostic at its line. */
  #guard<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(failure: unknown): VehicleError {
    const { diagnostics, programs } = this.#parts;
    const at = `at ${formatTime(this.nowNs)}`;
    // The OS says which runnable it was and hands on what was thrown as the cause.
    for (let cause = failure; cause instanceof Error; cause = cause.cause) {
      for (const [ecu, program] of programs) {
        const place = program.locate(cause);
        if (place === undefined) continue;
        diagnostics.report('component-failed', place, { ecu, error: reasonOf(cause), at });
        return new VehicleError(diagnostics.list, { cause });
      }
    }
    diagnostics.report('simulation-failed', undefined, { error: String(failure), at });
    return new VehicleError(diagnostics.list, { cause: failure });
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
