/** No template lies about unused: the examples, and an ECU with an extended task, render every one of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import Handlebars from 'handlebars';
import { afterAll, expect, it, vi } from 'vitest';
import { Diagnostics } from '../../../generator/diagnostics/diagnostics.ts';
import {
  emitBsw,
  emitC,
  emitCSimulation,
  emitCSkeletons,
  emitEcuc,
  emitSkeletons,
  emitTypeScript,
} from '../../../generator/pipeline.ts';
import { lightEcu } from '../../helpers/arxml-tasks.ts';
import { withEveryHook } from '../../helpers/c/plans.ts';
import { examplePlans, examples, projectRoot } from '../../helpers/examples.ts';
import { planOf } from '../../helpers/fake-ecu.ts';

afterAll(() => vi.restoreAllMocks());

it('every template is rendered', async () => {
  const rendered = new Set<string>();
  const create = Handlebars.create.bind(Handlebars);
  vi.spyOn(Handlebars, 'create').mockImplementation(() => {
    const handlebars = create();
    const compile = handlebars.compile.bind(handlebars);
    handlebars.compile = (source, options) => {
      const template = compile(source, options);
      return (context, runtimeOptions) => {
        rendered.add(String(source));
        return template(context, runtimeOptions);
      };
    };
    return handlebars;
  });
  const systems = await Promise.all(
    examples().map(async (example) => [...(await examplePlans(example)).values()]),
  );
  for (const plans of [...systems, [planOf('Body', [lightEcu()])]]) {
    for (const plan of plans) {
      emitTypeScript(plan);
      emitSkeletons(plan);
      for (const api of ['macros', 'functions'] as const) {
        emitC(plan, { api, atomicWidthBits: 16 }, new Diagnostics());
      }
      emitC(withEveryHook(plan), { api: 'macros', atomicWidthBits: 16 }, new Diagnostics());
      emitCSkeletons(plan);
      emitCSimulation(plan);
      const { dio, adc, pwm } = plan.bsw;
      const pins = (list: readonly unknown[], use: 'o' | 'a' | 'p') =>
        list.map((_, channel) => ({ channel, use }));
      for (const can of ['serial', 'mcp2515'] as const) {
        emitBsw(plan, {
          ...{ board: 'board', hasFloat64: true, adcBits: 10, receiveFifoDepth: 8, can },
          pins: {
            dio: pins(dio.channels, 'o'),
            adc: pins(adc.groups, 'a'),
            pwm: pins(pwm.channels, 'p'),
          },
        });
      }
    }
    emitEcuc(plans);
  }
  const generator = join(projectRoot, 'generator');
  const templates = readdirSync(generator, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.hbs'))
    .map((path) => join(generator, path));
  expect(templates.length).toBeGreaterThan(10);
  const unused = templates.filter((path) => !rendered.has(readFileSync(path, 'utf8')));
  expect(unused.map((path) => relative(projectRoot, path).replaceAll(sep, '/'))).toEqual([]);
});
