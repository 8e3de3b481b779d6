/** The ECUs that take part in a vehicle, each with its plan: systems and extracts become members. */
import { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import type { Model } from '../generator/model/model.ts';
import { ecuNames, planEcu, readModel } from '../generator/pipeline.ts';
import type { RtePlan } from '../generator/plan/rte-plan.ts';
import type { Position } from '../generator/syntax/element.ts';
import { readArxmlFiles } from './arxml-files.ts';
import { hasSoftware, withoutSoftware } from './rest-bus.ts';
import type { Placed } from './source-position.ts';
import type { EcuSetup, VehicleSetup } from './vehicle-setup.ts';

export interface Member {
  /** In the vehicle; inside its model the ECU may be named otherwise. */
  readonly name: string;
  readonly plan: RtePlan;
  readonly restBus: boolean;
  readonly setup: EcuSetup;
}

/** It is the board behind a serial port: nothing of it is simulated. */
export function isBoard(member: Pick<Member, 'setup'>): boolean {
  return member.setup.board !== undefined;
}

/** By name. What cannot be read or planned is reported and left out. */
export function planMembers(
  setup: VehicleSetup,
  diagnostics: Diagnostics,
  onProgress: (what: string) => void,
): Member[] {
  const chosen = chooseEcus(setup, diagnostics);
  const known = [...chosen.keys()].sort();
  for (const { value, at } of setup.restBus) {
    if (!chosen.has(value)) reportUnknown(value, known, at, diagnostics);
  }
  const restBus = new Set(setup.restBus.map(({ value }) => value));
  const members: Member[] = [];
  for (const name of known) {
    const choice = chosen.get(name);
    if (choice === undefined) continue;
    onProgress(`planning ${name}`);
    const real = isBoard(choice);
    const plan =
      restBus.has(name) || real
        ? planNode(choice, diagnostics)
        : planEcu(choice.model, choice.ecu, diagnostics);
    if (plan === undefined) continue;
    const silent = restBus.has(name) || real || !hasSoftware(plan);
    members.push({
      name,
      plan: silent ? withoutSoftware(plan) : plan,
      restBus: silent && !real,
      setup: choice.setup,
    });
  }
  return members;
}

/** For a node whose software does not run, it does not matter what of it is supported or assumed. */
function planNode({ model, ecu }: Choice, diagnostics: Diagnostics): RtePlan | undefined {
  const ofSoftware = new Diagnostics({ allowUnsupported: true });
  const plan = planEcu(model, ecu, ofSoftware);
  diagnostics.list.push(...ofSoftware.list.filter(({ severity }) => severity === 'error'));
  return plan;
}

interface Choice {
  readonly model: Model;
  /** Name in the model. */
  readonly ecu: string;
  readonly setup: EcuSetup;
}

function chooseEcus(setup: VehicleSetup, diagnostics: Diagnostics): Map<string, Choice> {
  const chosen = new Map<string, Choice>();
  const models = new Models(diagnostics);
  const more = new Map(setup.ecus.map((ecu) => [ecu.name, ecu]));
  for (const system of setup.systems) {
    const { model, names, complete } = models.read(system.arxml);
    if (complete && names.length === 0) {
      diagnostics.report('vehicle-ecu-none', system.at, { what: 'the system' });
    }
    const wanted = system.ecus ?? names.map((value) => ({ value, at: system.at }));
    for (const { value, at } of wanted) {
      if (!names.includes(value)) {
        if (complete) reportUnknown(value, names, at, diagnostics);
      } else if (chosen.has(value) || more.get(value)?.arxml !== undefined) {
        diagnostics.report('vehicle-ecu-twice', at, { ecu: value });
      } else {
        chosen.set(value, { model, ecu: value, setup: more.get(value) ?? plainEcu(value) });
      }
    }
  }
  for (const ecu of setup.ecus) {
    if (ecu.arxml === undefined) {
      if (!chosen.has(ecu.name)) reportUnknown(ecu.name, [...chosen.keys()], ecu.at, diagnostics);
      continue;
    }
    const { model, names, complete } = models.read(ecu.arxml);
    const name = complete ? ecuOfOwnModel(ecu, names, diagnostics) : undefined;
    if (name !== undefined) chosen.set(ecu.name, { model, ecu: name, setup: ecu });
  }
  return chosen;
}

/** Which ECU of its own model an entry means: the named one, the only one, or the one so named. */
function ecuOfOwnModel(
  ecu: EcuSetup,
  names: readonly string[],
  diagnostics: Diagnostics,
): string | undefined {
  if (ecu.ecu !== undefined) {
    if (names.includes(ecu.ecu.value)) return ecu.ecu.value;
    reportUnknown(ecu.ecu.value, names, ecu.ecu.at, diagnostics);
    return undefined;
  }
  if (names.length === 1) return names[0];
  if (names.includes(ecu.name)) return ecu.name;
  if (names.length === 0) {
    diagnostics.report('vehicle-ecu-none', ecu.at, { what: `the model of ${ecu.name}` });
  } else {
    const known = names.join(', ');
    diagnostics.report('vehicle-ecu-ambiguous', ecu.at, { ecu: ecu.name, known });
  }
  return undefined;
}

/** Entries that name the same files share a model, but different lists never do. */
class Models {
  readonly #diagnostics: Diagnostics;
  readonly #read = new Map<string, { model: Model; names: readonly string[]; complete: boolean }>();

  constructor(diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
  }

  /** `complete`: whether reading went without errors, so that a missing name is the user's. */
  read(arxml: readonly Placed<string>[]): {
    model: Model;
    names: readonly string[];
    complete: boolean;
  } {
    const key = arxml.map(({ value }) => value).join('\n');
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const before = this.#diagnostics.errorCount;
    const files = readArxmlFiles(arxml, this.#diagnostics);
    const model = readModel(files, this.#diagnostics);
    const complete = this.#diagnostics.errorCount === before;
    const result = { model, names: ecuNames(model), complete };
    this.#read.set(key, result);
    return result;
  }
}

/** An ECU of which the vehicle file says nothing. */
export function plainEcu(name: string): EcuSetup {
  return {
    name,
    at: undefined,
    arxml: undefined,
    ecu: undefined,
    target: 'ts',
    components: undefined,
    startOffsetNs: 0,
    startJitterNs: 0,
    clockDriftPpm: 0,
    executionTimes: [],
    buses: [],
  };
}

function reportUnknown(
  ecu: string,
  known: readonly string[],
  at: Position | undefined,
  diagnostics: Diagnostics,
): void {
  diagnostics.report('vehicle-ecu-unknown', at, { ecu, known: known.join(', ') || 'none' });
}
