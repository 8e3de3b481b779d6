/** The state of a whole vehicle at an instant, and of what vehicle it is the state. */
import { createHash } from 'node:crypto';
import type { RecordedState } from '../bsw-sim/sim/state-tape.ts';

/**
 * Plain data: a structured clone, `v8.serialize` or `postMessage` carries it to another process, where
 * a vehicle loaded from the same files goes on with it.
 */
export interface Snapshot {
  /** Tells vehicles apart that could not go on with each other's state. */
  readonly vehicle: string;
  readonly atNs: number;
  readonly state: RecordedState;
}

/** The same for parts that are equal as JSON, wherever their files lie. */
export function fingerprint(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
