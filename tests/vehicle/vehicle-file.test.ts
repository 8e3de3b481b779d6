import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import { lineAndColumn } from '../../generator/syntax/position.ts';
import { checkDescription, readVehicleFile } from '../../vehicle/vehicle-file.ts';
import { setUp } from '../../vehicle/vehicle-setup.ts';

/** Diagnostics of a vehicle file as `code line:col message`. */
async function problems(text: string): Promise<string[]> {
  const diagnostics = new Diagnostics();
  const source = await readVehicleFile({ path: 'car.vehicle.json', text }, diagnostics);
  if (source !== undefined) setUp(source, '/car', diagnostics);
  return diagnostics.list.map(({ code, at, message }) => {
    if (at === undefined) return `${code} - ${message}`;
    const { line, column } = lineAndColumn(at);
    return `${code} ${line}:${column} ${message}`;
  });
}

describe('a vehicle file', () => {
  it('is read with every property it may have', async () => {
    const text = `{
  "$schema": "../schema/vehicle.schema.json",
  "description": "two ECUs",
  "systems": [{ "arxml": ["."], "ecus": ["Front"] }],
  "ecus": {
    "Front": { "startOffset": "1.5ms", "startJitter": "10ms", "clockDriftPpm": -20, "executionTimes": { "A/Run": "200us" },
               "buses": { "Can0": "Body" }, "components": ["front"] },
    "Rear": { "arxml": ["rear.arxml"], "ecu": "Ecu2" }
  },
  "components": ["../components"],
  "buses": { "Body": { "bitRate": 125000 } },
  "restBus": ["Debug"],
  "stimuli": [
    { "at": "500ms", "set": "Front.adc.Pedal", "to": 0.8 },
    { "at": "1s", "set": "Front.adc.Pedal", "from": 0, "to": 1, "over": "25ms", "every": "10ms" }
  ],
  "seed": 7,
  "duration": "2s"
}`;
    const diagnostics = new Diagnostics();
    const source = await readVehicleFile({ path: 'car.vehicle.json', text }, diagnostics);
    if (source === undefined) throw new Error('refused');
    const setup = setUp(source, '/car', diagnostics);
    expect(diagnostics.list).toEqual([]);
    expect(setup).toMatchObject({
      seed: 7,
      durationNs: 2_000_000_000,
      components: [{ value: '/components' }],
      systems: [{ arxml: [{ value: '/car' }], ecus: [{ value: 'Front' }] }],
      ecus: [
        {
          name: 'Front',
          startOffsetNs: 1_500_000,
          startJitterNs: 10_000_000,
          clockDriftPpm: -20,
          components: [{ value: '/car/front' }],
          executionTimes: [{ entry: 'A/Run', value: 200_000 }],
          buses: [{ controller: 'Can0', value: 'Body' }],
        },
        { name: 'Rear', arxml: [{ value: '/car/rear.arxml' }], ecu: { value: 'Ecu2' } },
      ],
      buses: [{ name: 'Body', bitRate: 125_000 }],
      restBus: [{ value: 'Debug' }],
    });
    expect(setup.stimuli.map(({ steps }) => steps)).toEqual([
      [{ atNs: 500_000_000, value: 0.8 }],
      [
        { atNs: 1_000_000_000, value: 0 },
        { atNs: 1_010_000_000, value: 0.4 },
        { atNs: 1_020_000_000, value: 0.8 },
        { atNs: 1_025_000_000, value: 1 },
      ],
    ]);
  });

  it.each([
    [
      'no JSON',
      '{ "systems": [',
      ['vehicle-json-malformed 1:15 not JSON: a value is expected, but the document ends'],
    ],
    ['no object', '[]', ['vehicle-value-wrong 1:1 the vehicle must be an object { … }']],
    ['nothing in it', '{}', ['vehicle-property-missing 1:1 "systems" or "ecus" is missing']],
    [
      'an unknown property',
      '{\n  "ecus": {},\n  "sytems": []\n}',
      [
        'vehicle-property-unknown 3:3 unknown property "sytems"; here may stand $schema, description, systems, ecus, components, buses, restBus, stimuli, seed, duration',
      ],
    ],
    [
      'an unknown property of an ECU',
      '{ "ecus": { "A": { "offset": "1ms" } } }',
      [
        'vehicle-property-unknown 1:20 unknown property "offset"; here may stand arxml, ecu, target, components, startOffset, startJitter, clockDriftPpm, executionTimes, buses, board, io',
      ],
    ],
    [
      'a system without files',
      '{ "systems": [{ "ecus": ["A"] }] }',
      ['vehicle-property-missing 1:15 "arxml" is missing'],
    ],
    [
      'a text instead of a list',
      '{ "systems": [{ "arxml": "." }] }',
      ['vehicle-value-wrong 1:26 "systems.0.arxml" must be a list [ … ]'],
    ],
    [
      'a time without unit',
      '{ "ecus": {}, "duration": "10" }',
      [
        'vehicle-time-wrong 1:27 "10" is not a time: write a number and a unit, such as 10ms, 1.5s or 200us',
      ],
    ],
    [
      'a number for a time',
      '{ "ecus": {}, "duration": 10 }',
      ['vehicle-value-wrong 1:27 "duration" must be a text with a unit, such as "10ms"'],
    ],
    [
      'a part of a nanosecond',
      '{ "ecus": { "A": { "startOffset": "0.5ns" } } }',
      ['vehicle-time-wrong 1:35 "0.5ns" is not a whole number of nanoseconds'],
    ],
    [
      'a name with a dot',
      '{ "ecus": { "A.B": {} } }',
      ['vehicle-value-wrong 1:13 "A.B" is no name: letters, digits and _, a digit not first'],
    ],
    [
      'a seed that is no whole number',
      '{ "ecus": {}, "seed": 1.5 }',
      ['vehicle-value-wrong 1:23 "seed" must be a whole number'],
    ],
    [
      'a bit rate beyond classic CAN',
      '{ "ecus": {}, "buses": { "A": { "bitRate": 5000000 } } }',
      ['vehicle-value-wrong 1:44 "buses.A.bitRate" must be <= 1000000'],
    ],
    [
      'an ECU name without a model of its own',
      '{ "ecus": { "A": { "ecu": "B" } } }',
      ['vehicle-property-missing 1:18 "arxml" is missing'],
    ],
    [
      'a stimulus without a value',
      '{ "ecus": {}, "stimuli": [{ "at": "1s", "set": "A.adc.B" }] }',
      ['vehicle-property-missing 1:27 "to" is missing'],
    ],
    [
      'a stimulus with a text as value',
      '{ "ecus": {}, "stimuli": [{ "at": "1s", "set": "A.adc.B", "to": "on" }] }',
      ['vehicle-value-wrong 1:65 "stimuli.0.to" must be a number, true, false, or a list of bytes'],
    ],
    [
      'half a ramp',
      '{ "ecus": {}, "stimuli": [{ "at": "1s", "set": "A.adc.B", "to": 1, "from": 0 }] }',
      ['vehicle-property-missing 1:27 "over" is missing'],
    ],
    [
      'a ramp of steps without distance',
      '{ "ecus": {}, "stimuli": [{ "at": "1s", "set": "A.adc.B", "to": 1, "from": 0, "over": "1s", "every": "0s" }] }',
      ['vehicle-value-wrong 1:27 the ramp needs an "every" greater than 0'],
    ],
    [
      'a ramp of too many steps',
      '{ "ecus": {}, "stimuli": [{ "at": "1s", "set": "A.adc.B", "to": 1, "from": 0, "over": "1s", "every": "1us" }] }',
      ['vehicle-value-wrong 1:27 the ramp has more than 100000 steps'],
    ],
    [
      'several problems at once',
      '{ "ecus": { "A": { "startOffset": 1, "clockDriftPpm": "x" } }, "seed": -1 }',
      [
        'vehicle-value-wrong 1:35 "ecus.A.startOffset" must be a text with a unit, such as "10ms"',
        'vehicle-value-wrong 1:55 "ecus.A.clockDriftPpm" must be a number',
        'vehicle-value-wrong 1:72 "seed" must be >= 0',
      ],
    ],
  ])('with %s is refused where it is wrong', async (_what, text, expected) => {
    expect((await problems(text)).sort()).toEqual([...expected].sort());
  });

  it('may be made by a program; then messages have no place', async () => {
    const diagnostics = new Diagnostics();
    const source = await checkDescription({ ecus: {}, duration: '5' }, diagnostics);
    expect(source).toBeUndefined();
    expect(diagnostics.list).toMatchObject([{ code: 'vehicle-time-wrong', at: undefined }]);
  });
});
