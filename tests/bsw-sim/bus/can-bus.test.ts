/** The wire: who goes first, when a frame ends, what happens when nobody listens. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitrationField, type CanFrame } from '../../../bsw-sim/bus/can-frame.ts';
import { frameLengthBits } from '../../../bsw-sim/bus/frame-length.ts';
import { arbitrationBits, encode } from './bit-by-bit.ts';
import { frame, wire } from './wire.ts';

/** A frame of 8 bytes whose contents make it exactly as long as wanted, intermission included. */
function frameOfBits(id: number, bits: number): CanFrame {
  for (let value = 0; value < 65_536; value++) {
    const data = [0, 0, 0, 0, 0xf0, 0xaa, value >> 8, value & 0xff];
    const candidate = frame(id, { data });
    if (encode(candidate).frameBits + 3 === bits) return candidate;
  }
  throw new Error(`no frame 0x${id.toString(16)} of ${bits} bits found`);
}

const identifier = fc.oneof(
  fc.record({
    extended: fc.constant(false),
    remote: fc.boolean(),
    id: fc.oneof(fc.nat(7), fc.nat(0x7ff)),
  }),
  fc.record({
    extended: fc.constant(true),
    remote: fc.boolean(),
    // Few bases and extensions, so that ties are decided late as often as early.
    id: fc
      .tuple(fc.nat(7), fc.oneof(fc.nat(3), fc.nat(0x3ffff)))
      .map(([base, extension]) => base * 2 ** 18 + extension),
  }),
);

