/** The example vehicle with boards in virtual time, and what its tests ask of it. */
import type { SlcanFrame } from '../../bsw-sim/bridge/slcan-frames.ts';
import {
  type LoadOptions,
  type LockstepBoard,
  loadVehicle,
  type Vehicle,
} from '../../vehicle/index.ts';

export const example = 'arxml/pedal-to-dashboard/pedal-to-dashboard.vehicle.json';
export const ms = 1_000_000;
export const endNs = 2000 * ms;

export function frameOf(id: number, bytes: readonly string[]): SlcanFrame {
  const data = new Uint8Array(8);
  data.set(bytes.map((byte) => Number.parseInt(byte, 16)));
  return { id, extended: false, remote: false, lengthBytes: bytes.length, data };
}

/** To its end, and closed. */
export async function run(options: LoadOptions): Promise<Vehicle> {
  const vehicle = await loadVehicle(example, options);
  vehicle.run(endNs);
  await vehicle.close();
  return vehicle;
}

/** The board is ECU Body. */
export function withBoard(board: LockstepBoard): LoadOptions {
  return { boards: { Body: { port: 'player' } }, ports: { player: board } };
}

/** Warnings and errors, as `code message`. */
export function saidBy({ diagnostics }: Vehicle): string[] {
  return diagnostics
    .filter(({ severity }) => severity !== 'information')
    .map(({ code, message }) => `${code} ${message}`);
}
