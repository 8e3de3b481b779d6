/**
 * Generated C and C components as WebAssembly, seen as an `Rte`: the functions the C code calls are
 * imports, answered by the services of the simulated basic software; its tasks are walked through
 * entry by entry, like those of a TypeScript RTE.
 */
import { codeEnded } from '../bsw-sim/sim/software.ts';
import type { BaseTypeName, RtePlan } from '../generator/plan/rte-plan.ts';
import type { SignalValue } from '../rte/typescript/configuration.ts';
import type { Rte, TaskBody, TaskEntry } from '../rte/typescript/rte.ts';
import type { Services } from '../rte/typescript/services.ts';
import { E_OK, type Out, out } from '../rte/typescript/std-types.ts';
import { checkHandlers } from './undefined-behaviour.ts';

type WasmFunction = (...parameters: number[]) => number;

/** Functions the module must export for `createWasmRte`. */
export function exportedFunctions(plan: RtePlan): readonly string[] {
  return [
    'Rte_Start',
    'Rte_Stop',
    ...plan.comCallbacks.map((callback) => callback.name),
    ...plan.tasks
      .filter((task) => task.body === 'rte')
      .flatMap((task) => [
        `Rte_Begin_${task.name}`,
        ...(task.osEvents === undefined ? [] : [`Rte_Wait_${task.name}`]),
        ...task.entries.flatMap((_, i) => [
          `Rte_Due_${task.name}_${i}`,
          `Rte_Run_${task.name}_${i}`,
        ]),
      ]),
  ];
}

/** Functions the C code may call and that the simulation answers. */
export function importableFunctions(plan: RtePlan): readonly string[] {
  return [
    'ActivateTask',
    'TerminateTask',
    'SetEvent',
    'GetEvent',
    'ClearEvent',
    'WaitEvent',
    'GetResource',
    'ReleaseResource',
    'SetRelAlarm',
    'CancelAlarm',
    'SuspendOSInterrupts',
    'ResumeOSInterrupts',
    'Com_SendSignal',
    'Com_ReceiveSignal',
    'Com_SendSignalGroup',
    'Com_ReceiveSignalGroup',
    'Adc_ReadGroup',
    'Dio_ReadChannel',
    'Dio_WriteChannel',
    'Pwm_SetDutyCycle',
    ...plan.bsw.schedulableEntities,
  ];
}

export interface WasmRte {
  readonly rte: Rte;
  readonly exports: Readonly<Record<string, WasmFunction>>;
  /** Negative when the stack has run over. */
  stackPointer(): number;
}

/** A new instance of the module with a memory of its own. */
export function createWasmRte(
  plan: RtePlan,
  module: WebAssembly.Module,
  services: Services,
): WasmRte {
  const machine = new Machine(plan, services);
  const env = { ...machine.imports(), ...checkHandlers(module) };
  const instance = new WebAssembly.Instance(module, { env });
  const exports = instance.exports as unknown as Readonly<Record<string, WasmFunction>>;
  const { memory, __stack_pointer } = instance.exports;
  machine.memory = memory;
  const call = (name: string): WasmFunction => {
    const found = exports[name];
    if (found === undefined) throw new Error(`the module exports no ${name}`);
    return found;
  };
  const rte: Rte = {
    Rte_Start: call('Rte_Start'),
    Rte_Stop: call('Rte_Stop'),
    tasks: plan.tasks.map((task) => taskBody(task, call, __stack_pointer)),
    comCallbacks: Object.fromEntries(
      plan.comCallbacks.map(({ name }) => {
        const callback = call(name);
        return [name, () => void callback()];
      }),
    ),
    state: machineState(instance.exports),
    references: {},
  };
  return { rte, exports, stackPointer: () => __stack_pointer.value };
}

/** Between two calls: the memory, and where its stack begins, which a call that trapped left wrong. */
function machineState(exports: WebAssembly.Instance['exports']): object {
  const { memory, __stack_pointer: stackPointer } = exports;
  return {
    get memory() {
      return new Uint8Array(memory.buffer);
    },
    get stackPointer() {
      return stackPointer.value;
    },
    set stackPointer(value: number) {
      stackPointer.value = value;
    },
  };
}

function taskBody(
  task: RtePlan['tasks'][number],
  call: (name: string) => WasmFunction,
  stackPointer: { value: number },
): TaskBody {
  if (task.body === 'integrator') return { name: task.name, entries: [] };
  const { osEvents } = task;
  const begin = call(`Rte_Begin_${task.name}`);
  const wait = osEvents && call(`Rte_Wait_${task.name}`);
  const maskOf = (name: string) => osEvents?.find((event) => event.name === name)?.mask ?? 0;
  return {
    name: task.name,
    begin: (events) => void begin(events),
    ...(wait && { wait: () => void wait() }),
    entries: task.entries.map(({ executes, osEvent }, index): TaskEntry => {
      const due = call(`Rte_Due_${task.name}_${index}`);
      const run = call(`Rte_Run_${task.name}_${index}`);
      return {
        name:
          executes.kind === 'runnable'
            ? `${executes.instance}/${executes.runnable}`
            : `${executes.module}/${executes.entity}`,
        ...(osEvent !== undefined && { events: maskOf(osEvent) }),
        due: () => due() !== 0,
        run() {
          const before = stackPointer.value;
          try {
            run();
          } catch (error) {
            // A call that did not return has left its frames on the stack.
            if (error === codeEnded) stackPointer.value = before;
            throw error;
          }
        },
      };
    }),
  };
}

