/**
 * A channel that is closed while frames are everywhere: on the bus, in the controller, in the board, on the
 * line. Each arrives or is counted by `xn`, in both directions; what was too late for either was never there.
 */
import { describe, expect, it } from 'vitest';
import { BridgeBoard, frameOf } from '../helpers/boards/bridge-board.ts';

/** Not a period of anything else here. */
const momentsUs = [0, 37, 411, 1009, 2377, 5003, 9973];
/** To the bus, in one byte each. */
const ofHost = (count: number): string =>
  Array.from({ length: count }, (_, i) => `t7001${i.toString(16).padStart(2, '0')}\r`).join('');

function opened(bitRate: number, command: string): BridgeBoard {
  const bridge = new BridgeBoard('uno', { bitRate });
  bridge.open(command);
  return bridge;
}

/** Closes, and returns what the board says until it is quiet. */
function closed(bridge: BridgeBoard): string {
  bridge.send('C\r');
  return bridge.settle(60);
}

/** Frames for the host, and of the host, that `xn` counts. */
function counted(bridge: BridgeBoard): { toHost: number; fromHost: number } {
  const [, toHost = '', fromHost = ''] =
    /^xn(.{4})(.{4})(.{4})(.{4})\r$/.exec(bridge.say('xn')) ?? [];
  return { toHost: Number.parseInt(toHost, 16), fromHost: Number.parseInt(fromHost, 16) };
}

describe('frames for the host', () => {
  it.each(momentsUs)(
    'of a full bus are delivered or counted: closed after 50 ms and %i us',
    (us) => {
      for (const line of ['t7FF0', 'T1AAAAAAA8FFAAFFAAFFAAFFAA']) {
        const bridge = opened(500_000, 'S6');
        const { controller } = bridge;
        for (let i = 0; i < 3000; i++) controller.receive(frameOf(line));
        bridge.run(50 + us / 1000);
        const before = bridge.take();
        const after = closed(bridge);
        const delivered = (before + after).split(`${line}\r`).length - 1;
        const { toHost } = counted(bridge);
        expect([controller.dropped, delivered + toHost]).toEqual([0, controller.kept]);
        expect([delivered > 50, toHost > 0]).toEqual([true, true]);
        // The answer is the last: no BEL that would look like one to what the host says next.
        expect(after.endsWith(`${line}\r\r`)).toBe(true);
      }
    },
  );

  it('that wait are delivered before the answer, where the line has room', () => {
    const bridge = opened(1_000_000, 'S8');
    for (let i = 0; i < 8; i++) bridge.controller.receive(frameOf(`t1231${i}${i}`));
    bridge.send('C\r');
    const text = bridge.settle(5);
    const { kept } = bridge.controller;
    expect(kept).toBeGreaterThan(1);
    const frames = Array.from({ length: kept }, (_, i) => `t1231${i}${i}\r`);
    expect(text).toBe(`${frames.join('')}\r`);
    expect(counted(bridge)).toEqual({ toHost: 0, fromHost: 0 });
  });

  it('that the filter does not accept are not counted', () => {
    const bridge = new BridgeBoard('uno', { bitRate: 500_000 });
    for (const command of ['S6', 'M00000000', 'm00000000', 'W0', 'O']) bridge.say(command, 60);
    for (let i = 0; i < 300; i++) bridge.controller.receive(frameOf('t7FF0'));
    bridge.run(10);
    expect(closed(bridge)).toBe('\r');
    expect(counted(bridge)).toEqual({ toHost: 0, fromHost: 0 });
  });
});

describe('frames of the host', () => {
  /** Whatever becomes of them, none is sent after the answer to `C`. */
  function outcome(bridge: BridgeBoard, runMs: number): { taken: number; sent: number } {
    bridge.send(ofHost(18));
    bridge.run(runMs);
    const text = bridge.take() + closed(bridge);
    const sent = bridge.controller.sent.length;
    bridge.run(50);
    expect(bridge.controller.sent.length).toBe(sent);
    return { taken: text.split('z').length - 1, sent };
  }

  it.each(momentsUs)('are sent or counted: closed after 4 ms and %i us', (us) => {
    const bridge = opened(50_000, 'S2');
    const { taken, sent } = outcome(bridge, 4 + us / 1000);
    expect(sent + counted(bridge).fromHost).toBe(taken);
    expect(taken).toBeGreaterThan(10);
    expect(sent).toBeLessThan(taken);
  });

  it('of which one is on the bus, which is slow, are sent or counted', () => {
    const bridge = opened(10_000, 'S0');
    const { taken, sent } = outcome(bridge, 4);
    expect(sent).toBe(1);
    expect(counted(bridge).fromHost).toBe(taken - 1);
  });

  it('that nobody acknowledges are counted', () => {
    const bridge = opened(500_000, 'S6');
    bridge.controller.acknowledges = false;
    const { taken, sent } = outcome(bridge, 20);
    expect([taken, sent, counted(bridge).fromHost]).toEqual([18, 0, 18]);
  });

  it('that lose arbitration are counted', () => {
    const bridge = opened(500_000, 'S6');
    for (let i = 0; i < 3000; i++) bridge.controller.receive(frameOf('t0000'));
    const { taken, sent } = outcome(bridge, 20);
    expect([taken, sent, counted(bridge).fromHost]).toEqual([18, 0, 18]);
  });

  it('are not those of the next channel', () => {
    const bridge = opened(500_000, 'S6');
    bridge.controller.acknowledges = false;
    outcome(bridge, 20);
    bridge.controller.acknowledges = true;
    bridge.open();
    expect(bridge.say('t1230')).toBe('z\r');
    expect(bridge.controller.sent.map(({ frame }) => frame.id)).toEqual([0x123]);
    expect(closed(bridge)).toBe('\r');
    expect(counted(bridge).fromHost).toBe(18);
  });
});
