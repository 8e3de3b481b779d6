/** How much goes through the serial bridge, in virtual time: for tests and for the benchmark. */
import type { CanFrame } from '../../../bsw-sim/bus/can-frame.ts';
import { BridgeBoard, frameOf, lineOf } from './bridge-board.ts';

/** Of a frame with 8 bytes and 11 bits of identifier: `t`, 3, 1, 16 digits, CR. */
export const lineCharacters = 22;

/** Frames a second that the characters of the line allow in one direction. */
export const lineLimit = (baudRate: number): number => baudRate / 10 / lineCharacters;

export interface Traffic {
  readonly sent: number;
  readonly received: number;
  /** In the order in which they were sent, none twice. */
  readonly isInOrder: boolean;
  readonly bels: number;
  /** What the bridge says afterwards: F, and the counters of xn. */
  readonly flags: string;
  readonly countedToHost: number;
  readonly countedFromHost: number;
  readonly countedLines: number;
}

/** An open bridge on a bus of 1 Mbit/s, where the serial line is what limits. */
export function openBridge(
  hex: string | undefined,
  bitRate = 1_000_000,
  lineBaudRate?: number,
): BridgeBoard {
  const bridge = new BridgeBoard('uno', { bitRate }, hex);
  bridge.board.lineBaudRate = lineBaudRate;
  bridge.open(bitRate === 1_000_000 ? 'S8' : 'S4');
  return bridge;
}

/** Its data are the number. */
export function numberedFrame(number: number): CanFrame {
  return frameOf(`t1238${number.toString(16).padStart(16, '0')}`);
}

const numberOf = (line: string): number => Number.parseInt(line.slice(5), 16);

/** Frames of the bus at a constant rate. */
export function toHost(bridge: BridgeBoard, framesPerSecond: number, frames: number): Traffic {
  const startNs = bridge.board.nowNs;
  for (let i = 0; i < frames; i++) {
    bridge.controller.receive(numberedFrame(i), startNs + (i * 1e9) / framesPerSecond);
  }
  bridge.run((frames * 1000) / framesPerSecond);
  const text = bridge.settle(10);
  return { sent: frames, ...arrived(text), ...told(bridge) };
}

/** Frames of the host at a constant rate, which does not wait for answers. */
export function fromHost(bridge: BridgeBoard, framesPerSecond: number, frames: number): Traffic {
  const startNs = bridge.board.nowNs;
  for (let i = 0; i < frames; i++) {
    bridge.controller.runUntil(startNs + (i * 1e9) / framesPerSecond);
    bridge.send(`${lineOf(numberedFrame(i))}\r`);
  }
  const bels = bridge.settle(50).split('\x07').length - 1;
  const numbers = bridge.controller.sent.map(({ frame }) => numberOf(lineOf(frame)));
  return {
    sent: frames,
    received: numbers.length,
    isInOrder: isAscending(numbers),
    bels,
    ...told(bridge),
  };
}

/** Both at once. */
export function bothWays(
  bridge: BridgeBoard,
  framesPerSecond: number,
  frames: number,
): { fromHost: number; toHost: number; flags: string } {
  const startNs = bridge.board.nowNs;
  for (let i = 0; i < frames; i++) {
    const atNs = startNs + (i * 1e9) / framesPerSecond;
    bridge.controller.runUntil(atNs);
    bridge.controller.receive(numberedFrame(i), atNs);
    bridge.send(`${lineOf(numberedFrame(i))}\r`);
  }
  const { received } = arrived(bridge.settle(50));
  return { fromHost: bridge.controller.sent.length, toHost: received, flags: told(bridge).flags };
}

/** Frames a second of a host that keeps so many lines without an answer. */
export function windowed(bridge: BridgeBoard, window: number, frames: number): number {
  const startNs = bridge.board.nowNs;
  let next = 0;
  const sendNext = (): void => {
    if (next < frames) bridge.send(`${lineOf(numberedFrame(next))}\r`);
    next++;
  };
  bridge.board.onSerialOut = (byte) => {
    if (byte === 'z'.charCodeAt(0)) sendNext();
  };
  for (let i = 0; i < window; i++) sendNext();
  while (bridge.controller.sent.length < frames) bridge.run(1);
  const endNs = bridge.controller.sent.at(-1)?.atNs ?? 0;
  return (frames * 1e9) / (endNs - startNs);
}

/** Milliseconds from the first bit of a line to the answer, and to the line of the frame that answers it on the bus. */
export function roundTripMs(bridge: BridgeBoard): { answer: number; echo: number } {
  const startNs = bridge.board.nowNs;
  let answerNs = 0;
  let echoNs = 0;
  bridge.controller.onSent = ({ frame, atNs }) => bridge.controller.receive(frame, atNs);
  let text = '';
  bridge.board.onSerialOut = (byte, atNs) => {
    text += String.fromCharCode(byte);
    if (text.endsWith('z\r')) answerNs = atNs;
    if (/t.{20}\r/.test(text)) echoNs = atNs;
  };
  bridge.send(`${lineOf(numberedFrame(1))}\r`);
  bridge.run(10);
  return { answer: (answerNs - startNs) / 1e6, echo: (echoNs - startNs) / 1e6 };
}

function arrived(text: string): { received: number; isInOrder: boolean; bels: number } {
  const bels = text.split('\x07').length - 1;
  const numbers = [...text.matchAll(/t1238[0-9A-F]{16}(?=\r)/g)].map(([line]) => numberOf(line));
  return { received: numbers.length, isInOrder: isAscending(numbers), bels };
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? 0));
}

function told(
  bridge: BridgeBoard,
): Pick<Traffic, 'flags' | 'countedToHost' | 'countedFromHost' | 'countedLines'> {
  const flags = bridge.say('F').trim();
  const [, ...counters] = /^xn(.{4})(.{4})(.{4})/.exec(bridge.say('xn')) ?? [];
  const [countedToHost = NaN, countedFromHost = NaN, countedLines = NaN] = counters.map((digits) =>
    Number.parseInt(digits, 16),
  );
  return { flags, countedToHost, countedFromHost, countedLines };
}
