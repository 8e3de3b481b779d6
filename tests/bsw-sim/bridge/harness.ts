/** A bus with a node of the test on it, and boards in virtual time behind lines. */
import { BusAdapter } from '../../../bsw-sim/bridge/bus-adapter.ts';
import { type BridgeKind, CanBridge } from '../../../bsw-sim/bridge/can-bridge.ts';
import { type LockstepBoard, LockstepEnd } from '../../../bsw-sim/bridge/lockstep.ts';
import { SerialLine } from '../../../bsw-sim/bridge/serial-line.ts';
import { formatFrame, type SlcanFrame } from '../../../bsw-sim/bridge/slcan-frames.ts';
import type { CanBus, CanBusNode } from '../../../bsw-sim/bus/can-bus.ts';
import { createFrameBuffer } from '../../../bsw-sim/bus/can-frame.ts';
import { formatRecord } from '../../../bsw-sim/sim/trace.ts';
import { Simulation } from '../../../bsw-sim/simulation.ts';

export const baud = 500_000;
export const ms = 1_000_000;

export function frame(
  id: number,
  data: readonly number[] = [],
  more: Partial<SlcanFrame> = {},
): SlcanFrame {
  const bytes = new Uint8Array(8);
  bytes.set(data);
  return { id, extended: false, remote: false, lengthBytes: data.length, data: bytes, ...more };
}

/** Hears everything and says nothing, so that frames are acknowledged whoever else is there. */
export class SilentNode implements CanBusNode {
  readonly name = 'silent';
  readonly online = true;

  constructor(bus: CanBus) {
    bus.attach(this);
  }

  pending(): undefined {
    return undefined;
  }

  frameTransmitted(): void {}

  frameReceived(): void {}
}

/** A node that hears everything and sends what the test gives it. */
export class TestNode implements CanBusNode {
  readonly name = 'test';
  readonly online = true;
  readonly heard: string[] = [];
  readonly sent: string[] = [];
  private readonly waiting: SlcanFrame[] = [];
  private readonly bus: CanBus;

  constructor(bus: CanBus) {
    this.bus = bus;
    bus.attach(this);
  }

  send(...frames: readonly SlcanFrame[]): void {
    this.waiting.push(...frames);
    this.bus.requestTransmission();
  }

  pending() {
    const [first] = this.waiting;
    return first && { ...createFrameBuffer(), ...first };
  }

  frameTransmitted(): void {
    const frame = this.waiting.shift();
    if (frame !== undefined) this.sent.push(formatFrame(frame));
  }

  frameReceived(frame: SlcanFrame): void {
    this.heard.push(formatFrame(frame));
  }
}

export class Bench {
  readonly simulation = new Simulation();
  readonly bus = this.simulation.addBus({ name: 'Bus', bitRate: 500_000 });
  readonly node = new TestNode(this.bus);

  line(name: string, board: LockstepBoard): SerialLine {
    const { queue } = this.simulation;
    const end = new LockstepEnd({ name, queue, board, baud });
    return new SerialLine({ name, queue, end });
  }

  /** The board is ECU Board. */
  ecu(board: LockstepBoard): CanBridge {
    return this.bridge(this.line('Board.board', board), {
      is: 'ecu',
      ecu: 'Board',
      controller: 'Can',
    });
  }

  adapter(board: LockstepBoard, transmits: boolean): CanBridge {
    return this.bridge(this.line('Bus.bridge', board), { is: 'adapter', transmits });
  }

  /** The bus plays an adapter for the program. */
  busAdapter(program: LockstepBoard): BusAdapter {
    const { queue, trace } = this.simulation;
    const line = this.line('Bus.adapter', program);
    const adapter = new BusAdapter({ bus: this.bus, line, queue, trace });
    this.simulation.addParticipant(adapter);
    return adapter;
  }

  /** The port of the line is gone, or there again, an instant from now. */
  unplug(line: SerialLine, unsentBytes = 0): void {
    const reason = 'the port was closed';
    line.arrives(this.simulation.nowNs + 1, { kind: 'down', reason, unsentBytes });
  }

  plug(line: SerialLine): void {
    line.arrives(this.simulation.nowNs + 1, { kind: 'up' });
  }

  get trace(): string[] {
    const { trace } = this.simulation;
    return Array.from({ length: trace.length }, (_, index) => formatRecord(trace.at(index)));
  }

  private bridge(line: SerialLine, kind: BridgeKind): CanBridge {
    const { queue, trace } = this.simulation;
    const { bus } = this;
    const bridge = new CanBridge({ kind, bus, line, baud, bitRateCommand: 'S6', queue, trace });
    this.simulation.addParticipant(bridge);
    return bridge;
  }
}
