/**
 * Three ECUs on one bus, of which the one in the middle of every order fails, in each way there is.
 * For the others it must be the same, to the byte, as if its controller had been taken off the bus
 * at that instant: that is the run each failure is compared with.
 */
import { describe, expect, it } from 'vitest';
import type { EcuServices } from '../../bsw-sim/ecu.ts';
import { Phase } from '../../bsw-sim/sim/event-queue.ts';
import { formatRecord } from '../../bsw-sim/sim/trace.ts';
import { Simulation } from '../../bsw-sim/simulation.ts';
import {
  E_OK,
  E_OS_ID,
  type EcuConfiguration,
  type Rte,
  type TaskEntry,
} from '../../rte/typescript/index.ts';
import {
  createFrontRte,
  createRearRte,
  frontConfiguration,
  rearConfiguration,
} from './two-ecu-vehicle.ts';

const ms = 1_000_000;

/**
 * Receives what Front sends, by interrupt or deferred, and sends a frame of its own every 10 ms, of
 * whose transmission it is told. It waits for the bus while that of Front is received.
 */
function middleConfiguration(signalProcessing: 'IMMEDIATE' | 'DEFERRED'): EcuConfiguration {
  const [received] = rearConfiguration.com.iPdus;
  const [sent] = frontConfiguration.com.iPdus;
  const [sentSignal] = frontConfiguration.com.signals;
  const [frame] = frontConfiguration.canIf.txPdus;
  if (!received || !sent || !sentSignal || !frame) throw new Error('the two ECUs changed');
  const priorities = { Task_10ms: 1, Task_Urgent: 2 };
  return {
    ...rearConfiguration,
    ecu: 'Middle',
    os: {
      ...frontConfiguration.os,
      tasks: Object.entries(priorities).map(([name, priority]) => ({
        name,
        priority,
        schedule: 'FULL',
        activation: 1,
        autostart: false,
      })),
    },
    com: {
      ...rearConfiguration.com,
      iPdus: [
        { ...received, signalProcessing },
        { ...sent, name: 'EchoPdu', signals: [1] },
      ],
      signals: [
        ...rearConfiguration.com.signals,
        { ...sentSignal, name: 'Echo', iPdu: 1, ackNotification: 'Rte_COMCbkTAck_Echo' },
      ],
    },
    pduR: {
      transmit: [{ comIPdu: 1, canIfTxPdu: 0 }],
      receive: [{ canIfRxPdu: 0, comIPdu: 0 }],
    },
    canIf: {
      txPdus: [{ ...frame, name: 'EchoFrame', canId: 0x200 }],
      rxPdus: rearConfiguration.canIf.rxPdus,
    },
  };
}

/** What the software in the middle does: `fail` at the instant at which it is to fail. */
interface Behaviour {
  readonly signalProcessing?: 'DEFERRED';
  readonly executionTimeNs?: number;
  Rte_Start?(fail: () => void): void;
  task?(fail: () => void, services: EcuServices): void;
  urgent?(fail: () => void, services: EcuServices): void;
  received?(fail: () => void): void;
  confirmed?(fail: () => void): void;
  /** Called before the run. */
  prepare?(simulation: Simulation): void;
}

interface Result {
  /** What was traced of the others and of the bus. */
  readonly others: readonly string[];
  readonly middle: readonly string[];
  readonly simulation: Simulation;
}

/** 100 ms in which the software fails at the first opportunity from `fromNs` on. */
function run(behaviour: Behaviour, fromNs: number, how: 'fails' | 'is taken off the bus'): Result {
  const simulation = new Simulation();
  const bus = simulation.addBus({ name: 'Can', bitRate: 500_000 });
  // Against the order of names.
  simulation.addEcu({
    name: 'Rear',
    configuration: rearConfiguration,
    createRte: createRearRte,
    buses: { Can0: bus },
  });
  let isDead = false;
  const fail = (): void => {
    if (isDead || simulation.nowNs < fromNs) return;
    isDead = true;
    if (how === 'fails') throw new Error('broken');
    simulation.ecu('Middle').can?.Can_Init();
  };
  const middle = simulation.addEcu({
    name: 'Middle',
    configuration: middleConfiguration(behaviour.signalProcessing ?? 'IMMEDIATE'),
    createRte: (services) => middleRte(behaviour, services, fail, () => isDead),
    buses: { Can0: bus },
    executionTimesNs: new Map([['Middle/Task', behaviour.executionTimeNs ?? 0]]),
  });
  simulation.addEcu({
    name: 'Front',
    configuration: frontConfiguration,
    createRte: createFrontRte,
    buses: { Can0: bus },
  });
  behaviour.prepare?.(simulation);
  simulation.runUntil(100 * ms);
  expect(middle.software.failure === undefined).toBe(how !== 'fails');
  const lines = Array.from({ length: simulation.trace.length }, (_, index) =>
    formatRecord(simulation.trace.at(index)),
  );
  const isOfMiddle = (line: string): boolean => line.split(' ')[1] === 'Middle';
  return {
    others: lines.filter((line) => !isOfMiddle(line)),
    middle: lines.filter(isOfMiddle),
    simulation,
  };
}

