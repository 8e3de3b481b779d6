/** Lines to and from a board over a stream, in real time: waits for contents, never for a time. */
import type { Duplex } from 'node:stream';

/** Long enough for a busy machine. */
const patienceMs = 60_000;

export class SerialTalk {
  /** Lines that have come, without CR; BEL is a line of its own. */
  readonly lines: string[] = [];
  readonly #stream: Duplex;
  #line = '';
  #arrived: () => void = () => undefined;

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on('data', (bytes: Buffer) => {
      for (const character of bytes.toString('latin1')) {
        if (character !== '\r' && character !== '\x07') this.#line += character;
        else {
          this.lines.push(character === '\r' ? this.#line : 'BEL');
          this.#line = '';
        }
      }
      this.#arrived();
    });
  }

  send(...lines: readonly string[]): void {
    for (const line of lines) this.#stream.write(`${line}\r`);
  }

  /** Takes lines until one fits, and returns that. */
  async until(pattern: RegExp): Promise<string> {
    const endMs = performance.now() + patienceMs;
    const passed: string[] = [];
    for (;;) {
      const line = this.lines.shift();
      if (line !== undefined) {
        if (pattern.test(line)) return line;
        passed.push(line);
        continue;
      }
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) throw new Error(`no ${pattern} among ${JSON.stringify(passed.slice(-20))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#arrived = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Asks until somebody answers: what comes before the UART is on is lost. */
  async wake(): Promise<void> {
    const timer = setInterval(() => this.send('N'), 200);
    await this.until(/^NVFB1$/);
    clearInterval(timer);
    // Answers to what was asked meanwhile.
    this.send('V');
    await this.until(/^V1001$/);
  }
}
