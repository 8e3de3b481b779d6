/** The simulation of a vehicle that a test completes with nodes of its own, before it begins. */
import { Simulation } from '../../../bsw-sim/simulation.ts';
import { Diagnostics } from '../../../generator/diagnostics/diagnostics.ts';
import { planBuses } from '../../../vehicle/buses.ts';
import { planMembers } from '../../../vehicle/members.ts';
import { loadPrograms } from '../../../vehicle/programs.ts';
import { planStimuli } from '../../../vehicle/stimuli.ts';
import { checkDescription, type VehicleDescription } from '../../../vehicle/vehicle-file.ts';
import { setUp } from '../../../vehicle/vehicle-setup.ts';

/** Everything of the description; its ECUs are those of the systems it names. */
export async function simulationOf(
  description: VehicleDescription,
  folder: string,
): Promise<Simulation> {
  const diagnostics = new Diagnostics();
  const source = await checkDescription(description, diagnostics);
  const setup = source && setUp(source, folder, diagnostics);
  if (setup === undefined) throw new Error(diagnostics.list.map((one) => one.message).join('\n'));
  const members = planMembers(setup, diagnostics, () => undefined);
  const buses = planBuses(members, setup.buses, diagnostics);
  const stimuli = planStimuli(setup.stimuli, members, diagnostics);
  const programs = await loadPrograms(members, setup.components, {}, diagnostics);
  if (diagnostics.hasErrors) throw new Error(diagnostics.list.map((one) => one.message).join('\n'));
  const simulation = new Simulation({ seed: setup.seed });
  for (const bus of buses.buses) simulation.addBus(bus);
  for (const { name, plan, setup: its } of members) {
    const program = programs.get(name);
    if (program === undefined) throw new Error(`no program of ${name}`);
    simulation.addEcu({
      name,
      configuration: program.configuration,
      createRte: (services) => program.createRte(services),
      buses: Object.fromEntries(
        [...(buses.controllers.get(name) ?? [])].map(([controller, bus]) => [
          controller,
          simulation.bus(bus),
        ]),
      ),
      startOffsetNs: its.startOffsetNs,
      startJitterNs: its.startJitterNs,
      driftPpm: its.clockDriftPpm,
      schedulableEntities: plan.bsw.schedulableEntities,
      executionTimesNs: new Map(its.executionTimes.map(({ entry, value }) => [entry, value])),
    });
  }
  for (const { atNs, action } of stimuli) simulation.at(atNs, action);
  return simulation;
}
