/** Every ARXML file of the corpus goes all the way, alone and as the projects they come from. */
import { describe, expect, it } from 'vitest';
import { emitTypeScript, formatDiagnostic } from '../../vehicle/index.ts';
import {
  armodelFiles,
  corpusMissing,
  errorsOf,
  filesBelow,
  readAndPlan,
  rtegenCases,
} from './corpus.ts';

const files = filesBelow('.', /\.arxml$/);

const tpms = 'robert-solomon12__TPMS-Assignment/Config';
const factory = 'girishchandranc__autosarfactory/Examples/generated';
const parts = ['CanNetwork', 'array', 'components', 'dataTypes', 'interface'];

/** Files that are one system, and the codes of the errors in it. */
const projects: readonly {
  readonly name: string;
  readonly paths: readonly string[];
  readonly errors: readonly string[];
}[] = [
  { name: 'CAN system of py-armodel', paths: armodelFiles, errors: ['construct-unsupported'] },
  {
    name: 'EcuExtract with the types of its vendor',
    paths: ['patrikja__autosar'],
    errors: ['construct-unsupported', 'instances-several'],
  },
  {
    name: 'system split over five files',
    paths: parts.map((name) => `${factory}/${name}.arxml`),
    errors: [],
  },
  { name: 'HelloAutosar of PizzaFactory', paths: ['PizzaFactory__a_rtegen'], errors: [] },
  { name: 'AutoSAR_LearningDemo', paths: ['RobT0g__AutoSAR_LearningDemo'], errors: [] },
  { name: 'AUTOSAR-SOFTWARE-DEMO', paths: ['shiivamgupta__AUTOSAR-SOFTWARE-DEMO'], errors: [] },
  {
    name: 'project tree with stale copies',
    paths: [tpms],
    errors: ['ecuc-module-twice', 'element-conflict'],
  },
  {
    name: 'flat extract out of that tree, with its configuration',
    paths: [
      'AUTOSAR',
      'Developer/DataTypes.arxml',
      'Developer/Packages.arxml',
      'Developer/PortInterfaces.arxml',
      'InternalBehavior',
      'ServiceComponents',
      'System/FlatExtract.arxml',
      'ECUC/Template.ecuc.arxml',
    ].map((path) => `${tpms}/${path}`),
    errors: [],
  },
];

/** Everything that a reading leaves, as text. */
function outcome(paths: readonly string[], allowUnsupported: boolean): string {
  const { diagnostics, plans } = readAndPlan(paths, { allowUnsupported });
  const generated = [...plans].map(([ecu, plan]) => [ecu, plan, plan && emitTypeScript(plan)]);
  return JSON.stringify([
    diagnostics.list.map((one) => formatDiagnostic(one, { color: false })),
    generated,
  ]);
}

describe.skipIf(corpusMissing)('every file of the corpus', () => {
  it('is read, planned for each of its ECUs and generated, or gives diagnostics', () => {
    expect(files.length).toBeGreaterThan(300);
    const failures: string[] = [];
    for (const file of files) {
      try {
        for (const allowUnsupported of [false, true]) {
          const first = outcome([file], allowUnsupported);
          if (first !== outcome([file], allowUnsupported)) failures.push(`${file}: differs`);
        }
      } catch (error) {
        failures.push(`${file}: ${error}`);
      }
    }
    expect(failures).toEqual([]);
  });

  it('that has no plan has an error that says why', () => {
    const silent = files.filter((file) => {
      const { diagnostics, plans } = readAndPlan([file]);
      return [...plans.values()].includes(undefined) && !diagnostics.hasErrors;
    });
    expect(silent).toEqual([]);
  });
});

describe.skipIf(corpusMissing)('the projects of the corpus', () => {
  it.each(projects)(
    '$name: the expected errors, whatever the order of files',
    ({ paths, errors }) => {
      const { diagnostics } = readAndPlan(paths);
      const codes = errorsOf(diagnostics).map((text) => text.split(' ')[0]);
      expect([...new Set(codes)].sort()).toEqual(errors);
      expect(outcome(paths, true)).toBe(outcome(paths, true));
      const reversed = readAndPlan(paths.toReversed());
      const reversedCodes = errorsOf(reversed.diagnostics).map((text) => text.split(' ')[0]);
      expect(reversedCodes.sort()).toEqual(codes.sort());
      expect(reversed.plans.size).toBe(readAndPlan(paths).plans.size);
    },
  );

  it('that are separate extracts conflict as one model, which is said', () => {
    const extracts = ['ECU1', 'ECU2'].map((ecu) => `${rtegenCases}/HelloAutosarWithCom_${ecu}`);
    const { diagnostics } = readAndPlan(extracts);
    const conflicts = diagnostics.list.filter(({ code }) => code === 'element-conflict');
    expect(conflicts.length).toBeGreaterThan(0);
    for (const { related } of conflicts) expect(related.length).toBeGreaterThan(0);
    expect(conflicts[0]?.help).toContain('--ecu NAME=DIR');
  });
});
