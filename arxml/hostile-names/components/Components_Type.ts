/** The server. Its type is called Type, but Rte_Type.ts is the RTE's own. */
import type { Number_, Rte_Components_Type } from 'Rte_Components_Type';
import { RTE_E_services_default } from 'Rte_Components_Type';
import { type Out, RTE_E_OK, type Std_ReturnType } from 'vfb/rte';

function constructor_(
  _self: Rte_Components_Type,
  status: number,
  negative: number,
  record: Readonly<Number_>,
  inout: Out<number>,
  wide: Out<number>,
  narrow: Out<number>,
  bytes: Uint8Array,
): Std_ReturnType {
  if (status !== -negative) throw new Error(`${status} and ${negative}`);
  inout.value = 0.1;
  // The RTE wraps them.
  wide.value = -1;
  narrow.value = -1;
  bytes.set(record.prototype);
  return status % 2 === 0 ? RTE_E_OK : RTE_E_services_default;
}

function toString_(_self: Rte_Components_Type, Case: number, isOdd: Out<boolean>): void {
  isOdd.value = Case % 2 === 1;
}

export { constructor_ as constructor, toString_ as toString };
