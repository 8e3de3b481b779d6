/**
 * The contract phase keeps what it promises: a component written against headers made from its
 * description alone compiles against them, links as an object with the RTE of an ECU, and compiles
 * and links as a source with both forms of that ECU's headers.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import { emitC, emitCSimulation } from '../../generator/pipeline.ts';
import type { RtePlan } from '../../generator/plan/rte-plan.ts';
import {
  contractHeaders,
  type Ecu,
  ecusOfFolder,
  ecusOfTwoDoors,
  nameOf,
  systems,
} from '../helpers/c/contracts.ts';
import { hasGcc, linked, objectOf, run, writeFiles } from '../helpers/c/gcc.ts';
import { integratorSource } from '../helpers/c/integrator.ts';
import { twinsOf } from '../helpers/c/twins.ts';

const root = mkdtempSync(join(tmpdir(), 'vfb-contract-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The source of a component, and the contract it was written against. */
interface Source {
  readonly name: string;
  readonly path: string;
  readonly contract: RtePlan;
  /** Headers of the basic software that it includes itself. */
  readonly includes: readonly string[];
}

/** Headers and objects of an ECU without its components. */
function integrated(
  folder: string,
  plan: RtePlan,
  api: 'macros' | 'functions',
  sums: readonly string[],
) {
  const diagnostics = new Diagnostics();
  const files = emitC(plan, { api, atomicWidthBits: 8 }, diagnostics);
  expect(diagnostics.list).toEqual([]);
  const headers = writeFiles(join(folder, api), files);
  const bsw = writeFiles(join(folder, 'bsw'), emitCSimulation(plan));
  const main = join(folder, 'main.c');
  writeFileSync(main, integratorSource(plan, sums));
  const rte = join(headers, 'Rte.c');
  const objects = [rte, main].map((source, index) =>
    objectOf(source, join(folder, `${api}.objects`, 'integrated', `${index}.o`), [headers, bsw]),
  );
  return { headers, objects };
}

/** Objects made with nothing but the contract headers. */
function delivered(folder: string, sources: readonly Source[]): readonly string[] {
  return sources.map(({ name, path, contract, includes }) => {
    const headers = contractHeaders(join(folder, 'contract'), contract);
    return objectOf(path, join(folder, 'delivered', `${name}.o`), [headers, ...includes]);
  });
}

/**
 * Three programs of an ECU: of objects made with the contract headers, and of the same sources with
 * the headers of the RTE in both forms. What each prints; see integrator.ts.
 */
function programs(
  folder: string,
  plan: RtePlan,
  sources: readonly Source[],
  sums: readonly string[],
) {
  const [macros, functions] = (['macros', 'functions'] as const).map((api) => {
    const rte = integrated(folder, plan, api, sums);
    const components = sources.map(({ name, path, includes }) =>
      objectOf(path, join(folder, `${api}.objects`, `${name}.o`), [rte.headers, ...includes]),
    );
    return {
      rte,
      printed: run(linked(join(folder, `${api}.out`), [...rte.objects, ...components])),
    };
  });
  const objects = [...(functions?.rte.objects ?? []), ...delivered(folder, sources)];
  return {
    delivered: run(linked(join(folder, 'delivered.out'), objects)),
    macros: macros?.printed,
    functions: functions?.printed,
  };
}

/** Sources made from the contract that call all there is and define all that is asked for. */
function twinSources(folder: string, contracts: readonly RtePlan[]): readonly Source[] {
  mkdirSync(folder, { recursive: true });
  return contracts.flatMap((contract) =>
    contract.components.map((component) => {
      const path = join(folder, `${component.name}.c`);
      writeFileSync(path, twinsOf(component, contract).c);
      return { name: component.name, path, contract, includes: [] };
    }),
  );
}

/** The components of the example, or another source where one is given. */
function exampleSources(
  folder: string,
  { contracts }: Ecu,
  others: Readonly<Record<string, string>>,
) {
  return contracts.map((contract): Source => {
    const name = nameOf(contract);
    const usesIoDrivers = contract.components.some((component) => component.usesIoDrivers);
    const includes = usesIoDrivers ? [join(folder, 'bsw')] : [];
    const path = others[name] ?? join('components', kebabCase(name), `${name}.c`);
    return { name, path, contract, includes };
  });
}

