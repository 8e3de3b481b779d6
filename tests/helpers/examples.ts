/** The example vehicles of `arxml/`: every folder with a `<folder>.vehicle.json`, and its plans. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import type { RtePlan } from '../../generator/plan/rte-plan.ts';
import { type Member, planMembers } from '../../vehicle/members.ts';
import { readVehicleFile } from '../../vehicle/vehicle-file.ts';
import { setUp } from '../../vehicle/vehicle-setup.ts';

export const projectRoot = join(import.meta.dirname, '..', '..');

export interface Example {
  readonly name: string;
  /** Absolute path. */
  readonly vehicleFile: string;
}

export function examples(): readonly Example[] {
  const folder = join(projectRoot, 'arxml');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, vehicleFile: join(folder, name, `${name}.vehicle.json`) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The plan of every ECU that its vehicle file makes a member of the vehicle. */
export async function examplePlans(example: Example): Promise<ReadonlyMap<string, RtePlan>> {
  const diagnostics = new Diagnostics();
  const text = readFileSync(example.vehicleFile, 'utf8');
  const source = await readVehicleFile({ path: example.vehicleFile, text }, diagnostics);
  let members: Member[] = [];
  if (source !== undefined) {
    const setup = setUp(source, dirname(example.vehicleFile), diagnostics);
    members = planMembers(setup, diagnostics, () => undefined);
  }
  const errors = diagnostics.list.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return new Map(members.map(({ name, plan }) => [name, plan]));
}
