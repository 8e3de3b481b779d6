/** The shipped firmware on an emulated Uno, as part of a vehicle in virtual time. */
import { describe, expect, it } from 'vitest';
import { loadVehicle, type Vehicle } from '../../vehicle/index.ts';
import { BridgeBoard, frameOf, inStep, lineOf } from '../helpers/boards/bridge-board.ts';
import { traceOf } from '../helpers/traces.ts';

const example = 'arxml/pedal-to-dashboard/pedal-to-dashboard.vehicle.json';
const ms = 1_000_000;

function frames(trace: readonly string[]): string[] {
  return trace
    .filter((line) => / VehicleCan (remote-)?frame /.test(line))
    .map((line) => line.split(' ').slice(2).join(' '));
}

describe('an emulated Uno between the simulated bus and another', () => {
  async function joined(transmit: boolean): Promise<{ bridge: BridgeBoard; vehicle: Vehicle }> {
    const bridge = new BridgeBoard('uno');
    const vehicle = await loadVehicle(example, {
      bridges: { VehicleCan: { port: 'uno', transmit } },
      ports: { uno: inStep(bridge) },
    });
    vehicle.run('300ms');
    for (const line of ['t7012AABB', 'R1FFFFFFF5', 't7020']) {
      bridge.controller.receive(frameOf(line));
    }
    vehicle.run('700ms');
    await vehicle.close();
    return { bridge, vehicle };
  }

  it('carries the frames of each to the other', async () => {
    const { bridge, vehicle } = await joined(true);
    const trace = frames(traceOf(vehicle));
    const fromOutside = ['frame 0x701 aa bb', 'remote-frame 0x1fffffffx 5', 'frame 0x702'];
    expect(trace.filter((line) => fromOutside.includes(line))).toEqual(fromOutside);

    // Everything since it came online, but for what came from there and the last, still on the way.
    const sent = bridge.controller.sent.map(({ frame }) => lineOf(frame));
    const own = trace.filter((line) => !fromOutside.includes(line)).map(asLine);
    expect(sent.length).toBeGreaterThan(100);
    expect(own.join(' ')).toContain(sent.join(' '));
    expect(own.length - own.indexOf(sent[0] ?? '') - sent.length).toBeLessThan(20);
    expect(vehicle.lines).toMatchObject([
      { name: 'VehicleCan.bridge', board: 'uno', isOnline: true, lostFrames: 0 },
    ]);
  });

  it('is the same run every time, to the byte', async () => {
    const [first, second] = [await joined(true), await joined(true)];
    expect(traceOf(second.vehicle)).toEqual(traceOf(first.vehicle));
    expect(second.bridge.controller.sent).toEqual(first.bridge.controller.sent);
  });

  it('only listens unless it is told otherwise', async () => {
    const { bridge, vehicle } = await joined(false);
    expect(bridge.controller.mode).toBe('listen-only');
    expect(bridge.controller.sent).toEqual([]);
    expect(frames(traceOf(vehicle))).toContain('frame 0x701 aa bb');
  });

  it('that is reset in the middle of the run is set up again', async () => {
    const bridge = new BridgeBoard('uno');
    const vehicle = await loadVehicle(example, {
      bridges: { VehicleCan: { port: 'uno', transmit: true } },
      ports: { uno: inStep(bridge) },
    });
    vehicle.run('600ms');
    bridge.board.reset('external');
    vehicle.run('2s');
    const before = bridge.controller.sent.length;
    vehicle.run('100ms');
    expect(bridge.controller.sent.length).toBeGreaterThan(before + 10);
    expect(vehicle.lines[0]?.statistics).toMatchObject({ connections: 2, losses: 1 });
  });
});

describe('pins of an emulated Uno behind the drivers of the simulated ECUs', () => {
  it('are read and driven', async () => {
    const pedal = new BridgeBoard('uno');
    const body = new BridgeBoard('uno');
    const vehicle = await loadVehicle(
      {
        systems: [{ arxml: ['arxml/pedal-to-dashboard'] }],
        components: ['components'],
        ecus: {
          Front: { io: { port: 'pedal', adc: { Pedal: 0x0e } } },
          Body: {
            io: {
              port: 'body',
              dio: { StalkLeft: { pin: 3, as: 'input' }, LeftLamps: { pin: 4, as: 'output' } },
            },
          },
        },
      },
      { ports: { pedal: inStep(pedal), body: inStep(body) } },
    );
    pedal.board.setAnalog(0, 2.5);
    body.board.setInput('D3', false);
    vehicle.run('400ms');
    expect(vehicle.get('Front.adc.Pedal')).toBeCloseTo(0.5, 3);
    expect(vehicle.get('Powertrain.signal.PedalPosition')).toBeGreaterThan(400);
    pedal.board.setAnalog(0, 5);
    vehicle.run('50ms');
    expect(vehicle.get('Front.adc.Pedal')).toBe(1);
    expect(body.board.isOutput('D4')).toBe(true);
    expect(body.board.pin('D4')).toBe(false);

    body.board.setInput('D3', true);
    expect(vehicle.runUntil(() => body.board.pin('D4'), '1s')).toBe(true);
    expect(vehicle.get('Body.dio.LeftLamps')).toBe(1);
    // The indicator blinks.
    expect(vehicle.runUntil(() => !body.board.pin('D4'), '1s')).toBe(true);
    await vehicle.close();
    expect(vehicle.nowNs).toBeLessThan(3000 * ms);
    expect(vehicle.lines.map(({ name, board, isOnline }) => [name, board, isOnline])).toEqual([
      ['Body.io', 'uno', true],
      ['Front.io', 'uno', true],
    ]);
  });
});

/** A frame of the trace as the line that it is. */
function asLine(record: string): string {
  const [kind, name = '', ...bytes] = record.split(' ');
  const extended = name.endsWith('x');
  const digits = name.replace(/^0x|x$/g, '').toUpperCase();
  const letter = kind === 'remote-frame' ? 'r' : 't';
  const data = kind === 'remote-frame' ? '' : bytes.join('').toUpperCase();
  const length = kind === 'remote-frame' ? bytes[0] : bytes.length;
  return `${extended ? letter.toUpperCase() : letter}${digits}${length}${data}`;
}
