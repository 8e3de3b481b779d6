/** A boot loader that speaks AVR109 as Caterina does, for a chip with pages of 128 bytes. */
import { type ByteDevice, take, takeBytes } from './byte-device.ts';

export interface Avr109Chip {
  /** As it is read, the highest byte first. */
  readonly signature: readonly [number, number, number];
  readonly flash: Uint8Array;
  onLeave?(): void;
}

const blockBytes = 128;
const carriageReturn = [0x0d];
const text = (letters: string): number[] => [...Buffer.from(letters)];

export function* avr109Loader(chip: Avr109Chip): ByteDevice {
  let address = 0;
  for (;;) {
    const command = String.fromCharCode(yield* take());
    switch (command) {
      case 'S':
        yield text('CATERIN');
        break;
      case 'V':
        yield text('10');
        break;
      case 'p':
        yield text('S');
        break;
      case 'a':
        yield text('Y');
        break;
      case 'b':
        yield [...text('Y'), 0, blockBytes];
        break;
      case 't':
        yield [0x44, 0];
        break;
      case 's':
        yield [...chip.signature].reverse();
        break;
      case 'T':
        yield* take();
        yield carriageReturn;
        break;
      case 'P':
      case 'L':
        yield carriageReturn;
        break;
      case 'A': {
        const [high = 0, low = 0] = yield* takeBytes(2);
        address = (high * 256 + low) * 2;
        yield carriageReturn;
        break;
      }
      case 'B': {
        const [high = 0, low = 0] = yield* takeBytes(3);
        const bytes = yield* takeBytes(high * 256 + low);
        chip.flash.fill(0xff, address, address + blockBytes);
        chip.flash.set(bytes, address);
        address += bytes.length;
        yield carriageReturn;
        break;
      }
      case 'g': {
        const [high = 0, low = 0] = yield* takeBytes(3);
        const length = high * 256 + low;
        yield [...chip.flash.subarray(address, address + length)];
        address += length;
        break;
      }
      case 'r':
      case 'F':
      case 'N':
      case 'Q':
        // Lock bits and fuses.
        yield [0xff];
        break;
      case 'E':
        yield carriageReturn;
        chip.onLeave?.();
        return;
      case '\u001b':
        break;
      default:
        yield text('?');
    }
  }
}
