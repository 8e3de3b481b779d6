/** The receive FIFO: a list of limited length. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReceiveFifo } from '../../../bsw-sim/can/receive-fifo.ts';
import { frame } from '../bus/wire.ts';

describe('receive FIFO', () => {
  it('gives back what found room, oldest first', () => {
    const operation = fc.constantFrom('push', 'push', 'shift', 'clear');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(operation), (depth, operations) => {
        const fifo = new ReceiveFifo(depth);
        const expected: number[] = [];
        operations.forEach((what, id) => {
          switch (what) {
            case 'push':
              expect(fifo.push(frame(id, { data: [id] }))).toBe(expected.length < depth);
              if (expected.length < depth) expected.push(id);
              break;
            case 'shift': {
              const shifted = fifo.shift();
              expect(shifted?.id).toBe(expected[0]);
              expect(shifted?.data[0]).toBe(expected.shift());
              break;
            }
            case 'clear':
              fifo.clear();
              expected.length = 0;
              break;
          }
        });
      }),
    );
  });
});