function kebabCase(name: string): string {
  return name.replace(/(?<=.)[A-Z]/g, '-$&').toLowerCase();
}

describe.skipIf(!hasGcc)('a component made from its contract', () => {
  it.each(systems())('fits the RTE of every ECU of $name', ({ name, ecus }) => {
    for (const { plan, contracts } of ecus()) {
      const folder = join(root, name, plan.ecu);
      const called = contracts.map((contract) => asCalledIn(plan, contract));
      const renamed = contracts.map(nameOf).filter((own, i) => own !== called.map(nameOf)[i]);
      expect(renamed).toEqual(name === 'hostile-names' ? ['COMPONENTS'] : []);
      const sources = twinSources(folder, called);
      const sums = sources.map((source) => `${source.name}_sum`);
      const printed = programs(folder, plan, sources, sums);
      expect(printed.delivered.trimEnd().split('\n').length).toBe(plan.components.length);
      expect(printed.macros).toBe(printed.delivered);
      expect(printed.functions).toBe(printed.delivered);
    }
  });

  it('is in the example the component that the example has', () => {
    const tried = ecusOfFolder('arxml/pedal-to-dashboard').flatMap((ecu) => {
      const folder = join(root, 'example', ecu.plan.ecu);
      const sources = exampleSources(folder, ecu, {});
      programs(folder, ecu.plan, sources, []);
      return sources.map(({ path }) => path);
    });
    const all = readdirSync('components', { recursive: true, encoding: 'utf8' });
    expect(tried.length).toBe(all.filter((path) => path.endsWith('.c')).length);
  });

  it.each([
    { component: 'TorqueController', of: 'Powertrain' },
    { component: 'TurnIndicator', of: 'Body' },
  ])('may have been written for another RTE: $component', ({ component, of }) => {
    const folder = join(root, 'vendor', component);
    const ecu = ecusOfFolder('arxml/pedal-to-dashboard').find(({ plan }) => plan.ecu === of);
    if (ecu === undefined) throw new Error(`no ECU ${of}`);
    const sources = exampleSources(folder, ecu, { [component]: `tests/c/vendor/${component}.c` });
    expect(sources.map(({ path }) => path)).toContain(`tests/c/vendor/${component}.c`);
    programs(folder, ecu.plan, sources, []);
  });

  it('may have been written for another RTE: Door, of which there are two', () => {
    for (const { plan, contracts } of ecusOfTwoDoors()) {
      const folder = join(root, 'vendor', plan.ecu);
      const sources = twinSources(folder, contracts).map((source) =>
        source.name === 'Door' ? { ...source, path: 'tests/c/vendor/Door.c' } : source,
      );
      const printed = programs(folder, plan, sources, ['Body_sum']);
      expect(printed.macros).toBe(printed.delivered);
      expect(printed.functions).toBe(printed.delivered);
    }
  });

  it('is refused by the linker when its description has changed since', () => {
    const [now] = ecusOfTwoDoors();
    const [before] = ecusOfTwoDoors({ open: 'uint16' });
    if (now === undefined || before === undefined) throw new Error('no ECU');
    const folder = join(root, 'changed');
    const rte = integrated(folder, now.plan, 'functions', []);
    const current = delivered(folder, twinSources(folder, now.contracts));
    linked(join(folder, 'current.out'), [...rte.objects, ...current]);
    const old = delivered(folder, twinSources(folder, before.contracts));
    expect(() => linked(join(folder, 'old.out'), [...rte.objects, ...old])).toThrow(
      /Rte_Read_Body_Left_open.* does not match original declaration/,
    );
    expect(() => linked(join(folder, 'none.out'), rte.objects)).toThrow(
      /undefined reference to `Body_Run'/,
    );
  });
});

/**
 * The contract plan, with the component called as the ECU calls it: what `name-changed` reports is
 * for whoever wrote the description to repair, and what fits else is tried all the same.
 */
function asCalledIn(plan: RtePlan, contract: RtePlan): RtePlan {
  return {
    ...contract,
    components: contract.components.map((component) => {
      const called = plan.components.find(({ path }) => path === component.path);
      return { ...component, name: called?.name ?? component.name };
    }),
  };
}
