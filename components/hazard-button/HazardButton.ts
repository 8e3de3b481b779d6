/** The hazard warning button: pressed once on, pressed again off. */
import { type Rte_HazardButton, TURN_HAZARD, TURN_OFF } from 'Rte_HazardButton';
import { out } from 'vfb/rte';

const pressed = out(false);
let wasPressed = false;
let hazard = false;

/** Every 20 ms, 10 ms after the stalk. */
export function HazardButton_Run(self: Rte_HazardButton): void {
  self.Rte_Call_Button_Get(pressed);
  if (pressed.value && !wasPressed) {
    hazard = !hazard;
    self.Rte_Write_Request_signal(hazard ? TURN_HAZARD : TURN_OFF);
  }
  wasPressed = pressed.value;
}
