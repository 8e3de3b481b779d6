/**
 * What crossed the doors of a run, as lines of text: every input and output with its instant. From
 * the inputs alone the run can be had again without the boards; the outputs show that it is the same.
 *
 *     1250000 Body.board > 7431323332414142420d
 *     1391000 Body.board < 7a0d
 */
import type { EventQueue } from '../sim/event-queue.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { LineEnd, LineInput, LineTraffic, SerialLine } from './serial-line.ts';

export const recordingHeader = '# vfb serial recording 1';

export interface RecordedTraffic {
  readonly atNs: number;
  readonly line: string;
  readonly traffic: LineTraffic;
}

export interface Recording {
  readonly traffic: readonly RecordedTraffic[];
  /** Instant at which the recorded run ended, or of the last traffic where it was killed. */
  readonly endNs: number;
  /** The recorded run was killed: it may have gone on. */
  readonly isCut: boolean;
}

/** Without the end of the line. */
export function formatTraffic({ atNs, line, traffic }: RecordedTraffic): string {
  const head = `${atNs} ${line}`;
  if (traffic.kind === 'out') return `${head} > ${hexText(traffic.bytes)}`;
  const { input } = traffic;
  switch (input.kind) {
    case 'bytes':
      return `${head} < ${hexText(input.bytes)}`;
    case 'down':
      return `${head} down ${input.unsentBytes} ${input.reason.replaceAll(/\s+/g, ' ')}`;
    case 'up':
    case 'full':
    case 'drained':
      return `${head} ${input.kind}`;
  }
}

export function formatEnd(atNs: number): string {
  return `${atNs} end`;
}

/** Without the last line if that is not complete. Throws a RangeError that says which line is none. */
export function parseRecording(text: string): Recording {
  const [header, ...lines] = text.split(/\r?\n/);
  if (lines.length > 0) lines.pop();
  if (header !== recordingHeader) throw new RangeError(`line 1 is not "${recordingHeader}"`);
  const traffic: RecordedTraffic[] = [];
  let endNs: number | undefined;
  lines.forEach((line, index) => {
    if (line === '') return;
    const wrong = new RangeError(`line ${index + 2} is no recorded traffic: ${line}`);
    const [instant = '', name = '', what = '', ...rest] = line.split(' ');
    const atNs = /^\d+$/.test(instant) ? Number(instant) : Number.NaN;
    if (!Number.isSafeInteger(atNs)) throw wrong;
    const before = traffic.at(-1)?.atNs ?? 0;
    if (atNs < before || endNs !== undefined) throw wrong;
    if (name === 'end' && what === '') {
      endNs = atNs;
      return;
    }
    const found = parseWords(what, rest);
    if (found === undefined) throw wrong;
    traffic.push({ atNs, line: name, traffic: found });
  });
  return { traffic, endNs: endNs ?? traffic.at(-1)?.atNs ?? 0, isCut: endNs === undefined };
}

function parseWords(what: string, rest: readonly string[]): LineTraffic | undefined {
  switch (what) {
    case '>':
    case '<': {
      const [text = '', ...more] = rest;
      if (more.length > 0 || !/^(?:[0-9a-f]{2})+$/.test(text)) return undefined;
      const bytes = Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
      return what === '>'
        ? { kind: 'out', bytes }
        : { kind: 'in', input: { kind: 'bytes', bytes } };
    }
    case 'down': {
      const [count = '', ...reason] = rest;
      if (!/^\d+$/.test(count)) return undefined;
      const unsentBytes = Number(count);
      return { kind: 'in', input: { kind: 'down', unsentBytes, reason: reason.join(' ') } };
    }
    case 'up':
    case 'full':
    case 'drained':
      return rest.length > 0 ? undefined : { kind: 'in', input: { kind: what } };
    default:
      return undefined;
  }
}

function hexText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** Where a replayed run says something else than the recorded one did. */
export interface ReplayDifference {
  readonly atNs: number;
  readonly line: string;
  /** As the recording writes it; undefined where one of the two said nothing. */
  readonly recorded: string | undefined;
  readonly replayed: string | undefined;
}

/** Stands for the ports of a recorded run. */
export class Replay {
  private readonly recording: Recording;
  private readonly queue: EventQueue;
  private readonly ends = new Map<string, ReplayEnd>();
  private waiting = 0;
  private difference: ReplayDifference | undefined = undefined;

  constructor(recording: Recording, queue: EventQueue) {
    this.recording = recording;
    this.queue = queue;
  }

  /** Names of lines in the recording. */
  get lines(): readonly string[] {
    return [...new Set(this.recording.traffic.map(({ line }) => line))].sort();
  }

  get endNs(): number {
    return this.recording.endNs;
  }

  endOf(line: string): LineEnd {
    const outputs = this.recording.traffic.filter(
      (one) => one.line === line && one.traffic.kind === 'out',
    );
    const end = new ReplayEnd(line, outputs, {
      isCut: this.recording.isCut,
      queue: this.queue,
      connected: () => this.connected(),
      differs: (difference) => {
        this.difference ??= difference;
      },
    });
    this.ends.set(line, end);
    this.waiting++;
    return end;
  }

  /** The first difference so far. What the recorded run wrote and this one has not yet, counts too. */
  firstDifference(): ReplayDifference | undefined {
    if (this.difference !== undefined) return this.difference;
    for (const end of this.ends.values()) {
      const missing = end.missingAt(this.queue.nowNs);
      if (missing !== undefined) return missing;
    }
    return undefined;
  }

  /** Inputs of several lines at one instant keep their order only if all are planned together. */
  private connected(): void {
    if (--this.waiting > 0) return;
    for (const { atNs, line, traffic } of this.recording.traffic) {
      if (traffic.kind === 'in') this.ends.get(line)?.plan(atNs, traffic.input);
    }
  }
}

class ReplayEnd implements LineEnd {
  readonly isReal = false;
  readonly snapshotRefusal = undefined;
  private readonly name: string;
  private readonly outputs: readonly RecordedTraffic[];
  private readonly replay: {
    readonly isCut: boolean;
    readonly queue: EventQueue;
    connected(): void;
    differs(difference: ReplayDifference): void;
  };
  private line: SerialLine | undefined = undefined;
  private written = 0;

  constructor(name: string, outputs: readonly RecordedTraffic[], replay: ReplayEnd['replay']) {
    this.name = name;
    this.outputs = outputs;
    this.replay = replay;
  }

  connect(line: SerialLine): void {
    this.line = line;
    this.replay.connected();
  }

  plan(atNs: number, input: LineInput): void {
    this.line?.arrives(atNs, input);
  }

  write(bytes: Uint8Array): void {
    const { nowNs: atNs } = this.replay.queue;
    const expected = this.outputs[this.written++];
    // What followed was not recorded any more.
    if (expected === undefined && this.replay.isCut) return;
    const recorded = expected && formatTraffic(expected);
    const traffic = { kind: 'out', bytes } as const;
    const replayed = formatTraffic({ atNs, line: this.name, traffic });
    if (recorded === replayed) return;
    this.replay.differs({ atNs, line: this.name, recorded, replayed });
  }

  missingAt(nowNs: number): ReplayDifference | undefined {
    const expected = this.outputs[this.written];
    if (expected === undefined || expected.atNs > nowNs) return undefined;
    const { atNs, line } = expected;
    return { atNs, line, recorded: formatTraffic(expected), replayed: undefined };
  }

  reopen(): void {}

  hold(): void {}

  async close(): Promise<void> {}

  transfer(tape: StateTape): void {
    this.written = tape.number(this.written);
  }
}
