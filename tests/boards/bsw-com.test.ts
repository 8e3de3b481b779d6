/**
 * The C modules Com, PduR and CanIf do what the simulated ones do: the same statuses, frames, values and
 * notifications in the same order, for random calls on the ECUs of the example and on random variants of them.
 */
import { describe, expect, it } from 'vitest';
import type { Can_PduType, CanServices } from '../../bsw-sim/can/can-interfaces.ts';
import { CanIf } from '../../bsw-sim/canif/canif.ts';
import { Com } from '../../bsw-sim/com/com.ts';
import { PduR } from '../../bsw-sim/pdur/pdur.ts';
import { EventQueue } from '../../bsw-sim/sim/event-queue.ts';
import { RandomStream } from '../../bsw-sim/sim/random.ts';
import { Trace } from '../../bsw-sim/sim/trace.ts';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import { emitTypeScript } from '../../generator/pipeline.ts';
import type {
  ComIPduPlan,
  ComSignalGroupPlan,
  ComSignalPlan,
  RtePlan,
  TxModePlan,
} from '../../generator/plan/rte-plan.ts';
import type { EcuConfiguration, SignalValue } from '../../rte/typescript/index.ts';
import { loadConfiguration } from '../../vehicle/load.ts';
import { anySoftware } from '../bsw-sim/software.ts';
import { hasHostCompiler } from '../helpers/boards/host-bsw.ts';
import { compiled } from '../helpers/boards/host-com.ts';
import { examplePlans, examples } from '../helpers/examples.ts';

// ---- variants of a plan -----------------------------------------------------------------------------------

const properties = [
  'PENDING',
  'TRIGGERED',
  'TRIGGERED_ON_CHANGE',
  'TRIGGERED_WITHOUT_REPETITION',
  'TRIGGERED_ON_CHANGE_WITHOUT_REPETITION',
];

function variantOf(plan: RtePlan, seed: number): RtePlan {
  if (seed === 0) return plan;
  const random = new RandomStream(seed, plan.ecu);
  const one = <T>(list: readonly T[]): T => list[random.integer(list.length)] as T;
  const txMode = (): TxModePlan => {
    const direct = {
      repetitions: random.integer(4),
      repetitionPeriodNs: 1_000_000 * (1 + random.integer(15)),
    };
    const cyclic = {
      periodNs: 1_000_000 * (1 + random.integer(30)),
      offsetNs: 1_000_000 * random.integer(12),
    };
    return one([
      { mode: 'NONE' },
      { mode: 'DIRECT', ...direct },
      { mode: 'PERIODIC', ...cyclic },
      { mode: 'MIXED', ...direct, ...cyclic },
    ] as const);
  };
  const { com, canIf, can } = plan.bsw;
  const isReceived = (name: string) =>
    com.iPdus.some((iPdu) => iPdu.name === name && iPdu.direction === 'RECEIVE');
  /** Some signals and groups are monitored, each with its own times. */
  const members = [...com.signals, ...com.signalGroups].map((member) => {
    const deadline = {
      assumed: false,
      timeoutNs: 1_000_000 * (1 + random.integer(8)) - random.integer(2) * 500_000,
      firstTimeoutNs: isReceived(member.iPdu) ? 1_000_000 * random.integer(6) : 0,
      rxDataTimeoutAction: one(['NONE', 'REPLACE', 'SUBSTITUTE'] as const),
    };
    const isMonitored = random.integer(3) > 0 && !('signalGroup' in member);
    return isMonitored ? { name: member.name, iPdu: member.iPdu, deadline } : undefined;
  });
  const monitored = <T extends ComSignalPlan | ComSignalGroupPlan>(member: T): T => {
    const deadline = members.find((m) => m?.name === member.name)?.deadline;
    if (deadline === undefined) return member;
    const timeoutNotification = `Rte_COMCbkTOut_${member.name}`;
    return { ...member, deadline, callbacks: { ...member.callbacks, timeoutNotification } };
  };
  const notifications = members.flatMap((member) =>
    member === undefined
      ? []
      : {
          name: `Rte_COMCbkTOut_${member.name}`,
          signal: member.name,
          context: { kind: 'start-up' } as const,
          does: [],
        },
  );
  const deadlineOf = (iPdu: string): Pick<ComIPduPlan, 'deadline'> => {
    const own = members.flatMap((m) => (m?.iPdu === iPdu ? [m.deadline] : []));
    if (own.length === 0) return {};
    const first = own.map(({ firstTimeoutNs }) => firstTimeoutNs).filter((ns) => ns > 0);
    return {
      deadline: {
        timeoutNs: Math.min(...own.map(({ timeoutNs }) => timeoutNs)),
        firstTimeoutNs: first.length === 0 ? 0 : Math.min(...first),
      },
    };
  };
  return {
    ...plan,
    comCallbacks: [...plan.comCallbacks, ...notifications],
    bsw: {
      ...plan.bsw,
      com: {
        ...com,
        iPdus: com.iPdus.map(
          (iPdu): ComIPduPlan => ({
            ...iPdu,
            signalProcessing: one(['IMMEDIATE', 'DEFERRED']),
            ...(iPdu.direction === 'SEND' && { txMode: txMode() }),
            ...deadlineOf(iPdu.name),
          }),
        ),
        // Any bits are a value, but not any of a float.
        signals: com.signals.map((signal) =>
          monitored({
            ...signal,
            transferProperty: one(properties),
            ...(signal.type === 'uint8' || signal.type === 'uint16'
              ? { timeoutSubstitutionValue: random.integer(2 ** Math.min(signal.lengthBits, 16)) }
              : signal.type === 'boolean'
                ? { timeoutSubstitutionValue: random.integer(2) }
                : { timeoutSubstitutionValue: signal.initValue }),
          }),
        ),
        signalGroups: com.signalGroups.map((group) =>
          monitored({ ...group, transferProperty: one(properties) }),
        ),
      },
      canIf: {
        ...canIf,
        txPdus: canIf.txPdus.map((pdu) => ({ ...pdu, buffered: random.integer(3) > 0 })),
      },
      can: {
        controllers: can.controllers.map((c) => ({
          ...c,
          txHardwareObjects: 1 + random.integer(3),
        })),
      },
    },
  };
}