/** The basic software as the C code calls it: ids as they are, values through its memory. */
class Machine {
  memory: WebAssembly.Memory | undefined = undefined;
  readonly #plan: RtePlan;
  readonly #services: Services;
  readonly #number: Out<SignalValue> = out<SignalValue>(0);

  constructor(plan: RtePlan, services: Services) {
    this.#plan = plan;
    this.#services = services;
  }

  imports(): WebAssembly.ModuleImports {
    const services = this.#services;
    const entities = services as unknown as Readonly<Record<string, () => void>>;
    const nothing = () => undefined;
    return {
      ActivateTask: (task: number) => services.ActivateTask(task),
      TerminateTask: () => services.TerminateTask(),
      SetEvent: (task: number, mask: number) => services.SetEvent(task, mask),
      GetEvent: (task: number, event: number) => {
        const set = out(0);
        const status = services.GetEvent(task, set);
        if (status === E_OK) this.#view().setUint32(event, set.value, true);
        return status;
      },
      ClearEvent: (mask: number) => services.ClearEvent(mask),
      WaitEvent: (mask: number) => services.WaitEvent(mask),
      GetResource: (resource: number) => services.GetResource(resource),
      ReleaseResource: (resource: number) => services.ReleaseResource(resource),
      SetRelAlarm: (alarm: number, increment: number, cycle: number) =>
        services.SetRelAlarm(alarm, increment >>> 0, cycle >>> 0),
      CancelAlarm: (alarm: number) => services.CancelAlarm(alarm),
      // Simulated code is interrupted at its calls only, and these two calls do not interrupt it.
      SuspendOSInterrupts: nothing,
      ResumeOSInterrupts: nothing,
      Com_SendSignal: (signal: number, data: number) =>
        services.Com_SendSignal(signal, this.#read(signal, data)),
      Com_ReceiveSignal: (signal: number, data: number) => this.#receive(signal, data),
      Com_SendSignalGroup: (group: number) => services.Com_SendSignalGroup(group),
      Com_ReceiveSignalGroup: (group: number) => services.Com_ReceiveSignalGroup(group),
      Adc_ReadGroup: (group: number, data: number) => {
        const result = out(0);
        const status = services.Adc_ReadGroup(group, result);
        this.#view().setUint16(data, result.value, true);
        return status;
      },
      Dio_ReadChannel: (channel: number) => services.Dio_ReadChannel(channel),
      Dio_WriteChannel: (channel: number, level: number) =>
        services.Dio_WriteChannel(channel, level),
      Pwm_SetDutyCycle: (channel: number, dutyCycle: number) =>
        services.Pwm_SetDutyCycle(channel, dutyCycle),
      ...Object.fromEntries(
        this.#plan.bsw.schedulableEntities.map((name) => [name, () => entities[name]?.()]),
      ),
    };
  }

  #view(): DataView {
    if (this.memory === undefined) throw new Error('the module runs before it has a memory');
    return new DataView(this.memory.buffer);
  }

  #typeOf(signal: number): { type: BaseTypeName | 'bytes'; lengthBytes: number } {
    const plan = this.#plan.bsw.com.signals[signal];
    if (plan === undefined) throw new RangeError(`no signal ${signal}`);
    return { type: plan.type, lengthBytes: plan.lengthBits / 8 };
  }

  #read(signal: number, address: number): SignalValue {
    const { type, lengthBytes } = this.#typeOf(signal);
    const view = this.#view();
    switch (type) {
      case 'boolean':
      case 'uint8':
        return view.getUint8(address);
      case 'uint16':
        return view.getUint16(address, true);
      case 'uint32':
        return view.getUint32(address, true);
      case 'uint64':
        return view.getBigUint64(address, true);
      case 'sint8':
        return view.getInt8(address);
      case 'sint16':
        return view.getInt16(address, true);
      case 'sint32':
        return view.getInt32(address, true);
      case 'sint64':
        return view.getBigInt64(address, true);
      case 'float32':
        return view.getFloat32(address, true);
      case 'float64':
        return view.getFloat64(address, true);
      case 'bytes':
        return new Uint8Array(view.buffer, address, lengthBytes);
    }
  }

  #receive(signal: number, address: number): number {
    const { type, lengthBytes } = this.#typeOf(signal);
    const view = this.#view();
    const holder = this.#number;
    if (type === 'bytes') holder.value = new Uint8Array(view.buffer, address, lengthBytes);
    else holder.value = 0;
    const status = this.#services.Com_ReceiveSignal(signal, holder);
    if (type !== 'bytes') write(view, address, type, holder.value);
    return status;
  }
}

function write(view: DataView, address: number, type: BaseTypeName, value: SignalValue): void {
  const number = Number(value);
  switch (type) {
    case 'boolean':
    case 'uint8':
    case 'sint8':
      view.setUint8(address, number);
      break;
    case 'uint16':
    case 'sint16':
      view.setUint16(address, number, true);
      break;
    case 'uint32':
    case 'sint32':
      view.setUint32(address, number, true);
      break;
    case 'uint64':
    case 'sint64':
      view.setBigUint64(address, BigInt(value as bigint), true);
      break;
    case 'float32':
      view.setFloat32(address, number, true);
      break;
    case 'float64':
      view.setFloat64(address, number, true);
      break;
  }
}
