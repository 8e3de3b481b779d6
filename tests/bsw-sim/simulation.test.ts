/** Simulations as a test drives them: conditions, actions from outside, mistakes. */
import { describe, expect, it } from 'vitest';
import type { Ecu } from '../../bsw-sim/ecu.ts';
import { Simulation } from '../../bsw-sim/simulation.ts';
import {
  createFrontRte,
  createRearRte,
  frontConfiguration,
  rearConfiguration,
  rteWithoutSoftware,
} from './two-ecu-vehicle.ts';

const ms = 1_000_000;

const door = {
  ...rearConfiguration,
  ecu: 'Door',
  os: { tasks: [], counters: [], alarms: [] },
  adc: { groups: [{ name: 'Window', resolutionBits: 10 }] },
  dio: { channels: [{ name: 'Lock' }] },
};

function vehicle(): { readonly simulation: Simulation; readonly ecu: Ecu } {
  const simulation = new Simulation({ seed: 1 });
  const bus = simulation.addBus({ name: 'Body', bitRate: 125_000 });
  const ecu = simulation.addEcu({
    name: 'Door',
    configuration: door,
    createRte: () => rteWithoutSoftware,
    buses: { Can0: bus },
  });
  return { simulation, ecu };
}

describe('simulation', () => {
  it('does what is planned for an instant, in the order of planning', () => {
    const { simulation, ecu } = vehicle();
    simulation.at(3 * ms, { kind: 'adc', ecu: 'Door', channel: 'Window', value: 0.25 });
    simulation.at(3 * ms, { kind: 'adc', ecu: 'Door', channel: 'Window', value: 0.5 });
    simulation.runUntil(3 * ms - 1);
    expect(ecu.io.get('adc', 'Window')).toBe(0);
    simulation.runFor(1);
    expect(ecu.io.get('adc', 'Window')).toBe(0.5);
    simulation.at(3 * ms, { kind: 'dio', ecu: 'Door', channel: 'Lock', value: 1 });
    simulation.runFor(0);
    expect(ecu.io.get('dio', 'Lock')).toBe(1);
  });

  it('runs until a condition holds, or to the limit', () => {
    const { simulation, ecu } = vehicle();
    simulation.at(3 * ms, { kind: 'dio', ecu: 'Door', channel: 'Lock', value: 1 });
    const isLocked = () => ecu.io.get('dio', 'Lock') === 1;
    expect(simulation.runUntilCondition(isLocked, 2 * ms)).toBe(false);
    expect(simulation.nowNs).toBe(2 * ms);
    expect(simulation.runUntilCondition(isLocked, 20 * ms)).toBe(true);
    expect(simulation.nowNs).toBe(3 * ms);
    expect(simulation.runUntilCondition(isLocked, 20 * ms)).toBe(true);
    expect(simulation.nowNs).toBe(3 * ms);
  });

  it('records nothing when told so', () => {
    const simulation = new Simulation({ trace: false });
    const buses = { Can0: simulation.addBus({ name: 'Body', bitRate: 125_000 }) };
    const createRte = () => rteWithoutSoftware;
    simulation.addEcu({ name: 'Door', configuration: door, createRte, buses });
    simulation.at(0, { kind: 'dio', ecu: 'Door', channel: 'Lock', value: 1 });
    simulation.runFor(ms);
    expect(simulation.trace.length).toBe(0);
  });

  it('gives each name a random stream of its own, made from the seed', () => {
    const first = vehicle().simulation;
    const second = vehicle().simulation;
    const numbers = [first.random('noise').next(), first.random('noise').next()];
    second.random('other').next();
    expect([second.random('noise').next(), second.random('noise').next()]).toEqual(numbers);
    expect(new Simulation({ seed: 2 }).random('noise').next()).not.toBe(numbers[0]);
  });

  it('names what is not there', () => {
    const { simulation } = vehicle();
    expect(() => simulation.ecu('Dor')).toThrow('no ECU Dor; there are: Door');
    expect(() => simulation.bus('Bdy')).toThrow('no bus Bdy; there are: Body');
    const action = { kind: 'adc', ecu: 'Door', channel: 'Windows', value: 1 } as const;
    expect(() => simulation.at(0, action)).toThrow('Door has no adc channel Windows');
    expect(() => simulation.at(0, { ...action, ecu: 'Dor' })).toThrow('no ECU Dor');
    const send = { kind: 'signal', ecu: 'Door', signal: 'Speed', value: 1 } as const;
    expect(() => simulation.at(0, send)).toThrow('Door has no COM signal Speed');
  });

  it('refuses the past, names given twice and what comes after the run has begun', () => {
    const { simulation } = vehicle();
    expect(() => simulation.addBus({ name: 'Body', bitRate: 1 })).toThrow('two buses');
    simulation.runFor(ms);
    expect(() => simulation.addBus({ name: 'Other', bitRate: 1 })).toThrow('the run has begun');
    const lock = { kind: 'dio', ecu: 'Door', channel: 'Lock', value: 1 } as const;
    expect(() => simulation.at(ms - 1, lock)).toThrow('999999 ns');
    expect(() => simulation.runUntil(ms - 1)).toThrow('999999 ns');
    expect(() => new Simulation({ seed: 0.5 })).toThrow('seed 0.5');
  });
});

