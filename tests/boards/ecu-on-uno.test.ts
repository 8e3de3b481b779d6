/** The Body ECU of the example vehicle on an emulated Arduino Uno, in virtual time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AvrBoard } from '../helpers/boards/avr-board.ts';
import { atmega328p } from '../helpers/boards/avr-chips.ts';
import {
  type BuiltEcu,
  bodyOnUno,
  busyBackground,
  canBuildFor,
  changedComponents,
  ecuImage,
  symbolsOf,
} from '../helpers/boards/ecu-images.ts';
import { bodyPins as pins } from '../helpers/boards/uno-in-lockstep.ts';
import { projectRoot } from '../helpers/examples.ts';
import { page } from '../helpers/pages.ts';

const skip = !canBuildFor('uno') && process.env.CI !== 'true';

const folder = mkdtempSync(join(tmpdir(), 'vfb-uno-ecu-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ms = 1_000_000;
const paint = 0xa5;

class BodyOnUno {
  readonly built: BuiltEcu;
  readonly board = new AvrBoard({ chip: atmega328p });
  /** Lines that the board has sent and nobody has taken, without CR; BEL is a line of its own. */
  lines: string[] = [];
  #line = '';

  constructor(components = join(projectRoot, 'components')) {
    this.built = ecuImage({ ecu: 'Body', board: 'uno', pins: bodyOnUno, components });
    this.board.load(this.built.image);
    for (const pin of ['StalkLeft', 'StalkRight', 'HazardButton', 'DriverDoor'] as const) {
      this.board.setInput(pins[pin], false);
    }
    this.board.onSerialOut = (byte) => {
      if (byte === 0x0d || byte === 0x07) {
        this.lines.push(byte === 0x07 ? 'BEL' : this.#line);
        this.#line = '';
      } else {
        this.#line += String.fromCharCode(byte);
      }
    };
    this.board.reset('power-on');
    this.#paintStack();
    this.run(5 * ms);
  }

  run(durationNs: number): void {
    this.board.runUntil(this.board.nowNs + durationNs);
  }

  send(...lines: readonly string[]): void {
    for (const line of lines) this.board.serialIn(Buffer.from(`${line}\r`));
  }

  /** What the board has sent until now. */
  take(): string[] {
    const taken = this.lines;
    this.lines = [];
    return taken;
  }

  /** Sends commands one after the other; returns the answers. */
  ask(...lines: readonly string[]): string[] {
    return lines.flatMap((line) => {
      this.send(line);
      this.run(3 * ms);
      return this.take();
    });
  }

  get stackBytes(): number {
    const { memory, chip } = this.board;
    const end = symbolsOf(this.built, 'avr').get('__bss_end') ?? 0;
    let lowest = (end & 0xffff) + 0;
    while (memory[lowest] === paint) lowest++;
    return chip.ramStart + chip.sramBytes - lowest;
  }

  #paintStack(): void {
    const { memory, chip } = this.board;
    memory.fill(paint, chip.ramStart, chip.ramStart + chip.sramBytes);
  }
}

