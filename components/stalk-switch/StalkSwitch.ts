/** The turn indicator stalk at the steering column. */
import { type Rte_StalkSwitch, TURN_LEFT, TURN_OFF, TURN_RIGHT } from 'Rte_StalkSwitch';
import { out } from 'vfb/rte';

const left = out(false);
const right = out(false);
let position = TURN_OFF;

/** Every 20 ms. */
export function StalkSwitch_Run(self: Rte_StalkSwitch): void {
  self.Rte_Call_Left_Get(left);
  self.Rte_Call_Right_Get(right);
  const next = left.value ? TURN_LEFT : right.value ? TURN_RIGHT : TURN_OFF;
  // Only a movement is a request: the hazard button writes to the same receiver, and the last to
  // write is heard.
  if (next === position) return;
  position = next;
  self.Rte_Write_Request_signal(position);
}
