/** The calls of a component instance: each is printed by the template of its name. */
import type {
  CallPlan,
  DestinationPlan,
  InstancePlan,
  ReadPlan,
  ServerCallPlan,
  WritePlan,
} from '../../plan/rte-plan.ts';
import { parameterList } from './component-view.ts';
import { activationLines, apiObject, bufferStruct, symbol } from './names.ts';
import { receiveMembers, receiveSignal, sent } from './signal-access.ts';
import { commented, type Words } from './words.ts';

export function callView(call: CallPlan, instance: InstancePlan, words: Words) {
  const own = bufferStruct(instance.name);
  const common = { template: call.kind, name: call.name, source: commented(call.source) };
  switch (call.kind) {
    case 'Rte_Write':
      return { ...common, ...writeView(call, own, words) };
    case 'Rte_Read':
      return { ...common, ...readView(call, own, words) };
    case 'Rte_IsUpdated':
      return { ...common, flag: `${own}.${call.flag}` };
    case 'Rte_Feedback':
      return {
        ...common,
        result: call.flag === undefined ? 'RTE_E_UNCONNECTED' : `${own}.${call.flag}`,
      };
    case 'Rte_Call':
      return { ...common, ...serverCallView(call, words) };
  }
}

// ---- Rte_Write --------------------------------------------------------------------------------------

function writeView(call: WritePlan, own: string, words: Words) {
  const overCom = call.to.some((to) => to.kind !== 'buffer');
  // Without a receiver that stores it, nobody looks at the value.
  const isUsed = call.to.some((to) => to.kind !== 'buffer' || to.buffer !== undefined);
  const name = isUsed ? 'data' : '_data';
  const { acknowledge } = call;
  const flag = acknowledge && `${own}.${acknowledge.flag}`;
  return {
    parameter: parameterList([{ name, type: call.type, direction: 'in' }], words),
    overCom,
    to: call.to.map((to) => destinationView(to, call.type, words)),
    // The confirmation comes later, from COM; a local receiver has the data at once.
    before:
      flag !== undefined && acknowledge?.confirmedBy === 'com' ? [`${flag} = RTE_E_NO_DATA;`] : [],
    after: [
      ...(flag !== undefined && acknowledge?.confirmedBy === 'com'
        ? [`if (status !== RTE_E_OK) ${flag} = status;`]
        : []),
      ...(flag !== undefined && acknowledge?.confirmedBy === 'local'
        ? [`${flag} = RTE_E_TRANSMIT_ACK;`]
        : []),
      ...(acknowledge?.activates ?? []).flatMap(activationLines),
    ],
    result: overCom ? 'status' : 'RTE_E_OK',
  };
}

function destinationView(to: DestinationPlan, type: string, words: Words) {
  switch (to.kind) {
    case 'buffer': {
      const struct = bufferStruct(to.instance);
      return {
        template: 'to-buffer',
        store: to.buffer === undefined ? [] : [words.copy(`${struct}.${to.buffer}`, 'data', type)],
        flags: to.updatedFlag === undefined ? [] : [`${struct}.${to.updatedFlag} = true;`],
        activations: to.activates.flatMap(activationLines),
      };
    }
    case 'com-signal':
      return {
        template: 'to-com-signal',
        send: `services.Com_SendSignal(${symbol.signal(to.signal)}, ${sent('data', type, words)})`,
      };
    case 'com-signal-group':
      return {
        template: 'to-com-signal-group',
        members: to.members.map(
          ({ member, type: memberType, signal }) =>
            `services.Com_SendSignal(${symbol.signal(signal)}, ${sent(`data.${member}`, memberType, words)});`,
        ),
        send: `services.Com_SendSignalGroup(${symbol.signalGroup(to.signalGroup)})`,
      };
  }
}

// ---- Rte_Read ---------------------------------------------------------------------------------------

