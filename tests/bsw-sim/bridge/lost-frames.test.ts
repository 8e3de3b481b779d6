/** Whatever goes away when: what the bus had for it arrives, or is counted and traced as lost. */
import { describe, expect, it } from 'vitest';
import type { BusAdapter } from '../../../bsw-sim/bridge/bus-adapter.ts';
import type { CanBridge } from '../../../bsw-sim/bridge/can-bridge.ts';
import { type LossCause, lossCauses, lostFrames } from '../../../bsw-sim/bridge/line-statistics.ts';
import type { LockstepBoard } from '../../../bsw-sim/bridge/lockstep.ts';
import { RandomStream } from '../../../bsw-sim/sim/random.ts';
import { NoisyBoard, ScriptedBoard } from '../../helpers/scripted-board.ts';
import { Bench, frame, ms, SilentNode } from './harness.ts';

const seeds = Array.from({ length: 12 }, (_, index) => index + 1);
const secondsOfOutages = 20;
/** Every outage has been noticed, and every answer is there or late. */
const settledMs = 6000;

/** What is lost on a line by its statistics, which the trace has to have frame by frame. */
function lossOf(bench: Bench, { statistics }: CanBridge | BusAdapter): number {
  const traced = bench.trace.filter((line) => / frame-lost 0x/.test(line)).length;
  expect(traced).toBe(lostFrames(statistics));
  return traced;
}

/** Has the test node send at random times, and things happen to the line in between. */
function withOutages(bench: Bench, seed: number, outage: (kind: number, over: boolean) => void) {
  const random = new RandomStream(seed, 'outages');
  const { simulation, node } = bench;
  const endNs = simulation.nowNs + secondsOfOutages * 1000 * ms;
  let count = 0;
  let kind: number | undefined;
  let nextNs = simulation.nowNs + random.integer(1000) * ms;
  while (simulation.nowNs < endNs) {
    if (random.integer(4) > 0) node.send(frame(0x200 + (count & 0xff), [count & 0xff, count >> 8]));
    count++;
    simulation.runFor(1 + random.integer(8 * ms));
    if (simulation.nowNs < nextNs) continue;
    nextNs = simulation.nowNs + (1 + random.integer(kind === undefined ? 3000 : 1500)) * ms;
    if (kind === undefined) {
      kind = random.integer(3);
      outage(kind, false);
    } else {
      outage(kind, true);
      kind = undefined;
    }
  }
  if (kind !== undefined) outage(kind, true);
  simulation.runFor(settledMs * ms);
}

interface Taken {
  readonly bench: Bench;
  readonly board: ScriptedBoard;
  readonly bridge: CanBridge;
  readonly unplugged: number;
}

/** A board that is frozen, unplugged and reset again and again. */
function run(seed: number, kind: 'board' | 'bridge', board: ScriptedBoard): Taken {
  const bench = new Bench();
  new SilentNode(bench.bus);
  const wire = new NoisyBoard(board, { rate: 0, seed });
  const bridge = kind === 'board' ? bench.ecu(wire) : bench.adapter(wire, true);
  // Who answers no command is waited for.
  bench.simulation.runUntil(3000 * ms);
  expect(bridge.status.isOnline).toBe(true);
  let unplugged = 0;
  withOutages(bench, seed, (what, over) => {
    if (what === 2) {
      if (!over) board.reset();
      return;
    }
    wire.isCut = !over;
    if (what === 0) return;
    if (over) bench.plug(bridge.line);
    else bench.unplug(bridge.line);
    unplugged++;
  });
  return { bench, board, bridge, unplugged };
}

