import { describe, expect, it } from 'vitest';
import { formatFrame } from '../../../bsw-sim/bridge/slcan-frames.ts';
import { DamagedLine } from '../../helpers/boards/damaged-line.ts';
import { ScriptedBoard } from '../../helpers/scripted-board.ts';
import { Bench, frame, ms } from './harness.ts';

describe('an adapter to a real bus', () => {
  it('is closed, set up and opened for listening only, and nothing is sent to it', () => {
    const bench = new Bench();
    const board = new ScriptedBoard();
    const bridge = bench.adapter(board, false);
    bench.simulation.runUntil(200 * ms);
    expect(bridge.status.isOnline).toBe(true);
    expect(board.lines.filter((line) => line !== '')).toEqual(['C', 'V', 'v', 'S6', 'L', 'V', 'F']);
    bench.node.send(frame(0x100, [1]));
    board.say('t1232AABB\rR1234567F4\r');
    bench.simulation.runUntil(300 * ms);
    expect(bench.node.heard).toEqual(['t1232AABB', 'R1234567F4']);
    // An earlier user may have asked for time stamps.
    board.say('t1232AABB0001\r');
    bench.simulation.runUntil(301 * ms);
    expect(bench.node.heard.at(-1)).toBe('t1232AABB');
    expect(bench.node.sent).toEqual(['t100101']);
    expect(board.received).toEqual([]);
  });

  it('gets the frames of the bus in their order if it may transmit', () => {
    const bench = new Bench();
    const board = new ScriptedBoard();
    const bridge = bench.adapter(board, true);
    bench.simulation.runUntil(200 * ms);
    const frames = [
      frame(0x100, [1]),
      frame(0x7ff, [], { remote: true, lengthBytes: 8 }),
      frame(0x1fff_ffff, [1, 2, 3, 4, 5, 6, 7, 8], { extended: true }),
      frame(0, []),
    ];
    bench.node.send(...frames);
    bench.simulation.runUntil(300 * ms);
    expect(board.received.map(formatFrame)).toEqual(frames.map(formatFrame));
    expect(bridge.statistics).toMatchObject({ framesSent: 4, framesNotSent: 0 });
  });

  it.each(['z', 'plain', 'none'] as const)(
    'takes a burst without loss when it answers in the manner "%s"',
    (answers) => {
      const bench = new Bench();
      const board = new ScriptedBoard({ answers });
      const bridge = bench.adapter(board, true);
      bench.simulation.runUntil(4000 * ms);
      expect(bridge.status.isOnline).toBe(true);
      // A line of 500 kBd carries 1,850 such frames in a second, the bus twice as many.
      const burst = Array.from({ length: 250 }, (_, i) =>
        frame(0x100 + i, [i, 1, 2, 3, 4, 5, 6, 7]),
      );
      bench.node.send(...burst);
      bench.simulation.runUntil(5000 * ms);
      expect(board.received.map(formatFrame)).toEqual(burst.map(formatFrame));
      expect(bridge.statistics).toMatchObject({
        framesSent: 250,
        framesNotSent: 0,
        framesRefused: 0,
        framesUnanswered: 0,
      });
    },
  );

  it('that is slower than the bus loses frames, and every one is counted and traced', () => {
    const bench = new Bench();
    const board = new ScriptedBoard();
    const bridge = bench.adapter(board, true);
    bench.simulation.runUntil(200 * ms);
    bench.node.send(...Array.from({ length: 2000 }, () => frame(0x123, [1, 2, 3, 4, 5, 6, 7, 8])));
    bench.simulation.runUntil(3000 * ms);
    const { framesNotSent } = bridge.statistics;
    expect(framesNotSent).toBeGreaterThan(100);
    expect(board.received.length + framesNotSent).toBe(2000);
    expect(bench.trace.filter((line) => line.includes('frame-lost 0x123'))).toHaveLength(
      framesNotSent,
    );
  });

  it('that answers a frame with BEL has lost it', () => {
    const bench = new Bench();
    const board = new ScriptedBoard({ refuses: /^t2/ });
    const bridge = bench.adapter(board, true);
    bench.simulation.runUntil(200 * ms);
    bench.node.send(frame(0x100), frame(0x200), frame(0x101));
    bench.simulation.runUntil(300 * ms);
    expect(board.received.map(formatFrame)).toEqual(['t1000', 't1010']);
    expect(bridge.statistics).toMatchObject({ framesSent: 3, framesRefused: 1 });
  });

  it('that refuses its bit rate is not opened, and the reason is told', () => {
    const bench = new Bench();
    const board = new ScriptedBoard({ refuses: /^S/ });
    const bridge = bench.adapter(board, true);
    bench.simulation.runUntil(3000 * ms);
    expect(bridge.status.isOnline).toBe(false);
    expect(bridge.status.reason).toBe('it refuses S6');
    expect(board.lines).not.toContain('O');
  });

  it('that cannot listen only is not opened otherwise', () => {
    const bench = new Bench();
    const board = new ScriptedBoard({ refuses: /^L/ });
    const bridge = bench.adapter(board, false);
    bench.simulation.runUntil(3000 * ms);
    expect(bridge.status.reason).toBe('it refuses L');
    expect(board.lines).not.toContain('O');
  });

  it('whose flags say that it has lost something is traced', () => {
    const bench = new Bench();
    const board = new ScriptedBoard({ roles: 'a' });
    const bridge = bench.adapter(board, true);
    bench.simulation.runUntil(200 * ms);
    board.flags = 0x09;
    board.say('\u0007');
    bench.simulation.runUntil(1200 * ms);
    expect(bridge.statistics).toMatchObject({ bells: 1, flags: 9 });
    expect(bench.trace.some((line) => line.endsWith('Bus.bridge line-flags Bus.bridge 9'))).toBe(
      true,
    );
  });
});

