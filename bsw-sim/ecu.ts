/**
 * One simulated ECU: the modules of its stack, wired.
 *
 *                RTE and software components
 *     ┌───────┬──────────────────┬───────────────────┐
 *     │       │       Com        │                   │
 *     │       │       PduR       │  Adc   Dio   Pwm  │
 *     │  Os   │       CanIf      │                   │
 *     │       │       Can        │  I/O provider     │
 *     └───────┴────────┬─────────┴─────────┬─────────┘
 *                   CAN buses             pins
 */
import type {
  ComConfiguration,
  EcuConfiguration,
  OsConfiguration,
  Rte,
  Services,
} from '../rte/typescript/index.ts';
import { Adc } from './adc/adc.ts';
import type { CanBus } from './bus/can-bus.ts';
import { Can } from './can/can.ts';
import { CanIf } from './canif/canif.ts';
import { Com, type ComCallbacks } from './com/com.ts';
import { Det } from './det/det.ts';
import { Dio } from './dio/dio.ts';
import { EcuM } from './ecum/ecum.ts';
import { type MainFunctionTimer, mainFunctionTimers } from './ecum/main-function-timers.ts';
import { SimulatedIo } from './iohwab/simulated-io.ts';
import { EcuClock } from './os/ecu-clock.ts';
import { Os } from './os/os.ts';
import { PduR } from './pdur/pdur.ts';
import { Pwm } from './pwm/pwm.ts';
import type { EventQueue } from './sim/event-queue.ts';
import { type RecordedGraph, recordGraph, restoreGraph } from './sim/plain-data.ts';
import { Software } from './sim/software.ts';
import type { StateTape } from './sim/state-tape.ts';
import type { Trace } from './sim/trace.ts';

export interface EcuOptions {
  /** Instance name in the vehicle: the source of the trace records. */
  readonly name: string;
  readonly configuration: EcuConfiguration;
  /** Builds the RTE over the services; a node without software passes an RTE without tasks. */
  readonly createRte: (services: EcuServices) => Rte;
  /** Controller name → bus, for every controller of the configuration. */
  readonly buses: Readonly<Record<string, CanBus>>;
  /** Functions of BSW entities that the tasks call; what no module here provides does nothing. */
  readonly schedulableEntities?: readonly string[] | undefined;
  /** Simulation instant of power-on and StartOS; default 0. */
  readonly startOffsetNs?: number | undefined;
  /** The largest random time a simulation adds to `startOffsetNs`; default 0. */
  readonly startJitterNs?: number | undefined;
  readonly driftPpm?: number | undefined;
  /** Task entry name → how long it holds the processor, in ns of the ECU's clock. */
  readonly executionTimesNs?: ReadonlyMap<string, number> | undefined;
}

/** What the generated RTE may call here; further schedulable entities are there by their names. */
export interface EcuServices extends Services {
  Com_MainFunctionTx(): void;
  Com_MainFunctionRx(): void;
  Can_MainFunction_Read(): void;
  Can_MainFunction_Write(): void;
}

export class Ecu {
  readonly name: string;
  readonly clock: EcuClock;
  readonly os: Os;
  readonly rte: Rte;
  readonly com: Com;
  readonly pduR: PduR;
  readonly canIf: CanIf;
  readonly io: SimulatedIo;
  readonly adc: Adc;
  readonly dio: Dio;
  readonly pwm: Pwm;
  readonly det: Det;
  /** The RTE and what runs above it, and whether it has failed: the ECU is stopped then. */
  readonly software: Software;
  /** Schedulable entities that tasks call and no module here provides: calls without effect. */
  readonly missingEntities: readonly string[];
  private readonly configuration: EcuConfiguration;
  private readonly queue: EventQueue;
  private readonly trace: Trace;
  /** By controller. */
  private readonly buses: readonly CanBus[];
  private readonly services: EcuServices;
  /** The same, to be put back when the ECU goes back to an instant before its failure. */
  private readonly openServices: EcuServices;
  private readonly timers: readonly MainFunctionTimer[];
  private startedCan: Can | undefined = undefined;
  private ecuM: EcuM | undefined = undefined;

