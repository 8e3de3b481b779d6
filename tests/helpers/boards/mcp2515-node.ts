/**
 * An emulated Uno whose MCP2515 is a node of a simulated bus, in step with the run: the bus asks the
 * controller what it would send, and the controller hears what the bus carries.
 */
import type { CanBus, CanBusNode } from '../../../bsw-sim/bus/can-bus.ts';
import type { CanFrame } from '../../../bsw-sim/bus/can-frame.ts';
import { type EventQueue, type EventTarget, Phase } from '../../../bsw-sim/sim/event-queue.ts';
import type { Participant } from '../../../bsw-sim/simulation.ts';
import { AvrBoard } from './avr-board.ts';
import { atmega328p } from './avr-chips.ts';
import type { BuiltEcu } from './ecu-images.ts';
import { Mcp2515, type Mcp2515Options, unoWiring } from './mcp2515.ts';

/** How late the bus may learn that the controller wants to send. */
const quantumNs = 20_000;

export class Mcp2515Node implements Participant, CanBusNode, EventTarget {
  readonly name: string;
  readonly board = new AvrBoard({ chip: atmega328p });
  readonly controller: Mcp2515;
  /** Called before the board runs on to an instant. */
  onRun: (atNs: number) => void = () => undefined;
  readonly #bus: CanBus;
  readonly #queue: EventQueue;
  readonly #id: number;
  #offered: number | undefined;

  /** Power comes on when the run begins. */
  constructor(
    name: string,
    { image }: BuiltEcu,
    { bus, queue }: { readonly bus: CanBus; readonly queue: EventQueue },
    options: Partial<Mcp2515Options> = {},
  ) {
    this.name = name;
    this.#bus = bus;
    this.#queue = queue;
    this.board.load(image);
    const { bitRate } = bus;
    const wiring = unoWiring;
    this.controller = new Mcp2515(this.board, { wiring, bitRate, ...options, isOnOtherBus: true });
    this.board.reset('power-on');
    this.#id = queue.register(this);
  }

  attach(): void {
    this.#bus.attach(this);
  }

  start(): void {
    this.#queue.schedule(this.#queue.nowNs, Phase.hardware, this.#id, 0);
  }

  transfer(): void {
    throw new Error('the state of an emulated board is not written down');
  }

  handle(): void {
    this.#catchUp();
    if (this.controller.candidate !== undefined) this.#bus.requestTransmission();
    this.#queue.schedule(this.#queue.nowNs + quantumNs, Phase.hardware, this.#id, 0);
  }

  // ---- on the bus ------------------------------------------------------------------------------------

  get online(): boolean {
    this.#catchUp();
    return this.controller.mode === 'normal';
  }

  pending(): CanFrame | undefined {
    this.#catchUp();
    const { candidate } = this.controller;
    this.#offered = candidate?.buffer;
    return candidate?.frame;
  }

  frameTransmitted(): void {
    this.#catchUp();
    if (this.#offered !== undefined) this.controller.transmitted(this.#offered);
    this.#offered = undefined;
  }

  frameReceived(frame: CanFrame): void {
    this.#catchUp();
    this.controller.hear({ ...frame, data: frame.data.slice() });
  }

  #catchUp(): void {
    this.onRun(this.#queue.nowNs);
    this.controller.runUntil(this.#queue.nowNs);
  }
}
