/** Lines that a caller names besides those of the vehicle file: they take the place of those. */
import type { BridgeDescription, PortDescription, VehicleDescription } from './vehicle-file.ts';
import type { BusSetup, EcuSetup, IoSetup, VehicleSetup } from './vehicle-setup.ts';

export interface LineDescriptions {
  /** ECU → the board that it is. */
  readonly boards?: Readonly<Record<string, PortDescription>> | undefined;
  /** ECU → the board that has its pins; which pins, the vehicle says. */
  readonly io?: Readonly<Record<string, PortDescription>> | undefined;
  /** Bus → the adapter between it and a real bus. */
  readonly bridges?: Readonly<Record<string, BridgeDescription>> | undefined;
  /** Bus → the port where it plays an adapter. */
  readonly adapters?: Readonly<Record<string, PortDescription>> | undefined;
}

/** What a vehicle file would say that says only this. */
export function describeLines({
  boards = {},
  io = {},
  bridges = {},
  adapters = {},
}: LineDescriptions): VehicleDescription {
  return {
    ecus: joined(mapped(boards, 'board'), mapped(io, 'io')),
    buses: joined(mapped(bridges, 'bridge'), mapped(adapters, 'adapter')),
  };
}

function mapped<T, Key extends string>(
  values: Readonly<Record<string, T>>,
  key: Key,
): Record<string, Partial<Record<Key, T>>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { [key]: value } as Record<Key, T>]),
  );
}

function joined<A extends object, B extends object>(
  first: Record<string, A>,
  second: Record<string, B>,
): Record<string, A & B> {
  const names = new Set([...Object.keys(first), ...Object.keys(second)]);
  return Object.fromEntries(
    [...names].map((name) => [name, { ...first[name], ...second[name] } as A & B]),
  );
}

export function withLines(setup: VehicleSetup, more: VehicleSetup): VehicleSetup {
  return {
    ...setup,
    ecus: merged(setup.ecus, more.ecus, (ecu: EcuSetup, { board, io }) => ({
      ...ecu,
      ...(board && { board }),
      ...(io && { io: withMappings(io, ecu.io) }),
    })),
    buses: merged(setup.buses, more.buses, (bus: BusSetup, { bridge, adapter }) => ({
      ...bus,
      ...(bridge && { bridge }),
      ...(adapter && { adapter }),
    })),
  };
}

function withMappings({ port }: IoSetup, known: IoSetup | undefined): IoSetup {
  return { ...(known ?? { reportMs: 0, mappings: [], at: undefined }), port };
}

function merged<T extends { readonly name: string }>(
  all: readonly T[],
  more: readonly T[],
  merge: (one: T, with_: T) => T,
): T[] {
  const byName = new Map(more.map((one) => [one.name, one]));
  const old = all.map((one) => merge(one, byName.get(one.name) ?? one));
  const names = new Set(all.map(({ name }) => name));
  return [...old, ...more.filter(({ name }) => !names.has(name))];
}
