/** Names that would mean two things in generated code, or nothing, never get there unnoticed. */
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import { planEcu, readModel } from '../../generator/pipeline.ts';
import { lineAndColumn } from '../../generator/syntax/position.ts';
import {
  arxml,
  type ComponentWords,
  clientServer,
  component,
  composition,
  ecuExtract,
  senderReceiver,
} from '../helpers/arxml.ts';
import type { Xml } from '../helpers/arxml-print.ts';

function planned(text: string) {
  const diagnostics = new Diagnostics();
  const model = readModel([{ path: 'system.arxml', text }], diagnostics);
  const plan = planEcu(model, 'Ecu', diagnostics);
  const errors = diagnostics.list.filter(({ severity }) => severity === 'error');
  return { plan, errors };
}

function oneComponent(words: ComponentWords, ...more: readonly Xml[]): string {
  return arxml(
    ...more,
    component('Door', words),
    composition('Software', { parts: { door: 'Door' } }),
    ecuExtract('Ecu', 'Software'),
  );
}

describe('two ports whose API would have one name', () => {
  it('are refused: Rte_Write_A_B_C is C of A_B or B_C of A', () => {
    const text = oneComponent(
      {
        provides: { A_B: 'C', A: 'BC' },
        runnables: {
          Run: { every: '0.01', writes: ['A_B.C'] },
          Again: { every: '0.01', writes: ['A.B_C'] },
        },
      },
      senderReceiver('C', { C: 'uint8' }),
      senderReceiver('BC', { B_C: 'uint8' }),
    );
    const { errors } = planned(text);
    expect(errors.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'api-name-twice: Rte_..._A_B_C of /Car/Door would mean both /Car/Door/A_B/C and /Car/Door/A/B_C',
    ]);
    const { at, related } = errors[0] ?? {};
    expect(at && lineAndColumn(at).line).toBeGreaterThan(
      related?.[0] ? lineAndColumn(related[0].at).line : Number.NaN,
    );
  });

  it('are refused: Rte_Call_A_B_C', () => {
    const text = oneComponent(
      {
        requires: { A_B: 'C', A: 'BC' },
        runnables: {
          Run: { every: '0.01', calls: ['A_B.C'] },
          Again: { every: '0.01', calls: ['A.B_C'] },
        },
      },
      clientServer('C', { C: {} }),
      clientServer('BC', { B_C: {} }),
    );
    expect(planned(text).errors.map(({ code }) => code)).toEqual(['api-name-twice']);
  });

  it('may be of the same component twice, each instance on its own', () => {
    const text = arxml(
      senderReceiver('C', { C: 'uint8' }),
      component('Door', {
        multiple: true,
        provides: { A: 'C' },
        runnables: { Run: { every: '0.01', writes: ['A.C'] } },
      }),
      composition('Software', { parts: { left: 'Door', right: 'Door' } }),
      ecuExtract('Ecu', 'Software'),
    );
    expect(planned(text).errors).toEqual([]);
  });
});

it('two application errors of one name and different codes are refused', () => {
  const text = oneComponent(
    {
      requires: { One: 'A_B', Two: 'A' },
      runnables: { Run: { every: '0.01', calls: ['One.Get', 'Two.Get'] } },
    },
    clientServer('A_B', { Get: { errors: ['C'] } }, { C: 1 }),
    clientServer('A', { Get: { errors: ['B_C'] } }, { B_C: 2 }),
  );
  expect(planned(text).errors.map(({ message }) => message)).toEqual([
    'RTE_E_A_B_C of /Car/Door would mean both /Car/A_B/C and /Car/A/B_C',
  ]);
});

it('events whose due-flags would have one name get two', () => {
  const receiver = (name: string, runnable: string) =>
    component(name, {
      requires: { In: 'Value' },
      runnables: { [runnable]: { received: ['In.value'], reads: ['In.value'] } },
    });
  const { plan, errors } = planned(
    arxml(
      senderReceiver('Value', { value: 'uint8' }),
      component('Sender', {
        provides: { Out: 'Value' },
        runnables: { Run: { every: '0.01', writes: ['Out.value'] } },
      }),
      receiver('One', 'B_C'),
      receiver('Two', 'C'),
      composition('Software', {
        parts: { sender: 'Sender', A: 'One', A_B: 'Two' },
        connect: ['sender.Out -> A.In', 'sender.Out -> A_B.In'],
      }),
      ecuExtract('Ecu', 'Software'),
    ),
  );
  expect(errors).toEqual([]);
  const flags = plan?.tasks.flatMap(({ entries }) =>
    entries.flatMap(({ trigger }) => (trigger.kind === 'data-received' ? trigger.dueFlag : [])),
  );
  expect(new Set(flags).size).toBe(2);
});

it('component types whose files would be the RTE’s own, or one file for two, are named by path', () => {
  const idle = { runnables: { Run: { every: '0.01' } } };
  const { plan, errors } = planned(
    arxml(
      component('Type', idle),
      component('Door', idle),
      component('DOOR', idle),
      composition('Software', { parts: { a: 'Type', b: 'Door', c: 'DOOR' } }),
      ecuExtract('Ecu', 'Software'),
    ),
  );
  expect(errors).toEqual([]);
  expect(plan?.components.map(({ name }) => name)).toEqual(['Car_DOOR', 'Car_Type', 'Door']);
});

describe('a name that cannot be one in code', () => {
  const text = oneComponent({ runnables: { Run: { every: '0.01' } } });
  const name = '<SHORT-NAME>Run</SHORT-NAME>';

  it.each(['a-b', '2nd', 'x(){}}; evil(); //', '__proto__', 'größe'])('%s is refused', (symbol) => {
    const source = text.replace(name, `${name}<SYMBOL>${symbol}</SYMBOL>`);
    expect(source).not.toBe(text);
    expect(planned(source).errors.map(({ message }) => message)).toEqual([
      `/Car/Door/Behavior/Run: '${symbol}' cannot be a name in generated code`,
    ]);
  });
});
