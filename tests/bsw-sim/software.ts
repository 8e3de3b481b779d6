import { EventQueue } from '../../bsw-sim/sim/event-queue.ts';
import { Software } from '../../bsw-sim/sim/software.ts';
import { Trace } from '../../bsw-sim/sim/trace.ts';

/** Of a module that is tested alone: its failure stops nothing. */
export function anySoftware(): Software {
  const stop = (): void => undefined;
  return new Software({ node: 'Ecu', queue: new EventQueue(), trace: new Trace(), stop });
}
