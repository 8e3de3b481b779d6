/** ELF for 32-bit little-endian chips: what its program headers load, at the addresses where it lies in flash. */
import { FlashError, hexAddress } from '../flash-error.ts';
import { type FlashImage, joinPieces, type Piece } from './image.ts';

const machineAvr = 83;

export interface ElfImage extends FlashImage {
  /** `e_machine`: 83 AVR, 40 Arm. */
  readonly machine: number;
  /** Of an AVR, from `e_flags`: 5 for up to 64 KiB of flash, 6 for the ATmega2560. */
  readonly architecture: number | undefined;
}

/** avr-gcc keeps data, EEPROM, fuses and signature of the chip apart from flash by addresses from here on. */
const avrDataAddress = 0x800000;
const loadable = 1;

export function isElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

export function readElf(bytes: Uint8Array): ElfImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 52) throw malformed('is shorter than its header');
  if (bytes[4] !== 1 || bytes[5] !== 1) throw malformed('is not for a 32-bit little-endian chip');
  const machine = view.getUint16(18, true);
  const headersAt = view.getUint32(28, true);
  const headerBytes = view.getUint16(42, true);
  const headerCount = view.getUint16(44, true);
  if (headerCount === 0) throw malformed('has no program headers: it is not linked');
  const pieces: Piece[] = [];
  const leftOut: string[] = [];
  for (let i = 0; i < headerCount; i++) {
    const at = headersAt + i * headerBytes;
    if (headerBytes < 32 || at + headerBytes > bytes.length)
      throw malformed('ends inside its program headers');
    const offset = view.getUint32(at + 4, true);
    const size = view.getUint32(at + 16, true);
    if (view.getUint32(at, true) !== loadable || size === 0) continue;
    if (offset + size > bytes.length) throw malformed(`ends inside program header ${i}`);
    // The physical address: initial values of variables lie in flash, and start-up code copies them.
    const address = view.getUint32(at + 12, true);
    if (machine === machineAvr && address >= avrDataAddress) {
      leftOut.push(`${size} bytes at ${hexAddress(address)}, which is ${avrMemory(address)}`);
      continue;
    }
    pieces.push({
      address,
      bytes: bytes.slice(offset, offset + size),
      place: `program header ${i}`,
    });
  }
  // The bits above are about linking.
  const architecture = machine === machineAvr ? view.getUint32(36, true) & 0x7f : undefined;
  return { ...joinPieces(pieces, leftOut), machine, architecture };
}

function avrMemory(address: number): string {
  const names = ['RAM', 'EEPROM', 'fuses', 'lock bits', 'signature'];
  return names[(address - avrDataAddress) >>> 16] ?? 'not flash';
}

function malformed(what: string): FlashError {
  return new FlashError(
    'image-malformed',
    `ELF: the file ${what}`,
    'give the file that the linker wrote',
  );
}
