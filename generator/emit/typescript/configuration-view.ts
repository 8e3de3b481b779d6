/** Ecu_Cfg.ts: the configuration of the basic software, and the symbolic names of its objects. */
import { osEventsOf, resourcesOf } from '../../plan/os-objects.ts';
import type {
  AlarmPlan,
  BswPlan,
  ComNotificationPlan,
  ComSignalGroupPlan,
  ComSignalPlan,
  RtePlan,
  ValuePlan,
} from '../../plan/rte-plan.ts';
import { bitsOfSignal } from '../../plan/signal-bits.ts';
import { symbol } from './names.ts';
import { packing } from './packing.ts';
import { importValues } from './platform.ts';
import { quoted, type Words } from './words.ts';

export function configurationView(plan: RtePlan, words: Words) {
  const { bsw } = plan;
  const { com } = bsw;
  const indexOf = (list: readonly { name: string }[], name: string) =>
    list.findIndex((e) => e.name === name);
  const scheduled = (name: string) => bsw.schedulableEntities.includes(name);
  return {
    ecuLiteral: quoted(plan.ecu),
    names: [
      ...plan.tasks.map((t, id) => ({ name: symbol.task(t.name), id })),
      ...plan.alarms.map((a, id) => ({ name: symbol.alarm(a.name), id })),
      ...osEventsOf(plan).map((e) => ({ name: symbol.osEvent(e.name), id: e.mask })),
      ...com.signals.map((s, id) => ({ name: symbol.signal(s.name), id })),
      ...com.signalGroups.map((g, id) => ({ name: symbol.signalGroup(g.name), id })),
    ],
    packingImport: packingImport(com.signals),
    tasks: plan.tasks.map((t) => ({
      ...t,
      name: quoted(t.name),
      schedule: quoted(t.schedule),
      osEvents: (t.osEvents === undefined ? [] : [t.osEvents]).map((events) =>
        events.map((event) => symbol.osEvent(event.name)).join(' | '),
      ),
    })),
    counters: plan.counters.map((c) => ({ ...c, name: quoted(c.name) })),
    alarms: plan.alarms.map((a) => ({
      name: quoted(a.name),
      counter: indexOf(plan.counters, a.counter),
      task: symbol.task(a.task),
      osEvent: a.osEvent === undefined ? [] : [symbol.osEvent(a.osEvent)],
      autostart: a.startedBy === 'os' ? [autostart(a, plan)] : [],
    })),
    resources: resourcesOf(plan).map(objectLiteral),
    com: {
      txTimeBaseNs: com.txTimeBaseNs,
      rxTimeBaseNs: com.rxTimeBaseNs,
      mainFunctionTxScheduled: scheduled('Com_MainFunctionTx'),
      mainFunctionRxScheduled: scheduled('Com_MainFunctionRx'),
      iPdus: com.iPdus.map((iPdu) => ({
        ...iPdu,
        name: quoted(iPdu.name),
        direction: quoted(iPdu.direction),
        signalProcessing: quoted(iPdu.signalProcessing),
        initialData: iPdu.initialData.join(', '),
        txMode: iPdu.txMode === undefined ? [] : [objectLiteral(iPdu.txMode)],
        deadline: iPdu.deadline === undefined ? [] : [objectLiteral(iPdu.deadline)],
        signals: com.signals
          .flatMap((s) =>
            s.iPdu === iPdu.name && s.signalGroup === undefined ? [symbol.signal(s.name)] : [],
          )
          .join(', '),
        signalGroups: com.signalGroups
          .flatMap((g) => (g.iPdu === iPdu.name ? [symbol.signalGroup(g.name)] : []))
          .join(', '),
      })),
      signals: com.signals.map((s) => ({
        name: quoted(s.name),
        iPdu: indexOf(com.iPdus, s.iPdu),
        signalGroup: s.signalGroup === undefined ? [] : [symbol.signalGroup(s.signalGroup)],
        transferProperty: quoted(s.transferProperty),
        initValue: signalValue(s, s.initValue, words),
        substitutionValue:
          s.timeoutSubstitutionValue === undefined
            ? []
            : [signalValue(s, s.timeoutSubstitutionValue, words)],
        endByte: endByte(s),
        ...packing(s),
        callbacks: callbacks(s.callbacks),
        timeoutAction: timeoutAction(s, com),
      })),
      signalGroups: com.signalGroups.map((g) => ({
        name: quoted(g.name),
        iPdu: indexOf(com.iPdus, g.iPdu),
        transferProperty: quoted(g.transferProperty),
        signals: g.signals.map(symbol.signal).join(', '),
        endByte: Math.max(0, ...com.signals.filter((s) => s.signalGroup === g.name).map(endByte)),
        callbacks: callbacks(g.callbacks),
        timeoutAction: timeoutAction(g, com),
      })),
    },
    pduR: {
      transmit: bsw.pduR.transmit.map((r) => ({
        comIPdu: indexOf(com.iPdus, r.comIPdu),
        canIfTxPdu: indexOf(bsw.canIf.txPdus, r.canIfTxPdu),
        name: r.comIPdu,
      })),
      receive: bsw.pduR.receive.map((r) => ({
        canIfRxPdu: indexOf(bsw.canIf.rxPdus, r.canIfRxPdu),
        comIPdu: indexOf(com.iPdus, r.comIPdu),
        name: r.comIPdu,
      })),
    },
    txPdus: bsw.canIf.txPdus.map((p) => ({ ...canIfPdu(p, bsw), buffered: p.buffered })),
    rxPdus: bsw.canIf.rxPdus.map((p) => canIfPdu(p, bsw)),
    controllers: bsw.can.controllers.map(objectLiteral),
    adcGroups: bsw.adc.groups.map(objectLiteral),
    dioChannels: bsw.dio.channels.map(objectLiteral),
    pwmChannels: bsw.pwm.channels.map(objectLiteral),
  };
}

