/** What a vehicle description means: times in nanoseconds, ramps as steps, paths from one place. */
import { resolve } from 'node:path';
import type { PinMapping } from '../bsw-sim/bridge/board-pins.ts';
import { usualS7 } from '../bsw-sim/bridge/slcan-frames.ts';
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import type { Position } from '../generator/syntax/element.ts';
import type { Placed } from './source-position.ts';
import { parseTime } from './time.ts';
import type {
  BusDescription,
  EcuDescription,
  IoDescription,
  PortDescription,
  StimulusDescription,
  StimulusValue,
  Target,
  VehicleSource,
} from './vehicle-file.ts';

export interface VehicleSetup {
  readonly description: string | undefined;
  readonly systems: readonly SystemSetup[];
  readonly ecus: readonly EcuSetup[];
  readonly components: readonly Placed<string>[];
  readonly buses: readonly BusSetup[];
  readonly restBus: readonly Placed<string>[];
  readonly stimuli: readonly Stimulus[];
  readonly seed: number;
  readonly durationNs: number | undefined;
}

export interface SystemSetup {
  readonly arxml: readonly Placed<string>[];
  /** Undefined: all. */
  readonly ecus: readonly Placed<string>[] | undefined;
  readonly at: Position | undefined;
}

export interface EcuSetup {
  readonly name: string;
  readonly at: Position | undefined;
  /** Files and folders of its own model; undefined for an ECU of a system. */
  readonly arxml: readonly Placed<string>[] | undefined;
  readonly ecu: Placed<string> | undefined;
  readonly target: Target;
  readonly components: readonly Placed<string>[] | undefined;
  readonly startOffsetNs: number;
  /** The largest random time that is added to `startOffsetNs`. */
  readonly startJitterNs: number;
  readonly clockDriftPpm: number;
  readonly executionTimes: readonly (Placed<number> & { readonly entry: string })[];
  readonly buses: readonly (Placed<string> & { readonly controller: string })[];
  /** The ECU is the board behind this port. */
  readonly board?: PortSetup | undefined;
  readonly io?: IoSetup | undefined;
}

/** A serial port: what it is called, and the rate of the line in bit/s. */
export interface PortSetup {
  readonly port: string;
  readonly baud: number;
  readonly at: Position | undefined;
}

export interface IoSetup {
  /** Undefined: the pins are simulated in this run. */
  readonly port: PortSetup | undefined;
  readonly reportMs: number;
  readonly mappings: readonly PinMapping[];
  readonly at: Position | undefined;
}

export interface BridgeSetup extends PortSetup {
  readonly transmits: boolean;
  /** What S7 means to the adapter, in bit/s. */
  readonly s7: number;
}

export interface BusSetup {
  readonly name: string;
  readonly bitRate: number | undefined;
  /** An adapter to a real bus. */
  readonly bridge?: BridgeSetup | undefined;
  /** Where the bus plays an adapter for others. */
  readonly adapter?: PortSetup | undefined;
  readonly at: Position | undefined;
}

export interface Stimulus {
  readonly target: string;
  readonly at: Position | undefined;
  readonly steps: readonly { readonly atNs: number; readonly value: StimulusValue }[];
}

/** More steps than this in one ramp are a mistake in a unit. */
const maximumSteps = 100_000;
const defaultStepNs = 10_000_000;
const defaultReport = '5ms';
/** Fast enough for a busy bus, and a rate that an ATmega at 16 MHz meets exactly. */
const defaultBaud = 500_000;

/** Reports what is wrong with times and goes on, so that one run finds all of it. */
export function setUp(
  source: VehicleSource,
  folder: string,
  diagnostics: Diagnostics,
): VehicleSetup {
  const { description } = source;
  const reader = new Reader(source, folder, diagnostics);
  return {
    description: description.description,
    systems: (description.systems ?? []).map((system, index) => ({
      arxml: reader.paths(system.arxml, 'systems', index, 'arxml'),
      ecus: system.ecus && reader.placed(system.ecus, 'systems', index, 'ecus'),
      at: source.at('systems', index),
    })),
    ecus: Object.entries(description.ecus ?? {}).map(([name, ecu]) => reader.ecu(name, ecu)),
    components: reader.paths(description.components ?? [], 'components'),
    buses: Object.entries(description.buses ?? {}).map(([name, bus]) => reader.bus(name, bus)),
    restBus: reader.placed(description.restBus ?? [], 'restBus'),
    stimuli: (description.stimuli ?? []).map((stimulus, index) => reader.stimulus(stimulus, index)),
    seed: description.seed ?? 0,
    durationNs:
      description.duration === undefined ? undefined : reader.ns(description.duration, 'duration'),
  };
}

type Keys = readonly (string | number)[];

class Reader {
  readonly #source: VehicleSource;
  readonly #folder: string;
  readonly #diagnostics: Diagnostics;

  constructor(source: VehicleSource, folder: string, diagnostics: Diagnostics) {
    this.#source = source;
    this.#folder = folder;
    this.#diagnostics = diagnostics;
  }