function readView(call: ReadPlan, own: string, words: Words) {
  const isPrimitive = words.base(call.type) !== undefined;
  return {
    parameter: parameterList([{ name: 'data', type: call.type, direction: 'out' }], words),
    clears: call.clearsFlag === undefined ? [] : [`${own}.${call.clearsFlag} = false;`],
    from: originView(call, own, isPrimitive ? 'data.value' : 'data', words),
  };
}

function originView(call: ReadPlan, own: string, target: string, words: Words) {
  const { from, type } = call;
  const inTime =
    call.outdatedFlag === undefined
      ? 'RTE_E_OK'
      : `(${own}.${call.outdatedFlag} ? RTE_E_MAX_AGE_EXCEEDED : RTE_E_OK)`;
  switch (from.kind) {
    case 'buffer': {
      const source = `${own}.${from.buffer}`;
      // What a buffer holds is wrapped already.
      const copy =
        words.base(type) === undefined
          ? words.copy(target, source, type)
          : `${target} = ${source};`;
      return { template: 'from-buffer', copy, inTime };
    }
    case 'com-signal': {
      const { before, call: receive, store } = receiveSignal(target, type, from.signal, words);
      return { template: 'from-com', before, receive, store, inTime };
    }
    case 'com-signal-group':
      return {
        template: 'from-com',
        before: [],
        receive: `services.Com_ReceiveSignalGroup(${symbol.signalGroup(from.signalGroup)})`,
        store: receiveMembers(target, from, words),
        inTime,
      };
    case 'unconnected': {
      const literal = words.literal(from.initValue, type);
      const copy =
        words.base(type) === undefined
          ? words.copy(target, literal, type)
          : `${target} = ${literal};`;
      return { template: 'from-nowhere', copy };
    }
  }
}

// ---- Rte_Call ---------------------------------------------------------------------------------------

function serverCallView(call: ServerCallPlan, words: Words) {
  const { server } = call;
  const parameters = words.parameters(call.parameters);
  const ins = parameters.filter((p) => p.direction === 'in' && words.holdsAnyNumber(p.type));
  const outs = parameters.filter((p) => p.direction !== 'in');
  const wrapOut = (name: string, type: string) => {
    if (words.base(type) === undefined) {
      return words.holdsAnyNumber(type) ? [words.copy(name, name, type)] : [];
    }
    const value = `${name}.value`;
    const wrapped = words.wrapped(value, type);
    return wrapped === value ? [] : [`${value} = ${wrapped};`];
  };
  // What a client only gives may be frozen: the server gets a copy, as it would be in memory. No AUTOSAR
  // name has a `$`.
  const copyIn = ({ name, type }: { readonly name: string; readonly type: string }) => [
    `const ${name}$: ${words.typeName(type)} = ${words.zero(type)};`,
    words.copy(`${name}$`, name, type),
  ];
  const result =
    server === undefined ? 'RTE_E_UNCONNECTED' : server.returnsStatus ? 'status' : 'RTE_E_OK';
  const invocation =
    server === undefined
      ? []
      : [
          `components.${server.component}.${server.symbol}(${[
            apiObject(server.instance),
            ...server.portDefinedArguments.map((a) => words.literal(a.value, a.type)),
            ...parameters.map((p) =>
              ins.includes(p)
                ? `${p.name}$`
                : p.direction === 'in'
                  ? words.wrapped(p.name, p.type)
                  : p.name,
            ),
          ].join(', ')});`,
        ];
  return {
    parameters: parameterList(
      parameters.map((p) => (server === undefined ? { ...p, name: `_${p.name}` } : p)),
      words,
    ),
    before:
      server === undefined
        ? []
        : [
            ...ins.flatMap(copyIn),
            ...outs.flatMap((p) => (p.direction === 'inout' ? wrapOut(p.name, p.type) : [])),
          ],
    call: invocation.map((line) => (server?.returnsStatus ? `const status = ${line}` : line)),
    after: server === undefined ? [] : outs.flatMap((p) => wrapOut(p.name, p.type)),
    result,
  };
}
