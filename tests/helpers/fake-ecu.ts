/**
 * An ECU without basic software: the generated RTE of ARXML text, run against services that only
 * note what they are asked. Tests call task bodies and COM call-backs themselves.
 */
import { transformSync } from 'esbuild';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import { emitTypeScript, planEcu, readModel } from '../../generator/pipeline.ts';
import type { RtePlan } from '../../generator/plan/rte-plan.ts';
import type { EcuConfiguration, SignalValue } from '../../rte/typescript/configuration.ts';
import type { Out, Std_ReturnType } from '../../rte/typescript/index.ts';
import * as rteLibrary from '../../rte/typescript/index.ts';
import type { Rte } from '../../rte/typescript/rte.ts';
import { sources } from './arxml.ts';

/** The API object of a component: calls by name, as the component's source sees them. */
export type Api = Record<string, (...parameters: readonly unknown[]) => unknown>;

/** Runnables by component type and symbol. */
export type Components = Readonly<
  Record<string, Readonly<Record<string, (self: Api, ...parameters: never[]) => unknown>>>
>;

export class FakeEcu {
  readonly plan: RtePlan;
  readonly configuration: EcuConfiguration;
  readonly rte: Rte;
  /** Activated and not yet run, by name and in order. */
  readonly activated: string[] = [];
  /** Events set, by name of the task and in order: `TaskLight 4`. */
  readonly events: string[] = [];
  /** Names of alarms set, with their ticks. */
  readonly alarms: string[] = [];
  /** Runnables in the order in which they ran, as `instance/runnable`. */
  readonly ran: string[] = [];
  /** What Com_SendSignal was given and Com_ReceiveSignal gives, by name of the signal. */
  readonly signals = new Map<string, SignalValue>();
  /** What the Com functions return. */
  comStatus: Std_ReturnType = rteLibrary.E_OK;
  /** Calls of Com, in order: `send Speed`, `send group Motion`. */
  readonly com: string[] = [];

  constructor(plan: RtePlan, components: Components) {
    this.plan = plan;
    const files = new Map(emitTypeScript(plan).map(({ path, text }) => [path, text]));
    const { configuration } = load('Ecu_Cfg.ts', files) as { configuration: EcuConfiguration };
    const { createRte } = load('Rte.ts', files) as {
      createRte: (services: object, components: object) => Rte;
    };
    this.configuration = configuration;
    this.rte = createRte(this.#services(), withEveryRunnable(plan, components));
    this.rte.Rte_Start();
  }

  /** Runs a task body once, as the OS does for one activation, or for events that are set. */
  run(task: string, events = 0): void {
    const body = this.rte.tasks.find(({ name }) => name === task);
    if (body === undefined) throw new Error(`no task ${task}`);
    for (const { name, due, run, events: starting } of body.entries) {
      if (starting !== undefined && (starting & events) === 0) continue;
      if (due !== undefined && !due()) continue;
      this.ran.push(name);
      run();
    }
  }

  /** Runs what has been activated, until nothing is. */
  runActivated(): void {
    for (let task = this.activated.shift(); task !== undefined; task = this.activated.shift()) {
      this.run(task);
    }
  }

  /** A value arrives in a signal, or its transmission is confirmed. */
  notify(callback: string): void {
    const found = this.rte.comCallbacks[callback];
    if (found === undefined) {
      throw new Error(`no call-back ${callback}: ${Object.keys(this.rte.comCallbacks)}`);
    }
    found();
  }

  #services(): object {
    const { configuration } = this;
    const signalName = (index: number): string => configuration.com.signals[index]?.name ?? '';
    return {
      ActivateTask: (task: number) => {
        this.activated.push(configuration.os.tasks[task]?.name ?? '');
        return rteLibrary.E_OK;
      },
      SetEvent: (task: number, mask: number) => {
        this.events.push(`${configuration.os.tasks[task]?.name} ${mask}`);
        return rteLibrary.E_OK;
      },
      SetRelAlarm: (alarm: number, increment: number, cycle: number) => {
        this.alarms.push(`${configuration.os.alarms[alarm]?.name} ${increment} ${cycle}`);
        return rteLibrary.E_OK;
      },
      CancelAlarm: () => rteLibrary.E_OK,
      Com_SendSignal: (signal: number, value: SignalValue) => {
        this.com.push(`send ${signalName(signal)}`);
        this.signals.set(signalName(signal), value);
        return this.comStatus;
      },
      Com_ReceiveSignal: (signal: number, data: Out<SignalValue>) => {
        const value = this.signals.get(signalName(signal));
        if (value !== undefined) data.value = value;
        return this.comStatus;
      },
      Com_SendSignalGroup: (group: number) => {
        this.com.push(`send group ${configuration.com.signalGroups[group]?.name}`);
        return this.comStatus;
      },
      Com_ReceiveSignalGroup: () => this.comStatus,
    };
  }
}

/** The ECU of that name; errors in the ARXML throw. */
export function fakeEcu(
  ecu: string,
  texts: readonly string[],
  components: Components = {},
): FakeEcu {
  return new FakeEcu(planOf(ecu, texts), components);
}

export function planOf(ecu: string, texts: readonly string[]): RtePlan {
  const diagnostics = new Diagnostics();
  const plan = planEcu(readModel(sources(...texts), diagnostics), ecu, diagnostics);
  if (plan === undefined) {
    throw new Error(diagnostics.list.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  }
  return plan;
}

/** Runnables that a test does not care about do nothing. */
function withEveryRunnable(plan: RtePlan, components: Components): object {
  return Object.fromEntries(
    plan.components.map(({ name, runnables }) => [
      name,
      Object.fromEntries(
        runnables.map(({ symbol }) => [symbol, components[name]?.[symbol] ?? (() => undefined)]),
      ),
    ]),
  );
}

/** Evaluates a generated module and those it imports. */
function load(path: string, files: ReadonlyMap<string, string>): object {
  const text = files.get(path);
  if (text === undefined) throw new Error(`no file ${path}`);
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs', target: 'es2022' });
  const module = { exports: {} };
  const require = (name: string): object =>
    name === 'vfb/rte' ? rteLibrary : load(name.replace(/^\.\//, ''), files);
  new Function('module', 'exports', 'require', code)(module, module.exports, require);
  return module.exports;
}