  /** Throws when configuration, RTE, buses and execution times do not fit each other. */
  constructor(options: EcuOptions, simulation: { queue: EventQueue; trace: Trace }) {
    const { name, configuration } = options;
    const { queue, trace } = simulation;
    const now = () => queue.nowNs;
    this.name = name;
    this.configuration = configuration;
    this.queue = queue;
    this.trace = trace;
    this.clock = new EcuClock(options);
    this.software = new Software({ node: name, queue, trace, stop: () => this.stop() });

    this.det = new Det({ ecu: name, trace, now });
    const { adc, dio, pwm } = configuration;
    this.io = new SimulatedIo({ ecu: name, adc, dio, pwm, trace, now });
    this.adc = new Adc(adc, this.io, this.det);
    this.dio = new Dio(dio, this.io, this.det);
    this.pwm = new Pwm(pwm, this.io, this.det);

    this.pduR = new PduR(configuration.pduR);
    this.com = new Com({
      ecu: name,
      configuration: configuration.com,
      lower: this.pduR,
      software: this.software,
      trace,
      now,
    });
    this.canIf = new CanIf({ ecu: name, configuration: configuration.canIf, queue, trace });
    this.buses = busesByController(options);

    const { services, missingEntities } = this.createServices(options.schedulableEntities ?? []);
    this.missingEntities = missingEntities;
    const rte = options.createRte(services);
    const hasSoftware = rte.tasks.length > 0;
    this.rte = hasSoftware
      ? rte
      : { ...rte, comCallbacks: withoutNotifications(configuration.com) };
    this.os = new Os({
      ecu: name,
      configuration: hasSoftware ? configuration.os : osWithoutTasks,
      tasks: rte.tasks,
      queue,
      trace,
      clock: this.clock,
      software: this.software,
      executionTimesNs: options.executionTimesNs,
    });
    const calledByTasks = hasSoftware ? entitiesCalledByTasks(options) : new Set<string>();
    this.timers = mainFunctionTimers(configuration, calledByTasks);
    this.services = services;
    this.openServices = { ...services };
  }

  /** The CAN controllers; undefined until the run begins. */
  get can(): Can | undefined {
    return this.startedCan;
  }

  /**
   * Puts the controllers on their buses and plans power-on at the start offset. The simulation calls
   * it when the run begins, in the order of ECU names: it is the order of the nodes on a bus.
   */
  start(): void {
    const { name: ecu, queue, trace, clock, software, os, com, pduR, canIf, buses } = this;
    const interrupts = {
      run: (handler: () => void): void => {
        if (software.closed) return;
        try {
          os.runInterrupt(handler);
        } catch (error) {
          software.caught(error);
        }
      },
    };
    const configuration = this.configuration.can;
    const can = new Can({ ecu, configuration, buses, interrupts, queue, trace });
    can.connect(canIf);
    canIf.connect({ upper: pduR, lower: can });
    pduR.connect({ upper: com, lower: canIf });
    this.startedCan = can;
    const modules = { os, com, canIf, can };
    const { rte, timers, services: mainFunctions } = this;
    this.ecuM = new EcuM({ ecu, queue, clock, software, modules, rte, mainFunctions, timers });
    this.ecuM.schedulePowerOn();
  }

  /**
   * The software has failed: from now on no event comes in, the controllers are off their buses and
   * outputs stay as they are. Code that is still to be left, which may catch what it is left by,
   * reaches no module any more.
   */
  private stop(): void {
    this.os.stop();
    this.startedCan?.Can_Init();
    this.closeServices();
  }

  private closeServices(): void {
    const services = this.services as unknown as Record<string, () => never>;
    for (const name of Object.keys(services)) {
      services[name] = () => {
        throw this.software.failure?.cause;
      };
    }
  }

  /**
   * Everything the ECU remembers; it has been started. Throws NotPlainData when its software keeps
   * something that cannot be written down.
   */
  transfer(tape: StateTape): void {
    const { rte, startedCan, ecuM } = this;
    if (startedCan === undefined || ecuM === undefined)
      throw new Error(`${this.name} is not started`);
    this.software.transfer(tape);
    if (this.software.closed) this.closeServices();
    else Object.assign(this.services, this.openServices);
    ecuM.transfer(tape);
    this.os.transfer(tape);
    this.com.transfer(tape, rte.comCallbacks);
    this.canIf.transfer(tape);
    startedCan.transfer(tape);
    this.io.transfer(tape);
    this.det.transfer(tape);
    const named = new Map(Object.entries(rte.references).map(([name, object]) => [object, name]));
    // What a message says of a place in it begins with the ECU.
    const software = { [this.name]: rte.state };
    if (tape.recording) tape.data(recordGraph(software, named));
    else restoreGraph(software, tape.data<RecordedGraph>({ nodes: [] }), named);
  }

