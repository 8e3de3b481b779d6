/** A text file that grows by lines while a run goes on. */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from './files.ts';

/**
 * Characters gathered before they go to the disk. More would save system calls, but cost more than
 * that: pieces of text must be young, and in the caches, when the engine makes one string of them.
 */
const chunkLength = 1 << 14;

export class GrowingFile {
  readonly path: string;
  readonly #file: number;
  #pending = '';
  #failure: unknown;

  /** Throws what the file system says. */
  constructor(path: string) {
    this.path = path;
    makeFolder(dirname(path));
    this.#file = openSync(path, 'w');
  }

  /**
   * What the file system said when it took no more, such as a full disk. The file ends there: a run with
   * boards goes on, and must leave them in order whatever becomes of its files.
   */
  get failure(): unknown {
    return this.#failure;
  }

  add(line: string): void {
    if (this.#failure !== undefined) return;
    this.#pending += `${line}\n`;
    if (this.#pending.length >= chunkLength) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }

  /** What was added is in the file from now on, even if the process is killed next. */
  flush(): void {
    try {
      // Unlike writeSync, this writes all of it or throws.
      if (this.#failure === undefined) writeFileSync(this.#file, this.#pending);
    } catch (error) {
      this.#failure = error;
    }
    this.#pending = '';
  }
}