describe('arbitration', () => {
  it('compares the bits that are on the wire', () => {
    fc.assert(
      fc.property(identifier, identifier, (a, b) => {
        const bitsA = arbitrationBits(frame(a.id, a));
        const bitsB = arbitrationBits(frame(b.id, b));
        const difference =
          arbitrationField(a.id, a.extended, a.remote) -
          arbitrationField(b.id, b.extended, b.remote);
        expect(Math.sign(difference)).toBe(bitsA < bitsB ? -1 : bitsA > bitsB ? 1 : 0);
      }),
      { numRuns: 1000 },
    );
  });

  it('lets a standard frame go before an extended one of the same base, data before remote', () => {
    const { bus, queue, node, lines } = wire();
    const nodes = ['A', 'B', 'C', 'D'].map((name) => node(name));
    const base = 0x123 * 2 ** 18;
    nodes[0]?.send(frame(base, { extended: true, remote: true }));
    nodes[1]?.send(frame(base, { extended: true }));
    nodes[2]?.send(frame(0x123, { remote: true, lengthBytes: 4 }));
    nodes[3]?.send(frame(0x123));
    queue.runUntil(1_000_000);
    expect(lines().map((line) => line.split(' ').slice(2).join(' '))).toEqual([
      'frame 0x123',
      'remote-frame 0x123 4',
      'frame 0x048c0000x',
      'remote-frame 0x048c0000x 0',
    ]);
    expect(bus.statistics().frames.map(({ name, remote }) => `${name} ${remote}`)).toEqual([
      '0x123 false',
      '0x123 true',
      '0x048c0000x false',
      '0x048c0000x true',
    ]);
  });

  it('gives the bus to the lowest identifier of all that is pending when it becomes free', () => {
    const sent = fc.record({ atNs: fc.nat(3_000_000), node: fc.nat(4), frame: identifier });
    fc.assert(
      fc.property(
        fc.uniqueArray(sent, {
          maxLength: 40,
          selector: ({ frame: f }) => arbitrationBits(frame(f.id, f)),
        }),
        (script) => {
          const { queue, node, at, records } = wire();
          const nodes = ['A', 'B', 'C', 'D', 'E'].map((name) => node(name));
          for (const entry of script) {
            at(entry.atNs, () => nodes[entry.node]?.send(frame(entry.frame.id, entry.frame)));
          }
          queue.runUntil(20_000_000);

          // The same again with a list, a loop and a bit time of 2,000 ns.
          const waiting = script.map((entry) => ({
            atNs: entry.atNs,
            frame: frame(entry.frame.id, entry.frame),
          }));
          const expected: string[] = [];
          let freeNs = 0;
          while (waiting.length > 0) {
            const startNs = Math.max(freeNs, Math.min(...waiting.map(({ atNs }) => atNs)));
            const pending = waiting.filter(({ atNs }) => atNs <= startNs);
            const order = pending.map(({ frame: f }) => arbitrationBits(f)).sort();
            const winner = pending.find(({ frame: f }) => arbitrationBits(f) === order[0]);
            if (winner === undefined) throw new Error('nothing pending');
            waiting.splice(waiting.indexOf(winner), 1);
            const bits = encode(winner.frame).frameBits;
            const { id, extended, remote } = winner.frame;
            expected.push(`${startNs + bits * 2000} ${id} ${extended} ${remote}`);
            freeNs = startNs + (bits + 3) * 2000;
          }
          const seen = records().map(({ atNs, kind, name }) => {
            const extended = name.endsWith('x');
            const id = Number.parseInt(name, 16);
            return `${atNs} ${id} ${extended} ${kind === 'remote-frame'}`;
          });
          expect(seen).toEqual(expected);
        },
      ),
    );
  });

  it('lets a frame take part that is queued at the very instant the bus becomes free', () => {
    // Davis, Burns, Bril, Lukkien (2007), periods 2.5, 3.5 and 3.5 ms: the second instance of the
    // least urgent frame is the late one, since the third of the most urgent comes at 5.0 ms.
    const { queue, node, at, lines, bus } = wire(125_000);
    const [a, b, c] = [0x100, 0x200, 0x300].map((id) => frameOfBits(id, 125));
    if (a === undefined || b === undefined || c === undefined) throw new Error('no frames');
    const nodes = { a: node('A'), b: node('B'), c: node('C') };
    const ms = 1_000_000;
    for (let atNs = 0; atNs < 7 * ms; atNs += 2.5 * ms) at(atNs, () => nodes.a.send(a));
    for (let atNs = 0; atNs < 7 * ms; atNs += 3.5 * ms) {
      at(atNs, () => nodes.c.send(c));
      at(atNs, () => nodes.b.send(b));
    }
    queue.runUntil(7 * ms - 1);
    const intermissionNs = 3 * 8000;
    const seen = lines().map((line) => line.split(' ').slice(0, 4).join(' '));
    expect(seen).toEqual(
      ['1:100', '2:200', '3:300', '4:100', '5:200', '6:100', '7:300'].map((entry) => {
        const [end, id] = entry.split(':');
        return `${Number(end) * ms - intermissionNs} Powertrain frame 0x${id}`;
      }),
    );
    const responseNs = bus.statistics().frames.map(({ maxDelayNs }) => maxDelayNs + intermissionNs);
    expect(responseNs).toEqual([1.5 * ms, 2 * ms, 3.5 * ms]);
  });

  it('lets the node attached first win when two send one identifier, and tells', () => {
    const { bus, queue, node, lines } = wire();
    const [a, b] = [node('A'), node('B')];
    b.send(frame(0x100, { data: [2] }));
    a.send(frame(0x100, { data: [1] }));
    queue.runUntil(1_000_000);
    expect(lines().map((line) => line.replace(/^\d+ /, ''))).toEqual([
      'Powertrain collision 0x100',
      'Powertrain frame 0x100 01',
      'Powertrain frame 0x100 02',
    ]);
    expect(bus.statistics()).toMatchObject({ collisions: 1, frameCount: 2 });
  });

  it('does not call it a collision when both have lost', () => {
    const { bus, queue, node } = wire();
    const nodes = ['A', 'B', 'C'].map((name) => node(name));
    [0x200, 0x200, 0x100].forEach((id, i) => {
      nodes[i]?.send(frame(id));
    });
    queue.runUntil(1_000_000);
    expect(bus.statistics()).toMatchObject({ collisions: 1, frameCount: 3 });
  });
});

