/** One line on the terminal for what takes over two seconds; nothing where nobody watches. */
import { performance } from 'node:perf_hooks';
import type { Terminal } from './terminal.ts';

const patienceMs = 2000;
const refreshMs = 100;

export class Progress {
  readonly #terminal: Terminal;
  readonly #startedMs = performance.now();
  #shownMs = 0;
  #shown = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Says what is being done now. `slow`: it is known to take long, so it is shown at once. */
  show(text: string, slow = false): void {
    const nowMs = performance.now();
    if (!this.#terminal.interactive) return;
    if (!slow && nowMs - this.#startedMs < patienceMs) return;
    if (this.#shown && nowMs - this.#shownMs < refreshMs) return;
    this.#terminal.err(`\r\u001b[K${text}`);
    this.#shown = true;
    this.#shownMs = nowMs;
  }

  /** Before anything else is printed. */
  clear(): void {
    if (this.#shown) this.#terminal.err('\r\u001b[K');
    this.#shown = false;
  }
}
