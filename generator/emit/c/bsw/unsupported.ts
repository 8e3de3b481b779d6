/** What a plan asks for that the small C BSW does not have. */
import { resourcesOf } from '../../../plan/os-objects.ts';
import type { RtePlan } from '../../../plan/rte-plan.ts';
import { mainFunctions } from './ecum-view.ts';
import { type BswOptions, bitRates, tickNs } from './options.ts';

export interface Unsupported {
  /** AUTOSAR path, or a name where there is none. */
  readonly path: string;
  readonly what: string;
}

/** Of classic CAN, of the mailboxes that one hexadecimal digit names, of identifiers of a byte. */
const mostBytes = 8;
const mostMailboxes = 16;
const mostObjects = 250;
const mcp2515Buffers = 3;

export function unsupportedByBsw(
  plan: RtePlan,
  { hasFloat64, can }: Pick<BswOptions, 'hasFloat64' | 'can'>,
): readonly Unsupported[] {
  return [
    ...(hasFloat64 ? [] : usesOfFloat64(plan)),
    ...inTasks(plan),
    ...inTimes(plan),
    ...inCommunication(plan),
    ...(can === 'mcp2515' ? inMcp2515(plan) : []),
  ];
}

/** An ECU without a bus has no controller, and needs none. */
function inMcp2515(plan: RtePlan): readonly Unsupported[] {
  const { controllers } = plan.bsw.can;
  if (controllers.length === 0) {
    return [{ path: plan.ecu, what: 'an MCP2515 for an ECU without a CAN controller' }];
  }
  return controllers.slice(0, 1).flatMap(({ name, bitRate, txHardwareObjects }) => [
    ...(txHardwareObjects > mcp2515Buffers
      ? [
          {
            path: name,
            what: `${txHardwareObjects} transmit mailboxes, of which an MCP2515 has ${mcp2515Buffers}`,
          },
        ]
      : []),
    ...(bitRate === undefined
      ? [{ path: name, what: 'an MCP2515 on a bus without a bit rate' }]
      : bitRates.includes(bitRate)
        ? []
        : [
            {
              path: name,
              what: `${bitRate} bit/s on an MCP2515, which is none of ${bitRates.join(', ')}`,
            },
          ]),
  ]);
}

function usesOfFloat64(plan: RtePlan): readonly Unsupported[] {
  const what = `a 64-bit float (the compiler's double has 32 bits)`;
  const isFloat64 = (parameters: readonly { type: string }[]) =>
    parameters.some(({ type }) => type === 'float64');
  return [
    ...plan.types.filter(
      ({ definition }) =>
        (definition.kind === 'primitive' && definition.base === 'float64') ||
        (definition.kind === 'array' && definition.element === 'float64') ||
        (definition.kind === 'structure' && isFloat64(definition.members)),
    ),
    ...plan.components.filter(({ calls, runnables }) =>
      [...calls, ...runnables].some(({ parameters }) => isFloat64(parameters)),
    ),
    ...plan.bsw.com.signals.filter(({ type }) => type === 'float64'),
  ].map(({ path }) => ({ path, what }));
}

function inTasks(plan: RtePlan): readonly Unsupported[] {
  const { tasks, alarms, bsw } = plan;
  const provided = [
    'Com_MainFunctionRx',
    'Com_MainFunctionTx',
    'Can_MainFunction_Read',
    'Can_MainFunction_Write',
  ];
  const resources = resourcesOf(plan);
  const activations = tasks.reduce((sum, { activation }) => sum + activation, 0);
  const tooMany = [
    { name: 'tasks', count: tasks.length },
    { name: 'activations of tasks', count: activations },
    { name: 'alarms', count: alarms.length },
    { name: 'resources', count: resources.length },
  ].filter(({ count }) => count > mostObjects);
  return [
    ...tasks
      .filter(({ body }) => body === 'integrator')
      .map(({ path }) => ({ path, what: 'a task with a body that the RTE does not give' })),
    ...resources
      .filter(({ ceilingPriority }) => ceilingPriority === undefined)
      .map(({ name }) => ({ path: name, what: 'a resource that no task takes' })),
    ...bsw.schedulableEntities
      .filter((name) => !provided.includes(name))
      .map((path) => ({ path, what: 'a main function of another BSW module' })),
    ...tooMany.map(({ name, count }) => ({
      path: plan.ecu,
      what: `${count} ${name}, more than ${mostObjects}`,
    })),
  ];
}

function inTimes(plan: RtePlan): readonly Unsupported[] {
  const whole = (ns: number) => Number.isInteger(ns / tickNs);
  const what = (name: string, ns: number) =>
    `${name} of ${ns / 1e6} ms, which is no whole number of milliseconds`;
  return [
    ...plan.counters
      .filter(({ tickNs: ns }) => !whole(ns) && !Number.isInteger(tickNs / ns))
      .map(({ path, tickNs: ns }) => ({
        path,
        what: `a tick of ${ns} ns, neither a multiple nor a part of a millisecond`,
      })),
    ...plan.alarms.flatMap(({ path, offsetNs, cycleNs }) => [
      ...(whole(offsetNs) ? [] : [{ path, what: what('an offset', offsetNs) }]),
      ...(whole(cycleNs) ? [] : [{ path, what: what('a cycle', cycleNs) }]),
    ]),
    ...mainFunctions(plan)
      .filter(({ periodNs }) => !whole(periodNs) || periodNs === 0)
      .map(({ name, periodNs }) => ({ path: name, what: what('a period', periodNs) })),
  ];
}

function inCommunication(plan: RtePlan): readonly Unsupported[] {
  const { com, canIf, can, pduR } = plan.bsw;
  const [, ...others] = can.controllers;
  const callbacks = new Set(plan.comCallbacks.map(({ name }) => name));
  const lengthOf = (name: string) => com.iPdus.find((iPdu) => iPdu.name === name)?.lengthBytes ?? 0;
  return [
    ...others.map(({ name }) => ({ path: name, what: 'a second CAN controller' })),
    ...can.controllers
      .filter(({ txHardwareObjects }) => txHardwareObjects > mostMailboxes)
      .map(({ name, txHardwareObjects }) => ({
        path: name,
        what: `${txHardwareObjects} transmit mailboxes, more than ${mostMailboxes}`,
      })),
    ...com.iPdus
      .filter(({ lengthBytes }) => lengthBytes > mostBytes)
      .map(({ name, lengthBytes }) => ({ path: name, what: `an I-PDU of ${lengthBytes} bytes` })),
    ...pduR.transmit.flatMap(({ comIPdu, canIfTxPdu }) =>
      canIf.txPdus
        .filter((pdu) => pdu.name === canIfTxPdu && pdu.lengthBytes < lengthOf(comIPdu))
        .map(({ name }) => ({ path: comIPdu, what: `an I-PDU longer than its frame ${name}` })),
    ),
    ...pduR.receive.flatMap(({ comIPdu, canIfRxPdu }) =>
      canIf.rxPdus
        .filter((pdu) => pdu.name === canIfRxPdu && pdu.lengthBytes < lengthOf(comIPdu))
        .map(({ name }) => ({ path: comIPdu, what: `an I-PDU longer than its frame ${name}` })),
    ),
    ...[...com.signals, ...com.signalGroups].flatMap(({ path, callbacks: own }) =>
      [own.notification, own.ackNotification, own.errorNotification, own.timeoutNotification]
        .filter((name) => name !== undefined && !callbacks.has(name))
        .map((name) => ({ path, what: `the notification ${name}, which the RTE does not have` })),
    ),
  ];
}