function middleRte(
  behaviour: Behaviour,
  services: EcuServices,
  fail: () => void,
  isDead: () => boolean,
): Rte {
  let count = 0;
  const task: TaskEntry = {
    name: 'Middle/Task',
    run: () => {
      if (isDead()) return;
      services.Com_SendSignal(1, ++count & 0xff);
      behaviour.task?.(fail, services);
    },
  };
  const urgent: TaskEntry = {
    name: 'Middle/Urgent',
    run: () => behaviour.urgent?.(fail, services),
  };
  return {
    Rte_Start: () => {
      behaviour.Rte_Start?.(fail);
      return E_OK;
    },
    Rte_Stop: () => E_OK,
    tasks: [
      { name: 'Task_10ms', entries: [task] },
      { name: 'Task_Urgent', entries: [urgent] },
    ],
    comCallbacks: {
      Rte_COMCbk_Counter: () => behaviour.received?.(fail),
      Rte_COMCbkTAck_Echo: () => behaviour.confirmed?.(fail),
    },
    state: {},
    references: {},
  };
}

const ways: readonly {
  readonly title: string;
  readonly fromNs: number;
  readonly behaviour: Behaviour;
  readonly name: string;
  readonly task?: string;
}[] = [
  {
    title: 'in Rte_Start at power-on',
    fromNs: 0,
    behaviour: { Rte_Start: (fail) => fail() },
    name: 'Rte_Start',
  },
  {
    title: 'in a runnable',
    fromNs: 35 * ms,
    behaviour: { task: (fail) => fail() },
    name: 'Middle/Task',
    task: 'Task_10ms',
  },
  {
    title: 'in a runnable with an execution time',
    fromNs: 35 * ms,
    behaviour: { executionTimeNs: 3 * ms, task: (fail) => fail() },
    name: 'Middle/Task',
    task: 'Task_10ms',
  },
  {
    title: 'in a task that preempts another',
    fromNs: 35 * ms,
    behaviour: {
      task: (_, services) => void services.ActivateTask(1),
      urgent: (fail) => fail(),
    },
    name: 'Middle/Urgent',
    task: 'Task_Urgent',
  },
  {
    title: 'in a COM call-back in the interrupt of a reception',
    fromNs: 35 * ms,
    behaviour: { received: (fail) => fail() },
    name: 'Rte_COMCbk_Counter',
  },
  {
    title: 'in a COM call-back of deferred reception',
    fromNs: 35 * ms,
    behaviour: { signalProcessing: 'DEFERRED', received: (fail) => fail() },
    name: 'Rte_COMCbk_Counter',
  },
  {
    title: 'in the confirmation of a transmission',
    fromNs: 35 * ms,
    behaviour: { confirmed: (fail) => fail() },
    name: 'Rte_COMCbkTAck_Echo',
  },
];