describe('a frame', () => {
  it('is received by all others and confirmed at its last bit; the bus is free 3 bits later', () => {
    const { bus, queue, node } = wire();
    const [a, b, c] = [node('A'), node('B'), node('C')];
    const first = frame(0x123, { data: [1, 2, 3] });
    const second = frame(0x124);
    a.send(first);
    c.send(second);
    queue.runUntil(1_000_000);
    const firstEndNs = encode(first).frameBits * 2000;
    const secondEndNs = firstEndNs + 3 * 2000 + encode(second).frameBits * 2000;
    expect(a.transmitted).toEqual([`${firstEndNs} 291`]);
    expect(c.transmitted).toEqual([`${secondEndNs} 292`]);
    expect(a.received).toEqual(c.transmitted);
    expect(b.received).toEqual([...a.transmitted, ...c.transmitted]);
    expect(c.received).toEqual(a.transmitted);
    const busyNs = secondEndNs + 3 * 2000;
    expect(bus.statistics()).toMatchObject({ busyNs, load: busyNs / 1_000_000, frameCount: 2 });
  });

  it('is not received by a node that comes online, or goes offline, while it is on the wire', () => {
    const { queue, node, at } = wire();
    const [a, late, leaving, through] = [node('A'), node('B'), node('C'), node('D')];
    late.online = false;
    a.send(frame(1));
    a.send(frame(2));
    at(50_000, () => {
      late.online = true;
      leaving.online = false;
    });
    queue.runUntil(1_000_000);
    const idsOf = (lines: readonly string[]): string[] => lines.map((l) => l.split(' ')[1] ?? '');
    expect(idsOf(through.received)).toEqual(['1', '2']);
    expect(idsOf(late.received)).toEqual(['2']);
    expect(idsOf(leaving.received)).toEqual([]);
  });

  it('ends at the right nanosecond when a bit is no whole number of them', () => {
    const { queue, node, records } = wire(83_333);
    const [a] = [node('A'), node('B')];
    const any = frame(0x555, { data: [0x55] });
    const bits = frameLengthBits(any);
    for (let i = 0; i < 1000; i++) a.send(any);
    queue.runUntil(2_000_000_000);
    expect(records().map(({ atNs }) => atNs)).toEqual(
      Array.from({ length: 1000 }, (_, i) =>
        Math.round(((i * (bits + 3) + bits) * 1_000_000_000) / 83_333),
      ),
    );
  });

  it('of an identifier that does not exist is refused', () => {
    const { queue, node } = wire();
    node('A').send(frame(0x800));
    expect(() => queue.runUntil(0)).toThrow('standard CAN identifier 2048 out of range');
  });

  it('of more than 8 bytes is refused', () => {
    const { queue, node } = wire();
    node('A').send(frame(0x100, { lengthBytes: 12 }));
    expect(() => queue.runUntil(0)).toThrow('CAN frame 0x100 of 12 bytes');
  });
});

describe('a frame that nobody acknowledges', () => {
  const any = frame(0x123, { data: Array<number>(8).fill(0x11) });

  it('is tried again every 118 bits, and only the first attempt is told', () => {
    const { bus, queue, node, lines } = wire();
    const lonely = node('A');
    node('B').online = false;
    lonely.send(any);
    queue.runUntil(10 * 236_000);
    expect(lines()).toEqual([
      '202000 Powertrain frame-unacknowledged 0x123 11 11 11 11 11 11 11 11',
    ]);
    expect(bus.statistics()).toMatchObject({
      unacknowledgedFrames: 1,
      unacknowledgedAttempts: 10,
      frameCount: 0,
      busyNs: 10 * 236_000,
      load: 1,
    });
    expect(lonely.transmitted).toEqual([]);
  });

  it('gets through with the first attempt after another node came online', () => {
    const { queue, node, at, lines, bus } = wire();
    const [lonely, other] = [node('A'), node('B')];
    other.online = false;
    lonely.send(any);
    at(300_000, () => {
      other.online = true;
    });
    at(2_000_000, () => {
      other.online = false;
      lonely.send(any);
    });
    queue.runUntil(3_000_000);
    expect(lines().map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      '202000 Powertrain frame-unacknowledged',
      `${2 * 236_000 + 109 * 2000} Powertrain frame`,
      `${2_000_000 + 202_000} Powertrain frame-unacknowledged`,
    ]);
    expect(bus.statistics()).toMatchObject({ unacknowledgedFrames: 2, frameCount: 1 });
    expect(bus.statistics().frames).toMatchObject([
      { name: '0x123', count: 1, maxDelayNs: 2 * 236_000 + 109 * 2000 },
    ]);
  });
});

describe('bus statistics', () => {
  it('keep the longest delay of each identifier', () => {
    const { bus, queue, node, at } = wire();
    const [a, b] = [node('A'), node('B')];
    const bits = (id: number): number => encode(frame(id)).frameBits;
    a.send(frame(0x10));
    b.send(frame(0x20));
    at(1_000_000, () => b.send(frame(0x20)));
    queue.runUntil(2_000_000);
    expect(bus.statistics().frames).toEqual([
      {
        name: '0x010',
        id: 0x10,
        extended: false,
        remote: false,
        count: 1,
        maxDelayNs: bits(0x10) * 2000,
      },
      {
        name: '0x020',
        id: 0x20,
        extended: false,
        remote: false,
        count: 2,
        maxDelayNs: (bits(0x10) + 3 + bits(0x20)) * 2000,
      },
    ]);
  });

  it('are zero at the start', () => {
    expect(wire().bus.statistics()).toEqual({
      bus: 'Powertrain',
      bitRate: 500_000,
      elapsedNs: 0,
      busyNs: 0,
      load: 0,
      frameCount: 0,
      unacknowledgedFrames: 0,
      unacknowledgedAttempts: 0,
      collisions: 0,
      frames: [],
    });
  });
});
