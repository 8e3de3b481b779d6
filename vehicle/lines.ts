/** The serial lines of a running vehicle: opened before it, reported after it. */
import { BoardPins } from '../bsw-sim/bridge/board-pins.ts';
import { BusAdapter } from '../bsw-sim/bridge/bus-adapter.ts';
import { CanBridge } from '../bsw-sim/bridge/can-bridge.ts';
import {
  type LineStatistics,
  type LossCause,
  lossCauses,
  lostFrames,
} from '../bsw-sim/bridge/line-statistics.ts';
import { type LockstepBoard, LockstepEnd } from '../bsw-sim/bridge/lockstep.ts';
import type { LineParticipant } from '../bsw-sim/bridge/participant.ts';
import { type Recording, Replay } from '../bsw-sim/bridge/recording.ts';
import { asciiBytes, type LineEnd, SerialLine } from '../bsw-sim/bridge/serial-line.ts';
import { PortError, SerialPortEnd } from '../bsw-sim/bridge/serial-port.ts';
import { describeRoles, hasRole, type SlcanRole } from '../bsw-sim/bridge/slcan-handshake.ts';
import { WallClock } from '../bsw-sim/bridge/wall-clock.ts';
import type { Simulation } from '../bsw-sim/simulation.ts';
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import { fileReason } from './files.ts';
import type { LinePlan } from './line-plans.ts';
import { RecordingFile, readRecording } from './recording-file.ts';
import { formatTime } from './time.ts';

export interface LineOptions {
  /** Boards in this process, by the name that stands in the place of a port. */
  readonly ports?: Readonly<Record<string, LockstepBoard>> | undefined;
  /** File that gets every byte of every line with its instant. */
  readonly record?: string | undefined;
  /** Such a file, in the place of the ports. */
  readonly replay?: string | undefined;
}

/** What can be seen of a line. */
export interface LineView {
  /** `<ECU>.board`, `<ECU>.io`, `<bus>.bridge` or `<bus>.adapter`. */
  readonly name: string;
  readonly port: string;
  readonly isOnline: boolean;
  /** When somebody was there first; undefined if nobody ever was. */
  readonly onlineAtNs: number | undefined;
  /** What the other side says it is; undefined where it does not say. */
  readonly board: string | undefined;
  readonly statistics: Readonly<LineStatistics>;
  /** When the other side went, where it was there and has not come back. */
  readonly goneSinceNs: number | undefined;
  /** Frames that did not arrive, or perhaps did not. */
  readonly lostFrames: number;
  /** Frames in either direction of which nobody knows yet whether they arrive. */
  readonly underwayFrames: number;
}

/** What is open before there is a run. */
export interface OpenPorts {
  readonly clock: WallClock;
  readonly ends: ReadonlyMap<string, SerialPortEnd>;
  readonly boards: Readonly<Record<string, LockstepBoard>>;
  readonly file: RecordingFile | undefined;
  readonly replay: Recording | undefined;
}

/** Reports what cannot be opened; then nothing stays open. */
export async function openPorts(
  plans: readonly LinePlan[],
  options: LineOptions,
  diagnostics: Diagnostics,
): Promise<OpenPorts> {
  const { ports: boards = {}, record, replay } = options;
  const clock = new WallClock();
  const ends = new Map<string, SerialPortEnd>();
  const errorsBefore = diagnostics.errorCount;
  const recording = replay === undefined ? undefined : readRecording(replay, diagnostics);
  if (replay !== undefined && recording !== undefined) {
    checkLines(replay, recording, plans, diagnostics);
  }
  const real = plans.filter(({ port }) => !Object.hasOwn(boards, port));
  for (const { name, port, baud } of replay === undefined ? real : []) {
    try {
      ends.set(name, await SerialPortEnd.open(port, baud, clock));
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      diagnostics.report('port-unopenable', undefined, { line: name, reason: error.message });
    }
  }
  let file: RecordingFile | undefined;
  // A run that does not begin leaves an earlier recording alone.
  const isRecorded = record !== undefined && diagnostics.errorCount === errorsBefore;
  try {
    file = isRecorded ? new RecordingFile(record) : undefined;
  } catch (error) {
    const reason = fileReason(error);
    diagnostics.report('file-unwritable', undefined, { path: record ?? '', reason });
  }
  const open = { clock, ends, boards, file, replay: recording };
  if (diagnostics.errorCount > errorsBefore) await closePorts(open);
  return open;
}

