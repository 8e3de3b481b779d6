/** Role i of the serial bridge: the pins of emulated boards, served over the serial line. */
import { describe, expect, it } from 'vitest';
import { BridgeBoard, type BridgeBoardName } from '../helpers/boards/bridge-board.ts';

const ok = '\r';
const bel = '\x07';

/** Channel numbers of what the two boards have in common, and the ports they are. */
const boards = [
  { name: 'uno', d2: ['02', 'D2'], a0: ['0E', 0], d9: ['09', 'B1'], last: '13', beyond: '14' },
  { name: 'mega2560', d2: ['02', 'E4'], a0: ['36', 0], d9: ['0B', 'B5'], last: '45', beyond: '46' },
] as const satisfies readonly { name: BridgeBoardName; [key: string]: unknown }[];

describe.each(boards)('pins of an emulated $name', ({ name, d2, a0, d9, last, beyond }) => {
  function served(): BridgeBoard {
    const bridge = new BridgeBoard(name);
    expect(bridge.say('xi')).toBe(ok);
    return bridge;
  }

  it('are reported all at first, and then when they change', () => {
    const bridge = served();
    bridge.board.setInput(d2[1], false);
    bridge.board.setAnalog(a0[1], 2.5);
    expect([bridge.say(`xo${d2[0]}i`), bridge.say(`xo${a0[0]}a`)]).toEqual([ok, ok]);
    expect(bridge.say('xs05', 20)).toBe(`\rxd${d2[0]}0\rxr${a0[0]}8020\r`);
    bridge.run(50);
    expect(bridge.take()).toBe('');
    bridge.board.setInput(d2[1], true);
    expect(bridge.settle(10)).toBe(`xd${d2[0]}1\r`);
    bridge.board.setAnalog(a0[1], 1.25);
    expect(bridge.settle(10)).toBe(`xr${a0[0]}4010\r`);
    bridge.board.setAnalog(a0[1], 5);
    expect(bridge.settle(10)).toBe(`xr${a0[0]}FFFF\r`);
    bridge.board.setAnalog(a0[1], 0);
    expect(bridge.settle(10)).toBe(`xr${a0[0]}0000\r`);
    bridge.board.setAnalog(a0[1], 1.25);
    bridge.settle(10);
    // And all of them again.
    expect(bridge.say('xs05', 20)).toBe(`\rxd${d2[0]}1\rxr${a0[0]}4010\r`);
    expect(bridge.say('xs00')).toBe(ok);
    bridge.board.setInput(d2[1], false);
    expect(bridge.settle(20)).toBe('');
  });

  it('are looked at as often as the host wishes', () => {
    const bridge = served();
    bridge.say(`xo${d2[0]}i`);
    bridge.say('xs0A');
    const ends = Array.from({ length: 20 }, (_, i) => {
      bridge.board.setInput(d2[1], i % 2 === 1);
      bridge.run(10);
      return bridge.take();
    });
    expect(ends.join('').split('\r').length - 1).toBe(20);
    // Changes in between are not seen.
    for (let i = 0; i < 10; i++) {
      bridge.board.setInput(d2[1], true);
      bridge.run(0.4);
      bridge.board.setInput(d2[1], false);
      bridge.run(0.4);
    }
    expect(bridge.take().split('\r').length - 1).toBeLessThanOrEqual(2);
  });

  it('are pulled up, driven low and high', () => {
    const bridge = served();
    expect(bridge.say(`xo${d2[0]}u`)).toBe(ok);
    expect([bridge.board.pin(d2[1]), bridge.board.isOutput(d2[1])]).toEqual([true, false]);
    expect(bridge.say(`xo${d2[0]}o`)).toBe(ok);
    expect([bridge.board.pin(d2[1]), bridge.board.isOutput(d2[1])]).toEqual([false, true]);
    expect(bridge.say(`xw${d2[0]}1`)).toBe(ok);
    expect(bridge.board.pin(d2[1])).toBe(true);
    expect(bridge.say(`xw${d2[0]}0`)).toBe(ok);
    expect(bridge.board.pin(d2[1])).toBe(false);
    expect(bridge.say(`xo${d2[0]}i`)).toBe(ok);
    expect(bridge.board.isOutput(d2[1])).toBe(false);
  });

  it('give the duty cycle that the host sets', () => {
    const bridge = served();
    expect(bridge.say(`xo${d9[0]}p`)).toBe(ok);
    for (const duty of [0x0000, 0x0010, 0x2000, 0x4000, 0x7ff0, 0x8000]) {
      const digits = duty.toString(16).padStart(4, '0').toUpperCase();
      expect(bridge.say(`xp${d9[0]}${digits}`, 5)).toBe(ok);
      expect(highShare(bridge, d9[1])).toBeCloseTo(duty / 0x8000, 3);
    }
    // As an output again, it is what it was told.
    expect([bridge.say(`xo${d9[0]}o`), bridge.say(`xw${d9[0]}1`)]).toEqual([ok, ok]);
    expect(highShare(bridge, d9[1])).toBe(1);
  });

  it('refuse what they cannot be, and what is no command', () => {
    const bridge = served();
    const refused = [
      ...['xo00i', 'xo01o', `xo${d2[0]}a`, `xo${d2[0]}x`, `xo${beyond}i`, 'xoFFi', `xo${a0[0]}p`],
      ...[`xw${d2[0]}1`, `xp${d9[0]}4000`, 'xs', 'xs1', 'xs001', 'xo', 'xw', `xo${d2[0]}`],
      ...['t1230', 's031C'],
    ];
    for (const line of refused) expect([line, bridge.say(line)]).toEqual([line, bel]);
    expect(bridge.say(`xo${d2[0]}o`) + bridge.say(`xo${d9[0]}p`)).toBe(ok + ok);
    for (const line of [`xw${d2[0]}2`, `xp${d9[0]}8001`, `xp${d9[0]}800`, `xp${d2[0]}4000`]) {
      expect([line, bridge.say(line)]).toEqual([line, bel]);
    }
    expect(bridge.say(`xo${last}a`)).toBe(ok);
  });

  it('are not served in the other role, and reports end with C', () => {
    const bridge = served();
    expect(bridge.say(`xo${d2[0]}i`) + bridge.say('S6') + bridge.say('O')).toBe(ok + ok + ok);
    expect(bridge.say('xs01')).toContain(`xd${d2[0]}`);
    expect(bridge.say('t1230')).toBe(bel);
    expect(bridge.say('xa')).toBe(bel);
    expect(bridge.say('C')).toBe(ok);
    bridge.board.setInput(d2[1], !bridge.board.pin(d2[1]));
    expect(bridge.settle(10)).toBe('');
    expect(bridge.say('xa')).toBe(ok);
    expect(bridge.say(`xo${d2[0]}i`)).toBe(bel);
    // The SPI has its pins again.
    expect(bridge.say('xi') + bridge.say(`xo${last}i`) + bridge.say('xa')).toBe(ok + ok + ok);
    bridge.open();
    expect(bridge.say('t1230')).toBe('z\r');
    expect(bridge.controller.sent.length).toBe(1);
  });

  it('do not stop the line: every command is answered while all inputs change', () => {
    const bridge = served();
    bridge.say(`xo${a0[0]}a`);
    bridge.say(`xo${d2[0]}i`);
    bridge.say('xs01');
    for (let i = 0; i < 50; i++) {
      bridge.board.setInput(d2[1], i % 2 === 0);
      bridge.board.setAnalog(a0[1], (i % 10) / 2);
      expect(bridge.say('V', 1)).toContain('V1001\r');
    }
  });
});

/** The part of its time that a pin is high, over some periods. */
function highShare(bridge: BridgeBoard, name: string): number {
  const { board } = bridge;
  const startNs = board.nowNs;
  let since = startNs;
  let isHigh = board.pin(name);
  let highNs = 0;
  const others = board.onPin;
  board.onPin = (pin, high, atNs) => {
    others(pin, high, atNs);
    if (pin !== name) return;
    if (isHigh) highNs += atNs - since;
    since = atNs;
    isHigh = high;
  };
  // Twenty periods of 2.048 ms.
  bridge.run(40.96);
  board.onPin = others;
  if (isHigh) highNs += board.nowNs - since;
  return highNs / (board.nowNs - startNs);
}
