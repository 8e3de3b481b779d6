/**
 * AVR109, as Caterina, the boot loader of the Leonardo, speaks it over its own USB port. Opening the
 * application's port at 1200 baud makes the chip start the boot loader, which comes as a new port.
 */
import type { Board } from '../boards.ts';
import { FlashError, interrupted } from '../flash-error.ts';
import { type Flasher, withLine } from '../flasher.ts';
import type { Segment } from '../image/image.ts';
import { SerialLine, type Surroundings } from '../serial-line.ts';
import { badAnswer, checkSignature, refused, silent } from './answers.ts';

const carriageReturn = 0x0d;
const touchBaudRate = 1200;
const answerMs = 2000;
const appearsWithinMs = 10_000;
const lookEveryMs = 100;

export async function connectAvr109(board: Board, surroundings: Surroundings): Promise<Flasher> {
  const path = await touch(surroundings);
  return withLine({ ...surroundings, path }, { baudRate: board.baudRate }, async (line) => {
    await line.setModemLines(true);
    await expectLoader(line);
    const reversed = await ask(line, 'read signature', 's', 3);
    checkSignature([...reversed].reverse(), board);
    const [supported, high = 0, low = 0] = await ask(line, 'block size', 'b', 3);
    if (supported !== 0x59 || high * 256 + low !== board.pageBytes) {
      throw badAnswer('block size', [supported ?? 0, high, low]);
    }
    await expectReturn(line, 'enter programming', [code('P')]);
    return new Avr109(line);
  });
}

/**
 * Makes the application give way to the boot loader and returns the path of the port that it has. A
 * machine that cannot list its ports is given the time, and the same path.
 */
async function touch(surroundings: Surroundings): Promise<string> {
  const { path, ports, clock, signal } = surroundings;
  const wait = () => new Promise<void>((resolve) => clock.after(lookEveryMs, resolve));
  let before = await ports.list();
  const line = await SerialLine.open(surroundings, { baudRate: touchBaudRate });
  try {
    await line.setModemLines(false);
  } finally {
    await line.close();
  }
  const endMs = clock.nowMs() + appearsWithinMs;
  // A port that never goes away is that of a boot loader which was already running.
  const stayedMs = clock.nowMs() + appearsWithinMs / 4;
  let gone = false;
  while (clock.nowMs() < endMs) {
    await wait();
    if (signal?.aborted) throw interrupted();
    const now = await ports.list();
    if (now === undefined || before === undefined) {
      if (clock.nowMs() >= stayedMs) return path;
      continue;
    }
    const appeared = now.filter((one) => !before?.includes(one));
    const [found] = appeared;
    if (found !== undefined) return appeared.includes(path) ? path : found;
    gone ||= !now.includes(path);
    if (!gone && clock.nowMs() >= stayedMs) return path;
    before = now;
  }
  throw new FlashError(
    'no-answer',
    `the board at ${path} restarted, but its boot loader did not appear as a port`,
    'press the reset button twice, and give the port that appears then, within eight seconds',
  );
}

/** Its port exists a moment before it answers. */
async function expectLoader(line: SerialLine): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      const name = await ask(line, 'name', 'S', 7, 500);
      if (name.every((byte) => byte >= 0x20 && byte < 0x7f)) return;
    } catch (error) {
      if (!(error instanceof FlashError) || error.failure !== 'no-answer') throw error;
    }
    await line.discard(50);
  }
  throw silent(line, 'press the reset button twice, and repeat the command within eight seconds');
}

async function ask(
  line: SerialLine,
  name: string,
  letter: string,
  answerBytes: number,
  timeoutMs = answerMs,
): Promise<Uint8Array> {
  await line.write([code(letter)]);
  return line.read(answerBytes, timeoutMs, `answer to "${name}"`);
}

async function expectReturn(
  line: SerialLine,
  name: string,
  bytes: readonly number[],
): Promise<void> {
  await line.write(bytes);
  const answer = await line.read(1, answerMs, `answer to "${name}"`);
  if (answer[0] === code('?')) throw refused(name, '?');
  if (answer[0] !== carriageReturn) throw badAnswer(name, answer);
}

function code(letter: string): number {
  return letter.charCodeAt(0);
}

class Avr109 implements Flasher {
  readonly #line: SerialLine;

  constructor(line: SerialLine) {
    this.#line = line;
  }

  /** Each page is erased when it is written. */
  async erase(): Promise<void> {}

  async writePage({ address, bytes }: Segment): Promise<void> {
    await this.#load(address);
    await expectReturn(this.#line, 'write page', [...block('B', bytes.length), ...bytes]);
  }

  async readPage(address: number, lengthBytes: number): Promise<Uint8Array> {
    await this.#load(address);
    await this.#line.write(block('g', lengthBytes));
    return this.#line.read(lengthBytes, answerMs, 'answer to "read page"');
  }

  async leave(): Promise<void> {
    await expectReturn(this.#line, 'leave programming', [code('L')]);
    await expectReturn(this.#line, 'start the application', [code('E')]);
  }

  close(): Promise<void> {
    return this.#line.close();
  }

  async #load(address: number): Promise<void> {
    const word = address >> 1;
    await expectReturn(this.#line, 'load address', [code('A'), word >> 8, word & 0xff]);
  }
}

function block(letter: string, lengthBytes: number): number[] {
  return [code(letter), lengthBytes >> 8, lengthBytes & 0xff, code('F')];
}
