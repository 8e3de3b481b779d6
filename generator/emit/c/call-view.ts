/** The calls of a component instance in C: each is printed by the template of its name. */
import { rteCallHook, rteRunnableHook } from '../../plan/api-names.ts';
import type {
  CallPlan,
  ComponentPlan,
  DestinationPlan,
  InstancePlan,
  ReadPlan,
  ServerCallPlan,
  WritePlan,
} from '../../plan/rte-plan.ts';
import type { CContext } from './context.ts';
import { functionName, instanceHandle, symbol } from './names.ts';
import { receivedSignal, receiveSignal, sendSignal } from './signal-access.ts';
import { parameters, returnType } from './signatures.ts';
import { locked } from './storage.ts';
import { activationLines } from './task-view.ts';
import { type CWords, commented, onlyIf } from './words.ts';

/** The function behind a call; where it is traced, within one that calls the hooks around it. */
export function callView(
  call: CallPlan,
  instance: InstancePlan,
  component: ComponentPlan,
  context: CContext,
) {
  const { trace, words } = context;
  const signature = component.calls.find((c) => c.name === call.name);
  if (signature === undefined) throw new Error(`${call.name} is not declared by ${component.name}`);
  const name = functionName(call.name, component, instance);
  const linkage = component.supportsMultipleInstantiation ? 'static ' : '';
  const declared = (linkage: string, name: string) =>
    `${linkage}${returnType(signature)} ${name}(${parameters(signature, words)})`;
  if (!trace.isTraced(call.name, component)) {
    return bodyView(call, declared(linkage, name), instance, context);
  }
  const untraced = name.replace(/^Rte_/, 'Rte_Untraced_');
  const names = signature.parameters.map((p) => words.parameterName(p.name));
  const handle = component.supportsMultipleInstantiation
    ? [`&${instanceHandle(instance.name)}`]
    : [];
  return {
    template: 'traced-call',
    source: commented(call.source),
    call: bodyView(call, declared('static ', untraced), instance, context),
    signature: declared(linkage, name),
    returns: returnType(signature),
    start: trace.lines(rteCallHook(call.name, component.name, 'Start'), ...handle, ...names),
    invocation: `${untraced}(${names.join(', ')})`,
    end: trace.lines(rteCallHook(call.name, component.name, 'Return'), ...handle, ...names),
  };
}

function bodyView(call: CallPlan, signature: string, instance: InstancePlan, context: CContext) {
  const common = { template: call.kind, source: commented(call.source), signature };
  switch (call.kind) {
    case 'Rte_Write':
      return { ...common, ...writeView(call, instance, context) };
    case 'Rte_Read':
      return { ...common, ...readView(call, instance, context) };
    case 'Rte_IsUpdated':
      return { ...common, flag: context.storage.flag(instance.name, call.flag) };
    case 'Rte_Feedback':
      return {
        ...common,
        result:
          call.flag === undefined
            ? 'RTE_E_UNCONNECTED'
            : context.storage.flag(instance.name, call.flag),
      };
    case 'Rte_Call':
      return { ...common, ...serverCallView(call, context) };
  }
}

// ---- Rte_Write --------------------------------------------------------------------------------------

function writeView(call: WritePlan, instance: InstancePlan, context: CContext) {
  const overCom = call.to.some((to) => to.kind !== 'buffer');
  const { acknowledge } = call;
  const flag = acknowledge && context.storage.flag(instance.name, acknowledge.flag);
  const byCom = acknowledge?.confirmedBy === 'com';
  // Receivers may only want to be told.
  const isUnused = call.to.every((to) => to.kind === 'buffer' && to.buffer === undefined);
  const to = call.to.map((destination) => destinationView(destination, call, instance, context));
  // Nothing but a call of COM: its result is the result.
  const isOnlySent = to.length === 1 && flag === undefined && to[0]?.after?.length === 0;
  const send = isOnlySent ? to[0]?.send : undefined;
  if (send !== undefined) {
    const before = to[0]?.before ?? [];
    return { overCom: false, before, to: [], after: [], result: comStatus(send) };
  }
  return {
    overCom,
    before: [
      ...(flag !== undefined && byCom ? [`${flag} = RTE_E_NO_DATA;`] : []),
      ...(isUnused ? ['(void)data;'] : []),
    ],
    to,
    // The confirmation comes later, from COM; a local receiver has the data at once.
    after: [
      ...(flag !== undefined && byCom
        ? ['if (status != RTE_E_OK)', '{', `    ${flag} = status;`, '}']
        : []),
      ...(flag !== undefined && !byCom ? [`${flag} = RTE_E_TRANSMIT_ACK;`] : []),
      ...(acknowledge?.activates ?? []).flatMap((a) => activationLines(a, context.trace)),
    ],
    result: overCom ? 'status' : 'RTE_E_OK',
  };
}

/** The status of an RTE call that is a call of COM; `inTime`: what it is if COM has the data. */
function comStatus(comCall: string, inTime = 'RTE_E_OK'): string {
  return `(${comCall} == E_OK) ? ${inTime} : RTE_E_COM_STOPPED`;
}

