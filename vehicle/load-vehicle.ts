/** From a vehicle file or a description to a vehicle that is ready to run. */
import { dirname, resolve } from 'node:path';
import { Diagnostics, type DiagnosticsOptions } from '../generator/diagnostics/diagnostics.ts';
import { readSource } from './arxml-files.ts';
import { planBuses } from './buses.ts';
import { describeLines, type LineDescriptions, withLines } from './line-descriptions.ts';
import { planLines, stimuliOfSimulation } from './line-plans.ts';
import { closePorts, type LineOptions, openPorts } from './lines.ts';
import { planMembers } from './members.ts';
import { loadPrograms } from './programs.ts';
import { planStimuli } from './stimuli.ts';
import { toNs } from './time.ts';
import { Vehicle } from './vehicle.ts';
import { VehicleError } from './vehicle-error.ts';
import {
  checkDescription,
  readVehicleFile,
  type StimulusDescription,
  type Target,
  type VehicleDescription,
} from './vehicle-file.ts';
import { setUp, type VehicleSetup } from './vehicle-setup.ts';

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
      watchdogNs,
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
