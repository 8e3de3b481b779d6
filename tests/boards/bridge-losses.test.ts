/**
 * Every frame of the bus is delivered or counted, to the last one: an Uno on a bus that is as full as it can be,
 * of the frames that come the fastest, while the host does nothing, waits for answers, or floods the line.
 */
import { describe, expect, it } from 'vitest';
import { frameLengthBits, intermissionBits } from '../../bsw-sim/bus/frame-length.ts';
import { hasAvrGcc } from '../helpers/boards/avr-programs.ts';
import { BridgeBoard, builtHex, frameOf, prebuiltHex } from '../helpers/boards/bridge-board.ts';

const skipBuilt = !hasAvrGcc && process.env.CI !== 'true';
const frameCount = 2000;
const ofHost = 't7FF81122334455667788\r';

/** Of all identifiers, one whose frame needs no stuff bits, or as few as possible. */
function shortest(letter: 't' | 'r', length: number): string {
  const lines = Array.from(
    { length: 2048 },
    (_, id) => `${letter}${id.toString(16).padStart(3, '0').toUpperCase()}${length}`,
  );
  const bits = (line: string): number => frameLengthBits(frameOf(line));
  return lines.reduce((best, line) => (bits(line) < bits(best) ? line : best));
}

/** The second costs the board as much to read as it can, if it does not look closely. */
const lines = [
  shortest('t', 0),
  shortest('r', 8),
  't5551AA',
  'T1AAAAAAA0',
  't1238FFAAFFAAFFAAFFAA',
];

interface Outcome {
  readonly delivered: number;
  readonly counted: number;
  readonly droppedByController: number;
  readonly bels: number;
  readonly flags: number;
}

/** A full bus, until the last frame is through. `host`: what it does meanwhile. */
function flood(
  bridge: BridgeBoard,
  line: string,
  host: 'silent' | 'answered' | 'flooding',
): Outcome {
  const { board, controller } = bridge;
  for (let i = 0; i < frameCount; i++) controller.receive(frameOf(line));
  let text = '';
  let isOver = false;
  board.onSerialOut = (byte) => {
    text += String.fromCharCode(byte);
    if (host === 'answered' && byte === 'z'.charCodeAt(0) && !isOver) bridge.send(ofHost);
  };
  if (host === 'answered') bridge.send(ofHost.repeat(4));
  while (controller.waiting > 0) {
    while (host === 'flooding' && board.serialInPending < 60) bridge.send(ofHost);
    bridge.run(1);
  }
  isOver = true;
  bridge.run(400);
  const delivered = text.split(`${line}\r`).length - 1;
  const bels = text.split('\x07').length - 1;
  text = '';
  bridge.send('F\rxn\r');
  bridge.run(5);
  const counted = Number.parseInt(/xn(.{4})/.exec(text)?.[1] ?? '', 16);
  const flags = Number.parseInt(/F(..)\r/.exec(text)?.[1] ?? '', 16);
  return { delivered, counted, droppedByController: controller.dropped, bels, flags };
}

function opened(bitRate: 500_000 | 1_000_000, hex: string): BridgeBoard {
  const bridge = new BridgeBoard('uno', { bitRate }, hex);
  bridge.open(bitRate === 500_000 ? 'S6' : 'S8');
  return bridge;
}

describe('frames that come the fastest', () => {
  it('are those that are meant', () => {
    expect(
      lines.slice(0, 2).map((line) => frameLengthBits(frameOf(line)) + intermissionBits),
    ).toEqual([48, 47]);
  });
});

const cases = ([500_000, 1_000_000] as const).flatMap((bitRate) =>
  (['silent', 'answered', 'flooding'] as const).map((host) => ({ bitRate, host })),
);

describe.each(cases)(
  'at $bitRate bit/s, the host $host, the shipped image',
  ({ bitRate, host }) => {
    it.each(lines)('delivers or counts every frame %s', (line) => {
      const bridge = opened(bitRate, prebuiltHex('uno'));
      const { delivered, counted, droppedByController, bels, flags } = flood(bridge, line, host);
      expect([droppedByController, delivered + counted]).toEqual([0, frameCount]);
      expect([delivered > 0, counted > 0]).toEqual([true, true]);
      // Those that the host sent for nothing have theirs besides.
      if (host === 'silent') expect(bels).toBe(1);
      else expect(bels).toBeGreaterThanOrEqual(1);
      expect(flags & 1).toBe(1);
    });
  },
);

describe('the shipped image of a Mega 2560', () => {
  it.each(cases)('does the same at $bitRate bit/s, the host $host', ({ bitRate, host }) => {
    const bridge = new BridgeBoard('mega2560', { bitRate });
    bridge.open(bitRate === 500_000 ? 'S6' : 'S8');
    const { delivered, counted, droppedByController } = flood(bridge, lines[0] ?? '', host);
    expect([droppedByController, delivered + counted]).toEqual([0, frameCount]);
  });
});

describe.skipIf(skipBuilt)('at 115,200 Bd', () => {
  it('it is the same at 1 Mbit/s while the host floods the line', () => {
    const bridge = opened(1_000_000, builtHex('uno', 115_200));
    const { delivered, counted, droppedByController } = flood(bridge, lines[0] ?? '', 'flooding');
    expect([droppedByController, delivered + counted]).toEqual([0, frameCount]);
  });
});

describe.skipIf(skipBuilt)('at 1,000,000 Bd', () => {
  const hex = skipBuilt ? '' : builtHex('uno', 1_000_000);

  it.each(cases.filter(({ bitRate, host }) => bitRate === 500_000 || host === 'silent'))(
    'it is the same at $bitRate bit/s, the host $host',
    ({ bitRate, host }) => {
      for (const line of lines) {
        const { delivered, counted, droppedByController } = flood(opened(bitRate, hex), line, host);
        expect([line, droppedByController, delivered + counted]).toEqual([line, 0, frameCount]);
      }
    },
  );

  it('the controller drops frames at 1 Mbit/s while the host sends, and says that there were some', () => {
    const bridge = opened(1_000_000, hex);
    const [line = ''] = lines;
    const { delivered, counted, droppedByController } = flood(bridge, line, 'flooding');
    const missing = frameCount - delivered - counted;
    expect(droppedByController).toBeGreaterThan(0);
    // At least one each time that it says so.
    expect(missing).toBeGreaterThanOrEqual(0);
    expect(missing).toBeLessThan(droppedByController);
    expect(counted).toBeGreaterThan(frameCount / 2);
  });
});

describe('frames that are delivered', () => {
  it.each([500_000, 1_000_000] as const)('are in their order at %i bit/s', (bitRate) => {
    const bridge = opened(bitRate, prebuiltHex('uno'));
    const numbers = Array.from({ length: frameCount }, (_, i) => i);
    for (const i of numbers) {
      bridge.controller.receive(frameOf(`t5552${i.toString(16).padStart(4, '0')}`));
    }
    const text = bridge.settle(20);
    const seen = [...text.matchAll(/t5552(.{4})\r/g)].map(([, digits = '']) =>
      Number.parseInt(digits, 16),
    );
    expect(seen.length).toBeGreaterThan(300);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(new Set(seen).size).toBe(seen.length);
  });
});
