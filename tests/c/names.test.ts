/** Names of the input in C: what cannot work is refused, what looks as if it could not compiles. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import {
  emitC,
  emitCSimulation,
  emitCSkeletons,
  planEcu,
  readModel,
} from '../../generator/pipeline.ts';
import type { RtePlan } from '../../generator/plan/rte-plan.ts';
import {
  arxml,
  clientServer,
  component,
  composition,
  ecuExtract,
  senderReceiver,
  sources,
  structure,
} from '../helpers/arxml.ts';
import type { Xml } from '../helpers/arxml-print.ts';
import { examplePlans, examples } from '../helpers/examples.ts';
import { planOf } from '../helpers/fake-ecu.ts';

const root = mkdtempSync(join(tmpdir(), 'vfb-names-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const hasGcc = spawnSync('gcc', ['--version']).status === 0;
if (!hasGcc) console.warn('gcc is missing: names are not compiled');

const options = { api: 'macros', atomicWidthBits: 32 } as const;

function messagesOf(plan: RtePlan): readonly string[] {
  const diagnostics = new Diagnostics();
  const files = emitC(plan, options, diagnostics);
  if (diagnostics.hasErrors) expect(files).toEqual([]);
  return diagnostics.list.map(({ code, message }) => `${code} ${message}`);
}

/** A sender and a receiver of an interface Level with element v, of these types and ports. */
function pair(
  [sender, provided]: readonly [string, string],
  [receiver, required]: readonly [string, string],
  ...more: readonly Xml[]
): string {
  return arxml(
    senderReceiver('Level', { v: 'uint8' }),
    component(sender, {
      provides: { [provided]: 'Level' },
      runnables: { RunSender: { every: '0.1', writes: [`${provided}.v`] } },
    }),
    component(receiver, {
      requires: { [required]: 'Level' },
      runnables: { RunReceiver: { every: '0.1', reads: [`${required}.v`] } },
    }),
    composition('Vehicle', {
      parts: { a: sender, b: receiver },
      connect: [`a.${provided} -> b.${required}`],
    }),
    ecuExtract('Body', 'Vehicle'),
    ...more,
  );
}

describe('names that C cannot have are refused, and nothing is generated', () => {
  it('keywords, and names of generated files', async () => {
    const example = examples().find(({ name }) => name === 'hostile-names');
    if (example === undefined) throw new Error('no example hostile-names');
    const messages = [...(await examplePlans(example)).values()].flatMap(messagesOf);
    expect(messages).toContainEqual(
      expect.stringMatching(/^name-reserved-in-c .*'default' cannot be a name in C/),
    );
    expect(messages).toContainEqual(
      expect.stringContaining('Rte_Components_Type.h is the types header of'),
    );
  });

  it('functions of the basic software', () => {
    const text = pair(['Door', 'Out'], ['Lock', 'In']).replaceAll('RunSender', 'ActivateTask');
    expect(messagesOf(planOf('Body', [text]))).toEqual([
      expect.stringMatching(/^name-reserved-in-c .*'ActivateTask' cannot be a name in C/),
    ]);
  });

  it('a file that differs from another only by case', () => {
    const plan = planOf('Body', [pair(['Door', 'Out'], ['DOOR_TYPE', 'In'])]);
    expect(messagesOf(plan)).toEqual([
      expect.stringContaining('Rte_DOOR_TYPE.h is the types header of /Car/Door'),
    ]);
  });

  it('calls of two components that join to one name', () => {
    const text = arxml(
      senderReceiver('Level', { v: 'uint8' }),
      component('Door', {
        provides: { Lock_State: 'Level' },
        runnables: { RunDoor: { every: '0.1', writes: ['Lock_State.v'] } },
      }),
      component('Door_Lock', {
        provides: { State: 'Level' },
        runnables: { RunLock: { every: '0.1', writes: ['State.v'] } },
      }),
      composition('Vehicle', { parts: { a: 'Door', b: 'Door_Lock' } }),
      ecuExtract('Body', 'Vehicle'),
    );
    expect(messagesOf(planOf('Body', [text]))).toEqual([
      expect.stringMatching(
        /^name-twice-in-c Rte_Write_Door_Lock_State_v in C code would mean both Rte_Write_Lock_State_v of \S+\/a and Rte_Write_State_v of \S+\/b$/,
      ),
    ]);
  });

  it('a call that is the function behind another call of its component', () => {
    const text = arxml(
      senderReceiver('Level', { v: 'uint8' }),
      component('Door', {
        provides: { Out: 'Level', Door_Out: 'Level' },
        runnables: { RunDoor: { every: '0.1', writes: ['Out.v', 'Door_Out.v'] } },
      }),
      composition('Vehicle', { parts: { a: 'Door' } }),
      ecuExtract('Body', 'Vehicle'),
    );
    expect(messagesOf(planOf('Body', [text]))).toEqual([
      expect.stringMatching(/^name-twice-in-c Rte_Write_Door_Out_v in C code would mean both/),
    ]);
  });

  it('one symbol of runnables of two components', () => {
    const text = pair(['Door', 'Out'], ['Lock', 'In']).replaceAll(/RunSender|RunReceiver/g, 'Run');
    expect(messagesOf(planOf('Body', [text]))).toEqual([
      'name-twice-in-c Run in C code would mean both /Car/Door/Behavior/Run and /Car/Lock/Behavior/Run',
    ]);
  });

  it('an application error that is a status of the RTE', () => {
    const text = arxml(
      clientServer('COM', { Send: { errors: ['STOPPED'] } }, { STOPPED: 5 }),
      component('Client', {
        requires: { Out: 'COM' },
        runnables: { RunClient: { every: '0.1', calls: ['Out.Send'] } },
      }),
      component('Server', {
        provides: { In: 'COM' },
        runnables: { Serve: { serves: ['In.Send'] } },
      }),
      composition('Vehicle', {
        parts: { a: 'Client', b: 'Server' },
        connect: ['b.In -> a.Out'],
      }),
      ecuExtract('Body', 'Vehicle'),
    );
    expect(messagesOf(planOf('Body', [text]))).toContainEqual(
      expect.stringMatching(/^name-twice-in-c RTE_E_COM_STOPPED in C code would mean both the RTE/),
    );
  });
});

