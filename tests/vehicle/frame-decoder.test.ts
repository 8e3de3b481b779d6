import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import { canFrames, readModel } from '../../generator/pipeline.ts';
import { decodeSource } from '../../generator/syntax/read-file.ts';
import { FrameDecoder } from '../../vehicle/frame-decoder.ts';
import { loadVehicle } from '../../vehicle/index.ts';

const folder = 'arxml/pedal-to-dashboard';

function exampleDecoder(): FrameDecoder {
  const diagnostics = new Diagnostics();
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.arxml'))
    .flatMap((name) => {
      const path = `${folder}/${name}`;
      return decodeSource(path, readFileSync(path), diagnostics) ?? [];
    });
  const decoder = new FrameDecoder(canFrames(readModel(files, diagnostics), diagnostics));
  expect(diagnostics.hasErrors).toBe(false);
  return decoder;
}

describe('frames of the example', () => {
  const decoder = exampleDecoder();

  it('have the names of the matrix, raw and physical values, and texts', () => {
    const data = Uint8Array.of(0x24, 0xe2, 0x64, 0xa1, 0x3e, 0x01);
    expect(decoder.decode(0x120, false, data)).toEqual({
      name: 'EngineStatus',
      signals: [
        { name: 'EngineSpeed', raw: 9442, physical: 2360.5, text: undefined },
        { name: 'EngineTorque', raw: 1610, physical: 161, text: undefined },
        { name: 'EngineGear', raw: 1, physical: undefined, text: 'GEAR_FIRST' },
        { name: 'EngineCoolant', raw: 62, physical: 22, text: undefined },
        { name: 'EngineRunning', raw: 1, physical: undefined, text: undefined },
      ],
    });
    const service = decoder.decode(0x18ff1000, true, Uint8Array.of(15, 0, 0, 0, 1, 2, 3, 4));
    expect(service?.signals.map(({ name, raw }) => [name, raw])).toEqual([
      ['OperatingTime', 15],
      ['EngineVariant', [1, 2, 3, 4]],
    ]);
  });

  it('of another identifier are unknown, and of a short frame only what is in it is shown', () => {
    expect(decoder.decode(0x120, true, new Uint8Array(8))).toBeUndefined();
    expect(
      decoder.decode(0x120, false, Uint8Array.of(1, 2))?.signals.map(({ name }) => name),
    ).toEqual(['EngineSpeed']);
  });

  it('have the values that the receiving ECU has', async () => {
    const vehicle = await loadVehicle(`${folder}/pedal-to-dashboard.vehicle.json`);
    vehicle.run('2s');
    const expected = new Map<string, unknown>();
    let compared = 0;
    for (let i = 0; i < vehicle.trace.length; i++) {
      const { kind, source, name, value } = vehicle.trace.at(i);
      if (kind === 'frame' && value instanceof Uint8Array) {
        const id = Number(name.replace('x', '_').replace('x', '').replace('_', 'x'));
        for (const signal of decoder.decode(id, name.endsWith('x'), value)?.signals ?? []) {
          expected.set(signal.name, signal.raw);
        }
      } else if (kind === 'signal-receive' && source === 'Dashboard') {
        const received = value instanceof Uint8Array ? [...value] : Number(value);
        expect([name, expected.get(name)]).toEqual([name, received]);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(1000);
  });
});

describe('a signal', () => {
  const signal = {
    name: 'S',
    startPosition: 0,
    lengthBits: 8,
    byteOrder: 'little-endian',
  } as const;
  const none = { scaling: undefined, texts: [] };
  const decode = (more: object, data: readonly number[]) =>
    new FrameDecoder([
      {
        cluster: 'C',
        canId: 1,
        extended: false,
        pdus: ['P'],
        signals: [{ ...signal, baseType: undefined, meaning: none, ...more }],
      },
    ]).decode(1, false, Uint8Array.from(data))?.signals[0];

  it('is signed where its base type is, of any length', () => {
    expect(decode({ baseType: 'sint8', lengthBits: 3 }, [0b101])?.raw).toBe(-3);
    expect(decode({ lengthBits: 3 }, [0b101])?.raw).toBe(5);
  });

  it('of 64 bits is exact', () => {
    const ones = Array.from({ length: 8 }, () => 0xff);
    expect(decode({ lengthBits: 64 }, ones)?.raw).toBe('18446744073709551615');
  });

  it('may be a float', () => {
    expect(decode({ baseType: 'float32', lengthBits: 32 }, [0, 0, 0x80, 0x3f])?.raw).toBe(1);
    const bytes = [...new Uint8Array(new Float64Array([0.1]).buffer)];
    expect(decode({ baseType: 'float64', lengthBits: 64 }, bytes)?.raw).toBe(0.1);
  });

  it('has the physical value that the scaling gives', () => {
    const scaling = { offset: -40, factor: 1, divisor: 2 };
    expect(decode({ meaning: { scaling, texts: [] } }, [50])?.physical).toBe(5);
  });
});