  private createServices(entities: readonly string[]): {
    readonly services: EcuServices;
    readonly missingEntities: readonly string[];
  } {
    const services: EcuServices = {
      ActivateTask: (task) => this.os.ActivateTask(task),
      TerminateTask: () => this.os.TerminateTask(),
      SetEvent: (task, mask) => this.os.SetEvent(task, mask),
      GetEvent: (task, event) => this.os.GetEvent(task, event),
      ClearEvent: (mask) => this.os.ClearEvent(mask),
      WaitEvent: (mask) => this.os.WaitEvent(mask),
      GetResource: (resource) => this.os.GetResource(resource),
      ReleaseResource: (resource) => this.os.ReleaseResource(resource),
      SetRelAlarm: (alarm, increment, cycle) => this.os.SetRelAlarm(alarm, increment, cycle),
      CancelAlarm: (alarm) => this.os.CancelAlarm(alarm),
      Com_SendSignal: (signal, value) => this.com.Com_SendSignal(signal, value),
      Com_ReceiveSignal: (signal, data) => this.com.Com_ReceiveSignal(signal, data),
      Com_SendSignalGroup: (group) => this.com.Com_SendSignalGroup(group),
      Com_ReceiveSignalGroup: (group) => this.com.Com_ReceiveSignalGroup(group),
      Adc_ReadGroup: (group, data) => this.adc.Adc_ReadGroup(group, data),
      Dio_ReadChannel: (channel) => this.dio.Dio_ReadChannel(channel),
      Dio_WriteChannel: (channel, level) => this.dio.Dio_WriteChannel(channel, level),
      Pwm_SetDutyCycle: (channel, dutyCycle) => this.pwm.Pwm_SetDutyCycle(channel, dutyCycle),
      Com_MainFunctionTx: () => this.com.Com_MainFunctionTx(),
      Com_MainFunctionRx: () => this.com.Com_MainFunctionRx(),
      Can_MainFunction_Read: () => this.startedCan?.Can_MainFunction_Read(),
      Can_MainFunction_Write: () => this.startedCan?.Can_MainFunction_Write(),
    };
    const missingEntities = entities.filter((entity) => !Object.hasOwn(services, entity));
    const doNothing = Object.fromEntries(missingEntities.map((entity) => [entity, () => {}]));
    return { services: Object.assign(services, doNothing), missingEntities };
  }
}

function busesByController({ name, configuration, buses }: EcuOptions): readonly CanBus[] {
  const { controllers } = configuration.can;
  for (const controller of Object.keys(buses)) {
    if (controllers.some((known) => known.name === controller)) continue;
    throw new RangeError(`${name}: a bus for controller ${controller}, which it does not have`);
  }
  return controllers.map((controller) => {
    const bus = Object.hasOwn(buses, controller.name) ? buses[controller.name] : undefined;
    if (bus !== undefined) return bus;
    throw new RangeError(`${name}: no bus for controller ${controller.name}`);
  });
}

function entitiesCalledByTasks(options: EcuOptions): ReadonlySet<string> {
  const entities = new Set(options.schedulableEntities);
  const { com } = options.configuration;
  if (com.mainFunctionTxScheduled) entities.add('Com_MainFunctionTx');
  if (com.mainFunctionRxScheduled) entities.add('Com_MainFunctionRx');
  return entities;
}

const osWithoutTasks: OsConfiguration = { tasks: [], counters: [], alarms: [] };

/** Where software is missing there is nobody to notify. */
function withoutNotifications(com: ComConfiguration): ComCallbacks {
  const names = [...com.signals, ...com.signalGroups].flatMap((member) => [
    member.notification,
    member.ackNotification,
    member.errorNotification,
    member.timeoutNotification,
  ]);
  return Object.fromEntries(names.map((name) => [name, () => {}]));
}
