/** The trace on disk, written while the run goes on: the format is the file name's extension. */
import { extname } from 'node:path';
import { GrowingFile } from '../vehicle/growing-file.ts';
import { formatCandump, formatRecord, type TraceRecord } from '../vehicle/index.ts';
import { UsageError } from './terminal.ts';

type Format = 'native' | 'candump';

const formats: Readonly<Record<string, Format>> = {
  '.trace': 'native',
  '.log': 'candump',
  '.candump': 'candump',
};

export class TraceFile {
  readonly #format: Format;
  readonly #file: GrowingFile;
  readonly #interfaces: ReadonlyMap<string, string>;
  #lines = 0;

  /**
   * `buses`: can-utils know the first as can0, the second as can1. Throws a UsageError for an
   * extension that means no format, and what the file system says.
   */
  constructor(path: string, buses: readonly string[]) {
    this.#format = traceFormat(path);
    this.#interfaces = new Map(buses.map((bus, index) => [bus, `can${index}`]));
    this.#file = new GrowingFile(path);
  }

  get path(): string {
    return this.#file.path;
  }

  /** Why not all of it is in the file, once it is closed. */
  get failure(): unknown {
    return this.#file.failure;
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

  close(): void {
    this.#file.close();
  }

  #line(text: string): void {
    this.#lines++;
    this.#file.add(text);
  }
}

export function traceFormat(path: string): Format {
  const format = formats[extname(path)];
  if (format !== undefined) return format;
  const known = Object.keys(formats).join(', ');
  throw new UsageError(`--trace ${path}: the extension says the format, one of ${known}`);
}
