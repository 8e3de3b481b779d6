/** From raw readings to a pedal position in permille, and whether it can be trusted. */
import type { Rte_PedalSensor } from 'Rte_PedalSensor';
import { out, RTE_E_OK } from 'vfb/rte';

/** Readings with the pedal released and at its stop; what lies beyond is play of the mechanics. */
const releasedRaw = 450;
const pressedRaw = 3700;

/** A bad reading is believed at once, a good one only after five in a row: 50 ms. */
const goodReadingsNeeded = 5;

const raw = out(0);
let goodReadings = 0;

/** Every 10 ms. */
export function PedalSensor_Run(self: Rte_PedalSensor): void {
  const good = self.Rte_Call_Pedal_Read(raw) === RTE_E_OK;
  goodReadings = good ? Math.min(goodReadings + 1, goodReadingsNeeded) : 0;
  const valid = goodReadings === goodReadingsNeeded;

  self.Rte_Write_Position_value(valid ? position(raw.value) : 0);
  self.Rte_Write_Position_valid(valid);
}

function position(reading: number): number {
  const permille = Math.round(((reading - releasedRaw) * 1000) / (pressedRaw - releasedRaw));
  return Math.max(0, Math.min(1000, permille));
}
