/** Reads what SWC1 of the other ECU writes, and asks whether it is new. */

import type { Rte_SWC2 } from 'Rte_SWC2';
import { out } from 'vfb/rte';
import { observe } from '../observed.ts';

const time = out(0);

export function RunnableEntity2(self: Rte_SWC2): void {
  const updated = self.Rte_IsUpdated_RPort_time();
  const status = self.Rte_Read_RPort_time(time);
  observe('SWC2', updated, status, time.value, self.Rte_IsUpdated_RPort_time());
}
