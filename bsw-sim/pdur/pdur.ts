/**
 * The module PduR of one ECU (SWS_PduR): two tables that say which PDU of CanIf carries which I-PDU
 * of Com. Upper and lower layer need PduR and PduR needs them, so `connect` closes the circle.
 */
import {
  E_NOT_OK,
  type PduRConfiguration,
  type Std_ReturnType,
} from '../../rte/typescript/index.ts';

/** What PduR calls above. */
export interface PduRUpperLayer {
  /** `data` is valid during the call only. */
  Com_RxIndication(iPdu: number, data: Uint8Array, length: number): void;
  Com_TxConfirmation(iPdu: number): void;
}

/** What PduR calls below. */
export interface PduRLowerLayer {
  CanIf_Transmit(txPdu: number, data: Uint8Array, length: number): Std_ReturnType;
}

export class PduR {
  private readonly transmit: RoutingTable;
  private readonly confirm: RoutingTable;
  private readonly receive: RoutingTable;
  private upper: PduRUpperLayer = unconnected;
  private lower: PduRLowerLayer = unconnected;

  /** Throws when a PDU has two destinations: one to many belongs to a gateway, which this is not. */
  constructor(configuration: PduRConfiguration) {
    const { transmit, receive } = configuration;
    this.transmit = routingTable(
      'Com I-PDU',
      transmit.map((route) => [route.comIPdu, route.canIfTxPdu]),
    );
    this.confirm = routingTable(
      'CanIf transmit PDU',
      transmit.map((route) => [route.canIfTxPdu, route.comIPdu]),
    );
    this.receive = routingTable(
      'CanIf receive PDU',
      receive.map((route) => [route.canIfRxPdu, route.comIPdu]),
    );
  }

  /** To be called once, before anything is sent or received. */
  connect(layers: { readonly upper: PduRUpperLayer; readonly lower: PduRLowerLayer }): void {
    this.upper = layers.upper;
    this.lower = layers.lower;
  }

  /** E_NOT_OK when CanIf refuses, or no PDU carries the I-PDU. */
  PduR_ComTransmit(iPdu: number, data: Uint8Array, length: number): Std_ReturnType {
    const txPdu = this.transmit[iPdu] ?? nowhere;
    return txPdu === nowhere ? E_NOT_OK : this.lower.CanIf_Transmit(txPdu, data, length);
  }

  /** A PDU that goes nowhere is dropped: CanIf may know more than this ECU's Com wants. */
  PduR_CanIfRxIndication(rxPdu: number, data: Uint8Array, length: number): void {
    const iPdu = this.receive[rxPdu] ?? nowhere;
    if (iPdu !== nowhere) this.upper.Com_RxIndication(iPdu, data, length);
  }

  PduR_CanIfTxConfirmation(txPdu: number): void {
    const iPdu = this.confirm[txPdu] ?? nowhere;
    if (iPdu !== nowhere) this.upper.Com_TxConfirmation(iPdu);
  }
}

/** Destination by source, or `nowhere`. */
type RoutingTable = Int32Array;

const nowhere = -1;

function routingTable(
  source: string,
  routes: readonly (readonly [number, number])[],
): RoutingTable {
  const table = new Int32Array(Math.max(0, ...routes.map(([from]) => from + 1))).fill(nowhere);
  for (const [from, to] of routes) {
    if (table[from] !== nowhere) throw new Error(`PduR has two routes for ${source} ${from}`);
    table[from] = to;
  }
  return table;
}

const unconnected: PduRUpperLayer & PduRLowerLayer = {
  Com_RxIndication: (iPdu) => refuse(`I-PDU ${iPdu} received`),
  Com_TxConfirmation: (iPdu) => refuse(`I-PDU ${iPdu} confirmed`),
  CanIf_Transmit: (txPdu) => refuse(`PDU ${txPdu} to be transmitted`),
};

function refuse(what: string): never {
  throw new Error(`${what} before PduR was connected`);
}
