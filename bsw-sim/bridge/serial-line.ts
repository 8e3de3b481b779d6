/**
 * The door between a run and a serial line. Everything that comes in is an event of the queue at an
 * instant of its own, everything that goes out leaves at an instant: a run that gets the same
 * inputs at the same instants is the same run, whatever stands behind the door.
 */
import { type EventQueue, type EventTarget, Phase } from '../sim/event-queue.ts';
import type { StateTape } from '../sim/state-tape.ts';

/** What reaches the run from the other side. */
export type LineInput =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** The line is there, for the first time or again. */
  | { readonly kind: 'up' }
  /** It is gone, and so are the last bytes that were written. */
  | { readonly kind: 'down'; readonly reason: string; readonly unsentBytes: number }
  /** So much is waiting to be sent that nothing more should be written, and the end of that. */
  | { readonly kind: 'full' }
  | { readonly kind: 'drained' };

/** What stands behind the door: a port of this machine, a recording, a board in virtual time. */
export interface LineEnd {
  /** The run begins: from now on `line.arrives` may be called. */
  connect(line: SerialLine): void;
  write(bytes: Uint8Array): void;
  /** Nobody answers: close and open again what can be. */
  reopen(): void;
  /** Whether reading pauses, since the run cannot take more. */
  hold(held: boolean): void;
  /** The last bytes, outside the run, and the end of the line. */
  close(last: Uint8Array): Promise<void>;
  /** Whether it keeps wall time: then the run must. */
  readonly isReal: boolean;
  /** Why no snapshot can be taken; undefined if one can. */
  readonly snapshotRefusal: string | undefined;
  transfer(tape: StateTape): void;
}

/** Who uses the line. */
export interface LineUser {
  lineUp(): void;
  /** `unsentFrames`: names of frames that were written and never left, the oldest first. */
  lineDown(reason: string, unsentFrames: readonly string[]): void;
  received(bytes: Uint8Array): void;
  /** What was waiting to be sent is gone. */
  drained(): void;
}

/** One thing that crossed the door, for whoever records. */
export type LineTraffic =
  | { readonly kind: 'in'; readonly input: LineInput }
  | { readonly kind: 'out'; readonly bytes: Uint8Array };

export interface SerialLineOptions {
  /** Unique in the run: recordings name the line so. */
  readonly name: string;
  readonly queue: EventQueue;
  readonly end: LineEnd;
}

/** More than an end lets wait. */
const rememberedFrames = 4096;

export class SerialLine implements EventTarget {
  readonly name: string;
  readonly end: LineEnd;
  /** Sees all traffic in its order. */
  onTraffic: ((atNs: number, traffic: LineTraffic) => void) | undefined = undefined;
  private readonly queue: EventQueue;
  private readonly id: number;
  private user: LineUser | undefined = undefined;
  private up = false;
  private full = false;
  /** On their way in, by the number in their event. */
  private readonly inputs = new Map<number, LineInput>();
  private inputCount = 0;
  /** Since the line is up; and the names of the latest frames, with the bytes written up to their ends. */
  private writtenBytes = 0;
  private frames: { readonly name: string; readonly endBytes: number }[] = [];

  constructor(options: SerialLineOptions) {
    this.name = options.name;
    this.queue = options.queue;
    this.end = options.end;
    this.id = this.queue.register(this);
  }

  get isUp(): boolean {
    return this.up;
  }

  /** Nothing should be written until the user is told that it has drained. */
  get isFull(): boolean {
    return this.full;
  }

  start(user: LineUser): void {
    this.user = user;
    this.end.connect(this);
  }

  /** ASCII; nothing happens while the line is down. */
  write(text: string): void {
    if (!this.up) return;
    const bytes = asciiBytes(text);
    this.writtenBytes += bytes.length;
    this.onTraffic?.(this.queue.nowNs, { kind: 'out', bytes });
    this.end.write(bytes);
  }

  /** As `write`, and the user is told by that name if it turns out that the frame never left. */
  writeFrame(text: string, name: string): void {
    this.write(text);
    this.frames.push({ name, endBytes: this.writtenBytes });
    if (this.frames.length >= 2 * rememberedFrames) this.frames.splice(0, rememberedFrames);
  }

  /** From the end: an input of that instant, which is not past. */
  arrives(atNs: number, input: LineInput): void {
    const number = this.inputCount++;
    this.inputs.set(number, input);
    this.queue.schedule(atNs, Phase.outside, this.id, 0, number);
  }

  handle(_what: number, number: number): void {
    const input = this.inputs.get(number);
    if (input === undefined) throw new Error(`${this.name}: input ${number} never arrived`);
    this.inputs.delete(number);
    this.onTraffic?.(this.queue.nowNs, { kind: 'in', input });
    switch (input.kind) {
      case 'bytes':
        this.user?.received(input.bytes);
        break;
      case 'up':
        this.up = true;
        this.full = false;
        this.writtenBytes = 0;
        this.frames = [];
        this.user?.lineUp();
        break;
      case 'down':
        this.up = false;
        this.user?.lineDown(input.reason, this.unsentFrames(input.unsentBytes));
        break;
      case 'full':
        this.full = true;
        break;
      case 'drained':
        this.full = false;
        this.user?.drained();
        break;
    }
  }

  transfer(tape: StateTape): void {
    this.up = tape.boolean(this.up);
    this.full = tape.boolean(this.full);
    this.inputCount = tape.number(this.inputCount);
    this.writtenBytes = tape.number(this.writtenBytes);
    this.frames = [...tape.data([...this.frames])];
    const inputs = tape.data([...this.inputs]);
    if (!tape.recording) {
      this.inputs.clear();
      for (const [number, input] of inputs) this.inputs.set(number, input);
    }
    this.end.transfer(tape);
  }

  private unsentFrames(unsentBytes: number): string[] {
    const leftBytes = this.writtenBytes - unsentBytes;
    return this.frames.filter(({ endBytes }) => endBytes > leftBytes).map(({ name }) => name);
  }
}

export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
