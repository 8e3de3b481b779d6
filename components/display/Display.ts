/** The instrument cluster: needle, turn indicator tell-tales, and one warning lamp for all worries. */
import {
  type EngineStatusType,
  type EngineVariantType,
  type Rte_Display,
  TURN_HAZARD,
  TURN_LEFT,
  TURN_OFF,
  TURN_RIGHT,
} from 'Rte_Display';
import { out } from 'vfb/rte';

/** Full deflection of the needle in 0.01 km/h; the sports version has a dial of its own. */
const standardScale = 24000;
const sportsScale = 30000;
const sportsCharacter = 0x53;

/** In units of their signals: 110 °C, 3 °C, 5 km/h, 15,000 km in millimetres. */
const hotCoolant = 150;
const frost = 43;
const rolling = 500;
const serviceDue = 15_000_000_000n;

/** Refreshes without news from the engine until that is a worry: 250 ms. */
const patience = 5;

const status: EngineStatusType = { speed: 0, torque: 0, gear: 0, coolant: 0, running: false };
const variant: EngineVariantType = new Uint8Array(4);
const speed = out(0);
const pedalValid = out(false);
const doorOpen = out(false);
const ambient = out(0);
const odometer = out(0n);
const signal = out(TURN_OFF);
const lampOn = out(false);
let refreshesWithoutEngine = 0;

/** Every 50 ms. */
export function Display_Refresh(self: Rte_Display): void {
  self.Rte_Read_Motion_speed(speed);
  self.Rte_Read_Service_variant(variant);
  const scale = variant[3] === sportsCharacter ? sportsScale : standardScale;
  self.Rte_Call_SpeedNeedle_SetNeedle(Math.round((speed.value * 1000) / scale));
  self.Rte_Call_WarningLamp_SetLamp(worried(self));
}

function worried(self: Rte_Display): boolean {
  // Asked before Rte_Read, which takes the news away.
  refreshesWithoutEngine = self.Rte_IsUpdated_Engine_status() ? 0 : refreshesWithoutEngine + 1;
  self.Rte_Read_Engine_status(status);
  self.Rte_Read_Pedal_valid(pedalValid);
  self.Rte_Read_Door_open(doorOpen);
  // Unconnected in this vehicle: always 21 °C, with RTE_E_UNCONNECTED.
  self.Rte_Read_Ambient_temperature(ambient);
  self.Rte_Read_Trip_odometer(odometer);
  return (
    refreshesWithoutEngine > patience ||
    status.coolant > hotCoolant ||
    !pedalValid.value ||
    (doorOpen.value && speed.value > rolling) ||
    ambient.value < frost ||
    odometer.value >= serviceDue
  );
}

/** Whenever the Body ECU has sent the state of its turn indicators. */
export function Display_OnIndicator(self: Rte_Display): void {
  self.Rte_Read_Indicator_signal(signal);
  self.Rte_Read_Indicator_lampOn(lampOn);
  const shown = lampOn.value ? signal.value : TURN_OFF;
  self.Rte_Call_LeftLamp_SetLamp(shown === TURN_LEFT || shown === TURN_HAZARD);
  self.Rte_Call_RightLamp_SetLamp(shown === TURN_RIGHT || shown === TURN_HAZARD);
}
