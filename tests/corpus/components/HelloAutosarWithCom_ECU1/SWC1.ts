/** Counts up from a value whose four bytes differ, and asks what became of the one before. */
import type { Rte_SWC1 } from 'Rte_SWC1';
import { observe } from '../observed.ts';

let time = 0x01020304;

export function RunnableEntity1(self: Rte_SWC1): void {
  const before = self.Rte_Feedback_PPort_time();
  const written = self.Rte_Write_PPort_time(time);
  observe('SWC1', before, time, written, self.Rte_Feedback_PPort_time());
  time += 1;
}
