/**
 * STK500 version 2, as the boot loader of the Mega 2560 speaks it: messages with a sequence number and a
 * checksum, which the answer repeats.
 */
import type { Board } from '../boards.ts';
import { type Flasher, withLine } from '../flasher.ts';
import type { Segment } from '../image/image.ts';
import type { SerialLine, Surroundings } from '../serial-line.ts';
import { badAnswer, checkSignature, isMissedAnswer, refused, silent } from './answers.ts';

const messageStart = 0x1b;
const token = 0x0e;
const statusOk = 0x00;

const signOn = 0x01;
const loadAddress = 0x06;
const enterProgramming = 0x10;
const leaveProgramming = 0x11;
const programFlash = 0x13;
const readFlash = 0x14;
const readSignature = 0x1b;

const answerMs = 2000;

export function connectStk500v2(board: Board, surroundings: Surroundings): Promise<Flasher> {
  return withLine(surroundings, { baudRate: board.baudRate }, async (line) => {
    const messages = new Messages(line);
    await synchronise(line, messages);
    const signature: number[] = [];
    for (const index of [0, 1, 2]) {
      const answer = await messages.command('read signature', [readSignature, 4, 0, 0, index, 0]);
      signature.push(answer[0] ?? 0);
    }
    checkSignature(signature, board);
    // The timing parameters are for chips programmed by SPI; a boot loader passes them by.
    await messages.command('enter programming', [
      enterProgramming,
      200,
      100,
      25,
      32,
      0,
      0x53,
      3,
      0xac,
      0x53,
      0,
      0,
    ]);
    return new Stk500v2(line, messages, board.pageBytes);
  });
}

async function synchronise(line: SerialLine, messages: Messages): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await line.pulseReset();
    await line.discard(20);
    for (let attempt = 0; attempt < 4; attempt++) {
      try {
        await messages.command('sign on', [signOn], 250);
        await line.discard(60);
        return;
      } catch (error) {
        if (!isMissedAnswer(error)) throw error;
        await line.discard(20);
      }
    }
  }
  throw silent(line, 'is it the right port, and is this a Mega 2560?');
}

class Messages {
  readonly #line: SerialLine;
  #sequence = 0;

  constructor(line: SerialLine) {
    this.#line = line;
  }

  /** Sends a command and returns what its answer says after command and status. */
  async command(name: string, body: readonly number[], timeoutMs = answerMs): Promise<Uint8Array> {
    this.#sequence = (this.#sequence + 1) & 0xff;
    const size = [body.length >> 8, body.length & 0xff];
    const message = [messageStart, this.#sequence, ...size, token, ...body];
    await this.#line.write([...message, checksum(message)]);
    const what = `answer to "${name}"`;
    const header = await this.#line.read(5, timeoutMs, what);
    const [start, sequence, high = 0, low = 0, endOfHeader] = header;
    const lengthBytes = high * 256 + low;
    if (start !== messageStart || sequence !== this.#sequence || endOfHeader !== token) {
      throw badAnswer(name, header);
    }
    if (lengthBytes < 2 || lengthBytes > 600) throw badAnswer(name, header);
    const rest = await this.#line.read(lengthBytes + 1, timeoutMs, what);
    if (checksum([...header, ...rest]) !== 0) throw badAnswer(name, rest);
    if (rest[0] !== body[0]) throw badAnswer(name, rest);
    if (rest[1] !== statusOk) throw refused(name, `status ${rest[1]}`);
    return rest.subarray(2, -1);
  }
}

function checksum(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}

class Stk500v2 implements Flasher {
  readonly #line: SerialLine;
  readonly #messages: Messages;
  readonly #pageBytes: number;
  #nextToErase = 0;

  constructor(line: SerialLine, messages: Messages, pageBytes: number) {
    this.#line = line;
    this.#messages = messages;
    this.#pageBytes = pageBytes;
  }

  async erase(): Promise<void> {}

  /**
   * The boot loader erases the first page at the first write, the second at the second, whatever is
   * written: an image with gaps would be written to pages that are not erased. So gaps are written too.
   */
  async writePage(page: Segment): Promise<void> {
    while (this.#nextToErase < page.address) {
      const empty = new Uint8Array(this.#pageBytes).fill(0xff);
      await this.#write({ address: this.#nextToErase, bytes: empty });
    }
    await this.#write(page);
  }

  async #write({ address, bytes }: Segment): Promise<void> {
    await this.#load(address);
    const size = [bytes.length >> 8, bytes.length & 0xff];
    const modes = [0xc1, 10, 0x40, 0x4c, 0x20, 0, 0];
    await this.#messages.command('write page', [programFlash, ...size, ...modes, ...bytes]);
    this.#nextToErase = address + this.#pageBytes;
  }

  async readPage(address: number, lengthBytes: number): Promise<Uint8Array> {
    await this.#load(address);
    const size = [lengthBytes >> 8, lengthBytes & 0xff];
    const answer = await this.#messages.command('read page', [readFlash, ...size, 0x20]);
    if (answer.length !== lengthBytes + 1) throw badAnswer('read page', answer);
    return answer.subarray(0, -1);
  }

  async leave(): Promise<void> {
    await this.#messages.command('start the application', [leaveProgramming, 1, 1]);
  }

  close(): Promise<void> {
    return this.#line.close();
  }

  async #load(address: number): Promise<void> {
    const word = address >>> 1;
    // The highest bit says that addresses have more than 16 bits.
    const bytes = [0x80 | (word >>> 24), (word >>> 16) & 0xff, (word >>> 8) & 0xff, word & 0xff];
    await this.#messages.command('load address', [loadAddress, ...bytes]);
  }
}