// ---- calls ----------------------------------------------------------------------------------------------------

/** In the order of the C harness: a letter, then arguments. */
function randomCalls(plan: RtePlan, seed: number, count: number): readonly string[] {
  const random = new RandomStream(seed, 'calls');
  const { com, canIf } = plan.bsw;
  const directionOf = (iPdu: string) => com.iPdus.find(({ name }) => name === iPdu)?.direction;
  const sent = com.signals.flatMap((s, id) => (directionOf(s.iPdu) === 'SEND' ? [id] : []));
  const received = com.signals.flatMap((s, id) => (directionOf(s.iPdu) === 'SEND' ? [] : [id]));
  const groups = com.signalGroups.map((group, id) => ({ id, direction: directionOf(group.iPdu) }));
  const one = <T>(list: readonly T[]): T | undefined => list[random.integer(list.length || 1)];
  const bytes = (length: number) =>
    Buffer.from(Array.from({ length }, () => random.integer(256))).toString('hex');
  return Array.from({ length: count }, () => {
    const kind = random.integer(100);
    if (kind < 30) {
      const signal = one(sent);
      if (signal === undefined) return 't';
      return `s ${signal} ${bytesOf(plan, signal, random)}`;
    }
    if (kind < 36) {
      const group = one(groups.filter(({ direction }) => direction === 'SEND'));
      return group === undefined ? 't' : `g ${group.id}`;
    }
    if (kind < 46) {
      const signal = one(received);
      return signal === undefined ? 'm' : `r ${signal} ${widthOf(com.signals[signal])}`;
    }
    if (kind < 50) {
      const group = one(groups.filter(({ direction }) => direction === 'RECEIVE'));
      return group === undefined ? 'm' : `G ${group.id}`;
    }
    if (kind < 65) return 't';
    if (kind < 75) return 'm';
    if (kind < 86) return 'c';
    if (kind < 98) {
      const pdu = one(canIf.rxPdus);
      if (pdu === undefined || random.integer(8) === 0)
        return `x ${random.integer(2048)} 0 ${bytes(8)}`;
      const length = random.integer(6) === 0 ? random.integer(9) : pdu.lengthBytes;
      return `x ${pdu.canId} ${pdu.extended ? 1 : 0} ${bytes(length) || '-'}`;
    }
    return kind === 98 ? 'S' : `B ${random.integer(2)}`;
  });
}

