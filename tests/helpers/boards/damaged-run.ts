/**
 * Runs of the example vehicle whose board is at the other end of a damaged line, and what has to hold in
 * all of them: what is lost is counted, what can be told to be wrong is delivered to nobody, and on a
 * line that is good again everything is well again.
 */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'vitest';
import {
  type LoadOptions,
  loadVehicle,
  type Vehicle,
  type VehicleDescription,
} from '../../../vehicle/index.ts';
import { traceOf } from '../traces.ts';
import { frameOf } from './bridge-board.ts';
import { type ArrivedLine, type Damage, type DamagedLine, isFrameLine } from './damaged-line.ts';
import { newOffers } from './offers-on-line.ts';

const example = 'arxml/pedal-to-dashboard/pedal-to-dashboard.vehicle.json';
const file = JSON.parse(readFileSync(example, 'utf8')) as VehicleDescription;
export const ms = 1_000_000;

/** Good until everybody is there, damaged, good until everything is well again, and still good. */
export const goodNs = 600 * ms;
const damagedNs = 4000 * ms;
/** As docs/boards-in-the-loop.md states it. */
export const recoveryNs = 3000 * ms;
const wellNs = 1000 * ms;
export const endNs = goodNs + damagedNs + recoveryNs + wellNs;

/** Of the bytes in each direction. Where something happens at least once to every third line, most get lost. */
export const cases: readonly { rate: number; seed: number; kinds?: readonly Damage[] }[] = [
  { rate: 0.0005, seed: 1 },
  { rate: 0.005, seed: 2 },
  { rate: 0.005, seed: 3, kinds: ['lost'] },
  { rate: 0.005, seed: 4, kinds: ['doubled'] },
  { rate: 0.02, seed: 5 },
  { rate: 0.05, seed: 6 },
];

export interface Run {
  readonly line: DamagedLine;
  readonly trace: readonly string[];
  /** Of the line: when it should have been well again, and at the end. */
  readonly recovered: Vehicle['lines'][number];
  readonly last: Vehicle['lines'][number];
}

/** `options` say what the port `board` is for. */
export async function damagedRun(
  line: DamagedLine,
  rate: number,
  options: LoadOptions,
  happens: () => void = () => undefined,
): Promise<Run> {
  const vehicle = await loadVehicle(file, {
    folder: dirname(example),
    ports: { board: line },
    ...options,
  });
  vehicle.run(`${goodNs}ns`);
  line.rate = rate;
  happens();
  vehicle.run(`${damagedNs}ns`);
  line.rate = 0;
  line.isCut = false;
  vehicle.run(`${recoveryNs}ns`);
  const [recovered] = vehicle.lines;
  vehicle.run(`${wellNs}ns`);
  await vehicle.close();
  const [last] = vehicle.lines;
  if (recovered === undefined || last === undefined) throw new Error('the run has no line');
  return { line, trace: traceOf(vehicle), recovered, last };
}

/** Frames that were on the simulated bus while somebody was there, with their instants. */
function framesOnBus(trace: readonly string[]): { atNs: number; text: string }[] {
  let isOnline = false;
  return trace.flatMap((record) => {
    const [atNs, , kind, name = '', ...bytes] = record.split(' ');
    if (kind === 'line-online' || kind === 'line-offline') isOnline = kind === 'line-online';
    if (kind !== 'frame' || !isOnline) return [];
    return [{ atNs: Number(atNs), text: [name, ...bytes].join(' ') }];
  });
}

/** Frames of the board that arrived at the host, as the trace has them. */
function arrivedOfBoard(line: DamagedLine): string[] {
  const lines = line.fromBoard.arrived.filter(({ text }) => isFrameLine(text));
  return [...lines, ...newOffers(line)].flatMap(({ text }) => frameOfBoard(text) ?? []).map(traced);
}

/** Whose the frames on the bus were. Damage may have given one of the board another ECU's identifier. */
function bySender(
  { line, trace }: Run,
  isOfBoard: (frame: string) => boolean,
): { board: string[]; others: string[] } {
  const disguised = arrivedOfBoard(line).filter((text) => !isOfBoard(text));
  const board: string[] = [];
  const others: string[] = [];
  for (const { text } of framesOnBus(trace)) {
    const at = disguised.indexOf(text);
    if (at >= 0) disguised.splice(at, 1);
    (at >= 0 || isOfBoard(text) ? board : others).push(text);
  }
  return { board, others };
}

/** A frame line as the trace has it. */
function traced(line: string): string {
  const { id, extended, lengthBytes, data } = frameOf(line);
  const bytes = [...data.subarray(0, lengthBytes)].map((byte) =>
    byte.toString(16).padStart(2, '0'),
  );
  return [`0x${id.toString(16)}${extended ? 'x' : ''}`, ...bytes].join(' ');
}

