/** Image files: what is read from them, and what is refused, with its place. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fit } from '../../flash/fit.ts';
import { FlashError } from '../../flash/flash-error.ts';
import { joinPieces, pagesOf } from '../../flash/image/image.ts';
import { readIntelHex } from '../../flash/image/intel-hex.ts';
import { type ReadImage, readImage } from '../../flash/image/read-image.ts';
import { readUf2, writeUf2 } from '../../flash/image/uf2.ts';
import { compileAvr, echoProgram, hasAvrGcc } from '../helpers/boards/avr-programs.ts';
import { known } from '../helpers/boards/flash-boards.ts';

function record(type: number, address: number, data: readonly number[]): string {
  const bytes = [data.length, address >> 8, address & 0xff, type, ...data];
  const checksum = -bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;
  return `:${Buffer.from([...bytes, checksum])
    .toString('hex')
    .toUpperCase()}`;
}
const end = ':00000001FF';

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof FlashError) return error.message;
    throw error;
  }
  throw new Error('was not refused');
}

const segments = (text: string) =>
  readIntelHex(text).segments.map(({ address, bytes }) => [address, [...bytes]]);

describe('Intel HEX', () => {
  it('is read with every kind of address', () => {
    const lines = [
      record(0, 0x0010, [1, 2]),
      record(0, 0x0012, [3]),
      record(2, 0, [0x10, 0x00]),
      record(0, 0x0004, [4]),
      record(4, 0, [0x08, 0x00]),
      record(0, 0x0000, [5, 6]),
      record(3, 0, [0, 0, 0, 0]),
      record(5, 0, [8, 0, 1, 1]),
      end,
    ];
    expect(segments(lines.join('\r\n'))).toEqual([
      [0x10, [1, 2, 3]],
      [0x10004, [4]],
      [0x0800_0000, [5, 6]],
    ]);
  });

  it('wraps inside a segment, and goes on after a linear address', () => {
    expect(segments([record(2, 0, [0x10, 0]), record(0, 0xffff, [1, 2]), end].join('\n'))).toEqual([
      [0x10000, [2]],
      [0x1ffff, [1]],
    ]);
    expect(segments([record(4, 0, [0, 1]), record(0, 0xffff, [1, 2]), end].join('\n'))).toEqual([
      [0x1ffff, [1, 2]],
    ]);
  });

  it.each([
    ['line 1 does not begin with ":"', 'hello'],
    ['line 1 is not made of pairs of hexadecimal digits', ':00'],
    ['line 2 is not made of pairs of hexadecimal digits', `${record(0, 0, [1])}\n:01000000x1FE`],
    ['line 1 announces 4 bytes of data and has 1', ':04000000AA52'],
    ['line 2 has a wrong checksum', `${record(0, 0, [1])}\n:0100010002FD`],
    ['line 1 has record type 6, which does not exist', record(6, 0, [])],
    ['line 1 is a record of type 4 with 1 bytes instead of 2', record(4, 0, [1])],
    [
      'the file does not end with the record :00000001FF, so a part of it is missing',
      record(0, 0, [1]),
    ],
    [
      'line 3 follows the record that ends the file',
      `${record(0, 0, [1])}\n${end}\n${record(0, 8, [1])}`,
    ],
  ])('is refused: %s', (message, text) => {
    expect(refusal(() => readIntelHex(text))).toBe(`Intel HEX: ${message}`);
  });

  it('is refused when two records give one address', () => {
    const text = [record(0, 4, [1, 2, 3]), record(0, 16, [0]), record(0, 6, [9]), end].join('\n');
    expect(refusal(() => readIntelHex(text))).toBe(
      'line 3 gives address 0x0006 again, which line 1 has given',
    );
  });

  it('with any one character changed is refused, or gives the same bytes', () => {
    const text = [record(0, 0x100, [1, 2, 3, 4]), record(0, 0x104, [5, 6]), end].join('\n');
    const expected = segments(text);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: text.length - 1 }),
        fc.constantFrom(...'0123456789ABCDEFabcdef: \n'),
        (at, character) => {
          const changed = text.slice(0, at) + character + text.slice(at + 1);
          try {
            expect(segments(changed)).toEqual(expected);
          } catch (error) {
            if (!(error instanceof FlashError)) throw error;
          }
        },
      ),
    );
  });
});

describe.skipIf(!hasAvrGcc && process.env.CI !== 'true')('ELF', () => {
  it('gives the same bytes as the hex file of objcopy', () => {
    const { elf, image } = echoProgram('atmega328p', 500_000);
    const read = readImage(readFileSync(elf));
    expect(read.segments).toEqual(image.segments);
    expect(read).toMatchObject({ form: 'elf', machine: 83, architecture: 5, leftOut: [] });
  });

  it('leaves out EEPROM and fuses, says so, and keeps initial values of variables', () => {
    const program = compileAvr(['tests/helpers/boards/programs/avr-memories.c'], {
      mcu: 'atmega328p',
    });
    const read = readImage(readFileSync(program.elf));
    expect(read.leftOut).toEqual([
      '4 bytes at 0x810000, which is EEPROM',
      '3 bytes at 0x820000, which is fuses',
    ]);
    const flash = Buffer.concat(read.segments.map(({ bytes }) => bytes));
    expect(flash.includes('initial value in flash')).toBe(true);
  });

  it('that is cut off or not linked is refused', () => {
    const whole = readFileSync(echoProgram('atmega328p', 500_000).elf);
    expect(refusal(() => readImage(whole.subarray(0, 40)))).toBe(
      'ELF: the file is shorter than its header',
    );
    expect(refusal(() => readImage(whole.subarray(0, 100)))).toMatch(/^ELF: the file ends inside /);
    const object = Buffer.from(whole);
    object.writeUInt16LE(0, 44);
    expect(refusal(() => readImage(object))).toBe(
      'ELF: the file has no program headers: it is not linked',
    );
    const wide = Buffer.from(whole);
    wide[4] = 2;
    expect(refusal(() => readImage(wide))).toBe(
      'ELF: the file is not for a 32-bit little-endian chip',
    );
  });
});

describe('UF2', () => {
  const image = joinPieces([
    {
      address: 0x1000_0000,
      bytes: Uint8Array.from({ length: 300 }, (_, i) => i & 0xff),
      place: '',
    },
    { address: 0x1000_1010, bytes: Uint8Array.of(1, 2, 3), place: '' },
  ]);

  it('has blocks of 512 bytes with the magic numbers where the format wants them', () => {
    const file = Buffer.from(writeUf2(image, 0xe48bff56));
    expect(file.length).toBe(3 * 512);
    const words = [0, 4, 8, 12, 16, 20, 24, 28, 508].map((at) => file.readUInt32LE(512 + at));
    expect(words).toEqual([
      0x0a324655, 0x9e5d5157, 0x2000, 0x1000_0100, 256, 1, 3, 0xe48bff56, 0x0ab16f30,
    ]);
    expect(file.readUInt32LE(2 * 512 + 12)).toBe(0x1000_1000);
  });

  it('reads back to the pages that were written', () => {
    const read = readUf2(writeUf2(image, 0xe48bff56));
    expect(read.family).toBe(0xe48bff56);
    expect(pagesOf(read, 256)).toEqual(pagesOf(image, 256));
  });

  it('is refused when blocks are missing or damaged', () => {
    const file = writeUf2(image, 1);
    expect(refusal(() => readUf2(file.subarray(0, 1000)))).toContain('no whole number of blocks');
    expect(refusal(() => readUf2(file.subarray(0, 1024)))).toBe(
      'UF2: the file block 0 is number 0 of 3',
    );
    const damaged = file.slice();
    damaged[511] = 0;
    expect(refusal(() => readUf2(damaged))).toBe(
      'UF2: the file block 0 does not begin and end as one',
    );
  });
});

describe('an image', () => {
  const hex = (address: number, length: number): ReadImage => ({
    ...joinPieces([{ address, bytes: new Uint8Array(length), place: '' }]),
    form: 'hex',
  });
  const fitted = (name: string, image: ReadImage) => fit(known(name), image);

  it('is cut into pages, with gaps as erased flash is', () => {
    const image = joinPieces([
      { address: 126, bytes: Uint8Array.of(1, 2, 3), place: '' },
      { address: 130, bytes: Uint8Array.of(4), place: '' },
    ]);
    const pages = pagesOf(image, 128);
    expect(pages.map(({ address }) => address)).toEqual([0, 128]);
    expect([...(pages[0]?.bytes.slice(124) ?? [])]).toEqual([0xff, 0xff, 1, 2]);
    expect([...(pages[1]?.bytes.slice(0, 4) ?? [])]).toEqual([3, 0xff, 4, 0xff]);
  });

  it('fits up to the boot loader, and not a byte further', () => {
    expect(fitted('uno', hex(0, 0x7e00)).pages).toHaveLength(252);
    expect(refusal(() => fitted('uno', hex(0, 0x7e01)))).toBe(
      'the image reaches up to 0x7E01, but the boot loader of uno is at 0x7E00',
    );
  });

  it('that begins before the memory of the board is refused', () => {
    expect(refusal(() => fitted('stm32f1', hex(0, 16)))).toBe(
      'the image begins at 0x0000, applications of stm32f1 at 0x8000000',
    );
  });

  it('for another chip is refused', () => {
    const forMega: ReadImage = { ...hex(0, 4), form: 'elf', machine: 83, architecture: 6 };
    expect(refusal(() => fitted('uno', forMega))).toContain(
      'another chip than the ATmega328P of uno',
    );
    expect(fitted('mega2560', forMega).pages).toHaveLength(1);
    const forArm: ReadImage = { ...hex(0, 4), form: 'elf', machine: 40 };
    expect(refusal(() => fitted('uno', forArm))).toContain('another chip');
    const forRp2350: ReadImage = { ...hex(0x1000_0000, 4), form: 'uf2', family: 0xe48bff59 };
    expect(refusal(() => fitted('pico', forRp2350))).toContain(
      'another chip than the RP2040 of pico',
    );
  });

  it('that begins as programs of another chip do is refused', () => {
    const words = (count: number, entry: readonly number[]): number[] =>
      Array.from({ length: count }, () => entry).flat();
    const jump = [0x0c, 0x94, 0x34, 0x00];
    const nearJump = [0x33, 0xc0, 0, 0];
    const rest = [0x11, 0x24, 0x1f, 0xbe];
    const program = (...bytes: readonly (readonly number[])[]): ReadImage => ({
      ...joinPieces([{ address: 0, bytes: Uint8Array.from(bytes.flat()), place: '' }]),
      form: 'hex',
    });
    for (const entry of [jump, nearJump]) {
      const forUno = program(words(26, entry), rest);
      expect(fitted('uno', forUno).isChipKnown).toBe(true);
      expect(refusal(() => fitted('mega2560', forUno))).toBe(
        'the image begins with the 26 interrupt vectors of an ATmega328P; mega2560 has an ATmega2560',
      );
      // Behind the vectors of a large chip there may be more jumps.
      for (const count of [57, 60]) {
        const forMega = program(words(count, entry), rest);
        expect(fitted('mega2560', forMega).isChipKnown).toBe(true);
        expect(refusal(() => fitted('uno', forMega))).toContain('57 interrupt vectors');
      }
      expect(refusal(() => fitted('uno', program(words(43, entry), rest)))).toContain('ATmega32U4');
    }
    const forArm = program([0, 0, 1, 0x20, 0x09, 0, 0, 0], words(4, rest));
    expect(refusal(() => fitted('uno', forArm))).toContain('the vector table of a Cortex-M');
  });

  it('that begins in another way is taken, and that nobody knows its chip is told', () => {
    const own = { ...joinPieces([{ address: 0, bytes: Uint8Array.of(0xff, 0xcf), place: '' }]) };
    expect(fitted('uno', { ...own, form: 'hex' }).isChipKnown).toBe(false);
    expect(fitted('uno', { ...own, form: 'elf', machine: 83, architecture: 5 }).isChipKnown).toBe(
      true,
    );
  });

  it('may hold EEPROM beside flash, which is left out and said', () => {
    const image: ReadImage = {
      ...joinPieces([
        { address: 0, bytes: new Uint8Array(4), place: '' },
        { address: 0x81_0000, bytes: new Uint8Array(8), place: '' },
      ]),
      form: 'hex',
    };
    expect(fitted('uno', image)).toMatchObject({ sizeBytes: 4, leftOut: ['8 bytes at 0x810000'] });
  });

  it('of no known form is refused, unless it is said where its bytes go', () => {
    expect(refusal(() => readImage(Uint8Array.of(1, 2, 3)))).toBe(
      'the image is neither ELF nor Intel HEX nor UF2',
    );
    const plain = readImage(Uint8Array.of(1, 2, 3), { baseAddress: 0x1_0000 });
    expect(plain).toMatchObject({ form: 'bin', segments: [{ address: 0x1_0000 }] });
    expect(refusal(() => readImage(new Uint8Array(0), { baseAddress: 0 }))).toBe(
      'the image is empty',
    );
  });
});
