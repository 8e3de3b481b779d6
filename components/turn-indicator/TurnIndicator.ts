/** Blinks the lamps as the driver asked, and tells the instrument cluster to blink along. */
import {
  type Rte_TurnIndicator,
  TURN_HAZARD,
  TURN_LEFT,
  TURN_OFF,
  TURN_RIGHT,
} from 'Rte_TurnIndicator';
import { out, RTE_E_COM_STOPPED } from 'vfb/rte';

const request = out(TURN_OFF);
let signal = TURN_OFF;
let bright = false;
/** Just begun: the first flash lasts at least half a period, wherever in it the driver asked. */
let begun = false;
let flashes = 0;

/** Once, before any task runs. */
export function TurnIndicator_Init(self: Rte_TurnIndicator): void {
  self.Rte_Write_Indicator_signal(signal);
  show(self);
}

/** Whenever the stalk or the hazard button has asked for something. */
export function TurnIndicator_OnRequest(self: Rte_TurnIndicator): void {
  self.Rte_Read_Request_signal(request);
  if (request.value === signal) return;
  signal = request.value;
  bright = signal !== TURN_OFF;
  begun = bright;
  self.Rte_Write_Indicator_signal(signal);
  count(self);
  show(self);
}

/** Every 250 ms: two flashes a second, the fastest that is allowed on the road. */
export function TurnIndicator_Blink(self: Rte_TurnIndicator): void {
  const first = begun;
  begun = false;
  if (signal === TURN_OFF || first) return;
  bright = !bright;
  count(self);
  show(self);
}

/** In the background: a state that did not reach the bus is sent once more. */
export function TurnIndicator_Supervise(self: Rte_TurnIndicator): void {
  if (self.Rte_Feedback_Indicator_signal() === RTE_E_COM_STOPPED) {
    self.Rte_Write_Indicator_signal(signal);
  }
}

function count(self: Rte_TurnIndicator): void {
  if (!bright) return;
  flashes = (flashes + 1) % 0x10000;
  self.Rte_Write_Indicator_blinkCount(flashes);
}

function show(self: Rte_TurnIndicator): void {
  self.Rte_Write_Indicator_lampOn(bright);
  self.Rte_Call_LeftLamps_SetLamp(bright && (signal === TURN_LEFT || signal === TURN_HAZARD));
  self.Rte_Call_RightLamps_SetLamp(bright && (signal === TURN_RIGHT || signal === TURN_HAZARD));
}
