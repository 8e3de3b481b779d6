/** Recordings of serial lines on the disk: written while the run goes on, read before another. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
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
import { shownPath } from './arxml-files.ts';
import { fileReason, makeFolder } from './files.ts';
import { formatTime } from './time.ts';

const chunkLength = 1 << 14;

export class RecordingFile {
  readonly path: string;
  readonly #file: number;
  #pending = `${recordingHeader}\n`;

  /** Throws what the file system says. */
  constructor(path: string) {
    this.path = path;
    makeFolder(dirname(path));
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
  const malformed = (reason: string): undefined => {
    diagnostics.report('recording-malformed', undefined, { path: shownPath(path), reason });
  };
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return malformed(fileReason(error));
  }
  try {
    const recording = parseRecording(text);
    if (recording.isCut) {
      const at = formatTime(recording.endNs);
      diagnostics.report('recording-cut', undefined, { path: shownPath(path), at });
    }
    return recording;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return malformed(error.message);
  }
}
