/** What the views of an ECU's C code share. */
import type { RtePlan } from '../../plan/rte-plan.ts';
import type { Storage } from './storage.ts';
import type { Trace } from './trace.ts';
import type { CWords } from './words.ts';

export interface CContext {
  readonly plan: RtePlan;
  readonly words: CWords;
  readonly storage: Storage;
  readonly trace: Trace;
}
