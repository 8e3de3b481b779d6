/** PduR_Cfg, CanIf_Cfg and Can_Cfg: routes, frames, mailboxes. */
import type { CanIfPduPlan, ComIPduPlan, RtePlan } from '../../../plan/rte-plan.ts';
import { commented } from '../words.ts';
import { type BswOptions, bitRates } from './options.ts';
import { flag, rowsOf } from './rows.ts';

/** Com numbers its I-PDUs by direction. */
export function iPdusOf(plan: RtePlan, direction: ComIPduPlan['direction']) {
  return plan.bsw.com.iPdus.filter((iPdu) => iPdu.direction === direction);
}

export function pduRView(plan: RtePlan) {
  const { pduR, canIf } = plan.bsw;
  const sent = iPdusOf(plan, 'SEND');
  const received = iPdusOf(plan, 'RECEIVE');
  const indexOf = (list: readonly { name: string }[], name: string | undefined) =>
    list.findIndex((element) => element.name === name);
  const row = (index: number, comment: string) => ({
    row: index < 0 ? 'PDUR_NOWHERE' : `${index}U`,
    comment: commented(comment),
  });
  return {
    counts: { sent: sent.length, txPdus: canIf.txPdus.length, rxPdus: canIf.rxPdus.length },
    transmit: rowsOf(
      sent.map(({ name }) =>
        row(indexOf(canIf.txPdus, pduR.transmit.find((r) => r.comIPdu === name)?.canIfTxPdu), name),
      ),
      'number',
    ),
    confirm: rowsOf(
      canIf.txPdus.map(({ name }) =>
        row(indexOf(sent, pduR.transmit.find((r) => r.canIfTxPdu === name)?.comIPdu), name),
      ),
      'number',
    ),
    receive: rowsOf(
      canIf.rxPdus.map(({ name }) =>
        row(indexOf(received, pduR.receive.find((r) => r.canIfRxPdu === name)?.comIPdu), name),
      ),
      'number',
    ),
  };
}

export function canIfView(plan: RtePlan) {
  const { canIf, com, pduR } = plan.bsw;
  const buffered = canIf.txPdus
    .map((pdu, index) => ({ ...pdu, index }))
    .filter((pdu) => pdu.buffered)
    .sort((a, b) => arbitrationField(a) - arbitrationField(b) || a.index - b.index);
  const identifier = (pdu: CanIfPduPlan) =>
    `0x${pdu.canId.toString(16).toUpperCase()}UL, ${flag(pdu.extended)}`;
  return {
    counts: {
      txPdus: canIf.txPdus.length,
      rxPdus: canIf.rxPdus.length,
      txBuffers: buffered.length,
    },
    txRows: rowsOf(
      canIf.txPdus.map((pdu) => {
        // A frame is as long as what Com sends, which may be less than the PDU could hold.
        const comIPdu = pduR.transmit.find((r) => r.canIfTxPdu === pdu.name)?.comIPdu;
        const length = com.iPdus.find((i) => i.name === comIPdu)?.lengthBytes ?? pdu.lengthBytes;
        const buffer = buffered.findIndex(({ name }) => name === pdu.name);
        return {
          row: `{${identifier(pdu)}, ${length}U, ${buffer < 0 ? 'CANIF_UNBUFFERED' : `${buffer}U`}}`,
          comment: commented(pdu.name),
        };
      }),
    ),
    rxRows: rowsOf(
      canIf.rxPdus.map((pdu) => ({
        row: `{${identifier(pdu)}, ${pdu.lengthBytes}U}`,
        comment: commented(pdu.name),
      })),
    ),
    byUrgency: rowsOf(
      buffered.map((pdu) => ({ row: `${pdu.index}U`, comment: commented(pdu.name) })),
      'number',
    ),
  };
}

/** The bits of a data frame that arbitration looks at, in their order: what is less wins. */
function arbitrationField({ canId, extended }: CanIfPduPlan): number {
  if (!extended) return canId * 2 ** 21;
  return Math.floor(canId / 2 ** 18) * 2 ** 21 + 3 * 2 ** 19 + (canId % 2 ** 18) * 2;
}

export function canView(plan: RtePlan, options: BswOptions) {
  const [controller] = plan.bsw.can.controllers;
  return {
    txHardwareObjects: controller?.txHardwareObjects ?? 0,
    txPolled: controller?.txProcessing === 'POLLING' ? 1 : 0,
    rxFifoDepth: controller?.rxProcessing === 'POLLING' ? options.receiveFifoDepth : 0,
    mcp2515: options.can === 'mcp2515' && {
      bitRate: controller?.bitRate ?? 0,
      // An ECU without a controller has no bus: whatever stands here is as good.
      rate: Math.max(0, bitRates.indexOf(controller?.bitRate ?? 0)),
    },
  };
}

/** The serial line as the controller: an array of its mailboxes has at least one. */
export function slcanView(plan: RtePlan, { board }: BswOptions) {
  const [controller] = plan.bsw.can.controllers;
  return { board, mailboxes: Math.max(1, controller?.txHardwareObjects ?? 0) };
}

/** Frames of a full bus of 1 Mbit/s in a millisecond, after which they are taken at the latest. */
const interruptFrames = 24;

export function mcp2515View(plan: RtePlan, options: BswOptions) {
  const { rxFifoDepth } = canView(plan, options);
  return { rxFrames: rxFifoDepth === 0 ? interruptFrames : rxFifoDepth };
}
