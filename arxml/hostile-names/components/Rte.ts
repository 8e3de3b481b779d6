/** Writes everything it can, and asks the server to check what it was given. */
import { type Number_, RTE_E_services_default, type Rte_Rte } from 'Rte_Rte';
import { out } from 'vfb/rte';

const record: Number_ = {
  constructor: 1,
  new: 2n ** 63n,
  readonly: -2,
  prototype: Uint8Array.of(1, 2, 3),
};
const other: Number_ = { constructor: 0, new: 0n, readonly: 0, prototype: Uint8Array.of(0, 0, 0) };
const inout = out(0.5);
const wide = out(0);
const narrow = out(0);
const bytes = new Uint8Array(3);
const isOdd = out(false);
let run = 0;

/** Every 10 ms. */
function new_(self: Rte_Rte): void {
  run += 1;
  const status = self.Rte_Call_services_return(run, -run, record, inout, wide, narrow, bytes);
  if (status !== (run % 2 === 0 ? 0 : RTE_E_services_default)) throw new Error(`status ${status}`);
  if (wide.value !== 0xffffffff || narrow.value !== 0xffff) throw new Error('results do not wrap');
  self.Rte_Call_services_constructor(run, isOdd);
  if (isOdd.value !== (run % 2 === 1)) throw new Error(`run ${run} is not odd: ${isOdd.value}`);
  self.Rte_Write_Looooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooo_Looooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooo(
    inout.value,
  );
  self.Rte_Write_Std_ReturnType(run);
  self.Rte_Write_data_result(record);
  self.Rte_Write_data_length([other, record]);
  self.Rte_Write_data_status(run);
  self.Rte_Write_data_Status(-run);
}

export { new_ as new };
