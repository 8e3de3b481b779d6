/** What a script, a test or the summary can see of a running vehicle. */
import type { CanBus } from '../bsw-sim/bus/can-bus.ts';
import { arbitrationField, frameName } from '../bsw-sim/bus/can-frame.ts';
import type { Ecu } from '../bsw-sim/ecu.ts';
import type { FailureView } from './failures.ts';
import type { Member } from './members.ts';

export interface TaskView {
  readonly name: string;
  readonly priority: number;
  readonly activations: number;
  /** Activations refused since too many were pending (OsTaskActivation). */
  readonly lost: number;
  /** From activation to termination; 0 as long as no runnable has an execution time. */
  readonly responseNs: { readonly average: number; readonly maximum: number };
}

export interface EcuView {
  readonly name: string;
  /** Runs without software: its frames come from the communication matrix. */
  readonly restBus: boolean;
  /** What its software failed for; the ECU is stopped then. Undefined while it runs. */
  readonly failure: FailureView | undefined;
  /** Share of the time in which tasks held the processor, 0..1; of an ECU that failed, until then. */
  readonly cpuLoad: number;
  readonly tasks: readonly TaskView[];
  /** Names of the points that `get` takes after `<ECU>.`. */
  readonly points: readonly string[];
}

export interface BusView {
  readonly name: string;
  /** In bit/s. */
  readonly bitRate: number;
  /** Share of the time in which the bus was not idle, 0..1. */
  readonly load: number;
  /** Frames transmitted and acknowledged. */
  readonly frameCount: number;
  /** Frames that no other ECU acknowledged. */
  readonly unacknowledgedFrames: number;
  /** Every frame of the communication matrix, by identifier, and whatever else was on the bus. */
  readonly frames: readonly FrameView[];
}

export interface FrameView {
  /** As in the trace: `0x100`, `0x00000100x` for an extended identifier. */
  readonly id: string;
  /** Who sends it as what; absent for a frame that is not in the matrix. */
  readonly matrix:
    | { readonly pdu: string; readonly sender: string; readonly lengthBytes: number }
    | undefined;
  readonly count: number;
  /** Longest time from the controller to the end of the frame. */
  readonly maxDelayNs: number;
}

export function viewOfEcu(member: Member, ecu: Ecu, failure: FailureView | undefined): EcuView {
  const { com, adc, dio, pwm } = member.plan.bsw;
  const points = (kind: string, items: readonly { readonly name: string }[]): string[] =>
    items.map(({ name }) => `${kind}.${name}`);
  return {
    name: member.name,
    restBus: member.restBus,
    failure,
    cpuLoad: ecu.os.cpuLoad(),
    tasks: ecu.os.statistics().map((task) => ({
      name: task.name,
      priority: task.priority,
      activations: task.activations,
      lost: task.lostActivations,
      responseNs: {
        average: task.terminations === 0 ? 0 : task.responseTimeSumNs / task.terminations,
        maximum: task.responseTimeMaxNs,
      },
    })),
    points: [
      ...points('adc', adc.groups),
      ...points('dio', dio.channels),
      ...points('pwm', pwm.channels),
      ...points('signal', com.signals),
    ],
  };
}

export function viewOfBus(
  bus: CanBus,
  members: readonly Member[],
  busOf: (ecu: string, controller: string) => string | undefined,
): BusView {
  const { bitRate, load, frameCount, unacknowledgedFrames, frames: seen } = bus.statistics();
  const unknown = new Map(seen.map((frame) => [frame.name, frame]));
  const frames = members.flatMap(({ name: sender, plan }) =>
    plan.bsw.canIf.txPdus
      .filter(({ controller }) => busOf(sender, controller) === bus.name)
      .map(({ canId, extended, name: pdu, lengthBytes }): FrameView & { order: number } => {
        const id = frameName(canId, extended);
        const { count = 0, maxDelayNs = 0 } = seen.find(({ name }) => name === id) ?? {};
        unknown.delete(id);
        const order = arbitrationField(canId, extended, false);
        return { id, matrix: { pdu, sender, lengthBytes }, count, maxDelayNs, order };
      }),
  );
  frames.sort((a, b) => a.order - b.order);
  return {
    name: bus.name,
    bitRate,
    load,
    frameCount,
    unacknowledgedFrames,
    frames: [
      ...frames.map(({ order: _, ...frame }) => frame),
      ...[...unknown.values()].map(({ name: id, count, maxDelayNs }) => ({
        id,
        matrix: undefined,
        count,
        maxDelayNs,
      })),
    ],
  };
}
