/** Synchronous calls in the client's context, run on generated code. */
import { describe, expect, it } from 'vitest';
import { type Out, RTE_E_OK, RTE_E_UNCONNECTED } from '../../../rte/typescript/index.ts';
import {
  arxml,
  clientServer,
  component,
  composition,
  ecuExtract,
  numerical,
  structure,
} from '../../helpers/arxml.ts';
import { type Api, fakeEcu } from '../../helpers/fake-ecu.ts';

const lampIf = clientServer(
  'LampIf',
  {
    Set: { arguments: { level: 'in uint8' }, errors: ['Broken', 'Hot'] },
    Get: { arguments: { level: 'out uint8' } },
    Step: { arguments: { level: 'inout sint8' } },
    Mix: { arguments: { color: 'inout Color' } },
    Paint: { arguments: { color: 'in Color' } },
  },
  { Broken: 2, Hot: 63 },
);
const color = structure('Color', { red: 'uint8', green: 'uint8' });

const operations = ['Set', 'Get', 'Step', 'Mix', 'Paint'];

/** A lamp with two ports whose servers get a number of the port first, and a switch as client. */
function lampAndSwitch(lamp: Record<string, (self: Api, ...p: never[]) => unknown>) {
  const ports = ['Left', 'Right'];
  const text = arxml(
    color,
    lampIf,
    component('Lamp', {
      provides: { Left: 'LampIf', Right: 'LampIf' },
      portArguments: {
        Left: [['uint8', numerical(1)]],
        Right: [['uint8', numerical(2)]],
      },
      runnables: Object.fromEntries(
        operations.map((operation) => [
          operation,
          { serves: ports.map((port) => `${port}.${operation}`) },
        ]),
      ),
    }),
    component('Switch', {
      requires: { L: 'LampIf', R: 'LampIf', Spare: 'LampIf' },
      runnables: {
        Poll: {
          every: '0.02',
          calls: ['L', 'R', 'Spare'].flatMap((port) => operations.map((o) => `${port}.${o}`)),
        },
      },
    }),
    composition('Vehicle', {
      parts: { lamp: 'Lamp', switch: 'Switch' },
      connect: ['lamp.Left -> switch.L', 'lamp.Right -> switch.R'],
    }),
    ecuExtract('Body', 'Vehicle'),
  );
  let client: Api = {};
  const ecu = fakeEcu('Body', [text], {
    Lamp: lamp,
    Switch: {
      Poll: (api) => {
        client = api;
      },
    },
  });
  ecu.runActivated();
  return { ecu, call: (name: string, ...p: unknown[]) => client[`Rte_Call_${name}`]?.(...p) };
}

describe('Rte_Call', () => {
  it('gives the server the argument of its port, then those of the client', () => {
    const calls: unknown[][] = [];
    const { call } = lampAndSwitch({ Set: (_self, ...p) => calls.push(p) && 0 });
    expect(call('L_Set', 10)).toBe(RTE_E_OK);
    call('R_Set', 20);
    expect(calls).toEqual([
      [1, 10],
      [2, 20],
    ]);
  });

  it('wraps arguments on their way in and out', () => {
    const seen: unknown[] = [];
    const { call } = lampAndSwitch({
      Set: (_self, _port: never, level: never) => {
        seen.push(level);
        return 0;
      },
      Get: (_self, _port: never, level: Out<number>) => {
        level.value = 257;
      },
      Step: (_self, _port: never, level: Out<number>) => {
        seen.push(level.value);
        level.value += 100;
      },
    });
    call('L_Set', 300);
    expect(seen).toEqual([44]);
    const level = { value: 0 };
    expect(call('L_Get', level)).toBe(RTE_E_OK);
    expect(level.value).toBe(1);
    const step = { value: 200 };
    call('L_Step', step);
    expect(seen).toEqual([44, -56]);
    expect(step.value).toBe(44);
  });

  it('lets the server change a structure of the client', () => {
    const { call } = lampAndSwitch({
      Mix: (_self, _port: never, mixed: { red: number; green: number }) => {
        mixed.green = mixed.red + 1;
      },
    });
    const mixed = { red: 4, green: 0 };
    expect(call('R_Mix', mixed)).toBe(RTE_E_OK);
    expect(mixed).toEqual({ red: 4, green: 5 });
  });

  it('wraps the members of structures, and leaves alone what the client only gives', () => {
    const seen: unknown[] = [];
    const { call } = lampAndSwitch({
      Mix: (_self, _port: never, mixed: { red: number; green: number }) => {
        seen.push({ ...mixed });
        mixed.green = 513;
      },
      Paint: (_self, _port: never, color: object) => {
        seen.push({ ...color });
      },
    });
    const mixed = { red: 260, green: 0 };
    call('L_Mix', mixed);
    expect(mixed).toEqual({ red: 4, green: 1 });
    const given = Object.freeze({ red: 257, green: 2 });
    call('L_Paint', given);
    expect(seen).toEqual([
      { red: 4, green: 0 },
      { red: 1, green: 2 },
    ]);
  });

  it('returns the application error of the server', () => {
    let status = 2;
    const { ecu, call } = lampAndSwitch({ Set: () => status });
    expect(call('L_Set', 0)).toBe(2);
    status = 63;
    expect(call('L_Set', 0)).toBe(63);
    expect(ecu.plan.components.find(({ name }) => name === 'Switch')?.applicationErrors).toEqual([
      { name: 'RTE_E_LampIf_Broken', value: 2 },
      { name: 'RTE_E_LampIf_Hot', value: 63 },
    ]);
  });

  it('of a port without server touches nothing and says so', () => {
    const { call } = lampAndSwitch({});
    const level = { value: 7 };
    expect(call('Spare_Get', level)).toBe(RTE_E_UNCONNECTED);
    expect(call('Spare_Set', 1)).toBe(RTE_E_UNCONNECTED);
    expect(level.value).toBe(7);
  });
});
