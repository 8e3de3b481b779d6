/** The module Adc of one ECU (SWS_Adc): groups of one channel, converted at the moment of reading. */
import {
  type AdcConfiguration,
  E_NOT_OK,
  E_OK,
  type Out,
  type Std_ReturnType,
} from '../../rte/typescript/index.ts';
import { type DevelopmentErrors, ModuleId } from '../det/det.ts';
import type { IoProvider } from '../iohwab/io-provider.ts';

const Adc_ReadGroup_id = 0x04;
export const ADC_E_PARAM_GROUP = 0x15;

export class Adc {
  /** Result at full scale, by group. */
  private readonly fullScale: readonly number[];
  private readonly io: IoProvider;
  private readonly det: DevelopmentErrors;

  constructor(configuration: AdcConfiguration, io: IoProvider, det: DevelopmentErrors) {
    this.fullScale = configuration.groups.map(({ resolutionBits }) => 2 ** resolutionBits - 1);
    this.io = io;
    this.det = det;
  }

  /**
   * Writes the rounded share of 2^resolution - 1 to `data`. A group that does not exist is a
   * development error and E_NOT_OK, `data` stays.
   */
  Adc_ReadGroup(group: number, data: Out<number>): Std_ReturnType {
    const fullScale = this.fullScale[group];
    if (fullScale === undefined) {
      this.det.Det_ReportError(ModuleId.Adc, 0, Adc_ReadGroup_id, ADC_E_PARAM_GROUP);
      return E_NOT_OK;
    }
    data.value = Math.round(this.io.readAnalog(group) * fullScale);
    return E_OK;
  }
}
