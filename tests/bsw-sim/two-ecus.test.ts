/** The whole way from one component to another: task, Com, CAN, wire, interrupt, Com, task, pin. */
import { describe, expect, it } from 'vitest';
import type { EcuOptions } from '../../bsw-sim/ecu.ts';
import { formatRecord } from '../../bsw-sim/sim/trace.ts';
import { Simulation } from '../../bsw-sim/simulation.ts';
import {
  createFrontRte,
  createRearRte,
  frontConfiguration,
  rearConfiguration,
  rteWithoutSoftware,
} from './two-ecu-vehicle.ts';

const ms = 1_000_000;

interface Variation {
  readonly order?: readonly ('Front' | 'Rear')[];
  readonly front?: Partial<EcuOptions>;
  readonly rear?: Partial<EcuOptions>;
}

function vehicle(variation: Variation = {}): Simulation {
  const simulation = new Simulation();
  const buses = { Can0: simulation.addBus({ name: 'Powertrain', bitRate: 500_000 }) };
  const add = {
    Front: () =>
      simulation.addEcu({
        name: 'Front',
        configuration: frontConfiguration,
        createRte: createFrontRte,
        buses,
        ...variation.front,
      }),
    Rear: () =>
      simulation.addEcu({
        name: 'Rear',
        configuration: rearConfiguration,
        createRte: createRearRte,
        buses,
        ...variation.rear,
      }),
  };
  for (const name of variation.order ?? ['Front', 'Rear']) add[name]();
  return simulation;
}

function lines(simulation: Simulation, ...kinds: readonly string[]): string[] {
  const all: string[] = [];
  for (let i = 0; i < simulation.trace.length; i++) {
    const record = simulation.trace.at(i);
    if (kinds.length === 0 || kinds.includes(record.kind)) all.push(formatRecord(record));
  }
  return all;
}

describe('two ECUs on one bus', () => {
  it('carry a value from a runnable to a pin, each step at its time', () => {
    const simulation = vehicle();
    simulation.runFor(12 * ms);
    // Start-up timers call Com_MainFunctionTx every ms in the hardware phase, before the task of
    // that instant: what is written at 10 ms leaves at 11 ms. Frame 0x123 with the data byte 01 has
    // 52 bits and 3 stuff bits, at 2 µs each.
    expect(lines(simulation)).toEqual([
      '10000000 Front task-activate Task_10ms',
      '10000000 Front task-start Task_10ms',
      '10000000 Front runnable-start Counting/Count',
      '10000000 Front signal-send Counter 1',
      '10000000 Front runnable-end Counting/Count',
      '10000000 Front task-terminate Task_10ms',
      '11110000 Powertrain frame 0x123 01',
      '11110000 Rear signal-receive Counter 1',
      '11110000 Rear task-activate Task_Counter',
      '11110000 Rear task-start Task_Counter',
      '11110000 Rear runnable-start Lighting/Show',
      '11110000 Rear pwm-output Lamp 0.00390625',
      '11110000 Rear runnable-end Lighting/Show',
      '11110000 Rear task-terminate Task_Counter',
    ]);
    expect(simulation.ecu('Rear').io.get('pwm', 'Lamp')).toBe(1 / 256);
  });

  it('exchange every value in a long run', () => {
    const simulation = vehicle();
    simulation.runFor(1000 * ms);
    const received = lines(simulation, 'signal-receive').map((line) => Number(line.split(' ')[4]));
    expect(received).toEqual(Array.from({ length: 99 }, (_, i) => i + 1));
    expect(simulation.bus('Powertrain').statistics().frameCount).toBe(99);
  });

  it('give the same trace in whatever order they are added', () => {
    const run = (order: Variation['order'] & {}): string[] => {
      const simulation = vehicle({ order });
      simulation.runFor(200 * ms);
      return lines(simulation);
    };
    expect(run(['Rear', 'Front'])).toEqual(run(['Front', 'Rear']));
  });

  it('start at their offsets and count time by their own clocks', () => {
    const simulation = vehicle({ front: { startOffsetNs: 250_000, driftPpm: 1000 } });
    simulation.runFor(30 * ms);
    expect(lines(simulation, 'task-start').filter((line) => line.includes('Front'))).toEqual([
      // 10 ms of a clock that is 1 ‰ fast are 9,990,009.99 ns.
      '10240010 Front task-start Task_10ms',
      '20230020 Front task-start Task_10ms',
    ]);
  });

  it('lose nobody a frame while the receiver is not there yet: the sender repeats it', () => {
    const simulation = vehicle({ rear: { startOffsetNs: 12 * ms } });
    simulation.runFor(13 * ms);
    const [first, second] = lines(simulation, 'frame-unacknowledged', 'frame');
    expect(first).toMatch(/ Powertrain frame-unacknowledged 0x123 01$/);
    expect(second).toMatch(/^12\d{6} Powertrain frame 0x123 01$/);
    expect(lines(simulation, 'signal-receive')).toHaveLength(1);
  });

  it('take time for runnables that have an execution time', () => {
    const executionTimesNs = new Map([['Lighting/Show', 200_000]]);
    const simulation = vehicle({ rear: { executionTimesNs } });
    simulation.runFor(12 * ms);
    expect(lines(simulation, 'pwm-output')).toEqual(['11310000 Rear pwm-output Lamp 0.00390625']);
    expect(simulation.ecu('Rear').os.statistics()[0]).toMatchObject({
      name: 'Task_Counter',
      terminations: 1,
      responseTimeMaxNs: 200_000,
      busyNs: 200_000,
    });
  });
});

describe('a node without software', () => {
  it('sends what stimuli say and receives without anybody being notified', () => {
    const simulation = vehicle({
      front: { createRte: () => rteWithoutSoftware },
      rear: { createRte: () => rteWithoutSoftware },
    });
    simulation.at(0, { kind: 'signal', ecu: 'Front', signal: 'Counter', value: 7 });
    simulation.at(5 * ms, { kind: 'signal', ecu: 'Front', signal: 'Counter', value: 8 });
    simulation.runFor(10 * ms);
    // Stimuli come before the timers of their instant, so these leave at once.
    expect(lines(simulation)).toEqual([
      '0 Front signal-send Counter 7',
      '108000 Powertrain frame 0x123 07',
      '108000 Rear signal-receive Counter 7',
      '5000000 Front signal-send Counter 8',
      '5110000 Powertrain frame 0x123 08',
      '5110000 Rear signal-receive Counter 8',
    ]);
    expect(simulation.ecu('Rear').com.currentValue('Counter')).toBe(8);
  });
});

describe('a polled controller', () => {
  it('confirms and delivers when its main functions are called', () => {
    const polled = {
      name: 'Can0',
      rxProcessing: 'POLLING',
      txProcessing: 'POLLING',
      mainFunctionReadPeriodNs: 5 * ms,
      mainFunctionWritePeriodNs: 5 * ms,
      txHardwareObjects: 1,
    } as const;
    const simulation = vehicle({
      rear: { configuration: { ...rearConfiguration, can: { controllers: [polled] } } },
    });
    simulation.runFor(20 * ms);
    expect(lines(simulation, 'signal-receive')).toEqual(['15000000 Rear signal-receive Counter 1']);
  });
});
