/** Any image file, told by its contents: ELF, UF2, Intel HEX, or plain bytes where `baseAddress` says where. */
import { FlashError } from '../flash-error.ts';
import { isElf, readElf } from './elf.ts';
import { type FlashImage, joinPieces } from './image.ts';
import { readIntelHex } from './intel-hex.ts';
import { isUf2, readUf2 } from './uf2.ts';

export type ReadImage = FlashImage & {
  readonly form: 'elf' | 'uf2' | 'hex' | 'bin';
  /** `e_machine` of an ELF file. */
  readonly machine?: number;
  /** Architecture of an AVR, of an ELF file. */
  readonly architecture?: number | undefined;
  /** Chip family of a UF2 file. */
  readonly family?: number | undefined;
};

export interface ReadImageOptions {
  /** Where plain bytes go; without it they are refused. */
  readonly baseAddress?: number;
}

export function readImage(bytes: Uint8Array, { baseAddress }: ReadImageOptions = {}): ReadImage {
  if (isElf(bytes)) return { ...readElf(bytes), form: 'elf' };
  if (isUf2(bytes)) return { ...readUf2(bytes), form: 'uf2' };
  const text = Buffer.from(bytes).toString('latin1');
  if (/^\s*:/.test(text)) return { ...readIntelHex(text), form: 'hex' };
  if (baseAddress !== undefined) {
    return { ...joinPieces([{ address: baseAddress, bytes, place: 'the file' }]), form: 'bin' };
  }
  throw new FlashError(
    'image-malformed',
    'the image is neither ELF nor Intel HEX nor UF2',
    'give the .elf or .hex file of the build; plain bytes are taken from files that end in .bin',
  );
}
