/** A bus with nodes that are no more than lists of frames, and what happened as lines of text. */
import { CanBus, type CanBusNode } from '../../../bsw-sim/bus/can-bus.ts';
import type { CanFrame } from '../../../bsw-sim/bus/can-frame.ts';
import { EventQueue, type EventTarget, Phase } from '../../../bsw-sim/sim/event-queue.ts';
import { formatRecord, Trace, type TraceRecord } from '../../../bsw-sim/sim/trace.ts';
import { arbitrationBits } from './bit-by-bit.ts';

export function frame(
  id: number,
  options: {
    readonly extended?: boolean;
    readonly remote?: boolean;
    readonly data?: readonly number[];
    readonly lengthBytes?: number;
    readonly queuedAtNs?: number;
  } = {},
): CanFrame {
  const { extended = false, remote = false, data = [], queuedAtNs = 0 } = options;
  const lengthBytes = options.lengthBytes ?? data.length;
  return { id, extended, remote, lengthBytes, data: Uint8Array.from(data), queuedAtNs };
}

/** Offers, of its frames, the one whose bits would win. */
export class ScriptedNode implements CanBusNode {
  readonly name: string;
  online = true;
  readonly frames: CanFrame[] = [];
  /** `<ns> <id>` of what was received and what was confirmed. */
  readonly received: string[] = [];
  readonly transmitted: string[] = [];
  private readonly bus: CanBus;
  private readonly queue: EventQueue;
  private offered: CanFrame | undefined = undefined;

  constructor(name: string, bus: CanBus, queue: EventQueue) {
    this.name = name;
    this.bus = bus;
    this.queue = queue;
    bus.attach(this);
  }

  send(sent: CanFrame): void {
    this.frames.push({ ...sent, queuedAtNs: this.queue.nowNs });
    this.bus.requestTransmission();
  }

  pending(): CanFrame | undefined {
    this.offered = undefined;
    for (const candidate of this.frames) {
      if (
        this.offered === undefined ||
        arbitrationBits(candidate) < arbitrationBits(this.offered)
      ) {
        this.offered = candidate;
      }
    }
    return this.offered;
  }

  frameTransmitted(): void {
    const { offered } = this;
    if (offered === undefined) throw new Error(`${this.name} offered nothing`);
    this.frames.splice(this.frames.indexOf(offered), 1);
    this.transmitted.push(`${this.queue.nowNs} ${offered.id}`);
  }

  frameReceived({ id }: CanFrame): void {
    this.received.push(`${this.queue.nowNs} ${id}`);
  }
}

export interface Wire {
  readonly bus: CanBus;
  readonly queue: EventQueue;
  readonly trace: Trace;
  node(name: string): ScriptedNode;
  /** Runs `action` at an instant, in the phase in which processors run. */
  at(atNs: number, action: () => void): void;
  records(): TraceRecord[];
  lines(): string[];
}

export function wire(bitRate = 500_000): Wire {
  const queue = new EventQueue();
  const trace = new Trace();
  const bus = new CanBus({ name: 'Powertrain', bitRate, queue, trace });
  const actions: (() => void)[] = [];
  const target: EventTarget = { handle: (_, action) => actions[action]?.() };
  const id = queue.register(target);
  const records = (): TraceRecord[] => Array.from({ length: trace.length }, (_, i) => trace.at(i));
  return {
    bus,
    queue,
    trace,
    node: (name) => new ScriptedNode(name, bus, queue),
    at: (atNs, action) => {
      queue.schedule(atNs, Phase.processing, id, 0, actions.push(action) - 1);
    },
    records,
    lines: () => records().map(formatRecord),
  };
}
