/** The pedal potentiometer, as the analogue-digital converter sees it. */
import {
  AdcConf_AdcGroup_Pedal,
  RTE_E_PedalSensing_SENSOR_FAULT,
  type Rte_PedalIo,
} from 'Rte_PedalIo';
import { E_OK, type Out, RTE_E_OK, type Std_ReturnType } from 'vfb/rte';

/** Of 0 to 4095. Less: broken wire or short to ground. More: short to the supply. */
const lowestRaw = 100;
const highestRaw = 3995;

/** Server of Pedal.Read: one reading, good or SENSOR_FAULT. */
export function PedalIo_Read(self: Rte_PedalIo, raw: Out<number>): Std_ReturnType {
  const status = self.bsw.Adc_ReadGroup(AdcConf_AdcGroup_Pedal, raw);
  if (status !== E_OK || raw.value < lowestRaw || raw.value > highestRaw) {
    return RTE_E_PedalSensing_SENSOR_FAULT;
  }
  return RTE_E_OK;
}
