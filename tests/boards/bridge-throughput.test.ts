/** No loss up to the rates that docs/bridge-firmware.md states; above them every lost frame is counted. */
import { describe, expect, it } from 'vitest';
import { hasAvrGcc } from '../helpers/boards/avr-programs.ts';
import { builtHex, frameOf, prebuiltHex } from '../helpers/boards/bridge-board.ts';
import {
  bothWays,
  fromHost,
  lineLimit,
  openBridge,
  toHost,
  windowed,
} from '../helpers/boards/bridge-throughput.ts';
import { page } from '../helpers/pages.ts';

const frames = 1500;
const skipFast = !hasAvrGcc && process.env.CI !== 'true';
if (skipFast) console.warn('avr-gcc is missing: the bridge at 1 MBd is not tried');

/** Frames a second with 8 bytes, from the bus, from the host, and each of both at once. */
const stated = [
  { baudRate: 115_200, toHost: 500, fromHost: 500, both: 450 },
  { baudRate: 500_000, toHost: 2200, fromHost: 2200, both: 1700 },
  { baudRate: 1_000_000, toHost: 4400, fromHost: 3000, both: 1700 },
];

describe.each(stated)('an Uno at $baudRate Bd', (rates) => {
  const { baudRate } = rates;
  const isPrebuilt = baudRate === 500_000;
  const hex = (): string => (isPrebuilt ? prebuiltHex('uno') : builtHex('uno', baudRate));
  /** The host's clock is right; the board's divider is off by 2.1 % at 115,200 Bd. */
  const opened = (image: string) => openBridge(image, undefined, baudRate);

  it.skipIf(skipFast && !isPrebuilt)('loses nothing at the stated rates', () => {
    const image = hex();
    const received = toHost(opened(image), rates.toHost, frames);
    const transmitted = fromHost(opened(image), rates.fromHost, frames);
    const both = bothWays(opened(image), rates.both, frames);
    console.info(
      `${baudRate} Bd, of ${Math.floor(lineLimit(baudRate))} frames/s that the line allows: ` +
        `no loss at ${rates.toHost} to the host, ${rates.fromHost} from it, ${rates.both} each way`,
    );
    for (const traffic of [received, transmitted]) {
      expect(traffic).toEqual({
        ...{ sent: frames, received: frames, isInOrder: true, bels: 0, flags: 'F00' },
        ...{ countedToHost: 0, countedFromHost: 0, countedLines: 0 },
      });
    }
    expect(both).toEqual({ fromHost: frames, toHost: frames, flags: 'F00' });
  });

  it.skipIf(skipFast && !isPrebuilt)(
    'counts and signals each frame for the host that it loses above',
    () => {
      for (const rate of [1.1, 1.4].map((times) => times * lineLimit(baudRate))) {
        const traffic = toHost(opened(hex()), rate, frames);
        expect(traffic.received).toBeLessThan(frames);
        // What the line can take, it does.
        expect(traffic.received).toBeGreaterThan((frames * lineLimit(baudRate) * 0.9) / rate);
        expect(traffic.countedToHost).toBe(frames - traffic.received);
        expect([traffic.flags, traffic.bels, traffic.isInOrder]).toEqual(['F01', 1, true]);
      }
    },
  );

  it('has these rates in its documentation', () => {
    const { text } = page('docs/bridge-firmware.md');
    const row = [rates.toHost, rates.fromHost, rates.both].map((rate) => rate.toLocaleString('en'));
    expect(text).toContain(`| ${baudRate.toLocaleString('en')} | `);
    expect(text).toContain(`| ${row.join(' | ')} |`);
  });
});

describe('a host that is faster than the bus', () => {
  it('gets a BEL for each frame that it sends for nothing', () => {
    // 125 kbit/s carry about 1,000 frames a second.
    const traffic = fromHost(openBridge(undefined, 125_000), 2000, frames);
    expect(traffic.received).toBeGreaterThan(700);
    expect(traffic.received).toBeLessThan(900);
    expect(traffic.countedFromHost).toBe(frames - traffic.received);
    expect(traffic.bels).toBe(frames - traffic.received);
    expect([traffic.flags, traffic.isInOrder]).toEqual(['F02', true]);
  });

  it('uses the whole line with two frames unanswered', () => {
    expect(windowed(openBridge(undefined), 2, 500)).toBeGreaterThan(0.98 * lineLimit(500_000));
  });

  it.skipIf(skipFast)('gets a BEL for each line that the board had no time for', () => {
    // At 1 MBd nobody waits for answers, and the bus is as full as it can be.
    const bridge = openBridge(builtHex('uno', 1_000_000));
    for (let i = 0; i < frames; i++) bridge.controller.receive(frameOf('t1230'));
    const traffic = fromHost(bridge, lineLimit(1_000_000), frames);
    expect(traffic.countedLines).toBeGreaterThan(0);
    expect(traffic.received).toBeGreaterThan(0);
    expect(traffic.received + traffic.countedFromHost + traffic.countedLines).toBe(frames);
    // One more for the frames of the bus that found no room.
    expect(traffic.bels).toBe(traffic.countedFromHost + traffic.countedLines + 1);
    expect(traffic.isInOrder).toBe(true);
    expect(Number.parseInt(traffic.flags.slice(1), 16) & 0x09).toBe(0x09);
  });
});
