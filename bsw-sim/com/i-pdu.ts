/** What sending and receiving I-PDUs have in common: contents that start with initial values. */
import type { ComIPdu, ComSignal } from '../../rte/typescript/index.ts';
import type { StateTape } from '../sim/state-tape.ts';

export class IPdu {
  readonly name: string;
  readonly deferred: boolean;
  /** The contents: what is sent next, or what was last received and processed. */
  readonly data: Uint8Array;
  started = false;

  private readonly configuration: ComIPdu;
  /** Signals and group signals. */
  private readonly members: readonly ComSignal[];

  constructor(configuration: ComIPdu, members: readonly ComSignal[]) {
    this.name = configuration.name;
    this.deferred = configuration.signalProcessing === 'DEFERRED';
    this.data = new Uint8Array(configuration.lengthBytes);
    this.configuration = configuration;
    this.members = members;
    this.initialise();
  }

  /** Byte by byte the unused areas' default, then bit by bit the init values [SWS_Com_00217]. */
  initialise(): void {
    this.data.set(this.configuration.initialData);
    for (const signal of this.members) signal.pack(this.data, signal.initValue as never);
  }

  transfer(tape: StateTape): void {
    tape.bytes(this.data);
    this.started = tape.boolean(this.started);
  }
}
