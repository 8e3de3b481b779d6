/**
 * The boot loader in the ROM of an STM32 (ST's application note AN3155): even parity, 0x7F to find the
 * speed, each command with its complement, each address with a checksum, 0x79 for yes and 0x1F for no.
 */
import type { Board } from '../boards.ts';
import { FlashError } from '../flash-error.ts';
import { type Flasher, withLine } from '../flasher.ts';
import type { Segment } from '../image/image.ts';
import type { SerialLine, Surroundings } from '../serial-line.ts';
import { badAnswer, refused, silent } from './answers.ts';

const findSpeed = 0x7f;
const yes = 0x79;
const no = 0x1f;

const getCommands = 0x00;
const getId = 0x02;
const readMemory = 0x11;
const go = 0x21;
const writeMemory = 0x31;
const erase = 0x43;
const extendedErase = 0x44;

const answerMs = 1000;
/** The slowest page of the F1 takes 40 ms; others are slower. */
const erasePageMs = 200;

export function connectAn3155(board: Board, surroundings: Surroundings): Promise<Flasher> {
  const settings = { baudRate: board.baudRate, parity: 'even' } as const;
  return withLine(surroundings, settings, async (line) => {
    await synchronise(line);
    const rom = new Rom(line);
    const [, ...commands] = await rom.list('get commands', getCommands);
    const id = (await rom.list('get id', getId)).reduce((value, byte) => value * 256 + byte, 0);
    if (!board.identities.includes(id)) {
      throw new FlashError(
        'wrong-board',
        `the chip has id 0x${id.toString(16)}; expected ${board.chip}`,
        'name the board that is connected; `vfb boards` lists those known',
      );
    }
    return new An3155(line, rom, board, commands.includes(extendedErase));
  });
}

/** A ROM that has found its speed before takes 0x7F for half a command, and says no to the second. */
async function synchronise(line: SerialLine): Promise<void> {
  await line.discard(20);
  for (let attempt = 0; attempt < 6; attempt++) {
    await line.write([findSpeed]);
    try {
      const [answer] = await line.read(1, 300, 'answer to 0x7F');
      if (answer === yes || answer === no) return line.discard(20);
    } catch (error) {
      if (!(error instanceof FlashError) || error.failure !== 'no-answer') throw error;
    }
  }
  throw silent(line, 'set BOOT0 to 1 (3.3 V), press reset, and repeat the command');
}

class Rom {
  readonly #line: SerialLine;

  constructor(line: SerialLine) {
    this.#line = line;
  }

  async command(name: string, command: number): Promise<void> {
    await this.send(name, [command, command ^ 0xff]);
  }

  /** Bytes that the ROM accepts with one yes. */
  async send(name: string, bytes: Iterable<number>, timeoutMs = answerMs): Promise<void> {
    await this.#line.write(bytes);
    await this.expectYes(name, timeoutMs);
  }

  async sendWithChecksum(
    name: string,
    bytes: readonly number[],
    timeoutMs = answerMs,
  ): Promise<void> {
    await this.send(name, [...bytes, bytes.reduce((sum, byte) => sum ^ byte, 0)], timeoutMs);
  }

  async address(name: string, address: number): Promise<void> {
    const bytes = [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff);
    await this.sendWithChecksum(name, bytes);
  }

  /** An answer that begins with its length less one. */
  async list(name: string, command: number): Promise<Uint8Array> {
    await this.command(name, command);
    const [last = 0] = await this.#line.read(1, answerMs, `answer to "${name}"`);
    const bytes = await this.#line.read(last + 1, answerMs, `answer to "${name}"`);
    await this.expectYes(name, answerMs);
    return bytes;
  }

  async expectYes(name: string, timeoutMs: number): Promise<void> {
    const answer = await this.#line.read(1, timeoutMs, `answer to "${name}"`);
    if (answer[0] === no) throw refused(name, 'NACK');
    if (answer[0] !== yes) throw badAnswer(name, answer);
  }
}

class An3155 implements Flasher {
  readonly #line: SerialLine;
  readonly #rom: Rom;
  readonly #board: Board;
  readonly #erasesExtended: boolean;

  constructor(line: SerialLine, rom: Rom, board: Board, erasesExtended: boolean) {
    this.#line = line;
    this.#rom = rom;
    this.#board = board;
    this.#erasesExtended = erasesExtended;
  }

  async erase(pages: readonly Segment[]): Promise<void> {
    const { applicationStart, erasePageBytes } = this.#board;
    const offsets = pages.map(({ address }) => address - applicationStart);
    const numbers = [...new Set(offsets.map((offset) => Math.floor(offset / erasePageBytes)))];
    // The plain command counts to 255; both are given in parts, so that each is answered in time.
    for (let first = 0; first < numbers.length; first += 64) {
      const part = numbers.slice(first, first + 64);
      const timeoutMs = answerMs + part.length * erasePageMs;
      if (this.#erasesExtended) {
        await this.#rom.command('erase', extendedErase);
        const words = [part.length - 1, ...part].flatMap((word) => [word >> 8, word & 0xff]);
        await this.#rom.sendWithChecksum('erase pages', words, timeoutMs);
      } else {
        await this.#rom.command('erase', erase);
        await this.#rom.sendWithChecksum('erase pages', [part.length - 1, ...part], timeoutMs);
      }
    }
  }

  async writePage({ address, bytes }: Segment): Promise<void> {
    await this.#rom.command('write memory', writeMemory);
    await this.#rom.address('address to write', address);
    await this.#rom.sendWithChecksum('data to write', [bytes.length - 1, ...bytes]);
  }

  async readPage(address: number, lengthBytes: number): Promise<Uint8Array> {
    await this.#rom.command('read memory', readMemory);
    await this.#rom.address('address to read', address);
    const last = lengthBytes - 1;
    await this.#rom.send('length to read', [last, last ^ 0xff]);
    return this.#line.read(lengthBytes, answerMs, 'data read');
  }

  async leave(): Promise<void> {
    await this.#rom.command('start the application', go);
    await this.#rom.address('address to start', this.#board.applicationStart);
  }

  close(): Promise<void> {
    return this.#line.close();
  }
}
