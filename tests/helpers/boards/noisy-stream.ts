/** A serial line that loses, doubles and changes bytes, by a seed. */
import type { ModemLines, Ports, SerialStream } from '../../../flash/serial-line.ts';

export interface Noise {
  readonly seed: number;
  /** Of a byte, in each direction, to be lost, doubled or changed. */
  readonly probability: number;
}

/** Ports through which nothing is sure to arrive. */
export function noisyPorts(ports: Ports, noise: Noise): Ports {
  const random = randomNumbers(noise.seed);
  return {
    open: async (path, settings) =>
      new NoisyStream(await ports.open(path, settings), (bytes) =>
        [...bytes].flatMap((byte) => disturbed(byte, noise.probability, random)),
      ),
    list: () => ports.list(),
  };
}

function disturbed(byte: number, probability: number, random: () => number): number[] {
  if (random() >= probability) return [byte];
  const kind = Math.floor(random() * 3);
  if (kind === 0) return [];
  if (kind === 1) return [byte, byte];
  return [byte ^ (1 << Math.floor(random() * 8))];
}

/** Numbers from 0 to 1 that a seed determines (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class NoisyStream implements SerialStream {
  readonly #stream: SerialStream;
  readonly #disturb: (bytes: Uint8Array) => number[];

  constructor(stream: SerialStream, disturb: (bytes: Uint8Array) => number[]) {
    this.#stream = stream;
    this.#disturb = disturb;
  }

  get isOpen(): boolean {
    return this.#stream.isOpen;
  }

  write(bytes: Uint8Array, callback: (error: Error | null | undefined) => void): void {
    const arriving = this.#disturb(bytes);
    if (arriving.length === 0) callback(null);
    else this.#stream.write(Uint8Array.from(arriving), callback);
  }

  set(lines: ModemLines, callback: (error: Error | null) => void): void {
    this.#stream.set(lines, callback);
  }

  close(callback: (error: Error | null) => void): void {
    this.#stream.close(callback);
  }

  on(event: 'data', listener: (bytes: Uint8Array) => void): void;
  on(event: 'close' | 'error', listener: (error?: Error | null) => void): void;
  on(event: 'data' | 'close' | 'error', listener: (value: never) => void): void {
    const deliver = listener as (value: unknown) => void;
    if (event === 'data') {
      this.#stream.on('data', (bytes) => deliver(Uint8Array.from(this.#disturb(bytes))));
    } else {
      this.#stream.on(event, deliver);
    }
  }

  /** What comes after is of no interest: a stream is closed when it is let go. */
  removeListener(): void {}
}
