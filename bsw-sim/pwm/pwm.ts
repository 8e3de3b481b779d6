/** The module Pwm of one ECU (SWS_Pwm): the duty cycle of channels with a fixed period. */
import type { PwmConfiguration } from '../../rte/typescript/index.ts';
import { type DevelopmentErrors, ModuleId } from '../det/det.ts';
import type { IoProvider } from '../iohwab/io-provider.ts';

/** The duty cycle that stands for 100 %. */
const fullDuty = 0x8000;

const Pwm_SetDutyCycle_id = 0x02;
export const PWM_E_PARAM_CHANNEL = 0x12;

export class Pwm {
  private readonly channelCount: number;
  private readonly io: IoProvider;
  private readonly det: DevelopmentErrors;

  constructor(configuration: PwmConfiguration, io: IoProvider, det: DevelopmentErrors) {
    this.channelCount = configuration.channels.length;
    this.io = io;
    this.det = det;
  }

  /**
   * `dutyCycle` from 0x0000 (0 %) to 0x8000 (100 %). What lies beyond is the nearest of the two: the
   * specification knows no error for it, and an output cannot be on for longer than its period. A
   * channel that does not exist is a development error.
   */
  Pwm_SetDutyCycle(channel: number, dutyCycle: number): void {
    if (!(Number.isInteger(channel) && channel >= 0 && channel < this.channelCount)) {
      this.det.Det_ReportError(ModuleId.Pwm, 0, Pwm_SetDutyCycle_id, PWM_E_PARAM_CHANNEL);
      return;
    }
    this.io.writeDuty(channel, Math.min(Math.max(dutyCycle, 0), fullDuty) / fullDuty);
  }
}
