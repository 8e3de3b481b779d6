/** Which controller is on which bus, and how fast the buses are. */
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import type { Member } from './members.ts';
import type { BusSetup } from './vehicle-setup.ts';

export interface BusPlan {
  readonly name: string;
  readonly bitRate: number;
}

export interface BusesPlan {
  /** By name. */
  readonly buses: readonly BusPlan[];
  /** Name of the ECU → name of the controller → name of the bus. */
  readonly controllers: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Where controllers are whose input names no CAN-CLUSTER. */
const sharedBus = 'CAN';
const usualBitRate = 500_000;

export function planBuses(
  members: readonly Member[],
  setups: readonly BusSetup[],
  diagnostics: Diagnostics,
): BusesPlan {
  const ratesOfBus = new Map<string, Set<number>>();
  const controllers = new Map<string, ReadonlyMap<string, string>>();
  for (const { name, plan, setup } of members) {
    const own = plan.bsw.can.controllers;
    for (const { controller, at } of setup.buses) {
      if (own.some((one) => one.name === controller)) continue;
      const known = own.map((one) => one.name).join(', ') || 'none';
      diagnostics.report('vehicle-controller-unknown', at, { controller, ecu: name, known });
    }
    const told = new Map(setup.buses.map(({ controller, value }) => [controller, value]));
    const busOf = new Map<string, string>();
    for (const { name: controller, cluster, bitRate } of own) {
      const bus = told.get(controller) ?? cluster ?? sharedBus;
      busOf.set(controller, bus);
      const rates = ratesOfBus.get(bus) ?? new Set();
      if (bitRate !== undefined) rates.add(bitRate);
      ratesOfBus.set(bus, rates);
    }
    controllers.set(name, busOf);
  }
  const names = [...ratesOfBus.keys()].sort();
  for (const { name, at } of setups) {
    if (ratesOfBus.has(name)) continue;
    diagnostics.report('vehicle-bus-unknown', at, { bus: name, known: names.join(', ') || 'none' });
  }
  const toldRates = new Map(setups.map(({ name, bitRate }) => [name, bitRate]));
  const buses = names.map((name) => {
    const rates = [...(ratesOfBus.get(name) ?? [])].sort((a, b) => a - b);
    return { name, bitRate: toldRates.get(name) ?? agreedRate(name, rates, diagnostics) };
  });
  return { buses, controllers };
}

function agreedRate(bus: string, rates: readonly number[], diagnostics: Diagnostics): number {
  const [rate, ...others] = rates;
  if (rate === undefined) {
    diagnostics.report('bit-rate-assumed', undefined, { bus, bitRate: usualBitRate });
    return usualBitRate;
  }
  if (others.length > 0) {
    const text = rates.map((one) => `${one} bit/s`).join(', ');
    diagnostics.report('vehicle-bit-rate-differs', undefined, { bus, rates: text });
  }
  return rate;
}