/**
 * From the host to the board: a frame is taken and answered, or it counts as lost; and the board takes
 * only what is a frame when it arrives, and all of it, but for what it signals with BEL.
 */
export function checkToBoard(run: Run, isOfBoard: (frame: string) => boolean): void {
  const { line, last } = run;
  const { statistics, lostFrames } = last;
  const offered = bySender(run, isOfBoard).others.length;
  const accounted = statistics.framesSent + statistics.framesNotSent;
  // A frame that waits for its answer when the board goes away is counted once more.
  if (statistics.losses === 0) expect(accounted).toBe(offered);
  else expect(accounted).toBeGreaterThanOrEqual(offered);
  const arrived = line.toBoard.arrived.filter(({ text }) => isFrameLine(text)).length;
  const taken = line.fromBoard.said.filter(({ text }) => /^[zZ]$/.test(text)).length;
  const bels = line.fromBoard.said.filter(({ text }) => text.endsWith('BEL')).length;
  expect(taken).toBeLessThanOrEqual(arrived);
  expect(taken + bels).toBeGreaterThanOrEqual(arrived);
  const missing = offered - taken;
  const counted = lostFrames - statistics.framesDropped;
  expect(counted).toBeGreaterThanOrEqual(missing);
  // A frame whose answer was damaged counts as lost too, and one line more for each answer too many.
  if (statistics.losses === 0) expect(counted - missing).toBeLessThanOrEqual(damagedLines(line));
}

/**
 * From the board to the host: only what is a frame when it arrives gets onto the bus, and all of it, but
 * for what the bus had no time for and is counted; and what is no frame is noted.
 */
export function checkFromBoard(run: Run, isOfBoard: (frame: string) => boolean): void {
  const { line, last } = run;
  const { statistics } = last;
  const arrived = arrivedOfBoard(line);
  const missing = [...arrived];
  for (const text of bySender(run, isOfBoard).board) {
    expect(missing).toContain(text);
    missing.splice(missing.indexOf(text), 1);
  }
  if (statistics.losses === 0) {
    expect(statistics.framesReceived).toBe(arrived.length);
    expect(missing.length).toBe(statistics.framesDropped);
  }
  if (line.fromBoard.arrived.some(isSpoiltFrame)) expect(statistics.noise).toBeGreaterThan(0);
}

/** A frame line of the board that has become none. */
function isSpoiltFrame({ text, said }: ArrivedLine): boolean {
  return frameOfBoard(said?.text ?? '') !== undefined && frameOfBoard(text) === undefined;
}

/** Lines to which something happened, in both directions. */
function damagedLines({ toBoard, fromBoard }: DamagedLine): number {
  const both = [...toBoard.arrived, ...fromBoard.arrived];
  return both.filter(({ isIntact }) => !isIntact).length;
}

/** The frame in a line of the board, from a mailbox or not. */
export function frameOfBoard(text: string): string | undefined {
  const line = text.replace(/^xt[0-9A-Fa-f]{2}/, '');
  return isFrameLine(line) ? line : undefined;
}

/** On a line that is good for some time nothing is lost any more, in no direction. */
export function checkRecovery(run: Run, isOfBoard: (frame: string) => boolean): void {
  const { line, trace, recovered, last } = run;
  expect(recovered.isOnline).toBe(true);
  expect(last.lostFrames).toBe(recovered.lostFrames);
  const { losses, noise, linesUnanswered } = recovered.statistics;
  expect(last.statistics).toMatchObject({ losses, noise, linesUnanswered });
  const said = line.fromBoard.said.flatMap(({ text }) => frameOfBoard(text) ?? []);
  const onBus = framesOnBus(trace).filter(({ text }) => isOfBoard(text));
  expect(onBus.at(-1)?.text).toBe(traced(said.at(-1) ?? ''));
  expect(onBus.at(-1)?.atNs).toBeGreaterThan(endNs - 200 * ms);
}

export function report(what: string, rate: number, seed: number, { line, last }: Run): void {
  const { toBoard, fromBoard } = line;
  const { statistics, lostFrames } = last;
  console.info(
    `${what}, seed ${seed}, ${rate} of the bytes: ${damagedLines(line)} lines damaged; ${lostFrames} frames ` +
      `counted as lost, ${statistics.noise} lines noted, ${statistics.losses} times away`,
  );
  expect(toBoard.damagedBytes + fromBoard.damagedBytes).toBeGreaterThan(2);
}

/** Time from an instant until somebody is there again. */
export function awayNs(trace: readonly string[], fromNs: number): number {
  const back = trace
    .filter((record) => record.includes(' line-online '))
    .map((record) => Number(record.split(' ')[0]))
    .find((atNs) => atNs > fromNs);
  return (back ?? Number.POSITIVE_INFINITY) - fromNs;
}
