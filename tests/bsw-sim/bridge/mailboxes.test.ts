/**
 * Offers and confirmations of mailboxes that get lost, are repeated and cross on the line to an ECU: each frame
 * is on the bus once, the board is told so, and of a frame that is not it is never told.
 */
import { describe, expect, it } from 'vitest';
import { formatFrame } from '../../../bsw-sim/bridge/slcan-frames.ts';
import { ScriptedBoard } from '../../helpers/scripted-board.ts';
import { Bench, frame, ms } from './harness.ts';

/**
 * Sends frames 0, 1, 2… as mailboxes are free, from 1 s on. `hears` and `says` are what becomes of a line to
 * it and of one from it on the way; '' for nothing.
 */
type Way = (text: string) => string;

class Sender extends ScriptedBoard {
  sent = 0;
  readonly #hears: Way;
  readonly #says: Way;
  #line = '';

  constructor(
    count: number,
    {
      hears = (line) => line,
      says = (text) => text,
      mailboxes = 3,
    }: { hears?: Way; says?: Way; mailboxes?: number } = {},
  ) {
    super({
      roles: 'e',
      program: (board) => {
        if (board.nowNs < 1000 * ms) return;
        while (
          this.sent < count &&
          this.sent - this.confirmations.length < mailboxes &&
          board.transmit(frame(0x100, [this.sent]))
        )
          this.sent++;
      },
    });
    this.#hears = hears;
    this.#says = says;
  }

  override say(text: string): void {
    super.say(this.#says(text));
  }

  override write(byte: number): void {
    if (byte !== 13) {
      this.#line += String.fromCharCode(byte);
      return;
    }
    const line = this.#line;
    this.#line = '';
    const heard = this.#hears(line);
    if (heard === '' && line !== '') return;
    for (const character of `${heard}\r`) super.write(character.charCodeAt(0));
  }
}

const expected = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => formatFrame(frame(0x100, [i])));

/** The first so many that fit are changed. */
function first(fits: RegExp, change: Way, count = 1): { on: Way; readonly left: number } {
  let left = count;
  return {
    on: (text) => {
      if (left === 0 || !fits.test(text)) return text;
      left--;
      return change(text);
    },
    get left() {
      return left;
    },
  };
}

const lost = (): string => '';

function sentBy(board: Sender, count: number, untilNs = 3000 * ms): string[] {
  const bench = new Bench();
  const bridge = bench.ecu(board);
  bench.simulation.runUntil(untilNs);
  expect(board.confirmations).toHaveLength(count);
  expect(bridge.statistics.framesDropped).toBe(0);
  expect(bridge.statistics.framesReceived).toBe(count);
  return [...bench.node.heard].sort();
}

describe('a frame of a mailbox is sent once', () => {
  it.each([1, 2, 15])('when its offer is lost %d times', (times) => {
    const offers = first(/^xt00/, lost, times);
    expect(sentBy(new Sender(3, { says: offers.on }), 3)).toEqual(expected(3));
    expect(offers.left).toBe(0);
  });

  it('when its offer is damaged, a tenth of a second later', () => {
    const offers = first(/^xt1/, (text) => text.replace('t1', 't?'));
    expect(sentBy(new Sender(3, { says: offers.on }), 3, 1110 * ms)).toEqual(expected(3));
    expect(offers.left).toBe(0);
  });

  it('when its confirmation is lost', () => {
    const confirmations = first(/^xk/, lost, 2);
    expect(sentBy(new Sender(20, { hears: confirmations.on }), 20)).toEqual(expected(20));
    expect(confirmations.left).toBe(0);
  });

  it('when its confirmation is refused', () => {
    const confirmations = first(/^xk/, (text) => text.replace('x', '?'), 2);
    expect(sentBy(new Sender(20, { hears: confirmations.on }), 20)).toEqual(expected(20));
  });

  it('when the answer to its confirmation is lost', () => {
    const answers = first(/^\r$/, lost);
    const sender: Sender = new Sender(20, {
      says: (text) => (sender.confirmations.length > 0 ? answers.on(text) : text),
    });
    expect(sentBy(sender, 20)).toEqual(expected(20));
    expect(answers.left).toBe(0);
  });

  it('when it waits for the bus longer than the board does', () => {
    const bench = new Bench();
    const board = new Sender(3);
    const bridge = bench.ecu(board);
    bench.simulation.runUntil(990 * ms);
    const eight = [1, 2, 3, 4, 5, 6, 7, 8];
    bench.node.send(...Array.from({ length: 2500 }, () => frame(0x050, eight)));
    bench.simulation.runUntil(1500 * ms);
    expect(board.confirmations).toEqual([]);
    expect(bench.node.heard).toEqual([]);
    bench.simulation.runUntil(2500 * ms);
    expect(bench.node.heard).toEqual(expected(3));
    expect(board.confirmations).toHaveLength(3);
    expect(bridge.statistics.framesReceived).toBe(3);
  });
});

describe('a confirmation that is repeated', () => {
  it('does not confirm the next frame, whose offer was lost', () => {
    const answers = first(/^\r$/, lost);
    const offers = first(/^xt01/, lost, 5);
    // One mailbox, so that all frames are of it.
    const sender: Sender = new Sender(20, {
      mailboxes: 1,
      says: (text) =>
        offers.on(sender.confirmations.length > 0 && text === '\r' ? answers.on(text) : text),
    });
    expect(sentBy(sender, 20)).toEqual(expected(20));
    expect([answers.left, offers.left]).toEqual([0, 0]);
  });

  it('does not confirm a frame of after a reset', () => {
    // Nothing is heard of the first frame any more, and the board begins anew with the same digit.
    const bench = new Bench();
    const confirmations = first(/^xk00/, lost, 1);
    const sender = new Sender(1, { hears: confirmations.on });
    bench.ecu(sender);
    bench.simulation.runUntil(1010 * ms);
    expect(bench.node.heard).toEqual(expected(1));
    sender.reset();
    sender.sent = 0;
    bench.simulation.runUntil(4000 * ms);
    // It is another frame now.
    expect(bench.node.heard).toEqual([...expected(1), ...expected(1)]);
    expect(sender.confirmations).toEqual(['00']);
  });
});

describe('a frame that the board has taken for cancelled', () => {
  it('is replaced by the next of its mailbox, and counted if it was not on the bus', () => {
    const bench = new Bench();
    const board = new ScriptedBoard({ roles: 'e' });
    const bridge = bench.ecu(board);
    bench.simulation.runUntil(50 * ms);
    bench.node.send(...Array.from({ length: 20 }, () => frame(0x050, [1, 2, 3, 4, 5, 6, 7, 8])));
    bench.simulation.runUntil(51 * ms);
    board.say('xt00t1000\rxt01t2000\r');
    bench.simulation.runUntil(60 * ms);
    expect(bench.node.heard).toEqual(['t2000']);
    expect(bridge.statistics).toMatchObject({ framesReceived: 2, framesDropped: 1 });
    expect(bench.trace.filter((record) => record.includes(' frame-lost '))).toEqual([
      expect.stringContaining('0x100'),
    ]);
    expect(board.lines.filter((line) => line.startsWith('xk'))).toEqual(['xk01']);
  });
});