describe('an ECU that fails', () => {
  it.each(ways)('$title is, for the others, one taken off the bus', (way) => {
    const failed = run(way.behaviour, way.fromNs, 'fails');
    const reference = run(way.behaviour, way.fromNs, 'is taken off the bus');
    expect(failed.others).toEqual(reference.others);
    // Rear, which comes after it in every order, goes on to receive what Front sends.
    expect(failed.others.filter((line) => / Rear signal-receive /.test(line)).length).toBe(9);
    const { failure } = failed.simulation.ecu('Middle').software;
    expect(failure?.code).toEqual({ name: way.name, task: way.task });
    expect(failure?.atNs).toBeGreaterThanOrEqual(way.fromNs);
    expect(failed.middle.at(-1)).toBe(`${failure?.atNs} Middle ecu-failed ${way.name}`);
  });

  it('because time does not pass has failed too', () => {
    const behaviour: Behaviour = {
      task: (_, services) => {
        for (let status: number = E_OK; status !== E_OS_ID; ) status = services.ActivateTask(0);
      },
    };
    const { others, simulation } = run(behaviour, 0, 'fails');
    const { failure } = simulation.ecu('Middle').software;
    expect(failure).toMatchObject({ atNs: 10 * ms, code: { name: 'Middle/Task' } });
    expect(String(failure?.cause)).toContain('Task_10ms activated more than 10000 times');
    expect(others.filter((line) => / Rear signal-receive /.test(line)).length).toBe(9);
  });

  it('has failed also when the code that called the failing one catches what it threw', () => {
    let wentOn = 0;
    const { middle, simulation } = run(
      {
        task: (_, services) => {
          try {
            services.ActivateTask(1);
          } catch {
            // A service that is called after the failure throws again: nothing gets out any more.
            expect(() => services.Com_SendSignal(1, 0)).toThrow('broken');
            wentOn++;
          }
        },
        urgent: (fail) => fail(),
      },
      35 * ms,
      'fails',
    );
    expect(wentOn).toBe(1);
    expect(simulation.ecu('Middle').software.failure?.code.name).toBe('Middle/Urgent');
    expect(middle.at(-1)).toMatch(/ecu-failed Middle\/Urgent$/);
  });

  it('ends a frame that it has on the wire, is not told of it, and sends no other', () => {
    let confirmations = 0;
    const prepare = (simulation: Simulation): void => {
      const { software } = simulation.ecu('Middle');
      const code = {
        name: 'Middle/Other',
        task: undefined,
        run: () => {
          throw new Error('broken');
        },
      };
      const target = simulation.queue.register({ handle: () => software.call(code) }, software);
      // Its frame of 40 ms is sent at 41 ms, after that of Front: from 41.12 to 41.23 ms.
      simulation.queue.schedule(41.18 * ms, Phase.hardware, target, 0);
    };
    const confirmed = (): void => void confirmations++;
    const { simulation } = run({ confirmed, prepare }, 0, 'fails');
    const frames = simulation.bus('Can').statistics().frames;
    expect(frames.find(({ name }) => name === '0x200')?.count).toBe(4);
    expect(confirmations).toBe(3);
  });

  it('keeps its statistics as they were', () => {
    const { simulation } = run(
      { executionTimeNs: 3 * ms, received: (fail) => fail() },
      // In the middle of an execution time: frames of Front arrive while Task_10ms runs.
      35 * ms,
      'fails',
    );
    const { os, software } = simulation.ecu('Middle');
    const atNs = software.failure?.atNs ?? 0;
    const [task] = os.statistics();
    expect(task?.terminations).toBe(3);
    expect(task?.activations).toBe(4);
    expect(task?.busyNs).toBe(9 * ms + (atNs - 40 * ms));
    expect(os.cpuLoad()).toBe((task?.busyNs ?? 0) / atNs);
    simulation.runUntil(200 * ms);
    expect(os.statistics()[0]).toEqual(task);
    expect(os.cpuLoad()).toBe((task?.busyNs ?? 0) / atNs);
  });

  it('acknowledges nothing: a sender that is left alone repeats its frame', () => {
    const simulation = new Simulation();
    const bus = simulation.addBus({ name: 'Can', bitRate: 500_000 });
    simulation.addEcu({
      name: 'Front',
      configuration: frontConfiguration,
      createRte: createFrontRte,
      buses: { Can0: bus },
    });
    simulation.addEcu({
      name: 'Rear',
      configuration: rearConfiguration,
      createRte: (services) => ({
        ...createRearRte(services),
        comCallbacks: {
          Rte_COMCbk_Counter: () => {
            throw new Error('broken');
          },
        },
      }),
      buses: { Can0: bus },
    });
    simulation.runUntil(50 * ms);
    // The frame in whose interrupt it fails had been acknowledged before.
    expect(bus.statistics()).toMatchObject({ frameCount: 1, unacknowledgedFrames: 1 });
  });
});

describe('a mistake of the simulation', () => {
  it('is not taken for a failure of software', () => {
    const simulation = new Simulation();
    const bus = simulation.addBus({ name: 'Can', bitRate: 500_000 });
    const ecu = simulation.addEcu({
      name: 'Front',
      configuration: frontConfiguration,
      createRte: createFrontRte,
      buses: { Can0: bus },
    });
    ecu.com.Com_MainFunctionTx = () => {
      throw new Error('of ours');
    };
    expect(() => simulation.runUntil(10 * ms)).toThrow('of ours');
    expect(ecu.software.failure).toBeUndefined();
  });
});