describe('an ECU', () => {
  const add = (options: Partial<Parameters<Simulation['addEcu']>[0]>): Ecu => {
    const simulation = new Simulation();
    const bus = simulation.addBus({ name: 'Body', bitRate: 125_000 });
    return simulation.addEcu({
      name: 'Rear',
      configuration: rearConfiguration,
      createRte: createRearRte,
      buses: { Can0: bus },
      ...options,
    });
  };

  it('offers schedulable entities of modules that are not there as calls without effect', () => {
    const called: string[] = [];
    const ecu = add({
      schedulableEntities: ['Com_MainFunctionTx', 'WdgM_MainFunction'],
      createRte: (services) => {
        const { WdgM_MainFunction } = services as unknown as Record<string, () => void>;
        WdgM_MainFunction?.();
        called.push(...Object.keys(services).filter((name) => name.startsWith('WdgM')));
        return createRearRte(services);
      },
    });
    expect(ecu.missingEntities).toEqual(['WdgM_MainFunction']);
    expect(called).toEqual(['WdgM_MainFunction']);
  });

  it('calls main functions at start-up timers only when no task calls them', () => {
    const framesOf = (mainFunctionTxScheduled: boolean): number => {
      const simulation = new Simulation();
      const buses = { Can0: simulation.addBus({ name: 'Body', bitRate: 125_000 }) };
      const com = { ...frontConfiguration.com, mainFunctionTxScheduled };
      simulation.addEcu({
        name: 'Front',
        configuration: { ...frontConfiguration, com },
        createRte: createFrontRte,
        buses,
      });
      simulation.addEcu({
        name: 'Rear',
        configuration: rearConfiguration,
        createRte: createRearRte,
        buses,
      });
      simulation.runFor(100 * ms);
      return simulation.bus('Body').statistics().frameCount;
    };
    expect(framesOf(false)).toBe(9);
    expect(framesOf(true)).toBe(0);
  });

  it('wants a bus for each of its controllers and for no other', () => {
    expect(() => add({ buses: {} })).toThrow('Rear: no bus for controller Can0');
    const bus = new Simulation().addBus({ name: 'Body', bitRate: 125_000 });
    expect(() => add({ buses: { Can0: bus, Can1: bus } })).toThrow('controller Can1');
  });

  it('wants task bodies and execution times that fit its configuration', () => {
    expect(() =>
      add({ configuration: { ...frontConfiguration, can: rearConfiguration.can } }),
    ).toThrow('Rear: task 0 is Task_10ms, its body Task_Counter');
    expect(() => add({ executionTimesNs: new Map([['Lighting/Shine', 1]]) })).toThrow(
      'Rear: execution time for Lighting/Shine, in no task',
    );
  });
});
