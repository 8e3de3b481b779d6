import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import type { ComSignalPlan } from '../../generator/plan/rte-plan.ts';
import { planBuses } from '../../vehicle/buses.ts';
import { type Member, plainEcu } from '../../vehicle/members.ts';
import { findPoint, inputPoint, pointValue } from '../../vehicle/points.ts';
import { planStimuli } from '../../vehicle/stimuli.ts';
import { emptyPlan } from './empty-plan.ts';

function signal(name: string, iPdu: string, more: Partial<ComSignalPlan> = {}): ComSignalPlan {
  return {
    name,
    iPdu,
    source: '',
    path: '',
    startPosition: 0,
    lengthBits: 8,
    byteOrder: 'little-endian',
    type: 'uint8',
    transferProperty: 'PENDING',
    initValue: 0,
    callbacks: {},
    ...more,
  };
}

interface Controller {
  readonly name: string;
  readonly cluster?: string;
  readonly bitRate?: number;
}

function member(name: string, restBus: boolean, controllers: readonly Controller[] = []): Member {
  const plan = emptyPlan(name);
  const iPdu = {
    lengthBytes: 8,
    signalProcessing: 'IMMEDIATE' as const,
    unusedAreasDefault: 0,
    initialData: [],
  };
  return {
    name,
    restBus,
    setup: plainEcu(name),
    plan: {
      ...plan,
      bsw: {
        ...plan.bsw,
        adc: { groups: [{ name: 'Pedal', resolutionBits: 12 }] },
        dio: { channels: [{ name: 'Lamp' }] },
        pwm: { channels: [{ name: 'Needle' }] },
        com: {
          ...plan.bsw.com,
          iPdus: [
            { ...iPdu, name: 'Out', direction: 'SEND' },
            { ...iPdu, name: 'In', direction: 'RECEIVE' },
          ],
          signals: [
            signal('Level', 'Out'),
            signal('Torque', 'Out', { type: 'sint16', lengthBits: 12 }),
            signal('Serial', 'Out', { type: 'uint64', lengthBits: 64 }),
            signal('Text', 'Out', { type: 'bytes', lengthBits: 24 }),
            signal('Ratio', 'Out', { type: 'float32', lengthBits: 32 }),
            signal('Heard', 'In'),
          ],
        },
        can: {
          controllers: controllers.map((controller) => ({
            rxProcessing: 'INTERRUPT',
            txProcessing: 'INTERRUPT',
            mainFunctionReadPeriodNs: 0,
            mainFunctionWritePeriodNs: 0,
            txHardwareObjects: 1,
            ...controller,
          })),
        },
      },
    },
  };
}

const members = [member('Front', false), member('Node', true)];
const value = (name: string, given: Parameters<typeof pointValue>[1]) =>
  pointValue(inputPoint(findPoint(name, members)), given);

describe('points of a vehicle', () => {
  it.each([
    ['Rear.adc.Pedal', 'no ECU "Rear"; there is Front, Node'],
    ['Front.adc.Brake', 'no ADC group of Front "Brake"; there is Pedal'],
    ['Front.dio.Pedal', 'no DIO channel of Front "Pedal"; there is Lamp'],
    ['Front.spi.Pedal', 'no kind of point "spi"; there is adc, dio, pwm, signal'],
    ['Front', 'no kind of point ""; there is adc, dio, pwm, signal'],
    [
      'Front.signal.Speed',
      'no signal of Front "Speed"; there is Level, Torque, Serial, Text, Ratio, Heard',
    ],
  ])('%s is not known, and the message says what is', (name, message) => {
    expect(() => findPoint(name, members)).toThrow(message);
  });

  it.each([
    ['Front.pwm.Needle', 'a PWM channel is an output'],
    ['Front.signal.Level', 'the software of Front writes its signals; set an input instead'],
    ['Node.signal.Heard', 'Node receives this signal'],
  ])('%s cannot be set', (name, message) => {
    expect(() => inputPoint(findPoint(name, members))).toThrow(message);
  });

  it('take values as drivers and Com want them', () => {
    expect(value('Front.adc.Pedal', 0.8)).toBe(0.8);
    expect(value('Front.dio.Lamp', true)).toBe(1);
    expect(value('Node.signal.Level', 200.4)).toBe(200);
    expect(value('Node.signal.Torque', -2048)).toBe(-2048);
    expect(value('Node.signal.Serial', 5)).toBe(5n);
    expect(value('Node.signal.Serial', 2n ** 64n - 1n)).toBe(2n ** 64n - 1n);
    expect(value('Node.signal.Ratio', 0.5)).toBe(0.5);
    expect(value('Node.signal.Text', [1, 2, 3])).toEqual(Uint8Array.of(1, 2, 3));
  });

  it.each([
    ['Front.adc.Pedal', 1.1, 'takes 0 to 1, not 1.1'],
    ['Front.dio.Lamp', 0.5, 'takes 0 or 1, not 0.5'],
    ['Node.signal.Level', 256, 'takes 0 to 255, not 256'],
    ['Node.signal.Torque', 2048, 'takes -2048 to 2047, not 2048'],
    ['Node.signal.Serial', 2 ** 60, 'takes a whole number, not 1152921504606847000'],
    ['Node.signal.Serial', -1, 'takes 0 to 18446744073709551615, not -1'],
    ['Node.signal.Text', [1], 'takes 3 bytes, not 1 bytes'],
    ['Node.signal.Level', [1], 'takes a number, not 1 bytes'],
  ])('%s does not take %j', (name, given, message) => {
    expect(() => value(name, given)).toThrow(message);
  });
});

