/**
 * Noise on the line to an ECU: the host says of mailboxes that it knows nothing of what is in them, while the
 * board offers frames. Whatever crosses what, each frame is on the bus once, and the board is told so.
 */
import { describe, expect, it } from 'vitest';
import { formatFrame } from '../../../bsw-sim/bridge/slcan-frames.ts';
import { ScriptedBoard, type ScriptedBoardOptions } from '../../helpers/scripted-board.ts';
import { Bench, frame, ms } from './harness.ts';

/** Sends frames 0, 1, 2… as mailboxes are free, from 1 s on. */
class Sender extends ScriptedBoard {
  sent = 0;

  constructor(count: number, options: ScriptedBoardOptions = {}) {
    super({
      roles: 'e',
      program: (board) => {
        if (board.nowNs < 1000 * ms) return;
        while (this.sent < count && board.transmit(frame(0x100, [this.sent]))) this.sent++;
      },
      ...options,
    });
  }
}

const expected = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => formatFrame(frame(0x100, [i])));

describe('an ECU on a noisy line', () => {
  it.each([0, 20, 60, 100, 140, 180, 220, 260, 400, 1000])(
    'has each frame sent once when it offers them %d us after noise',
    (distanceUs) => {
      const bench = new Bench();
      let isNoisy = false;
      const board: Sender = new Sender(20, {
        program: () => {
          if (board.nowNs < 1000 * ms) return;
          if (!isNoisy) board.say('x?\r');
          isNoisy = true;
          if (board.nowNs < 1000 * ms + distanceUs * 1000) return;
          while (board.sent < 20 && board.transmit(frame(0x100, [board.sent]))) board.sent++;
        },
      });
      bench.ecu(board);
      bench.simulation.runUntil(3000 * ms);
      expect([...bench.node.heard].sort()).toEqual(expected(20));
      expect(board.confirmations.filter((one) => one.startsWith('k'))).toHaveLength(20);
    },
  );

  it('has a frame sent whose offer was damaged', () => {
    const bench = new Bench();
    const board = new Sender(3);
    const say = board.say.bind(board);
    let isDamaged = false;
    board.say = (text) => {
      const isFirst = text.startsWith('xt1') && !isDamaged;
      isDamaged ||= isFirst;
      say(isFirst ? text.replace('t1', 't?') : text);
    };
    bench.ecu(board);
    bench.simulation.runUntil(1100 * ms);
    expect(isDamaged).toBe(true);
    expect([...bench.node.heard].sort()).toEqual(expected(3));
  });
});
