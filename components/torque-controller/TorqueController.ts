/** The driver's wish, looked up in the map and smoothed, becomes the torque demanded of the engine. */
import type { Rte_TorqueController } from 'Rte_TorqueController';
import { out, RTE_E_OK } from 'vfb/rte';

/** Change per 10 ms in 0.1 Nm: passengers dislike jerks, but a foot off the pedal must count soon. */
const fastestRise = 60;
const fastestFall = 150;

const pedal = out(0);
const pedalValid = out(false);
const kickdown = out(false);
const speed = out(0);
const wanted = out(0);

/** Permille of what the engine can give. */
let wish = 0;
/** What was demanded last, in 0.1 Nm. */
let demand = 0;

/** Each pedal position received over CAN, and when none came for 100 ms: then `valid` is FALSE again. */
export function TorqueController_OnPedal(self: Rte_TorqueController): void {
  self.Rte_Read_Pedal_value(pedal);
  self.Rte_Read_Pedal_valid(pedalValid);
  self.Rte_Read_Kickdown_active(kickdown);
  if (!pedalValid.value) wish = 0;
  else wish = kickdown.value ? 1000 : pedal.value;
}

/** Every 10 ms. */
export function TorqueController_Run(self: Rte_TorqueController): void {
  self.Rte_Read_Engine_value(speed);
  // Outside its map an engine runs too fast already: no torque until it has slowed down.
  const status = self.Rte_Call_DriverMap_Lookup(speed.value, wish, wanted);
  const target = status === RTE_E_OK ? wanted.value : 0;

  demand = Math.max(demand - fastestFall, Math.min(demand + fastestRise, target));
  self.Rte_Write_Torque_value(demand);
}
