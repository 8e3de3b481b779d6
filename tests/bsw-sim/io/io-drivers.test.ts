/** The I/O drivers over simulated pins: raw values, levels, duty cycles, wrong channels. */
import { describe, expect, it } from 'vitest';
import { Adc } from '../../../bsw-sim/adc/adc.ts';
import { Det } from '../../../bsw-sim/det/det.ts';
import { Dio } from '../../../bsw-sim/dio/dio.ts';
import { SimulatedIo } from '../../../bsw-sim/iohwab/simulated-io.ts';
import { Pwm } from '../../../bsw-sim/pwm/pwm.ts';
import { formatRecord, Trace } from '../../../bsw-sim/sim/trace.ts';
import { E_NOT_OK, E_OK, out } from '../../../rte/typescript/index.ts';

function bench() {
  const trace = new Trace();
  const clock = { nowNs: 0 };
  const common = { ecu: 'Front', trace, now: () => clock.nowNs };
  const configuration = {
    adc: {
      groups: [
        { name: 'Pedal', resolutionBits: 10 },
        { name: 'Battery', resolutionBits: 16 },
      ],
    },
    dio: { channels: [{ name: 'Brake' }, { name: 'Lamp' }] },
    pwm: { channels: [{ name: 'Fan' }] },
  };
  const io = new SimulatedIo({ ...common, ...configuration });
  const det = new Det(common);
  return {
    io,
    det,
    clock,
    adc: new Adc(configuration.adc, io, det),
    dio: new Dio(configuration.dio, io, det),
    pwm: new Pwm(configuration.pwm, io, det),
    lines: () => Array.from({ length: trace.length }, (_, i) => formatRecord(trace.at(i))),
  };
}

describe('Adc', () => {
  it.each([
    ['Pedal', 0, 0],
    ['Pedal', 1, 1023],
    ['Pedal', 0.8, 818],
    ['Pedal', 0.5, 512],
    ['Battery', 1, 65535],
    ['Battery', 0.25, 16384],
  ])('reads %s at %f as %i', (channel, share, raw) => {
    const { io, adc } = bench();
    io.set('adc', channel, share);
    const data = out(-1);
    expect(adc.Adc_ReadGroup(channel === 'Pedal' ? 0 : 1, data)).toBe(E_OK);
    expect(data.value).toBe(raw);
  });

  it('reports a group that does not exist and leaves the value alone', () => {
    const { adc, det, lines } = bench();
    const data = out(-1);
    expect(adc.Adc_ReadGroup(2, data)).toBe(E_NOT_OK);
    expect(data.value).toBe(-1);
    expect(det.errorCount).toBe(1);
    expect(lines()).toEqual([`0 Front det-error Adc[0].0x04 ${0x15}`]);
  });
});

describe('Dio', () => {
  it('reads the level set from outside and shows the level written by software', () => {
    const { io, dio } = bench();
    expect(dio.Dio_ReadChannel(0)).toBe(0);
    io.set('dio', 'Brake', 1);
    expect(dio.Dio_ReadChannel(0)).toBe(1);
    dio.Dio_WriteChannel(1, 1);
    expect(io.get('dio', 'Lamp')).toBe(1);
    expect(dio.Dio_ReadChannel(1)).toBe(1);
    dio.Dio_WriteChannel(1, 0);
    expect(io.get('dio', 'Lamp')).toBe(0);
  });

  it.each([2, -1, 0.5])('reports channel %d, reads it low and writes nothing', (channel) => {
    const { dio, lines } = bench();
    expect(dio.Dio_ReadChannel(channel)).toBe(0);
    dio.Dio_WriteChannel(channel, 1);
    expect(lines()).toEqual([
      `0 Front det-error Dio[0].0x00 ${0x0a}`,
      `0 Front det-error Dio[0].0x01 ${0x0a}`,
    ]);
  });
});

describe('Pwm', () => {
  it.each([
    [0, 0],
    [0x8000, 1],
    [0x4000, 0.5],
    [0x9000, 1],
    [-1, 0],
  ])('duty cycle %i is the share %f', (dutyCycle, share) => {
    const { io, pwm } = bench();
    pwm.Pwm_SetDutyCycle(0, dutyCycle);
    expect(io.get('pwm', 'Fan')).toBe(share);
  });

  it('reports a channel that does not exist', () => {
    const { pwm, lines } = bench();
    pwm.Pwm_SetDutyCycle(1, 0x8000);
    expect(lines()).toEqual([`0 Front det-error Pwm[0].0x02 ${0x12}`]);
  });
});

describe('simulated pins', () => {
  it('are in the trace when they change', () => {
    const { io, dio, pwm, clock, lines } = bench();
    io.set('adc', 'Pedal', 0.8);
    dio.Dio_WriteChannel(1, 1);
    clock.nowNs = 5_000_000;
    io.set('dio', 'Brake', 1);
    dio.Dio_WriteChannel(1, 1);
    pwm.Pwm_SetDutyCycle(0, 0x2000);
    pwm.Pwm_SetDutyCycle(0, 0x2000);
    expect(lines()).toEqual([
      '0 Front adc-input Pedal 0.8',
      '0 Front dio-output Lamp 1',
      '5000000 Front dio-input Brake 1',
      '5000000 Front pwm-output Fan 0.25',
    ]);
  });

  it('tell observers of every change until they end it', () => {
    const { io, pwm } = bench();
    const seen: number[] = [];
    const end = io.observe('pwm', 'Fan', (value) => seen.push(value));
    pwm.Pwm_SetDutyCycle(0, 0x4000);
    pwm.Pwm_SetDutyCycle(0, 0x4000);
    pwm.Pwm_SetDutyCycle(0, 0x8000);
    end();
    pwm.Pwm_SetDutyCycle(0, 0);
    expect(seen).toEqual([0.5, 1]);
  });

  it.each([
    ['adc', 'Pedal', 1.01, 'Front.adc.Pedal takes 0 to 1, not 1.01'],
    ['adc', 'Pedal', Number.NaN, 'Front.adc.Pedal takes 0 to 1, not NaN'],
    ['dio', 'Brake', 0.5, 'Front.dio.Brake takes 0 or 1, not 0.5'],
    ['pwm', 'Fan', 0.5, 'Front.pwm.Fan is an output'],
    ['adc', 'Pedel', 0.5, 'Front has no adc channel Pedel; it has: Pedal, Battery'],
  ] as const)('refuse %s %s = %f', (driver, channel, value, message) => {
    const { io } = bench();
    expect(() => io.set(driver, channel, value)).toThrow(RangeError);
    expect(() => io.set(driver, channel, value)).toThrow(message);
  });
});

it('Det counts and records errors of modules it has no name for', () => {
  const { det, lines } = bench();
  expect(det.Det_ReportError(300, 2, 0x1f, 7)).toBe(E_OK);
  expect(det.errorCount).toBe(1);
  expect(lines()).toEqual(['0 Front det-error Module300[2].0x1f 7']);
});