function widthOf(signal: ComSignalPlan | undefined): number {
  if (signal === undefined) return 0;
  if (signal.type === 'bytes') return signal.lengthBits / 8;
  return signal.type === 'boolean' ? 1 : Number(/\d+/.exec(signal.type)?.[0]) / 8;
}

/** Small changes and none are frequent, so that "on change" has something to decide. */
function bytesOf(plan: RtePlan, id: number, random: RandomStream): string {
  const signal = plan.bsw.com.signals[id];
  const width = widthOf(signal);
  const value = new Uint8Array(width);
  if (signal?.type === 'float32' || signal?.type === 'float64') {
    const view = new DataView(value.buffer);
    if (width === 4) view.setFloat32(0, random.integer(3), true);
    else view.setFloat64(0, random.integer(3), true);
  } else if (signal?.type === 'boolean' || random.integer(2) === 0) value[0] = random.integer(2);
  else for (let i = 0; i < width; i++) value[i] = random.integer(256);
  return Buffer.from(value).toString('hex');
}

// ---- as the simulation does it ------------------------------------------------------------------------------

async function simulated(plan: RtePlan, calls: readonly string[]): Promise<readonly string[]> {
  const configuration = await configurationOf(plan);
  const log: string[] = [];
  const trace = new Trace();
  trace.enabled = false;
  const mailboxes: { handle: number; order: number }[] = [];
  const { txHardwareObjects = 0 } = plan.bsw.can.controllers[0] ?? {};
  const can: CanServices = {
    Can_Write: (_controller: number, pdu: Can_PduType) => {
      if (mailboxes.length === txHardwareObjects) {
        log.push('busy');
        return 2;
      }
      mailboxes.push({ handle: pdu.swPduHandle, order: 0 });
      const data = Buffer.from(pdu.data.subarray(0, pdu.length)).toString('hex');
      log.push(`frame ${pdu.id} ${pdu.extended ? 1 : 0} ${data}`);
      return 0;
    },
    Can_SetControllerMode: () => 0,
  };
  const pduR = new PduR(configuration.pduR);
  const com = new Com({
    ecu: plan.ecu,
    configuration: configuration.com,
    lower: pduR,
    software: anySoftware(),
    trace,
    now: () => 0,
  });
  const canIf = new CanIf({
    ecu: plan.ecu,
    configuration: configuration.canIf,
    queue: new EventQueue(),
    trace,
  });
  canIf.connect({ upper: pduR, lower: can });
  pduR.connect({ upper: com, lower: canIf });
  canIf.CanIf_Init();
  com.Com_Init(
    Object.fromEntries(plan.comCallbacks.map(({ name }) => [name, () => log.push(`call ${name}`)])),
  );
  for (const call of calls) {
    const [letter, first = '0', second = ''] = call.split(' ');
    const id = Number(first);
    switch (letter) {
      case 's':
        log.push(`s ${com.Com_SendSignal(id, typedValue(plan, id, Buffer.from(second, 'hex')))}`);
        break;
      case 'g':
        log.push(`g ${com.Com_SendSignalGroup(id)}`);
        break;
      case 'r': {
        const signal = plan.bsw.com.signals[id];
        const target = { value: signal?.type === 'bytes' ? new Uint8Array(widthOf(signal)) : 0 };
        const status = com.Com_ReceiveSignal(id, target as { value: SignalValue });
        log.push(`r ${status} ${shown(plan, id, target.value as SignalValue)}`);
        break;
      }
      case 'G':
        log.push(`G ${com.Com_ReceiveSignalGroup(id)}`);
        break;
      case 't':
        com.Com_MainFunctionTx();
        break;
      case 'm':
        com.Com_MainFunctionRx();
        break;
      case 'c': {
        const mailbox = mailboxes.shift();
        if (mailbox !== undefined) canIf.CanIf_TxConfirmation(mailbox.handle);
        break;
      }
      case 'x': {
        const [, , extended, hex = ''] = call.split(' ');
        const data = Buffer.from(hex === '-' ? '' : hex, 'hex');
        canIf.CanIf_RxIndication(0, id, extended === '1', data, data.length);
        break;
      }
      case 'S':
        com.Com_IpduGroupStop();
        break;
      case 'B':
        com.Com_IpduGroupStart(id === 1);
        break;
    }
  }
  return log;
}