describe('stimuli', () => {
  it('become actions; what names nothing or does not fit is reported once each', () => {
    const diagnostics = new Diagnostics();
    const steps = (...values: number[]) => values.map((one, atNs) => ({ atNs, value: one }));
    const actions = planStimuli(
      [
        { target: 'Front.adc.Pedal', at: undefined, steps: steps(0, 0.5) },
        { target: 'Front.adc.Brake', at: undefined, steps: steps(0) },
        { target: 'Node.signal.Level', at: undefined, steps: steps(0, 300, 400) },
      ],
      members,
      diagnostics,
    );
    expect(actions).toEqual([
      { atNs: 0, action: { kind: 'adc', ecu: 'Front', channel: 'Pedal', value: 0 } },
      { atNs: 1, action: { kind: 'adc', ecu: 'Front', channel: 'Pedal', value: 0.5 } },
      { atNs: 0, action: { kind: 'signal', ecu: 'Node', signal: 'Level', value: 0 } },
    ]);
    expect(diagnostics.list.map(({ code }) => code)).toEqual([
      'vehicle-target-unknown',
      'vehicle-set-value-wrong',
    ]);
  });
});

describe('buses', () => {
  const plan = (
    controllers: Record<string, readonly Controller[]>,
    setups: Parameters<typeof planBuses>[1] = [],
  ) => {
    const diagnostics = new Diagnostics();
    const all = Object.entries(controllers).map(([name, own]) => member(name, false, own));
    const { buses } = planBuses(all, setups, diagnostics);
    return { buses, problems: diagnostics.list.map(({ code, message }) => `${code}: ${message}`) };
  };

  it('are the clusters, at the bit rate of the input', () => {
    const { buses, problems } = plan({
      A: [{ name: 'C', cluster: 'Body', bitRate: 125_000 }],
      B: [
        { name: 'C', cluster: 'Body' },
        { name: 'D', cluster: 'Drive', bitRate: 500_000 },
      ],
    });
    expect(problems).toEqual([]);
    expect(buses).toEqual([
      { name: 'Body', bitRate: 125_000 },
      { name: 'Drive', bitRate: 500_000 },
    ]);
  });

  it('include one that all controllers without a cluster share', () => {
    const { buses, problems } = plan({ A: [{ name: 'C' }], B: [{ name: 'D' }] });
    expect(buses).toEqual([{ name: 'CAN', bitRate: 500_000 }]);
    expect(problems).toEqual(['bit-rate-assumed: bus CAN has no bit rate; assuming 500000 bit/s']);
  });

  it('have the bit rate that the vehicle file tells', () => {
    const told = [{ name: 'CAN', bitRate: 250_000, at: undefined }];
    const { buses, problems } = plan({ A: [{ name: 'C', bitRate: 500_000 }] }, told);
    expect(buses).toEqual([{ name: 'CAN', bitRate: 250_000 }]);
    expect(problems).toEqual([]);
  });

  it('are refused when the input disagrees on the bit rate, or nobody is on them', () => {
    const { problems } = plan(
      { A: [{ name: 'C', bitRate: 500_000 }], B: [{ name: 'C', bitRate: 125_000 }] },
      [{ name: 'Body', bitRate: 1, at: undefined }],
    );
    expect(problems).toEqual([
      'vehicle-bus-unknown: no controller is on a bus Body; the buses are CAN',
      'vehicle-bit-rate-differs: the controllers on bus CAN have different bit rates: 125000 bit/s, 500000 bit/s',
    ]);
  });
});