describe.skipIf(skip)('the Body ECU on an Uno', () => {
  it('is an SLCAN adapter for a host that knows no more', () => {
    const body = new BodyOnUno();
    expect(body.ask('', 'V', 'v', 'S6', 'O', 'F')).toEqual([
      '',
      'V1001',
      'vvfb1 board=uno roles=e window=8',
      '',
      '',
      'F00',
    ]);
    body.board.setInput(pins.StalkLeft, true);
    body.run(100 * ms);
    // On change, with two repetitions; the host's silence is confirmation enough.
    expect(body.take()).toEqual(['t3203050001', 't3203050001', 't3203050001']);
    expect(body.board.pin(pins.LeftLamps)).toBe(true);
    expect(body.board.pin(pins.RightLamps)).toBe(false);
    body.run(1000 * ms);
    const shown = body.take().filter((line, i, all) => line !== all[i - 1]);
    expect(shown.slice(0, 3)).toEqual(['t3203010001', 't3203050002', 't3203010002']);
  });

  it('receives what its components wait for', () => {
    const body = new BodyOnUno();
    body.ask('S6', 'O');
    body.run(100 * ms);
    expect(body.board.pin(pins.DoorLock)).toBe(false);
    // 20 km/h, and what does not concern it.
    expect(
      body.ask('t130207D0', 't1300', 't7FF8FFFFFFFFFFFFFFFF', 'T0000013080000000000000000'),
    ).toEqual(['z', 'z', 'z', 'Z']);
    body.run(100 * ms);
    expect(body.board.pin(pins.DoorLock)).toBe(true);
    expect(body.ask('t130')).toEqual(['BEL']);
    expect(body.ask('V')).toEqual(['V1001']);
  });

  it('keeps a frame in its mailbox until the host says what became of it', () => {
    const body = new BodyOnUno();
    expect(body.ask('xe', 'O')).toEqual(['', '']);
    body.board.setInput(pins.HazardButton, true);
    body.run(90 * ms);
    // Not confirmed: the repetition, by its own mailbox, follows 20 ms later, then there is none free.
    const offered = body.take();
    expect(offered.every((line) => /^xt[0-2]0t32030[37]/.test(line))).toBe(true);
    expect(offered.map((line) => line[2])).toEqual(['0', '1', '2']);
    // The newest contents have waited for a mailbox, which is taken again at once.
    const [answer, next] = body.ask('xk00');
    expect(answer).toBe('');
    expect(next).toMatch(/^xt01t32030[37]/);
    expect(body.ask('xk01', 'xk10', 'xk20').filter((line) => line === '')).toEqual(['', '', '']);
    body.run(200 * ms);
    body.take();
    // For a free mailbox it means nothing, and for none it is refused.
    expect(body.ask('xkF0', 'xkF')).toEqual(['', 'BEL']);
  });

  it('offers again what the host says nothing of, or has been told of another frame', () => {
    const body = new BodyOnUno();
    body.ask('xe', 'O');
    body.board.setInput(pins.HazardButton, true);
    body.run(30 * ms);
    const [offer = ''] = body.take();
    expect(offer).toMatch(/^xt00t32030[37]/);
    body.run(500 * ms);
    const again = body.take().filter((line) => line.startsWith('xt0'));
    expect(again.length).toBeGreaterThanOrEqual(4);
    expect(new Set(again)).toEqual(new Set([offer]));
    expect(body.ask('xk01')[0]).toBe('');
    body.run(110 * ms);
    expect(body.take()).toContain(offer);
    expect(body.ask('xk00')[0]).toBe('');
    body.run(300 * ms);
    expect(body.take()).not.toContain(offer);
  });

  it('gives a mailbox up when the host says nothing of it for two seconds', () => {
    const body = new BodyOnUno();
    body.ask('xe', 'O');
    body.board.setInput(pins.HazardButton, true);
    body.run(200 * ms);
    // All are occupied, and the frames in them are cancelled one after the other.
    const frames = (): string[] => [...new Set(body.take().map((line) => line.slice(0, 4)))];
    expect(frames()).toEqual(['xt00', 'xt10', 'xt20']);
    body.run(1750 * ms);
    expect(frames().sort()).toEqual(['xt00', 'xt10', 'xt20']);
    body.run(300 * ms);
    expect(frames().filter((line) => line.endsWith('1'))).toEqual(['xt01', 'xt11', 'xt21']);
  });

  it('offers again what a host that went away has not confirmed', () => {
    const body = new BodyOnUno();
    body.board.setInput(pins.StalkRight, true);
    body.run(100 * ms);
    expect(body.take()).toEqual([]);
    body.ask('xe', 'O');
    body.run(10 * ms);
    body.take();
    const [, ...again] = body.ask('C', 'O');
    expect(again.filter((line) => line.startsWith('xt')).length).toBeGreaterThan(0);
  });

  it('preempts a background task that never rests', () => {
    // Some 40 ms each time, every 10 ms.
    const body = new BodyOnUno(changedComponents(folder, busyBackground(25_000)));
    body.ask('xe', 'O');
    body.run(100 * ms);
    expect(body.board.isSleeping).toBe(false);
    body.take();
    body.board.setInput(pins.StalkLeft, true);
    // The switch is read within 20 ms, and Com's main function comes within 5 ms.
    body.run(27 * ms);
    expect(body.take().filter((line) => line.startsWith('xt'))).toEqual(['xt00t3203050001']);
    // Commands are answered while tasks run.
    expect(body.ask('xk00', 'V')).toEqual(['', 'V1001']);
  });

  it.each([0, 25_000])('fits into 1792 bytes of RAM, stack included, background of %d', (loops) => {
    const body = new BodyOnUno(
      loops === 0 ? undefined : changedComponents(folder, busyBackground(loops)),
    );
    body.ask('xe', 'S6', 'O');
    let confirmed = 0;
    for (let i = 0; i < 400; i++) {
      if (i % 40 === 0) body.board.setInput(pins.HazardButton, i % 80 === 0);
      if (i % 60 === 0) body.board.setInput(pins.StalkLeft, i % 120 === 0);
      if (i % 25 === 0) body.board.setInput(pins.DriverDoor, i % 50 === 0);
      body.send('t130207D0', 't130203E8', 'T0000013080000000000000000', 'v');
      body.run(5 * ms);
      for (const line of body.take()) {
        if (!line.startsWith('xt')) continue;
        body.send(`xk${line.slice(2, 4)}`);
        confirmed++;
      }
    }
    expect(confirmed).toBeGreaterThan(20);
    const { ramBytes, flashBytes } = body.built;
    console.info(
      `Body on uno, background of ${loops}: flash ${flashBytes} bytes, static RAM ${ramBytes}, stack at most ${body.stackBytes}, ` +
        `together ${ramBytes + body.stackBytes} of 2048`,
    );
    expect(ramBytes + body.stackBytes).toBeLessThanOrEqual(1792);
    expect(page('docs/boards-build.md').text).toContain(` ${ramBytes} bytes of static RAM,`);
  });
});