function packingImport(signals: readonly ComSignalPlan[]): string {
  const isFloat = (s: ComSignalPlan) => s.type === 'float32' || s.type === 'float64';
  // Whole bytes of a float need no reading before they are written, but reading them back does.
  const readsBytes = signals.some((s) => s.type !== 'bytes');
  return importValues(
    [...(readsBytes ? ['byteAt'] : []), ...(signals.some(isFloat) ? ['scratch'] : [])],
    'vfb/rte',
  );
}

/** RELATIVE must be greater than 0; ABSOLUTE 0 fires at StartOS. */
function autostart(alarm: AlarmPlan, plan: RtePlan) {
  const tickNs = plan.counters.find((c) => c.name === alarm.counter)?.tickNs ?? 1;
  return {
    type: quoted(alarm.offsetNs === 0 ? 'ABSOLUTE' : 'RELATIVE'),
    alarmTime: Math.round(alarm.offsetNs / tickNs),
    cycleTime: Math.round(alarm.cycleNs / tickNs),
  };
}

function signalValue({ type }: ComSignalPlan, value: ValuePlan, words: Words): string {
  if (type === 'bytes') {
    return `Uint8Array.of(${(value as readonly ValuePlan[]).join(', ')})`;
  }
  // COM knows numbers only; a boolean signal is 0 or 1.
  return type === 'boolean' ? String(value) : words.literal(value, type);
}

function endByte(signal: ComSignalPlan): number {
  return Math.floor(Math.max(...bitsOfSignal(signal)) / 8) + 1;
}

/** Of what is received and monitored. */
function timeoutAction(
  { iPdu, deadline }: ComSignalPlan | ComSignalGroupPlan,
  com: BswPlan['com'],
): readonly string[] {
  const isReceived = com.iPdus.some(
    ({ name, direction }) => name === iPdu && direction === 'RECEIVE',
  );
  return isReceived && deadline !== undefined ? [quoted(deadline.rxDataTimeoutAction)] : [];
}

function callbacks(plan: ComNotificationPlan) {
  return Object.entries(plan)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([kind, name]) => ({ kind, name: quoted(name) }));
}

function canIfPdu(pdu: BswPlan['canIf']['rxPdus'][number], bsw: BswPlan) {
  return {
    name: quoted(pdu.name),
    canId: `0x${pdu.canId.toString(16).toUpperCase()}`,
    extended: pdu.extended,
    lengthBytes: pdu.lengthBytes,
    controller: bsw.can.controllers.findIndex((c) => c.name === pdu.controller),
  };
}

/** A flat object as source text. */
function objectLiteral(object: object): string {
  const members = Object.entries(object).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? quoted(value) : String(value)}`,
  );
  return `{ ${members.join(', ')} }`;
}