export async function closePorts({ ends }: OpenPorts): Promise<void> {
  await Promise.all([...ends.values()].map((end) => end.close(new Uint8Array())));
}

function checkLines(
  path: string,
  recording: Recording,
  plans: readonly LinePlan[],
  diagnostics: Diagnostics,
): void {
  const recorded = [...new Set(recording.traffic.map(({ line }) => line))].sort().join(', ');
  const wanted = plans.map(({ name }) => name).join(', ');
  if (recorded === wanted) return;
  diagnostics.report('recording-lines', undefined, {
    path,
    recorded: recorded || 'none',
    wanted: wanted || 'none',
  });
}

/** A later lag is worth a warning: boards have deadlines of some tens of milliseconds. */
const tolerableLagNs = 100_000_000;

export class Lines {
  readonly clock: WallClock;
  readonly #plans: readonly LinePlan[];
  readonly #participants = new Map<string, LineParticipant>();
  readonly #simulation: Simulation;
  readonly #file: RecordingFile | undefined;
  readonly #replay: Replay | undefined;
  #isClosed = false;

  /** ECUs and buses are there already. */
  constructor(plans: readonly LinePlan[], open: OpenPorts, simulation: Simulation) {
    this.#plans = plans;
    this.#simulation = simulation;
    this.#file = open.file;
    this.#replay = open.replay && new Replay(open.replay, simulation.queue);
    this.clock = open.clock;
    this.clock.follow(simulation.queue);
    for (const plan of plans) {
      const line = this.#line(plan, open);
      const participant = this.#participant(plan, line);
      this.#participants.set(plan.name, participant);
      simulation.addParticipant(participant);
    }
  }

  /** Whether the run has to keep up with the wall clock. */
  get isReal(): boolean {
    return [...this.#participants.values()].some(({ line }) => line.end.isReal);
  }

  /** Where the recorded run ended, in a replay. */
  get recordedNs(): number | undefined {
    return this.#replay?.endNs;
  }

  get snapshotRefusal(): string | undefined {
    return [...this.#participants.values()]
      .map(({ line }) => line.end.snapshotRefusal)
      .find((reason) => reason !== undefined);
  }

  views(): LineView[] {
    return this.#plans.map(({ name, port }) => {
      const { status, statistics, board, underwayFrames } = this.#of(name);
      return {
        name,
        port,
        isOnline: status.isOnline,
        onlineAtNs: status.onlineAtNs,
        board: board?.board ?? (board?.version || undefined),
        statistics: { ...statistics },
        goneSinceNs: status.goneSinceNs,
        lostFrames: lostFrames(statistics),
        underwayFrames,
      };
    });
  }

  /** Says farewell, closes the ports and the recording, and reports what went wrong. Once. */
  async close(diagnostics: Diagnostics): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const participant of this.#participants.values()) participant.end();
    this.#file?.close(this.#simulation.nowNs, diagnostics);
    await Promise.all(
      [...this.#participants.values()].map(({ line, farewell }) =>
        line.end.close(asciiBytes(farewell)),
      ),
    );
    for (const plan of this.#plans) this.#report(plan, diagnostics);
    if (this.clock.maximumLagNs > tolerableLagNs) {
      const lag = formatTime(this.clock.maximumLagNs);
      diagnostics.report('real-time-lag', undefined, { lag });
    }
    const difference = this.#replay?.firstDifference();
    if (difference !== undefined) {
      diagnostics.report('replay-differs', undefined, {
        at: formatTime(difference.atNs),
        recorded: difference.recorded ?? 'nothing',
        replayed: difference.replayed ?? 'nothing',
      });
    }
  }

