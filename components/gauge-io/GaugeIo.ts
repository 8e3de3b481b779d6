/** The instruments: a needle at a PWM output, three lamps at digital outputs. */
import {
  DioConf_DioChannel_LeftTellTale,
  DioConf_DioChannel_RightTellTale,
  DioConf_DioChannel_WarningLamp,
  PwmConf_PwmChannel_SpeedNeedle,
  RTE_E_NeedleControl_BEYOND_SCALE,
  type Rte_GaugeIo,
} from 'Rte_GaugeIo';
import { RTE_E_OK, type Std_ReturnType } from 'vfb/rte';

/** By the port-defined argument of the ports LeftLamp, RightLamp and WarningLamp. */
const lamps = [
  DioConf_DioChannel_LeftTellTale,
  DioConf_DioChannel_RightTellTale,
  DioConf_DioChannel_WarningLamp,
];

/** The needle stands at its last mark at 100 % duty cycle. */
const fullDutyCycle = 0x8000;

/** Server of SpeedNeedle.SetNeedle. Beyond its scale the needle stays at the last mark. */
export function GaugeIo_SetNeedle(self: Rte_GaugeIo, permille: number): Std_ReturnType {
  const shown = Math.min(permille, 1000);
  const dutyCycle = Math.round((shown * fullDutyCycle) / 1000);
  self.bsw.Pwm_SetDutyCycle(PwmConf_PwmChannel_SpeedNeedle, dutyCycle);
  return shown === permille ? RTE_E_OK : RTE_E_NeedleControl_BEYOND_SCALE;
}

/** Server of SetLamp of the three lamps. */
export function GaugeIo_SetLamp(self: Rte_GaugeIo, lamp: number, on: boolean): void {
  const channel = lamps[lamp];
  if (channel !== undefined) self.bsw.Dio_WriteChannel(channel, on ? 1 : 0);
}