async function configurationOf(plan: RtePlan): Promise<EcuConfiguration> {
  const diagnostics = new Diagnostics();
  const sources = { ecu: plan.ecu, plan, files: emitTypeScript(plan), components: new Map() };
  const configuration = await loadConfiguration(sources, diagnostics);
  if (configuration === undefined) throw new Error(JSON.stringify(diagnostics.list));
  return configuration;
}

function typedValue(plan: RtePlan, id: number, bytes: Uint8Array): SignalValue {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (plan.bsw.com.signals[id]?.type) {
    case 'bytes':
      return bytes;
    case 'boolean':
    case 'uint8':
      return view.getUint8(0);
    case 'sint8':
      return view.getInt8(0);
    case 'uint16':
      return view.getUint16(0, true);
    case 'sint16':
      return view.getInt16(0, true);
    case 'uint32':
      return view.getUint32(0, true);
    case 'sint32':
      return view.getInt32(0, true);
    case 'uint64':
      return view.getBigUint64(0, true);
    case 'sint64':
      return view.getBigInt64(0, true);
    case 'float32':
      return view.getFloat32(0, true);
    default:
      return view.getFloat64(0, true);
  }
}

function shown(plan: RtePlan, id: number, value: SignalValue): string {
  const signal = plan.bsw.com.signals[id];
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  if (value instanceof Uint8Array) bytes.set(value);
  else if (typeof value === 'bigint') view.setBigUint64(0, BigInt.asUintN(64, value), true);
  else if (signal?.type === 'float32') view.setFloat32(0, value, true);
  else if (signal?.type === 'float64') view.setFloat64(0, value, true);
  else view.setBigUint64(0, BigInt.asUintN(64, BigInt(value)), true);
  return Buffer.from(bytes.subarray(0, widthOf(signal))).toString('hex');
}

const [example] = examples().filter(({ name }) => name === 'pedal-to-dashboard');
const plans = example === undefined ? new Map() : await examplePlans(example);
const cases = [...plans.keys()].flatMap((ecu) => [0, 1, 2].map((seed) => ({ ecu, seed })));

describe.skipIf(!hasHostCompiler && process.env.CI !== 'true')('C Com, PduR and CanIf', () => {
  const missed = { SEND: 0, RECEIVE: 0 };

  it.each(cases)('do what the simulated modules do: $ecu, variant $seed', async ({ ecu, seed }) => {
    const plan = variantOf(plans.get(ecu), seed);
    const calls = ['B 1', ...randomCalls(plan, seed, 4000)];
    const expected = await simulated(plan, calls);
    const actual = compiled(plan, calls);
    const different = expected.findIndex((line, i) => line !== actual[i]);
    expect({ different, line: actual[different] }).toEqual({ different: -1, line: undefined });
    expect(actual.length).toBe(expected.length);
    expect(expected.length).toBeGreaterThan(500);
    for (const { name, direction, deadline } of plan.bsw.com.iPdus) {
      if (deadline === undefined) continue;
      const { signals, signalGroups } = plan.bsw.com;
      const own = [...signals, ...signalGroups].filter(({ iPdu }) => iPdu === name);
      const calls = own.map(({ callbacks }) => `call ${callbacks.timeoutNotification}`);
      missed[direction] += expected.filter((line) => calls.includes(line)).length;
    }
  });

  it('miss deadlines both ways', () => {
    expect(missed.SEND).toBeGreaterThan(100);
    expect(missed.RECEIVE).toBeGreaterThan(100);
  });
});
