/** Kickdown: the pedal is through to its stop, so the driver wants all there is. */
import type { Rte_KickdownDetector } from 'Rte_KickdownDetector';
import { out } from 'vfb/rte';

/** Permille. Two thresholds, so that a trembling foot does not switch to and fro. */
const beginsAt = 950;
const endsBelow = 900;

const position = out(0);
let active = false;

/** Whenever PedalSensor has written a position. */
export function KickdownDetector_OnPosition(self: Rte_KickdownDetector): void {
  self.Rte_Read_Position_value(position);
  const next = active ? position.value >= endsBelow : position.value >= beginsAt;
  if (next === active) return;
  active = next;
  self.Rte_Write_Kickdown_active(active);
}
