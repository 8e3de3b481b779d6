/** The contract phase needs a component's description and nothing else, and speaks of nothing else. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import {
  emitC,
  emitCContract,
  planContract,
  planEcu,
  readModel,
} from '../../generator/pipeline.ts';
import { lineAndColumn } from '../../generator/syntax/position.ts';
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
import { named, xml } from '../helpers/arxml-print.ts';
import { projectRoot } from '../helpers/examples.ts';

function contractOf(name: string, ...texts: readonly string[]) {
  const diagnostics = new Diagnostics();
  const model = readModel(sources(...texts), diagnostics);
  const plan = planContract(model, name, diagnostics);
  const headers = plan === undefined ? [] : emitCContract(plan, diagnostics);
  return {
    plan,
    headers: new Map(headers.map(({ path, text }) => [path, text])),
    messages: diagnostics.list.map(({ code, message, at }) => {
      const place = at && lineAndColumn(at);
      return `${code} ${place ? `${place.line}:${place.column}` : '-'} ${message}`;
    }),
  };
}

const interfaces = arxml(
  senderReceiver('Speed', { value: 'uint16' }),
  clientServer(
    'Lamp',
    { Set: { arguments: { on: 'in boolean' }, errors: ['BROKEN'] } },
    { BROKEN: 9 },
  ),
);
const light = component('Light', {
  requires: { Motion: 'Speed', Lamp: 'Lamp' },
  provides: { Echo: 'Speed' },
  runnables: {
    Run: { every: '0.01', reads: ['Motion.value'], writes: ['Echo.value'], calls: ['Lamp.Set'] },
    OnMotion: { received: ['Motion.value'], reads: ['Motion.value'] },
  },
});

describe('the contract of a component', () => {
  it('needs no system, and finds nothing unconnected or unmapped', () => {
    const { headers, messages } = contractOf('Light', interfaces, arxml(light));
    expect(messages).toEqual([]);
    expect([...headers.keys()]).toEqual(['Rte.h', 'Rte_Type.h', 'Rte_Light.h', 'Rte_Light_Type.h']);
    const header = headers.get('Rte_Light.h') ?? '';
    expect(header).toContain('extern Std_ReturnType Rte_Read_Light_Motion_value(uint16* data);');
    expect(header).toContain('#define RTE_E_Lamp_BROKEN ((Std_ReturnType)9U)');
    expect(header).toContain('extern void OnMotion(void);');
  });

  it('is the same whether a system is there or not, and whatever is wrong with that system', () => {
    const alone = contractOf('Light', interfaces, arxml(light));
    const system = arxml(
      component('Other', { requires: { In: 'Speed' }, runnables: { Go: { reads: ['In.value'] } } }),
      composition('Software', { parts: { one: 'Light', two: 'Light', other: 'Other' } }),
      ecuExtract('Ecu', 'Software'),
    );
    const within = contractOf('Light', interfaces, arxml(light), system);
    expect(within).toEqual(alone);
    const diagnostics = new Diagnostics();
    const model = readModel(sources(interfaces, arxml(light), system), diagnostics);
    planEcu(model, 'Ecu', diagnostics);
    expect(diagnostics.list.map(({ code }) => code)).toContain('instances-several');
  });

  it('shows nothing of other components, not even their types', () => {
    const types = arxml(
      structure('Secret', { code: 'uint32' }),
      senderReceiver('Safe', { s: 'Secret' }),
    );
    const other = component('Vault', {
      provides: { Out: 'Safe' },
      runnables: { Run: { every: '1', writes: ['Out.s'] } },
    });
    const { headers } = contractOf('Light', interfaces, types, arxml(light, other));
    expect([...headers.values()].join('\n')).not.toMatch(/Secret|Vault|Safe/);
  });

  it('of the example’s components is made of the component files alone, without a word', () => {
    const folder = join(projectRoot, 'arxml', 'pedal-to-dashboard');
    const read = (wanted: RegExp) =>
      readdirSync(folder)
        .filter((name) => wanted.test(name))
        .sort()
        .map((name) => ({ path: name, text: readFileSync(join(folder, name), 'utf8') }));
    const diagnostics = new Diagnostics();
    const model = readModel(read(/^(swc-.*|types|interfaces)\.arxml$/), diagnostics);
    const whole = readModel(read(/\.arxml$/), diagnostics);
    diagnostics.list.length = 0;
    const types = model.all('APPLICATION-SW-COMPONENT-TYPE');
    expect(types.length).toBeGreaterThan(5);
    for (const { shortName, path } of types) {
      const plan = planContract(model, shortName, diagnostics);
      expect(plan).toBeDefined();
      expect(planContract(whole, path, diagnostics)).toEqual(plan);
    }
    expect(diagnostics.list).toEqual([]);
  });
});

describe('a component is found', () => {
  const idle = { runnables: { Run: { every: '0.01' } } };
  const two = [
    arxml(component('Light', idle), component('Door', idle)),
    arxml(named('AR-PACKAGE', 'Spare', xml('ELEMENTS', component('Light', {})))),
    arxml(composition('Body', { parts: {} })),
  ];

  it('by its short name or its path', () => {
    expect(contractOf('Door', ...two).plan?.components[0]?.path).toBe('/Car/Door');
    expect(contractOf('/Spare/Light', ...two).plan?.components[0]?.path).toBe('/Spare/Light');
  });

  it('or else it is said which there are', () => {
    const known = 'there is /Car/Door, /Car/Light, /Spare/Light';
    for (const name of ['Doors', 'Body', '/Car/Body', 'Car/Door']) {
      const { plan, messages } = contractOf(name, ...two);
      expect(plan).toBeUndefined();
      expect(messages).toEqual([
        `contract-component-unknown - no atomic component type ${name} in the given ARXML files; ${known}`,
      ]);
    }
  });

  it('but not by a short name that two have', () => {
    expect(contractOf('Light', ...two).messages).toEqual([
      'contract-component-ambiguous 7:9 several component types are called Light: /Car/Light, /Spare/Light',
    ]);
  });
});

describe('what is wrong with the component itself is reported where it stands', () => {
  const place = (text: string, part: string) => {
    const before = text.slice(0, text.indexOf(part));
    const line = before.split('\n').length;
    return `${line}:${before.length - before.lastIndexOf('\n')}`;
  };

  it('a port whose interface is missing', () => {
    const text = arxml(light);
    const { plan, messages } = contractOf('Light', text);
    expect(plan).toBeUndefined();
    const at = place(text, '<PROVIDED-INTERFACE-TREF');
    expect(messages).toContainEqual(
      `reference-unresolved ${at} no element /Car/Speed in the given ARXML files`,
    );
  });

  it('an event without a period, and a runnable that nothing starts', () => {
    const text = arxml(component('Light', { runnables: { Run: { every: '0' }, Idle: {} } }));
    const { plan, messages } = contractOf('Light', text);
    expect(plan).toBeUndefined();
    expect(messages.map((message) => message.split(' ', 2).join(' '))).toEqual([
      `period-missing ${place(text, '<TIMING-EVENT>')}`,
      `runnable-without-event ${place(text.replace('<RUNNABLE-ENTITY>', '#'.repeat(17)), '<RUNNABLE-ENTITY>')}`,
    ]);
  });

  it('a construct that is not supported', () => {
    const behavior = [xml('EXCLUSIVE-AREAS', named('EXCLUSIVE-AREA', 'Area'))];
    const text = arxml(component('Light', { behavior, runnables: { Run: { every: '1' } } }));
    const { plan, messages } = contractOf('Light', text);
    expect(plan).toBeUndefined();
    expect(messages).toEqual([
      expect.stringMatching(/^construct-unsupported \d+:\d+ \/Car\/Light\/Behavior: /),
    ]);
  });

  it('a runnable that C cannot have', () => {
    const { headers, messages } = contractOf(
      'Light',
      arxml(component('Light', { runnables: { register: { every: '1' } } })),
    );
    expect([...headers.keys()]).toEqual([]);
    expect(messages).toEqual([expect.stringContaining("'register' cannot be a name in C")]);
  });

  it('and nothing that is wrong with another component', () => {
    const other = component('Other', { runnables: { Run: { every: '0' } } });
    expect(contractOf('Light', interfaces, arxml(light, other)).messages).toEqual([]);
  });
});

describe('data types of one name in two packages', () => {
  const spare = (...members: Parameters<typeof structure>[1][]) =>
    members.map((member) =>
      named('AR-PACKAGE', 'Spare', xml('ELEMENTS', structure('Motion', member))),
    );
  const system = (member: Readonly<Record<string, string>>) => {
    const diagnostics = new Diagnostics();
    const text = arxml(
      structure('Motion', { speed: 'uint16' }),
      senderReceiver('One', { motion: 'Motion' }),
      senderReceiver('Two', { motion: '/Spare/Motion' }),
      component('A', {
        provides: { Out: 'One' },
        runnables: { RunA: { every: '1', writes: ['Out.motion'] } },
      }),
      component('B', {
        provides: { Out: 'Two' },
        runnables: { RunB: { every: '1', writes: ['Out.motion'] } },
      }),
      composition('Software', { parts: { a: 'A', b: 'B' } }),
      ecuExtract('Ecu', 'Software'),
      spare(member),
    );
    const plan = planEcu(readModel(sources(text), diagnostics), 'Ecu', diagnostics);
    if (plan === undefined) throw new Error('no plan');
    const files = emitC(plan, { api: 'functions', atomicWidthBits: 32 }, diagnostics);
    const header = files.find(({ path }) => path === 'Rte_B.h')?.text ?? '';
    const contract = contractOf('B', text).headers.get('Rte_B.h') ?? '';
    const parameter = (text_: string) => /Rte_Write_B_Out_motion\((.*)\);/.exec(text_)?.[1];
    return {
      types: plan.types.map(({ name }) => name),
      generated: parameter(header),
      contract: parameter(contract),
      codes: diagnostics.list.map(({ code }) => code),
    };
  };

  it('are one type if they are the same, as the contracts of both components say', () => {
    const { types, generated, contract, codes } = system({ speed: 'uint16' });
    expect(types).toEqual(['Motion']);
    expect(generated).toBe('const Motion* data');
    expect(contract).toBe(generated);
    expect(codes).not.toContain('name-changed');
  });

  it('are reported if not, since one of them cannot be called what its contract says', () => {
    const { types, generated, contract, codes } = system({ speed: 'uint32' });
    expect(types).toEqual(['Motion', 'Spare_Motion']);
    expect(generated).toBe('const Spare_Motion* data');
    expect(contract).toBe('const Motion* data');
    expect(codes).toContain('name-changed');
  });
});