  placed(values: readonly string[], ...keys: Keys): Placed<string>[] {
    return values.map((value, index) => ({ value, at: this.#source.at(...keys, index) }));
  }

  paths(values: readonly string[], ...keys: Keys): Placed<string>[] {
    return this.placed(values, ...keys).map(({ value, at }) => ({
      value: resolve(this.#folder, value),
      at,
    }));
  }

  /** 0 for a time that is wrong: nothing runs then. */
  ns(text: string, ...keys: Keys): number {
    const result = parseTime(text);
    if (result.kind === 'time') return result.ns;
    this.#diagnostics.report('vehicle-time-wrong', this.#source.at(...keys), result);
    return 0;
  }

  ecu(name: string, ecu: EcuDescription): EcuSetup {
    const at = (...keys: Keys): Position | undefined => this.#source.at('ecus', name, ...keys);
    return {
      name,
      at: at(),
      arxml: ecu.arxml && this.paths(ecu.arxml, 'ecus', name, 'arxml'),
      ecu: ecu.ecu === undefined ? undefined : { value: ecu.ecu, at: at('ecu') },
      target: ecu.target ?? 'ts',
      components: ecu.components && this.paths(ecu.components, 'ecus', name, 'components'),
      startOffsetNs: this.ns(ecu.startOffset ?? '0ns', 'ecus', name, 'startOffset'),
      startJitterNs: this.ns(ecu.startJitter ?? '0ns', 'ecus', name, 'startJitter'),
      clockDriftPpm: ecu.clockDriftPpm ?? 0,
      executionTimes: Object.entries(ecu.executionTimes ?? {}).map(([entry, time]) => ({
        entry,
        value: this.ns(time, 'ecus', name, 'executionTimes', entry),
        at: at('executionTimes', entry),
      })),
      buses: Object.entries(ecu.buses ?? {}).map(([controller, value]) => ({
        controller,
        value,
        at: at('buses', controller),
      })),
      board: ecu.board && this.port(ecu.board, at('board')),
      io: ecu.io && this.io(ecu.io, name),
    };
  }

  bus(name: string, { bitRate, bridge, adapter }: BusDescription): BusSetup {
    const at = (...keys: Keys): Position | undefined => this.#source.at('buses', name, ...keys);
    return {
      name,
      bitRate,
      bridge: bridge && {
        ...this.port(bridge, at('bridge')),
        transmits: bridge.transmit ?? false,
        s7: bridge.s7 ?? usualS7,
      },
      adapter: adapter && this.port(adapter, at('adapter')),
      at: at(),
    };
  }

  port({ port, baud }: PortDescription, at: Position | undefined): PortSetup {
    return { port, baud: baud ?? defaultBaud, at };
  }

  io(io: IoDescription, ecu: string): IoSetup {
    const { port, baud, every, adc = {}, dio = {}, pwm = {} } = io;
    const at = this.#source.at('ecus', ecu, 'io');
    const reportNs = this.ns(every ?? defaultReport, 'ecus', ecu, 'io', 'every');
    const reportMs = reportNs / 1e6;
    if (!Number.isInteger(reportMs) || reportMs < 1 || reportMs > 255) {
      const reason = 'must be a whole number of milliseconds, 1 to 255';
      this.#diagnostics.report('vehicle-value-wrong', at, { what: '"every"', reason });
    }
    return {
      port: port === undefined ? undefined : this.port({ port, ...(baud && { baud }) }, at),
      reportMs,
      mappings: [
        ...Object.entries(adc).map(([channel, pin]) => ({
          as: 'analog-input' as const,
          channel,
          pin,
        })),
        ...Object.entries(dio).map(([channel, { pin, as }]) => ({
          as: digitalFunctions[as],
          channel,
          pin,
        })),
        ...Object.entries(pwm).map(([channel, pin]) => ({
          as: 'pwm-output' as const,
          channel,
          pin,
        })),
      ],
      at,
    };
  }

  stimulus(stimulus: StimulusDescription, index: number): Stimulus {
    const at = this.#source.at('stimuli', index);
    const atNs = this.ns(stimulus.at, 'stimuli', index, 'at');
    const target = { target: stimulus.set, at: this.#source.at('stimuli', index, 'set') };
    if (stimulus.from === undefined) return { ...target, steps: [{ atNs, value: stimulus.to }] };

    const overNs = this.ns(stimulus.over ?? '0ns', 'stimuli', index, 'over');
    const everyNs =
      stimulus.every === undefined
        ? defaultStepNs
        : this.ns(stimulus.every, 'stimuli', index, 'every');
    const wrong = (reason: string): Stimulus => {
      this.#diagnostics.report('vehicle-value-wrong', at, { what: 'the ramp', reason });
      return { ...target, steps: [] };
    };
    if (typeof stimulus.to !== 'number') return wrong('must lead "to" a number');
    if (everyNs === 0) return wrong('needs an "every" greater than 0');
    if (overNs / everyNs > maximumSteps) return wrong(`has more than ${maximumSteps} steps`);
    return {
      ...target,
      steps: ramp({ from: stimulus.from, to: stimulus.to, atNs, overNs, everyNs }),
    };
  }
}

const digitalFunctions = {
  input: 'digital-input',
  'pull-up': 'digital-input-pull-up',
  output: 'digital-output',
} as const;

/** Steps of equal distance in time, the last at the end with exactly the value `to`. */
function ramp(ramp: {
  readonly from: number;
  readonly to: number;
  readonly atNs: number;
  readonly overNs: number;
  readonly everyNs: number;
}): { atNs: number; value: number }[] {
  const steps: { atNs: number; value: number }[] = [];
  for (let passedNs = 0; passedNs < ramp.overNs; passedNs += ramp.everyNs) {
    const value = ramp.from + (ramp.to - ramp.from) * (passedNs / ramp.overNs);
    steps.push({ atNs: ramp.atNs + passedNs, value });
  }
  steps.push({ atNs: ramp.atNs + ramp.overNs, value: ramp.to });
  return steps;
}