  #line({ name, port, baud }: LinePlan, open: OpenPorts): SerialLine {
    const { queue } = this.#simulation;
    const line = new SerialLine({ name, queue, end: this.#end(name, port, baud, open) });
    line.onTraffic = (atNs, traffic) => this.#file?.add({ atNs, line: name, traffic });
    return line;
  }

  #end(name: string, port: string, baud: number, open: OpenPorts): LineEnd {
    const { queue } = this.#simulation;
    if (this.#replay !== undefined) return this.#replay.endOf(name);
    const board = Object.hasOwn(open.boards, port) ? open.boards[port] : undefined;
    if (board !== undefined) return new LockstepEnd({ name, queue, board, baud });
    const end = open.ends.get(name);
    if (end === undefined) throw new Error(`${name}: ${port} was not opened`);
    return end;
  }

  #participant(plan: LinePlan, line: SerialLine): LineParticipant {
    const simulation = this.#simulation;
    const { queue, trace } = simulation;
    const { baud } = plan;
    switch (plan.kind) {
      case 'board':
      case 'bridge': {
        const { bitRateCommand } = plan;
        const bus = simulation.bus(plan.bus);
        const kind =
          plan.kind === 'board'
            ? ({ is: 'ecu', ecu: plan.ecu, controller: plan.controller } as const)
            : ({ is: 'adapter', transmits: plan.transmits } as const);
        return new CanBridge({ kind, bus, line, baud, bitRateCommand, queue, trace });
      }
      case 'adapter':
        return new BusAdapter({ bus: simulation.bus(plan.bus), line, queue, trace });
      case 'io': {
        const { ecu, mappings, reportMs } = plan;
        const { io } = simulation.ecu(ecu);
        return new BoardPins({ ecu, io, mappings, reportMs, line, baud, queue, trace });
      }
    }
  }

  #of(name: string): LineParticipant {
    const participant = this.#participants.get(name);
    if (participant === undefined) throw new Error(`no line ${name}`);
    return participant;
  }

  #report({ name: line, port, kind }: LinePlan, diagnostics: Diagnostics): void {
    const { status, statistics, board } = this.#of(line);
    const { losses, noise } = statistics;
    const { goneSinceNs, reason } = status;
    // Whether somebody uses an adapter is up to who might, and so is what he says to it.
    const isAsked = kind !== 'adapter';
    const role = isAsked ? roleOf(kind) : undefined;
    if (role !== undefined && status.onlineAtNs === undefined) {
      if (board !== undefined && board.extensions > 0 && !hasRole(board, role)) {
        const is = describeRoles(board.roles);
        const wanted = describeRoles(role);
        diagnostics.report('line-role', undefined, { line, port, is, wanted });
      } else {
        const why = reason || 'there was not enough time';
        diagnostics.report('line-silent', undefined, { line, port, reason: why });
      }
    } else if (goneSinceNs !== undefined) {
      const since = formatTime(goneSinceNs);
      diagnostics.report('line-gone', undefined, { line, times: losses, since, reason });
    } else if (losses > 0) {
      diagnostics.report('line-lost', undefined, { line, times: losses, reason });
    }
    if (isAsked && noise > 0) diagnostics.report('line-noise', undefined, { line, count: noise });
    const count = lostFrames(statistics);
    if (count > 0) {
      diagnostics.report('line-frames-lost', undefined, { line, count, how: howLost(statistics) });
    }
  }
}

/** What the other side of a line has to be. */
function roleOf(kind: Exclude<LinePlan['kind'], 'adapter'>): SlcanRole {
  switch (kind) {
    case 'board':
      return 'e';
    case 'bridge':
      return 'a';
    case 'io':
      return 'i';
  }
}

function howLost(statistics: LineStatistics): string {
  return (Object.keys(lossCauses) as LossCause[])
    .filter((cause) => statistics[cause] > 0)
    .map((cause) => `${statistics[cause]} ${lossCauses[cause]}`)
    .join(', ');
}