describe('of the frames on the bus', () => {
  it.each(seeds)('a board gets all that are not counted as lost: outages of seed %i', (seed) => {
    const { bench, board, bridge, unplugged } = run(
      seed,
      'board',
      new ScriptedBoard({ roles: 'e' }),
    );
    const lost = lossOf(bench, bridge);
    expect(lost).toBeGreaterThan(100);
    expect(bridge.underwayFrames).toBe(0);
    // Where the port goes, answers go with it: those frames are counted, and perhaps arrived.
    const twice = board.received.length + lost - bench.node.sent.length;
    expect(twice).toBeGreaterThanOrEqual(0);
    expect(twice).toBeLessThanOrEqual(4 * unplugged);
    if (unplugged === 0) expect(twice).toBe(0);
  });

  it('an adapter that answers no frame gets no fewer, where heartbeats show the outage', () => {
    for (const seed of seeds) {
      const bench = new Bench();
      new SilentNode(bench.bus);
      const random = new RandomStream(seed, 'outages');
      const board = new ScriptedBoard({ answers: 'none' });
      const wire = new NoisyBoard(board, { rate: 0, seed });
      const bridge = bench.adapter(wire, true);
      const talk = (durationMs: number): void => {
        const endNs = bench.simulation.nowNs + durationMs * ms;
        while (bench.simulation.nowNs < endNs) {
          bench.node.send(frame(0x100));
          bench.simulation.runFor(1 + random.integer(6 * ms));
        }
      };
      bench.simulation.runUntil(3000 * ms);
      for (let outage = 0; outage < 4; outage++) {
        talk(1000 + random.integer(500));
        wire.isCut = true;
        if (outage === 2) bench.unplug(bridge.line);
        talk(800 + random.integer(2000));
        wire.isCut = false;
        if (outage === 2) bench.plug(bridge.line);
        talk(4000);
      }
      bench.simulation.runFor(settledMs * ms);
      const lost = lossOf(bench, bridge);
      const { length: sent } = bench.node.sent;
      expect(board.received.length + lost, `seed ${seed}`).toBeGreaterThanOrEqual(sent);
      expect(lost, `seed ${seed}`).toBeLessThan(0.9 * sent);
    }
  });

  it('a bridge that only listens misses nothing, since nothing is meant for it', () => {
    const bench = new Bench();
    new SilentNode(bench.bus);
    const board = new ScriptedBoard({ roles: 'a' });
    const bridge = bench.adapter(board, false);
    bench.simulation.runUntil(100 * ms);
    bench.unplug(bridge.line);
    bench.node.send(frame(0x100), frame(0x101));
    bench.simulation.runFor(100 * ms);
    expect(bench.node.sent).toHaveLength(2);
    expect(lossOf(bench, bridge)).toBe(0);
  });

  it('those before the board was there are not lost, even the one that is on the wire then', () => {
    const bench = new Bench();
    new SilentNode(bench.bus);
    const board = new ScriptedBoard({ roles: 'e' });
    const bridge = bench.ecu(board);
    while (!bridge.status.isOnline) {
      bench.node.send(frame(0x100, [1, 2, 3, 4, 5, 6, 7, 8]));
      bench.simulation.runFor(0.2 * ms);
    }
    bench.simulation.runFor(100 * ms);
    expect(board.received.length).toBeGreaterThan(0);
    expect(board.received.length).toBeLessThan(bench.node.sent.length);
    expect(lossOf(bench, bridge)).toBe(0);
  });

  it('those for a board that stopped shortly before the end are lost with the run', () => {
    const bench = new Bench();
    new SilentNode(bench.bus);
    const board = new ScriptedBoard({ roles: 'e' });
    const wire = new NoisyBoard(board, { rate: 0, seed: 1 });
    const bridge = bench.ecu(wire);
    bench.simulation.runUntil(100 * ms);
    bench.node.send(frame(0x100), frame(0x101));
    bench.simulation.runFor(100 * ms);
    wire.isCut = true;
    bench.node.send(...Array.from({ length: 30 }, (_, i) => frame(0x110 + i)));
    bench.simulation.runFor(120 * ms);
    bridge.end();
    expect(board.received).toHaveLength(2);
    expect(lossOf(bench, bridge)).toBe(30);
    expect(bridge.statistics).toMatchObject({ framesUnanswered: 4, framesNotSent: 26 });
  });

  it('one that is underway at the end of the run is neither lost nor forgotten', () => {
    const bench = new Bench();
    new SilentNode(bench.bus);
    const bridge = bench.ecu(new ScriptedBoard({ roles: 'e' }));
    bench.simulation.runUntil(100 * ms);
    bench.node.send(frame(0x100));
    bench.simulation.runUntilCondition(() => bench.node.sent.length > 0, 200 * ms);
    bridge.end();
    expect(lossOf(bench, bridge)).toBe(0);
    expect(bridge.underwayFrames).toBe(1);
  });
});

