/** Calls a server that nobody connected. */
import type { Number_, Rte_Number } from 'Rte_Number';
import { out, RTE_E_UNCONNECTED } from 'vfb/rte';

const record: Number_ = { constructor: 0, new: 0n, readonly: 0, prototype: new Uint8Array(3) };
const number = out(0);

/** Every 20 ms. */
function function_(self: Rte_Number): void {
  const bytes = new Uint8Array(3);
  const status = self.Rte_Call_Rte_return(0, 0, record, number, number, number, bytes);
  if (status !== RTE_E_UNCONNECTED) throw new Error(`status ${status}`);
}

export { function_ as function };
