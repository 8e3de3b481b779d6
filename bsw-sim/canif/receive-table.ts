/** Which receive PDU a frame is: built once, asked for every frame on the bus. */
import type { CanIfRxPdu } from '../../rte/typescript/index.ts';
import { frameName } from '../bus/can-frame.ts';

export class ReceiveTable {
  /** By controller, then by identifier. */
  private readonly byController: Map<number, number>[] = [];

  /** Throws when two PDUs want the same frame: only one of them would ever get it. */
  constructor(ecu: string, rxPdus: readonly CanIfRxPdu[]) {
    rxPdus.forEach(({ name, controller, canId, extended }, rxPdu) => {
      while (this.byController.length <= controller) this.byController.push(new Map());
      const table = this.byController[controller];
      if (table === undefined) throw new RangeError(`${ecu}: ${name} on controller ${controller}`);
      const key = tableKey(canId, extended);
      const other = table.get(key);
      if (other !== undefined) {
        throw new Error(
          `${ecu}: ${rxPdus[other]?.name} and ${name} both receive ${frameName(canId, extended)}`,
        );
      }
      table.set(key, rxPdu);
    });
  }

  /** Index of the receive PDU, or undefined when this ECU does not want the frame. */
  find(controller: number, id: number, extended: boolean): number | undefined {
    return this.byController[controller]?.get(tableKey(id, extended));
  }
}

/** One small integer: identifiers have 29 bits at most. */
function tableKey(id: number, extended: boolean): number {
  return extended ? id + 2 ** 29 : id;
}
