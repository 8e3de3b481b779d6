/** Recordings of serial lines on the disk: written while the run goes on, read before another. */
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  formatEnd,
  formatTraffic,
  parseRecording,
  type RecordedTraffic,
  type Recording,
  recordingHeader,
} from '../bsw-sim/bridge/recording.ts';
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';

const chunkLength = 1 << 14;

export class RecordingFile {
  readonly path: string;
  readonly #file: number;
  #pending = `${recordingHeader}\n`;

  /** Throws what the file system says. */
  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#file = openSync(path, 'w');
  }

  add(traffic: RecordedTraffic): void {
    this.#line(formatTraffic(traffic));
  }

  /** `atNs`: where the run ended. */
  close(atNs: number): void {
    this.#line(formatEnd(atNs));
    this.#flush();
    closeSync(this.#file);
  }

  #line(text: string): void {
    this.#pending += `${text}\n`;
    if (this.#pending.length >= chunkLength) this.#flush();
  }

  #flush(): void {
    writeSync(this.#file, this.#pending);
    this.#pending = '';
  }
}

/** Undefined when it was reported why not. */
export function readRecording(path: string, diagnostics: Diagnostics): Recording | undefined {
  try {
    return parseRecording(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    diagnostics.report('recording-malformed', undefined, { path, reason });
    return undefined;
  }
}
