/** Recordings of serial lines on the disk: written while the run goes on, read before another. */
import { readFileSync } from 'node:fs';
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
import { fileReason } from './files.ts';
import { GrowingFile } from './growing-file.ts';
import { formatTime } from './time.ts';

/** A run that is killed loses no more than this of its recording. */
const flushNs = 500_000_000;

export class RecordingFile {
  readonly #file: GrowingFile;
  #flushedAtNs = 0;

  /** Throws what the file system says. */
  constructor(path: string) {
    this.#file = new GrowingFile(path);
    this.#file.add(recordingHeader);
    this.#file.flush();
  }

  add(traffic: RecordedTraffic): void {
    this.#file.add(formatTraffic(traffic));
    if (traffic.atNs < this.#flushedAtNs + flushNs) return;
    this.#flushedAtNs = traffic.atNs;
    this.#file.flush();
  }

  /** `atNs`: where the run ended. Reports it where not all of the recording is in the file. */
  close(atNs: number, diagnostics: Diagnostics): void {
    this.#file.add(formatEnd(atNs));
    this.#file.close();
    const { path, failure } = this.#file;
    if (failure === undefined) return;
    diagnostics.report('file-unwritable', undefined, { path, reason: fileReason(failure) });
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
