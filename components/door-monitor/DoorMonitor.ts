/** Light inside while the door is open, and a locked door once the vehicle drives. */
import type { Rte_DoorMonitor } from 'Rte_DoorMonitor';
import { out } from 'vfb/rte';

/** 10 km/h in the unit of the vehicle speed. */
const locksAbove = 1000;

const open = out(false);
const speed = out(0);
let locked = false;

/** Every 50 ms. */
export function DoorMonitor_Run(self: Rte_DoorMonitor): void {
  self.Rte_Call_Door_Get(open);
  self.Rte_Read_Motion_speed(speed);
  self.Rte_Write_State_open(open.value);
  self.Rte_Call_InteriorLamp_SetLamp(open.value);

  // Once locked it stays so until the door is opened from inside, which unlocks it.
  if (open.value) locked = false;
  else if (speed.value > locksAbove) locked = true;
  self.Rte_Call_DoorLock_SetLock(locked);
}
