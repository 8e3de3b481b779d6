/** Reads what the other writes, and throws when it is something else. */
import type { Number_, Array as Numbers, Rte_Components } from 'Rte_Components';
import { out } from 'vfb/rte';

const empty = (): Number_ => ({
  constructor: 0,
  new: 0n,
  readonly: 0,
  prototype: new Uint8Array(3),
});
const lower = out(0);
const upper = out(0);
const standard = out(0);
const long = out(0);
const record = empty();
const both: Numbers = [empty(), empty()];
let run = 0;

/** Whenever data.status was written. */
export function Components_run(self: Rte_Components): void {
  run += 1;
  self.Rte_Read_data_status(lower);
  self.Rte_Read_Std_ReturnType(standard);
  self.Rte_Read_data_result(record);
  self.Rte_Read_data_length(both);
  self.Rte_Read_Looooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooo_Looooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooooo(
    long,
  );
  if (lower.value !== run || standard.value !== run) throw new Error(`${lower.value} in ${run}`);
  for (const read of [record, both[1]]) {
    if (read?.constructor !== 1 || read.new !== 2n ** 63n || read.readonly !== -2) {
      throw new Error('the record is another');
    }
  }
  if (long.value !== Math.fround(0.1)) throw new Error(`${long.value} is not rounded`);
}

/** Whenever data.Status was written. */
export function Components_Run(self: Rte_Components): void {
  self.Rte_Read_data_Status(upper);
  if (upper.value !== -lower.value) throw new Error(`${upper.value} is not ${-lower.value}`);
}
