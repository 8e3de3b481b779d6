/** The hooks that a VFB trace of an ECU can have, and which of them a name or pattern means. */
import {
  rteCallHook,
  rteComCallbackHook,
  rteRunnableHook,
  rteSignalHook,
  rteTaskHook,
} from './api-names.ts';
import type { RtePlan } from './rte-plan.ts';

/** A point where RTE code tells trace clients what it does. */
export interface TraceHookPlan {
  /** Of the hook without a trace client, such as Rte_WriteHook_<component>_<port>_<element>_Start. */
  readonly name: string;
  readonly tells: TracedPlan;
  /** The hook functions to call there, in this order. */
  readonly functions: readonly string[];
}

export type TracedPlan =
  | { readonly kind: 'call'; readonly component: string; readonly call: string }
  | { readonly kind: 'runnable'; readonly component: string; readonly runnable: string }
  | { readonly kind: 'com-signal'; readonly signal: string }
  | { readonly kind: 'com-callback'; readonly callback: string }
  | { readonly kind: 'task' }
  | { readonly kind: 'os-event' };

export type TraceHook = Omit<TraceHookPlan, 'functions'>;

/** Every point that can be traced: of components, of COM, of tasks. */
export function traceHooks(plan: RtePlan): readonly TraceHook[] {
  const hooks: TraceHook[] = [];
  const phases = ['Start', 'Return'] as const;
  for (const { name: component, calls, runnables } of plan.components) {
    for (const { name: call } of calls) {
      for (const phase of phases) {
        const name = rteCallHook(call, component, phase);
        hooks.push({ name, tells: { kind: 'call', component, call } });
      }
    }
    for (const { name: runnable } of runnables) {
      for (const phase of phases) {
        const name = rteRunnableHook(component, runnable, phase);
        hooks.push({ name, tells: { kind: 'runnable', component, runnable } });
      }
    }
  }
  const { sent, received } = signalsOf(plan);
  for (const signal of sent) {
    hooks.push({ name: rteSignalHook(signal, 'SigTx'), tells: { kind: 'com-signal', signal } });
  }
  for (const signal of received) {
    hooks.push({ name: rteSignalHook(signal, 'SigRx'), tells: { kind: 'com-signal', signal } });
  }
  for (const { name: callback } of plan.comCallbacks) {
    hooks.push({ name: rteComCallbackHook(callback), tells: { kind: 'com-callback', callback } });
  }
  if (plan.tasks.some((task) => task.body === 'rte')) {
    for (const what of ['Activate', 'Dispatch'] as const) {
      hooks.push({ name: rteTaskHook(what), tells: { kind: 'task' } });
    }
  }
  if (plan.tasks.some(({ osEvents }) => osEvents !== undefined)) {
    for (const what of ['SetEvent', 'WaitEvent', 'WaitEventRet'] as const) {
      hooks.push({ name: rteTaskHook(what), tells: { kind: 'os-event' } });
    }
  }
  return hooks;
}

/** Whether a configured name, in which `*` stands for anything, means a hook function. */
export function meansHook(configured: string, name: string): boolean {
  const parts = configured.split('*').map((part) => part.replace(/[^\w]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(name);
}

/** Signals that RTE code sends and receives, those of groups included. */
function signalsOf(plan: RtePlan) {
  const sent = new Set<string>();
  const received = new Set<string>();
  type Access = { kind: string; signal?: string; members?: readonly { signal: string }[] };
  const add = (signals: Set<string>, { kind, signal, members }: Access) => {
    if (kind === 'com-signal' && signal !== undefined) signals.add(signal);
    if (kind === 'com-signal-group') for (const member of members ?? []) signals.add(member.signal);
  };
  for (const call of plan.instances.flatMap((instance) => instance.calls)) {
    if (call.kind === 'Rte_Write') for (const to of call.to) add(sent, to);
    if (call.kind === 'Rte_Read') add(received, call.from);
  }
  for (const action of plan.comCallbacks.flatMap((callback) => callback.does)) {
    if (action.kind === 'store') add(received, action.from);
  }
  return { sent: [...sent].sort(), received: [...received].sort() };
}