describe('of the frames of a board', () => {
  it.each(seeds)('the bus has all that are not counted as lost: outages of seed %i', (seed) => {
    let due = 0;
    const board = new ScriptedBoard({
      roles: 'e',
      program: (one) => {
        // Less urgent than the others, so that its mailboxes wait.
        while (one.nowNs >= due && one.transmit(frame(0x700 + (due % 3))))
          due = one.nowNs + 300_000;
      },
    });
    const { bench, bridge } = run(seed, 'board', board);
    const { framesReceived, framesDropped } = bridge.statistics;
    const underway = bridge.underwayFrames;
    lossOf(bench, bridge);
    expect(bench.node.heard.length).toBeGreaterThan(1000);
    expect(bench.node.heard.length + framesDropped + underway).toBe(framesReceived);
  });
});

/** A program that opens the channel, notes what it gets, and may close it. */
class Program implements LockstepBoard {
  onByte: ((byte: number) => void) | undefined = undefined;
  text = '';

  runUntil(): void {}

  write(byte: number): void {
    this.text += String.fromCharCode(byte);
  }

  say(text: string): void {
    for (const character of text) this.onByte?.(character.charCodeAt(0));
  }

  get frames(): number {
    return this.text.match(/t[0-9A-F]{4,}(?=\r)/g)?.length ?? 0;
  }
}

describe('of the frames for a program at an adapter', () => {
  it.each(seeds)('it gets all that are not counted as lost: outages of seed %i', (seed) => {
    const bench = new Bench();
    new SilentNode(bench.bus);
    const program = new Program();
    const wire = new NoisyBoard(program, { rate: 0, seed });
    const adapter = bench.busAdapter(wire);
    bench.simulation.runUntil(ms);
    program.say('O\r');
    bench.simulation.runUntil(100 * ms);
    let left = 0;
    let sentWhenLeft = 0;
    withOutages(bench, seed, (kind, over) => {
      const { line } = adapter;
      if (kind === 2) {
        // It closes the channel, and nothing is meant for it until it opens it again.
        program.say(over ? 'O\r' : 'C\r');
        bench.simulation.runFor(5 * ms);
        if (over) left += bench.node.sent.length - sentWhenLeft;
        else sentWhenLeft = bench.node.sent.length;
        return;
      }
      wire.isCut = !over;
      if (!over) bench.unplug(line);
      else bench.plug(line);
      if (!over) return;
      bench.simulation.runFor(20 * ms);
      program.say('O\r');
      bench.simulation.runFor(20 * ms);
    });
    const lost = lossOf(bench, adapter);
    expect(lost).toBeGreaterThan(100);
    expect(program.frames + lost + left).toBe(bench.node.sent.length);
  });

  it('those that the port had not taken when it went are lost', () => {
    const bench = new Bench();
    new SilentNode(bench.bus);
    const program = new Program();
    const adapter = bench.busAdapter(program);
    bench.simulation.runUntil(ms);
    program.say('O\r');
    bench.simulation.runUntil(10 * ms);
    bench.node.send(...[1, 2, 3, 4].map((i) => frame(0x100 + i, [i])));
    bench.simulation.runFor(10 * ms);
    // t10110A and CR are eight bytes: two frames, and a part of the one before.
    bench.unplug(adapter.line, 20);
    bench.simulation.runFor(ms);
    expect(adapter.statistics).toMatchObject({ framesSent: 1, framesNotSent: 3, losses: 1 });
    expect(lossOf(bench, adapter)).toBe(3);
  });

  it('none is lost before somebody opens it, or after he has closed it', () => {
    const bench = new Bench();
    new SilentNode(bench.bus);
    const program = new Program();
    const adapter = bench.busAdapter(program);
    bench.simulation.runUntil(ms);
    bench.node.send(frame(0x100));
    bench.simulation.runFor(10 * ms);
    program.say('O\r');
    bench.simulation.runFor(10 * ms);
    program.say('C\r');
    bench.simulation.runFor(10 * ms);
    bench.unplug(adapter.line);
    bench.node.send(frame(0x101));
    bench.simulation.runFor(10 * ms);
    expect(bench.node.sent).toHaveLength(2);
    expect(lossOf(bench, adapter)).toBe(0);
    expect(adapter.statistics.losses).toBe(0);
    expect(adapter.status.goneSinceNs).toBeUndefined();
  });
});

it('every cause of a loss is said in words, and counted', () => {
  const causes = Object.keys(lossCauses) as LossCause[];
  const bench = new Bench();
  const { statistics } = bench.ecu(new ScriptedBoard());
  for (const cause of causes) statistics[cause] = 1;
  expect(lostFrames(statistics)).toBe(causes.length);
});
