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
import { Failures } from './failures.ts';
import type { EcuProgram } from './load.ts';
import { type Member, planMembers } from './members.ts';
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
import { eventsPerLimit, runLimited } from './watchdog.ts';

export interface LoadOptions extends DiagnosticsOptions {
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
  /**
   * Real time after which software that does not come to an end is ended, and the run with it: an
   * endless loop. "0s" for never, such as under a debugger. Default "10s".
   */
  readonly watchdog?: string | number;
  /** Whether to record a trace. Default true; a run without is faster. */
  readonly trace?: boolean;
  /** Called with what is being done, before each longer step. */
  readonly onProgress?: (what: string) => void;
}

const defaultWatchdog = '10s';

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
  const watchdogNs = toNs(options.watchdog ?? defaultWatchdog);
  const setup = await readSetup(pathOrDescription, options, diagnostics);
  if (setup === undefined || diagnostics.hasErrors) throw new VehicleError(diagnostics.list);
  progress('reading ARXML');
  const members = planMembers(setup, diagnostics, progress);
  const buses = planBuses(members, setup.buses, diagnostics);
  // Later stages would blame names on the user that only a failed stage has left out.
  failIfErrors();
  const stimuli = planStimuli(setup.stimuli, members, diagnostics);
  progress('compiling components');
  const programs = await loadPrograms(members, setup.components, options, diagnostics);
  failIfErrors();
  return new Vehicle({
    setup,
    members,
    buses,
    stimuli,
    programs,
    diagnostics,
    trace: options.trace ?? true,
    watchdogNs,
  });
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
    { ecus: {}, ...(components && { components }), ...(stimuli && { stimuli }) },
    diagnostics,
  );
  const more = added && setUp(added, '', diagnostics);
  return {
    ...setup,
    seed: options.seed ?? setup.seed,
    components: [...(more?.components ?? []), ...setup.components],
    stimuli: [...setup.stimuli, ...(more?.stimuli ?? [])],
  };
}

interface VehicleParts {
  readonly setup: VehicleSetup;
  readonly members: readonly Member[];
  readonly buses: BusesPlan;
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
    for (const member of members) {
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
    for (const { atNs, action } of stimuli) this.#simulation.at(atNs, action);
    this.#failures = new Failures(parts, (ecu) => this.#ecu(ecu).software);
  }

  get nowNs(): number {
    return this.#simulation.nowNs;
  }

  /** The native event log. `clear()` it between runs that are too long to keep. */
  get trace(): Trace {
    return this.#simulation.trace;
  }

  /** Warnings and information from loading. */
  get diagnostics(): readonly Diagnostic[] {
    return this.#parts.diagnostics.list;
  }

  /** Whether an error has ended the run for good: it cannot go on, but be looked at. */
  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Runs for a time: "10ms", or a number of nanoseconds. Throws a VehicleError when it is over if an
   * ECU has failed in it; the others have run on, and may run on after that.
   */
  run(time: string | number): void {
    const endNs = this.nowNs + toNs(time);
    this.#run(() => this.#simulation.runUntil(endNs, eventsPerLimit));
  }

  /**
   * Runs until the condition holds, which is asked after every event, or the time has passed.
   * Returns whether it held. Throws like `run`, and what the condition throws.
   */
  runUntil(condition: () => boolean, limit: string | number): boolean {
    const limitNs = this.nowNs + toNs(limit);
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
   * Sets an input from outside: `Front.adc.Pedal`, or a signal of a rest-bus node. It happens when
   * the run goes on, before anything else of that instant.
   */
  set(name: string, value: StimulusValue | bigint): void {
    const found = this.#point(name);
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
    const ecu = this.#ecu(point.ecu);
    return point.kind === 'signal'
      ? ecu.com.currentValue(point.signal.name)
      : ecu.io.get(point.kind, point.channel);
  }

  /**
   * The state of everything at this instant: RTEs, components, basic software, buses, random
   * streams. Running on after `restore` gives the trace that running on now would give, to the byte.
   * Throws a VehicleError when a component keeps state where it cannot be read.
   */
  snapshot(): Snapshot {
    this.#refuseEnded();
    try {
      return { vehicle: this.#identity(), atNs: this.nowNs, state: this.#simulation.snapshot() };
    } catch (error) {
      throw error instanceof NotPlainData ? this.#outOfReach(error) : error;
    }
  }

  /**
   * Goes back, or forward, to a snapshot of this vehicle or of one loaded from the same files. The
   * trace then ends where it ended when the snapshot was taken; if the vehicle has no longer, or never
   * had, the records up to there, it is empty. An ECU that had not failed then has not failed. Throws a RangeError for a snapshot of something else.
   */
  restore(snapshot: Snapshot): void {
    this.#refuseEnded();
    if (snapshot.vehicle !== this.#identity()) {
      throw new RangeError('the snapshot is of another vehicle: other ARXML, software or seed');
    }
    this.#simulation.restore(snapshot.state);
    this.#failures.restored();
  }

  get ecus(): readonly EcuView[] {
    return this.#parts.members.map((member) =>
      viewOfEcu(member, this.#ecu(member.name), this.#failures.of(member)?.view),
    );
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
    const { setup, members, buses, programs } = this.#parts;
    this.#knownIdentity ??= fingerprint([
      setup.seed,
      buses.buses,
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
