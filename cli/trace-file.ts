/** The trace on disk, written while the run goes on: the format is the file name's extension. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { makeFolder } from '../vehicle/files.ts';
import { formatCandump, formatRecord, type TraceRecord } from '../vehicle/index.ts';
import { UsageError } from './terminal.ts';

type Format = 'native' | 'candump';

const formats: Readonly<Record<string, Format>> = {
  '.trace': 'native',
  '.log': 'candump',
  '.candump': 'candump',
};

/**
 * Characters gathered before they go to the disk. More would save system calls, but cost more than
 * that: pieces of text must be young, and in the caches, when the engine makes one string of them.
 */
const chunkLength = 1 << 14;

export class TraceFile {
  readonly path: string;
  readonly #format: Format;
  readonly #file: number;
  readonly #interfaces: ReadonlyMap<string, string>;
  #lines = 0;
  #pending = '';

  /**
   * `buses`: can-utils know the first as can0, the second as can1. Throws a UsageError for an
   * extension that means no format, and what the file system says.
   */
  constructor(path: string, buses: readonly string[]) {
    this.path = path;
    this.#format = traceFormat(path);
    this.#interfaces = new Map(buses.map((bus, index) => [bus, `can${index}`]));
    makeFolder(dirname(path));
    this.#file = openSync(path, 'w');
  }

  get lines(): number {
    return this.#lines;
  }

  add(record: TraceRecord): void {
    switch (this.#format) {
      case 'native':
        this.#line(formatRecord(record));
        return;
      case 'candump':
        if (!this.#interfaces.has(record.source)) return;
        for (const line of formatCandump([record], this.#interfaces)) this.#line(line);
        return;
    }
  }

  /** Writes what is pending: after it, everything added is in the file. */
  flush(): void {
    if (this.#pending !== '') writeSync(this.#file, this.#pending);
    this.#pending = '';
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }

  #line(text: string): void {
    this.#lines++;
    this.#pending += `${text}\n`;
    if (this.#pending.length >= chunkLength) this.flush();
  }
}

export function traceFormat(path: string): Format {
  const format = formats[extname(path)];
  if (format !== undefined) return format;
  const known = Object.keys(formats).join(', ');
  throw new UsageError(`--trace ${path}: the extension says the format, one of ${known}`);
}
