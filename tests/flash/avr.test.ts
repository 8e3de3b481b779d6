/** AVR boards, emulated with their real boot loaders: flashed, verified, and the application answers. */
import { describe, expect, it, vi } from 'vitest';
import type { Stage } from '../../flash/flash.ts';
import { type FlashImage, joinPieces } from '../../flash/image/image.ts';
import {
  compileAvr,
  echoProgram,
  hasAvrGcc,
  hasBootLoaders,
} from '../helpers/boards/avr-programs.ts';
import { type BenchName, FlashBench } from '../helpers/boards/flash-bench.ts';
import { known } from '../helpers/boards/flash-boards.ts';
import { noisyPorts } from '../helpers/boards/noisy-stream.ts';

// Emulated processors wait as busily as real ones, here beside other tests.
vi.setConfig({ testTimeout: 180_000 });

const missing = !hasAvrGcc || !hasBootLoaders;
const skipped = missing && process.env.CI !== 'true';

const benches: readonly { name: BenchName; mcu: string; pageBytes: number }[] = [
  { name: 'uno', mcu: 'atmega328p', pageBytes: 128 },
  { name: 'nano-old', mcu: 'atmega328p', pageBytes: 128 },
  { name: 'mega2560', mcu: 'atmega2560', pageBytes: 256 },
];

/** The echo, and data far behind it, so that the image has a gap and crosses a page. */
function program(mcu: string): FlashImage {
  const { segments } = echoProgram(mcu, 500_000).image;
  const data = Uint8Array.from({ length: 300 }, (_, index) => (index * 7) & 0xff);
  return joinPieces(
    [...segments, { address: 0x1234, bytes: data }].map((segment) => ({ ...segment, place: '' })),
  );
}

describe.skipIf(skipped).each(benches)('the board $name', ({ name, mcu, pageBytes }) => {
  it('is flashed and verified, and its application answers', async () => {
    const bench = new FlashBench(name);
    const image = program(mcu);
    const stages = new Map<Stage, [done: number, total: number]>();
    const error = await bench.flash(image, {
      onProgress: (stage, done, total) => stages.set(stage, [done, total]),
    });
    expect(error).toBeUndefined();
    expect(bench.holds(image)).toBe(true);
    expect(bench.talk([0x41, 0x42, 0x00], 500_000)).toEqual([0x42, 0x43, 0x01]);
    const pages = stages.get('verify')?.[1] ?? 0;
    expect(pages).toBeGreaterThan(2);
    expect(stages.get('verify')).toEqual([pages, pages]);
    expect(stages.get('write')).toEqual([pages - 1, pages]);
  });

  it('takes a second program over the first', async () => {
    const bench = new FlashBench(name);
    expect(await bench.flash(program(mcu))).toBeUndefined();
    const other = compileAvr(['tests/helpers/boards/programs/avr-probe.c'], { mcu }).image;
    expect(await bench.flash(other)).toBeUndefined();
    expect(bench.holds(other)).toBe(true);
    expect(bench.talk([0x3f], 500_000)).toHaveLength(5);
  });

  it('is not said to be flashed when a cell of its flash is stuck', async () => {
    const bench = new FlashBench(name, { stuckFlash: new Map([[0x1240, 0x99]]) });
    const error = await bench.flash(program(mcu));
    expect(error).toMatchObject({
      failure: 'verify-failed',
      message: 'at 0x1240 the board has 0x99 instead of 0x54',
    });
    expect(error?.help).toMatch(
      /^The program on the board is incomplete: flash it again\. try again/,
    );
  });

  it.each([1, 3])(
    'loses the connection when the cable is pulled after %d pages',
    async (pulledAfter) => {
      const bench = new FlashBench(name);
      const error = await bench.flash(program(mcu), {
        onProgress: (stage, done) => {
          if (stage === 'write' && done === pulledAfter) bench.binding.unplug();
        },
      });
      expect(error?.failure).toBe('port');
      expect(error?.message).toMatch(/^the connection through board was lost/);
      expect(error?.help).toContain('incomplete');
    },
  );

  it('is left alone when the user interrupts', async () => {
    const bench = new FlashBench(name);
    const interrupt = new AbortController();
    const error = await bench.flash(program(mcu), {
      signal: interrupt.signal,
      onProgress: (stage, done) => {
        if (stage === 'write' && done === 1) interrupt.abort();
      },
    });
    expect(error?.failure).toBe('interrupted');
    // The port is free: the next attempt works.
    expect(await bench.flash(program(mcu))).toBeUndefined();
  });

  it('whose chip has another signature is not touched', async () => {
    const bench = new FlashBench(name);
    const before = bench.avr.flash.slice();
    const as = { ...known(name), identities: [0x1e9307] };
    const error = await bench.flash(program(mcu), { as });
    expect(error?.failure).toBe('wrong-board');
    expect(error?.message).toMatch(/^the chip has signature 1E9[58]0[1F]/);
    expect(bench.avr.flash).toEqual(before);
  });

  it('is refused an image that reaches into its boot loader, untouched', async () => {
    const bench = new FlashBench(name);
    const before = bench.avr.flash.slice();
    const end = { uno: 0x7e00, 'nano-old': 0x7800, mega2560: 0x3e000 }[name];
    const bytes = new Uint8Array(pageBytes);
    const image = joinPieces([{ address: end - 4, bytes, place: '' }]);
    const error = await bench.flash(image);
    expect(error?.failure).toBe('image-does-not-fit');
    expect(error?.message).toContain(`but the boot loader of ${name} is at `);
    expect(bench.avr.flash).toEqual(before);
  });

  it('is flashed or not said to be, whatever the line does to the bytes', async () => {
    const image = echoProgram(mcu, 500_000).image;
    const outcomes = new Map<string, number>();
    for (let seed = 1; seed <= 9; seed++) {
      const bench = new FlashBench(name);
      const probability = seed % 3 === 0 ? 0.0002 : seed % 3 === 1 ? 0.002 : 0.02;
      const error = await bench.flash(image, {
        ports: (ports) => noisyPorts(ports, { seed, probability }),
      });
      const outcome = error?.failure ?? 'flashed';
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (error === undefined) expect(bench.holds(image), `seed ${seed}`).toBe(true);
      // A minute of the board's time bounds everything.
      expect(bench.clock.nowMs(), `seed ${seed}`).toBeLessThan(60_000);
    }
    expect(outcomes.size, 'some of each').toBeGreaterThan(1);
  });
});

describe.skipIf(skipped)('an Uno', () => {
  it('that is called a Mega does not answer its language', async () => {
    const error = await new FlashBench('uno').flash(program('atmega2560'), { as: 'mega2560' });
    expect(error).toMatchObject({
      failure: 'no-answer',
      message: 'no boot loader answers at board',
    });
    expect(error?.help).toContain('is this a Mega 2560?');
  });

  it('that is called an old Nano is not understood at its speed', async () => {
    const error = await new FlashBench('uno').flash(program('atmega328p'), { as: 'nano-old' });
    expect(error?.failure).toBe('no-answer');
  });

  it('without boot loader is silent', async () => {
    const bench = new FlashBench('uno');
    bench.avr.flash.fill(0xff);
    const error = await bench.flash(program('atmega328p'));
    expect(error?.failure).toBe('no-answer');
    expect(bench.clock.nowMs()).toBeLessThan(10_000);
  });
});
