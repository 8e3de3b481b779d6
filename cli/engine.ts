/** Settings of the JavaScript engine of this process that a simulation wants. */
import { setFlagsFromString } from 'node:v8';

/**
 * Keeps machine code out of the way of software that runs seldom. A vehicle has thousands of
 * distinct functions, each called some hundred times a second. The baseline compiler would make
 * some kilobytes of each, more than the processor's caches hold, and fetching those takes several
 * times as long as interpreting the compact bytecode. What runs often, the kernel of the simulation,
 * is optimised all the same; a greater budget keeps the optimiser from the rest for longer.
 *
 * `npm run bench` shows what this gains.
 */
export function preferCompactCode(): void {
  setFlagsFromString('--no-sparkplug');
  // In bytes of bytecode executed by one function; six times the usual.
  setFlagsFromString('--interrupt-budget=400000');
}
