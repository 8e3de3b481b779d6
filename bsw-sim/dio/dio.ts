/** The module Dio of one ECU (SWS_Dio): single channels, no ports and no channel groups. */
import type { DioConfiguration } from '../../rte/typescript/index.ts';
import { type DevelopmentErrors, ModuleId } from '../det/det.ts';
import type { IoProvider, Level } from '../iohwab/io-provider.ts';

const STD_LOW = 0;
const STD_HIGH = 1;
const Dio_ReadChannel_id = 0x00;
const Dio_WriteChannel_id = 0x01;
export const DIO_E_PARAM_INVALID_CHANNEL_ID = 0x0a;

export class Dio {
  private readonly channelCount: number;
  private readonly io: IoProvider;
  private readonly det: DevelopmentErrors;

  constructor(configuration: DioConfiguration, io: IoProvider, det: DevelopmentErrors) {
    this.channelCount = configuration.channels.length;
    this.io = io;
    this.det = det;
  }

  /** A channel that does not exist is a development error and STD_LOW. */
  Dio_ReadChannel(channel: number): Level {
    return this.exists(channel, Dio_ReadChannel_id) ? this.io.readDigital(channel) : STD_LOW;
  }

  /** Any level but STD_LOW is STD_HIGH. A channel that does not exist is a development error. */
  Dio_WriteChannel(channel: number, level: number): void {
    if (!this.exists(channel, Dio_WriteChannel_id)) return;
    this.io.writeDigital(channel, level === STD_LOW ? STD_LOW : STD_HIGH);
  }

  private exists(channel: number, api: number): boolean {
    if (Number.isInteger(channel) && channel >= 0 && channel < this.channelCount) return true;
    this.det.Det_ReportError(ModuleId.Dio, 0, api, DIO_E_PARAM_INVALID_CHANNEL_ID);
    return false;
  }
}