function destinationView(
  to: DestinationPlan,
  { name, type }: WritePlan,
  instance: InstancePlan,
  context: CContext,
) {
  const { storage, words } = context;
  const lock = storage.consistency.locksWrite(instance.name, name, to);
  switch (to.kind) {
    case 'buffer':
      return {
        template: 'to-buffer',
        // The task may run within ActivateTask, so no lock is held there.
        store: locked(lock, [
          ...(to.buffer === undefined
            ? []
            : [
                words.copyObject(
                  storage.object(to.instance, to.buffer),
                  argument('data', type, words),
                  type,
                ),
              ]),
          ...(to.updatedFlag === undefined
            ? []
            : [`${storage.flag(to.instance, to.updatedFlag)} = TRUE;`]),
        ]),
        activations: to.activates.flatMap((activation) =>
          activationLines(activation, context.trace),
        ),
      };
    case 'com-signal': {
      const { before, send } = sendSignal(
        argument('data', type, words),
        addressOf('data', type, words),
        type,
        to.signal,
        context,
      );
      return { template: 'to-com', before, send, after: [] };
    }
    case 'com-signal-group':
      return {
        template: 'to-com',
        before: [
          ...(lock ? ['SuspendOSInterrupts();'] : []),
          ...to.members.flatMap(({ member, type: memberType, signal }) => {
            const { before, send } = sendSignal(
              `data->${words.member(member)}`,
              `&data->${words.member(member)}`,
              memberType,
              signal,
              context,
            );
            return [...before, `(void)${send};`];
          }),
        ],
        send: `Com_SendSignalGroup(${symbol.signalGroup(to.signalGroup)})`,
        after: lock ? ['ResumeOSInterrupts();'] : [],
      };
  }
}

/** The object behind the parameter `name`. */
function argument(name: string, type: string, words: CWords): string {
  return words.definition(type).kind === 'structure' ? `*${name}` : name;
}

function addressOf(name: string, type: string, words: CWords): string {
  return words.base(type) === undefined ? name : `&${name}`;
}

// ---- Rte_Read ---------------------------------------------------------------------------------------

function readView(call: ReadPlan, instance: InstancePlan, context: CContext) {
  return { from: originView(call, instance, context) };
}

function originView(call: ReadPlan, instance: InstancePlan, context: CContext) {
  const { storage, words } = context;
  const { from, type } = call;
  const target = words.isArray(type) ? 'data' : '*data';
  // Cleared first: what comes while it is read without a lock is read, or announced again.
  const clears =
    call.clearsFlag === undefined
      ? []
      : [`${storage.flag(instance.name, call.clearsFlag)} = FALSE;`];
  const lock = storage.consistency.locksRead(instance.name, call);
  const suspend = lock ? ['SuspendOSInterrupts();'] : [];
  const resume = lock ? ['ResumeOSInterrupts();'] : [];
  // Told of with the data: whether they came in time.
  const outdated = call.outdatedFlag && storage.flag(instance.name, call.outdatedFlag);
  const age =
    outdated === undefined
      ? []
      : [`const Std_ReturnType age = (${outdated} != FALSE) ? RTE_E_MAX_AGE_EXCEEDED : RTE_E_OK;`];
  const inTime = outdated === undefined ? 'RTE_E_OK' : 'age';
  switch (from.kind) {
    case 'buffer': {
      const copy = words.copyObject(target, storage.object(instance.name, from.buffer), type);
      return {
        template: 'from-buffer',
        copy: locked(lock, [...age, ...clears, copy]),
        status: inTime,
      };
    }
    case 'com-signal': {
      const access = receiveSignal(target, 'data', type, from.signal, context);
      const before = [...access.before, ...suspend, ...age, ...clears];
      const status = comStatus(access.receive, inTime);
      const traced =
        access.traced.length === 0 ? [] : onlyIf('status != RTE_E_COM_STOPPED', access.traced);
      const after = [...resume, ...traced, ...access.after];
      return after.length === 0
        ? { template: 'from-com-directly', before, status }
        : { template: 'from-com', before, status, after };
    }
    case 'com-signal-group':
      return {
        template: 'from-com',
        before: [...suspend, ...age, ...clears],
        status: comStatus(
          `Com_ReceiveSignalGroup(${symbol.signalGroup(from.signalGroup)})`,
          inTime,
        ),
        after: [
          ...from.members.flatMap(({ member, type: memberType, signal }) =>
            receivedSignal(
              `data->${words.member(member)}`,
              `&data->${words.member(member)}`,
              memberType,
              signal,
              context,
            ),
          ),
          ...resume,
        ],
      };
    case 'unconnected': {
      const literal = words.literal(from.initValue, type);
      return words.base(type) === undefined
        ? {
            template: 'from-nowhere',
            constant: [`static const ${words.typeName(type)} initValue = ${literal};`],
            copy: [...clears, words.copyObject(target, 'initValue', type)],
          }
        : {
            template: 'from-nowhere',
            constant: [],
            copy: [...clears, `${target} = ${literal};`],
          };
    }
  }
}

// ---- Rte_Call ---------------------------------------------------------------------------------------

function serverCallView(call: ServerCallPlan, { plan, trace, words }: CContext) {
  const { server } = call;
  if (server === undefined) {
    return {
      unused: call.parameters.map((p) => `(void)${words.parameterName(p.name)};`),
      call: [],
      result: 'RTE_E_UNCONNECTED',
    };
  }
  const component = plan.components.find((c) => c.name === server.component);
  const handle = component?.supportsMultipleInstantiation
    ? [`&${instanceHandle(server.instance)}`]
    : [];
  const hook = (phase: 'Start' | 'Return') =>
    trace.lines(rteRunnableHook(server.component, server.runnable, phase), ...handle);
  const invocation = `${server.symbol}(${[
    ...handle,
    ...server.portDefinedArguments.map((a) => words.literal(a.value, a.type)),
    ...call.parameters.map((p) => words.parameterName(p.name)),
  ].join(', ')})`;
  if (!server.returnsStatus) {
    const lines = [...hook('Start'), `${invocation};`, ...hook('Return')];
    return { unused: [], call: lines, result: 'RTE_E_OK' };
  }
  if (hook('Return').length === 0) return { unused: [], call: hook('Start'), result: invocation };
  const status = `const Std_ReturnType status = ${invocation};`;
  return { unused: [], call: [...hook('Start'), status, ...hook('Return')], result: 'status' };
}
