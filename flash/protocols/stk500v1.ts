/**
 * STK500 version 1, as optiboot (Uno, Nano) and ATmegaBOOT (older Nano) speak it: each command ends with
 * 0x20, each answer is framed by 0x14 and 0x10, addresses count words.
 */
import type { Board } from '../boards.ts';
import { type Flasher, withLine } from '../flasher.ts';
import type { SerialLine, Surroundings } from '../serial-line.ts';
import { badAnswer, checkSignature, isMissedAnswer, silent } from './answers.ts';

const endOfCommand = 0x20;
const inSync = 0x14;
const ok = 0x10;

const getSync = 0x30;
const enterProgramming = 0x50;
const leaveProgramming = 0x51;
const loadAddress = 0x55;
const programPage = 0x64;
const readPage = 0x74;
const readSignature = 0x75;
const memoryFlash = 0x46;

const answerMs = 1000;

export function connectStk500v1(board: Board, surroundings: Surroundings): Promise<Flasher> {
  return withLine(surroundings, { baudRate: board.baudRate }, async (line) => {
    await synchronise(line);
    checkSignature(await command(line, 'read signature', [readSignature], 3), board);
    await command(line, 'enter programming', [enterProgramming]);
    return new Stk500v1(line);
  });
}

/** optiboot listens for a second after a reset; what the application has said before is not meant for us. */
async function synchronise(line: SerialLine): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await line.pulseReset();
    await line.discard(20);
    for (let attempt = 0; attempt < 4; attempt++) {
      try {
        await command(line, 'synchronise', [getSync], 0, 200);
        // Attempts that were answered late would be taken for answers to what follows.
        await line.discard(60);
        return;
      } catch (error) {
        if (!isMissedAnswer(error)) throw error;
        await line.discard(20);
      }
    }
  }
  throw silent(
    line,
    'is it the right port, and is this an Uno or Nano? An older Nano is the board nano-old. Another program may have written over the boot loader',
  );
}

async function command(
  line: SerialLine,
  name: string,
  bytes: readonly number[],
  answerBytes = 0,
  timeoutMs = answerMs,
): Promise<Uint8Array> {
  await line.write([...bytes, endOfCommand]);
  const answer = await line.read(answerBytes + 2, timeoutMs, `answer to "${name}"`);
  if (answer[0] !== inSync || answer.at(-1) !== ok) throw badAnswer(name, answer);
  return answer.subarray(1, -1);
}

class Stk500v1 implements Flasher {
  readonly #line: SerialLine;

  constructor(line: SerialLine) {
    this.#line = line;
  }

  /** Each page is erased when it is written. */
  async erase(): Promise<void> {}

  async writePage({ address, bytes }: { address: number; bytes: Uint8Array }): Promise<void> {
    await this.#load(address);
    const size = [bytes.length >> 8, bytes.length & 0xff];
    await command(this.#line, 'write page', [programPage, ...size, memoryFlash, ...bytes]);
  }

  async readPage(address: number, lengthBytes: number): Promise<Uint8Array> {
    await this.#load(address);
    const size = [lengthBytes >> 8, lengthBytes & 0xff];
    return command(this.#line, 'read page', [readPage, ...size, memoryFlash], lengthBytes);
  }

  async leave(): Promise<void> {
    await command(this.#line, 'start the application', [leaveProgramming]);
  }

  close(): Promise<void> {
    return this.#line.close();
  }

  async #load(address: number): Promise<void> {
    const word = address >> 1;
    await command(this.#line, 'load address', [loadAddress, word & 0xff, word >> 8]);
  }
}
