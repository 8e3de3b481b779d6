/** Random small systems are planned without an exception, and what is printed for them compiles. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import {
  emitEcuc,
  emitSkeletons,
  emitTypeScript,
  type GeneratedFile,
  planEcu,
  readModel,
} from '../../generator/pipeline.ts';
import {
  array,
  arxml,
  clientServer,
  component,
  composition,
  ecuExtract,
  type RunnableWords,
  senderReceiver,
  structure,
} from '../helpers/arxml.ts';
import { typeCheck } from '../helpers/type-check.ts';

// ---- systems ------------------------------------------------------------------------------------------

const primitives = [
  'boolean',
  'uint8',
  'sint16',
  'uint32',
  'sint64',
  'uint64',
  'float32',
  'float64',
];

/** Types of every shape: Type0 to Type3, each made of those before it. */
const types = fc
  .array(
    fc.record({
      kind: fc.constantFrom('structure', 'array'),
      parts: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
      length: fc.integer({ min: 1, max: 5 }),
    }),
    { minLength: 4, maxLength: 4 },
  )
  .map((drawn) =>
    drawn.map(({ kind, parts, length }, index) => {
      const known = [...primitives, ...Array.from({ length: index }, (_, i) => `Type${i}`)];
      const pick = (n: number) => known[n % known.length] ?? 'uint8';
      return kind === 'array'
        ? array(`Type${index}`, pick(parts[0] ?? 0), length)
        : structure(
            `Type${index}`,
            Object.fromEntries(parts.map((part, i) => [`member${i}`, pick(part)])),
          );
    }),
  );

const typeNames = [...primitives, 'Type0', 'Type1', 'Type2', 'Type3'];
const typeName = fc.constantFrom(...typeNames);
const elements = fc
  .array(typeName, { minLength: 1, maxLength: 3 })
  .map((list) => Object.fromEntries(list.map((type, i) => [`element${i}`, type])));
const period = fc.constantFrom('0.001', '0.002', '0.005', '0.01', '0.025', '0.1', '1');

const drawnSystem = fc.record({
  types,
  data: elements,
  parameters: fc.array(
    fc.record({ type: typeName, direction: fc.constantFrom('in', 'out', 'inout') }),
    { maxLength: 4 },
  ),
  hasErrors: fc.boolean(),
  senders: fc.array(
    fc.record({ period, more: fc.option(period, { nil: undefined }), calls: fc.boolean() }),
    { minLength: 1, maxLength: 3 },
  ),
  receivers: fc.array(
    fc.record({
      period: fc.option(period, { nil: undefined }),
      received: fc.boolean(),
      init: fc.boolean(),
      calls: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  /** Which sender writes to which receiver: 1:n, n:1 and gaps. */
  links: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
  isServed: fc.boolean(),
});

type DrawnSystem = typeof drawnSystem extends fc.Arbitrary<infer T> ? T : never;

function systemText(drawn: DrawnSystem): string {
  const accesses = Object.keys(drawn.data).map((element) => `Data.${element}`);
  const requires = (calls: boolean) => (calls ? { Service: 'Service' } : {});
  const sometimes = (calls: boolean) => (calls ? ['Service.operation'] : []);
  const senders = drawn.senders.map(({ period: every, more, calls }, i) => {
    const runnables: Record<string, RunnableWords> = {
      Run: { every, writes: accesses, calls: sometimes(calls) },
    };
    if (more !== undefined) runnables.More = { every: more, writes: accesses.slice(0, 1) };
    return component(`Sender${i}`, {
      provides: { Data: 'Data' },
      requires: requires(calls),
      runnables,
    });
  });
  const receivers = drawn.receivers.map(({ period: every, received, init, calls }, i) =>
    component(`Receiver${i}`, {
      requires: { Data: 'Data', ...requires(calls) },
      runnables: {
        Run: { every: every ?? '0.05', reads: accesses, calls: sometimes(calls) },
        ...(received ? { Received: { received: accesses.slice(0, 1), reads: accesses } } : {}),
        ...(init ? { Init: { init } } : {}),
      },
    }),
  );
  const server = component('Server', {
    provides: { Service: 'Service' },
    runnables: { Serve: { serves: ['Service.operation'], concurrent: true } },
  });
  const parts = [
    ...drawn.senders.map((_, i) => `Sender${i}`),
    ...drawn.receivers.map((_, i) => `Receiver${i}`),
    'Server',
  ];
  const clients = [
    ...drawn.senders.flatMap(({ calls }, i) => (calls ? [`Sender${i}`] : [])),
    ...drawn.receivers.flatMap(({ calls }, i) => (calls ? [`Receiver${i}`] : [])),
  ];
  const connect = [
    ...drawn.senders.flatMap((_s, s) =>
      drawn.receivers.flatMap((_r, r) =>
        drawn.links[3 * s + r] ? [`Sender${s}.Data -> Receiver${r}.Data`] : [],
      ),
    ),
    ...(drawn.isServed ? clients.map((client) => `Server.Service -> ${client}.Service`) : []),
  ];
  const parameters = drawn.parameters.map(
    ({ type, direction }, i) => [`parameter${i}`, `${direction} ${type}`] as const,
  );
  return arxml(
    drawn.types,
    senderReceiver('Data', drawn.data),
    clientServer(
      'Service',
      {
        operation: {
          arguments: Object.fromEntries(parameters),
          errors: drawn.hasErrors ? ['Refused'] : [],
        },
      },
      { Refused: 7 },
    ),
    senders,
    receivers,
    server,
    composition('Software', {
      parts: Object.fromEntries(parts.map((part) => [part, part])),
      connect,
    }),
    ecuExtract('Ecu', 'Software'),
  );
}

// ---- properties ---------------------------------------------------------------------------------------

function generated(drawn: DrawnSystem): readonly GeneratedFile[] {
  const diagnostics = new Diagnostics();
  const model = readModel([{ path: 'system.arxml', text: systemText(drawn) }], diagnostics);
  const plan = planEcu(model, 'Ecu', diagnostics);
  const errors = diagnostics.list.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ message }) => message)).toEqual([]);
  if (plan === undefined) throw new Error('no error and no plan');
  const skeletons = emitSkeletons(plan).map(({ path, text }) => ({
    path: `components/${path}`,
    text: text.replace(/'(Rte_\w+)'/g, `'../$1.ts'`),
  }));
  return [...emitTypeScript(plan), ...skeletons, { path: 'ecuc.arxml', text: emitEcuc([plan]) }];
}

describe('a random small system', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vfb-random-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is planned, and its code can be parsed', async () => {
    await fc.assert(
      fc.asyncProperty(drawnSystem, async (drawn) => {
        for (const { path, text } of generated(drawn)) {
          if (path.endsWith('.ts')) await transform(text, { loader: 'ts' });
        }
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it('has code that passes the compiler under our own settings', async () => {
    for (const [index, drawn] of fc.sample(drawnSystem, { seed: 2, numRuns: 25 }).entries()) {
      for (const { path, text } of generated(drawn)) {
        const target = join(folder, String(index), path);
        mkdirSync(join(target, '..'), { recursive: true });
        writeFileSync(target, text);
      }
    }
    expect(await typeCheck(folder, [], [])).toBe('');
  });
});
