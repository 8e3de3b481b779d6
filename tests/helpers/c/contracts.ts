/** Systems of one or more ECUs with the contract plans of their components, for tests of the contract phase. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Diagnostics } from '../../../generator/diagnostics/diagnostics.ts';
import {
  ecuNames,
  emitCContract,
  type Model,
  planContract,
  planEcu,
  readModel,
} from '../../../generator/pipeline.ts';
import type { RtePlan } from '../../../generator/plan/rte-plan.ts';
import {
  arxml,
  clientServer,
  component,
  composition,
  ecuExtract,
  numerical,
  senderReceiver,
  sources,
  structure,
} from '../arxml.ts';
import { xml } from '../arxml-print.ts';
import { writeFiles } from './gcc.ts';

/** An ECU, and of each component type on it the plan that its description alone gives. */
export interface Ecu {
  readonly plan: RtePlan;
  readonly contracts: readonly RtePlan[];
}

export interface System {
  readonly name: string;
  /** Throws if a plan is refused. */
  ecus(): readonly Ecu[];
}

/** Of the examples, of the corpus where it is there, and one that has what they have not. */
export function systems(): readonly System[] {
  const cases = '../shared/corpus/toppers__a-rtegen/cases';
  if (!existsSync(cases)) console.warn('../shared/corpus is missing: its cases are not tried');
  const folders = ['arxml', ...(existsSync(cases) ? [cases] : [])].flatMap((parent) =>
    readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !overlapping.includes(entry.name))
      .map(({ name }) => ({ name, ecus: () => ecusOfFolder(join(parent, name)) })),
  );
  return [...folders, { name: 'two doors of one type', ecus: ecusOfTwoDoors }];
}

/** Their signals lie over each other: no RTE is generated. */
const overlapping = ['HelloAutosarWithComSG_ECU1', 'HelloAutosarWithComSG_ECU2'];

export function ecusOfFolder(folder: string): readonly Ecu[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.arxml'))
    .sort()
    .map((name) => ({ path: name, text: readFileSync(join(folder, name), 'utf8') }));
  const diagnostics = new Diagnostics({ allowUnsupported: true });
  return ecusOf(readModel(files, diagnostics), diagnostics);
}

function ecusOf(model: Model, diagnostics: Diagnostics): readonly Ecu[] {
  return ecuNames(model).map((name) => {
    const plan = planEcu(model, name, diagnostics);
    if (plan === undefined) throw new Error(diagnostics.list.map((d) => d.message).join('\n'));
    const contracts = plan.components.map(({ path }) => contractOf(model, path, diagnostics));
    return { plan: withCNames(plan), contracts: contracts.map(withCNames) };
  });
}

function contractOf(model: Model, path: string, diagnostics: Diagnostics): RtePlan {
  const contract = planContract(model, path, diagnostics);
  if (contract === undefined) throw new Error(diagnostics.list.map((d) => d.message).join('\n'));
  return contract;
}

/** One example has names that C refuses; with those replaced, what else is hostile stays. */
function withCNames(plan: RtePlan): RtePlan {
  const text = JSON.stringify(plan)
    .replace(/"symbol":"(default|new|class|int)"/g, '"symbol":"Run_$1"')
    .replaceAll('Components_Type', 'Components_Kind');
  return JSON.parse(text) as RtePlan;
}

/** Two doors of one type, which have an instance handle, and a body with an application error. */
export function ecusOfTwoDoors({ open = 'boolean' } = {}): readonly Ecu[] {
  const text = arxml(
    structure('Motion', { speed: 'uint16', distance: 'uint32' }),
    senderReceiver('Moves', { motion: 'Motion' }),
    senderReceiver('Opens', { open }),
    clientServer(
      'Locks',
      { Lock: { arguments: { hard: 'in boolean', turns: 'out uint8' }, errors: ['JAMMED'] } },
      { JAMMED: 5 },
    ),
    component('Door', {
      multiple: true,
      requires: { Motion: 'Moves', Lock: 'Locks' },
      provides: { State: 'Opens' },
      comSpecs: { 'State.open': [xml('INIT-VALUE', numerical(1))] },
      runnables: {
        Door_Run: {
          every: '0.01',
          reads: ['Motion.motion'],
          writes: ['State.open'],
          calls: ['Lock.Lock'],
        },
      },
    }),
    component('Body', {
      provides: { Motion: 'Moves', Lock: 'Locks' },
      requires: { Left: 'Opens', Right: 'Opens' },
      runnables: {
        Body_Run: { every: '0.02', reads: ['Left.open', 'Right.open'], writes: ['Motion.motion'] },
        Body_Lock: { serves: ['Lock.Lock'], concurrent: true },
      },
    }),
    composition('Software', {
      parts: { left: 'Door', right: 'Door', body: 'Body' },
      connect: [
        'body.Motion -> left.Motion',
        'body.Motion -> right.Motion',
        'left.State -> body.Left',
        'right.State -> body.Right',
        'body.Lock -> left.Lock',
        'body.Lock -> right.Lock',
      ],
    }),
    ecuExtract('Ecu', 'Software'),
  );
  const diagnostics = new Diagnostics();
  return ecusOf(readModel(sources(text), diagnostics), diagnostics);
}

/** The component type that a contract plan is of. */
export function nameOf(contract: RtePlan): string {
  const [only, ...more] = contract.components;
  if (only === undefined || more.length > 0) throw new Error('not the plan of one component');
  return only.name;
}

/** Writes the headers of a contract to a folder of their own, and says which. */
export function contractHeaders(parent: string, contract: RtePlan): string {
  const diagnostics = new Diagnostics();
  const files = emitCContract(contract, diagnostics);
  if (diagnostics.hasErrors) throw new Error(diagnostics.list.map((d) => d.message).join('\n'));
  return writeFiles(join(parent, nameOf(contract)), files);
}