describe.skipIf(!hasGcc && process.env.CI !== 'true')('compiles', () => {
  let count = 0;
  /** All files of the ECU, in one folder that does not tell names apart by case. */
  function compile(text: string): ReadonlyMap<string, string> {
    const plan = planOf('Body', [text]);
    const diagnostics = new Diagnostics();
    const files = [...emitC(plan, options, diagnostics), ...emitCSimulation(plan)];
    expect(diagnostics.list).toEqual([]);
    const names = files.map(({ path }) => path.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    const folder = join(root, `${count++}`);
    mkdirSync(join(folder, 'components'), { recursive: true });
    for (const { path, text: code } of files) writeFileSync(join(folder, path), code);
    const skeletons = emitCSkeletons(plan).map(({ path, text: code }) => {
      const skeleton = join(folder, 'components', path);
      writeFileSync(skeleton, code);
      return skeleton;
    });
    const flags = '-std=c99 -Wall -Wextra -Wconversion -Wshadow -pedantic -Werror'.split(' ');
    const { status, stderr } = spawnSync(
      'gcc',
      [...flags, '-fsyntax-only', `-I${folder}`, '-Irte/c', join(folder, 'Rte.c'), ...skeletons],
      { encoding: 'utf8' },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return new Map(files.map(({ path, text: code }) => [path, code]));
  }

  it('two component types whose names differ by case only: files and guards do not', () => {
    const files = compile(pair(['Foo', 'Out'], ['foo', 'In']));
    const guards = [...files.values()].map((text) => /^#ifndef (\w+)$/m.exec(text)?.[1]);
    const headers = guards.filter((guard) => guard !== undefined);
    expect(new Set(headers).size).toBe(headers.length);
  });

  it('names of 128 characters', () => {
    const long = (letter: string) => letter.repeat(128);
    compile(
      pair([long('S'), long('O')], [long('R'), long('I')]).replaceAll('RunSender', long('r')),
    );
  });

  it('types, members and ports of names that C has words for', () => {
    compile(
      arxml(
        structure('struct', { int: 'uint8', data: 'uint16' }),
        senderReceiver('If', { status: 'struct', self: 'struct' }),
        component('Door', {
          provides: { data: 'If' },
          runnables: { RunDoor: { every: '0.1', writes: ['data.status', 'data.self'] } },
        }),
        component('Lock', {
          requires: { data: 'If' },
          runnables: { RunLock: { every: '0.1', reads: ['data.status', 'data.self'] } },
        }),
        composition('Vehicle', { parts: { a: 'Door', b: 'Lock' }, connect: ['a.data -> b.data'] }),
        ecuExtract('Body', 'Vehicle'),
      ),
    );
  });

  it('a package whose name would end the comment it stands in', () => {
    const evil = String.raw`Car*/ #error \ /*`;
    const text = pair(['Door', 'Out'], ['Lock', 'In'])
      .replaceAll('/Car/', `/${evil}/`)
      .replace('>Car<', `>${evil}<`);
    const files = compile(text);
    expect(files.get('Rte_Door.h')).toContain('/* /Car* / #error   / * /Door */');
  });
});

it.each(['../Door', 'Door"', 'Door\\n', 'Do or'])('a component type %s is refused', (name) => {
  const text = pair(['Door', 'Out'], ['Lock', 'In'])
    .replaceAll('/Car/Door', `/Car/${name}`)
    .replaceAll('>Door<', `>${name}<`);
  const diagnostics = new Diagnostics();
  expect(planEcu(readModel(sources(text), diagnostics), 'Body', diagnostics)).toBeUndefined();
  expect(diagnostics.list.map(({ code }) => code)).toContain('name-invalid');
});