describe('a board that is an ECU', () => {
  it('chooses its role, and learns when its frame has left on the bus', () => {
    const bench = new Bench();
    const board = new ScriptedBoard({ roles: 'aei' });
    bench.ecu(board);
    bench.simulation.runUntil(50 * ms);
    expect(board.role).toBe('e');
    // The bus is taken: the frame of the board has to wait, and so has its confirmation.
    bench.node.send(frame(0x050, [1, 2, 3, 4, 5, 6, 7, 8]), frame(0x051, [1, 2, 3, 4, 5, 6, 7, 8]));
    expect(board.transmit(frame(0x123, [0xaa]))).toBe(true);
    bench.simulation.runUntil(bench.simulation.nowNs + 0.5 * ms);
    expect(board.confirmations).toEqual([]);
    bench.simulation.runUntil(60 * ms);
    expect(board.confirmations).toEqual(['00']);
    expect(bench.node.heard).toEqual(['t1231AA']);
  });

  it('sends the most urgent of its mailboxes first', () => {
    const bench = new Bench();
    const board = new ScriptedBoard({ roles: 'e' });
    bench.ecu(board);
    bench.simulation.runUntil(50 * ms);
    bench.node.send(...Array.from({ length: 20 }, () => frame(0x001, [1, 2, 3, 4, 5, 6, 7, 8])));
    for (const id of [0x300, 0x100, 0x200]) board.transmit(frame(id));
    expect(board.transmit(frame(0x400))).toBe(false);
    bench.simulation.runUntil(80 * ms);
    expect(bench.node.heard).toEqual(['t1000', 't2000', 't3000']);
    expect(board.confirmations).toEqual(['10', '20', '00']);
  });

  it('without the extensions is one all the same, only without confirmations', () => {
    const bench = new Bench();
    const board = new ScriptedBoard();
    bench.ecu(board);
    bench.simulation.runUntil(700 * ms);
    board.transmit(frame(0x123, [1]));
    bench.node.send(frame(0x456, [2]));
    bench.simulation.runUntil(750 * ms);
    expect(bench.node.heard).toEqual(['t123101']);
    expect(board.received.map(formatFrame)).toEqual(['t456102']);
  });

  it('takes no part before it has booted, and then does', () => {
    const bench = new Bench();
    const board = new ScriptedBoard({ roles: 'e', bootNs: 1700 * ms });
    const bridge = bench.ecu(board);
    bench.simulation.runUntil(1700 * ms);
    expect(bridge.status.isOnline).toBe(false);
    bench.simulation.runUntil(2500 * ms);
    expect(bridge.status.isOnline).toBe(true);
    expect(bridge.status.onlineAtNs).toBeGreaterThan(1700 * ms);
    expect(bench.trace.filter((line) => line.includes('line-'))).toHaveLength(1);
  });

  it('that nobody answers for is reported, and tried again', () => {
    const bench = new Bench();
    const board = new ScriptedBoard({ roles: 'e', bootNs: 20_000 * ms });
    const bridge = bench.ecu(board);
    bench.simulation.runUntil(19_000 * ms);
    expect(bridge.status.reason).toBe('nobody answers');
    bench.simulation.runUntil(25_000 * ms);
    expect(bridge.status.isOnline).toBe(true);
  });

  it('that was reset is seen by its heartbeat and set up again', () => {
    const bench = new Bench();
    const board = new ScriptedBoard({ roles: 'e' });
    const bridge = bench.ecu(board);
    bench.simulation.runUntil(1000 * ms);
    board.reset();
    bench.simulation.runUntil(2500 * ms);
    expect(board.role).toBe('e');
    expect(board.channel).toBe('open');
    expect(bridge.statistics).toMatchObject({ connections: 2, losses: 1 });
    expect(bridge.status.reason).toBe('it was reset');
  });

  it('that says nothing any more is gone after three heartbeats, and welcome again', () => {
    const bench = new Bench();
    const board = new ScriptedBoard({ roles: 'e' });
    const line = new DamagedLine(board, { seed: 1 });
    const bridge = bench.ecu(line);
    bench.simulation.runUntil(1000 * ms);
    line.isCut = true;
    bench.simulation.runUntil(4000 * ms);
    expect(bridge.status.isOnline).toBe(false);
    expect(bridge.statistics.losses).toBe(1);
    line.isCut = false;
    bench.simulation.runUntil(15_000 * ms);
    expect(bridge.status.isOnline).toBe(true);
  });

  it('has sent no time stamp: where one seems to be, a line has lost something', () => {
    const bench = new Bench();
    const board = new ScriptedBoard({ roles: 'e' });
    const bridge = bench.ecu(board);
    bench.simulation.runUntil(100 * ms);
    // Were xt00t3233AABBCCD004 and t3233AABBCCD004.
    board.say('xt00t3230D004\rt3230D004\r');
    bench.simulation.runUntil(110 * ms);
    expect(bench.node.heard).toEqual([]);
    expect(bridge.statistics).toMatchObject({ framesReceived: 0, noise: 2 });
  });

  it.each([0.001, 0.01, 0.05])('lives on with %d of the bytes damaged', (rate) => {
    const seed = 4711;
    const bench = new Bench();
    const board = new ScriptedBoard({ roles: 'e', program: sender() });
    const line = new DamagedLine(board, { seed });
    const bridge = bench.ecu(line);
    bench.simulation.runUntil(1000 * ms);
    line.rate = rate;
    for (let second = 1; second < 20; second++) {
      bench.node.send(...Array.from({ length: 50 }, (_, i) => frame(0x200 + i, [second, i])));
      bench.simulation.runUntil(second * 1000 * ms);
    }
    line.rate = 0;
    // Whatever has gone wrong: on a good line everything is well again.
    bench.simulation.runUntil(40_000 * ms);
    expect(bridge.status.isOnline, `seed ${seed}`).toBe(true);
    const before = bench.node.heard.length;
    board.received.length = 0;
    const last = Array.from({ length: 50 }, (_, i) => frame(0x300 + i, [i]));
    bench.node.send(...last);
    bench.simulation.runUntil(42_000 * ms);
    expect(board.received.map(formatFrame)).toEqual(last.map(formatFrame));
    expect(bench.node.heard.length - before).toBeGreaterThan(90);
  });
});

/** A program that sends a frame every 20 ms, and tries again while no mailbox is free. */
function sender(): (board: ScriptedBoard) => void {
  let due = 0;
  return (board) => {
    if (board.nowNs < due) return;
    const number = Math.floor(board.nowNs / (20 * ms));
    if (board.transmit(frame(0x100, [number & 0xff, number >> 8]))) due = board.nowNs + 20 * ms;
  };
}
