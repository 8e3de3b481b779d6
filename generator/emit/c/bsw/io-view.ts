/** Port_Cfg, Dio_Cfg, Adc_Cfg and Pwm_Cfg: channels of the ECU are pins of the board. */
import type { RtePlan } from '../../../plan/rte-plan.ts';
import { commented } from '../words.ts';
import type { BswOptions, PinUse } from './options.ts';
import { rowsOf } from './rows.ts';

export function ioView(plan: RtePlan, { pins, adcBits }: BswOptions) {
  const { adc, dio, pwm } = plan.bsw;
  const named = (list: readonly { name: string }[], uses: readonly PinUse[]) =>
    list.map(({ name }, i) => ({ name, use: pinOf(uses, i, name) }));
  const all = {
    dio: named(dio.channels, pins.dio),
    adc: named(adc.groups, pins.adc),
    pwm: named(pwm.channels, pins.pwm),
  };
  const channels = (list: typeof all.dio, prefix: string) => ({
    count: list.length,
    names: list.map(({ name }, id) => ({ name: `${prefix}_${name}`, id })),
    rows: rowsOf(
      list.map(({ name, use }) => ({ row: `${use.channel}U`, comment: commented(name) })),
      'number',
    ),
  });
  const ports = [...all.dio, ...all.adc, ...all.pwm];
  return {
    port: {
      count: ports.length,
      rows: rowsOf(
        ports.map(({ name, use }) => ({
          row: `{${use.channel}U, (uint8)'${use.use}'}`,
          comment: commented(name),
        })),
      ),
    },
    dio: channels(all.dio, 'DioConf_DioChannel'),
    adc: {
      ...channels(all.adc, 'AdcConf_AdcGroup'),
      boardBits: adcBits,
      rows: rowsOf(
        all.adc.map(({ name, use }, i) => ({
          row: `{${use.channel}U, ${2 ** (adc.groups[i]?.resolutionBits ?? 0) - 1}U}`,
          comment: commented(name),
        })),
      ),
    },
    pwm: channels(all.pwm, 'PwmConf_PwmChannel'),
  };
}

function pinOf(uses: readonly PinUse[], index: number, channel: string): PinUse {
  const use = uses[index];
  if (use === undefined) throw new Error(`no pin for channel ${channel}`);
  return use;
}
