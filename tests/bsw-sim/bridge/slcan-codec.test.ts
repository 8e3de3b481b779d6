import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiBytes } from '../../../bsw-sim/bridge/serial-line.ts';
import {
  bitRateCommand,
  formatFrame,
  parseFrame,
  type SlcanFrame,
  setsBitRate,
} from '../../../bsw-sim/bridge/slcan-frames.ts';
import { type SlcanToken, SlcanTokens } from '../../../bsw-sim/bridge/slcan-tokens.ts';
import { RandomStream } from '../../../bsw-sim/sim/random.ts';

function frame(id: number, data: readonly number[], more: Partial<SlcanFrame> = {}): SlcanFrame {
  const bytes = new Uint8Array(8);
  bytes.set(data);
  return { id, extended: false, remote: false, lengthBytes: data.length, data: bytes, ...more };
}

function tokensOf(...texts: string[]): SlcanToken[] {
  const tokens = new SlcanTokens();
  return texts.flatMap((text) => tokens.push(asciiBytes(text)));
}

const anyFrame = fc
  .record({
    extended: fc.boolean(),
    remote: fc.boolean(),
    anyId: fc.nat(0x1fff_ffff),
    bytes: fc.uint8Array({ maxLength: 8 }),
  })
  .map(({ extended, remote, anyId, bytes }): SlcanFrame => {
    const data = new Uint8Array(8);
    if (!remote) data.set(bytes);
    const id = extended ? anyId : anyId & 0x7ff;
    return { id, extended, remote, lengthBytes: bytes.length, data };
  });

describe('frames as lines', () => {
  it('are written as LAWICEL writes them', () => {
    expect(formatFrame(frame(0x123, [0xaa, 0xb]))).toBe('t1232AA0B');
    expect(formatFrame(frame(0x18ff1000, [1], { extended: true }))).toBe('T18FF1000101');
    expect(formatFrame(frame(0x7ff, [], { remote: true, lengthBytes: 8 }))).toBe('r7FF8');
    expect(formatFrame(frame(0, [], { remote: true, extended: true }))).toBe('R000000000');
  });

  it('are read back as they were written, with digits of either case and with a time stamp', () => {
    fc.assert(
      fc.property(anyFrame, (one) => {
        const text = formatFrame(one);
        expect(parseFrame(text)).toEqual(one);
        expect(parseFrame(text[0] + text.slice(1).toLowerCase())).toEqual(one);
        expect(parseFrame(`${text}EA5F`, true)).toEqual(one);
        expect(parseFrame(`${text}EA5F`)).toBeUndefined();
      }),
    );
  });

  it.each([
    ['', 'empty'],
    ['x1230', 'another letter'],
    ['t123', 'no length'],
    ['t1239112233445566778899', 'nine bytes'],
    ['t1232AA', 'a byte missing'],
    ['t1231AABB', 'a byte too many'],
    ['t12g0', 'no hexadecimal digit'],
    ['t8000', 'a standard identifier of 12 bits'],
    ['T200000000', 'an extended identifier of 30 bits'],
    ['t-120', 'a sign'],
    ['r12311', 'a remote frame with data'],
  ])('%s is none: %s', (text) => {
    expect(parseFrame(text)).toBeUndefined();
  });
});

describe('bytes as lines', () => {
  it('come in pieces of any size', () => {
    const line: SlcanToken = { kind: 'line', text: 't1230' };
    expect(tokensOf('t12', '30', '\rz\r')).toEqual([line, { kind: 'line', text: 'z' }]);
  });

  it('a bell ends what lost its end', () => {
    expect(tokensOf('\u0007')).toEqual([{ kind: 'bell' }]);
    expect(tokensOf('t12\u0007')).toEqual([{ kind: 'noise' }, { kind: 'bell' }]);
  });

  it('a line with other bytes in it, or without end, is noise, and the next is understood', () => {
    expect(tokensOf('t1\u0080230\rV1001\r')).toEqual([
      { kind: 'noise' },
      { kind: 'line', text: 'V1001' },
    ]);
    expect(tokensOf(`${'A'.repeat(100_000)}\rz\r`)).toEqual([
      { kind: 'noise' },
      { kind: 'line', text: 'z' },
    ]);
  });

  it('a million random bytes do no harm: the next valid frame is understood', () => {
    const seed = 20_260_801;
    const random = new RandomStream(seed, 'bytes');
    const tokens = new SlcanTokens();
    // Half of them letters of the protocol, so that lines come about that are nearly right.
    const letters = asciiBytes('tTrRzZFVvxO0123456789ABCDEF\r\r\u0007');
    const wanted = frame(0x123, [1, 2, 3]);
    const understood: (SlcanFrame | undefined)[] = [];
    for (let round = 0; round < 1000; round++) {
      const bytes = Uint8Array.from({ length: 1000 }, () =>
        random.integer(2) === 0
          ? random.integer(256)
          : Number(letters[random.integer(letters.length)]),
      );
      for (const token of tokens.push(bytes)) {
        if (token.kind === 'line') parseFrame(token.text);
      }
      const last = tokens.push(asciiBytes(`\r${formatFrame(wanted)}\r`)).at(-1);
      understood.push(last?.kind === 'line' ? parseFrame(last.text) : undefined);
    }
    expect(understood.filter((one) => formatFrame(one ?? frame(0, [])) !== 't1233010203')).toEqual(
      [],
    );
  });
});

describe('bit rates', () => {
  it('have their commands, and S7 the meaning it is told', () => {
    expect(
      [10_000, 125_000, 500_000, 800_000, 1_000_000].map((rate) => bitRateCommand(rate)),
    ).toEqual(['S0', 'S4', 'S6', 'S7', 'S8']);
    expect(bitRateCommand(750_000)).toBeUndefined();
    expect(bitRateCommand(750_000, 750_000)).toBe('S7');
    expect(bitRateCommand(800_000, 750_000)).toBeUndefined();
    expect(bitRateCommand(83_333)).toBeUndefined();
  });

  it('are told from commands', () => {
    expect(setsBitRate('S6', 500_000)).toBe(true);
    expect(setsBitRate('S5', 500_000)).toBe(false);
    expect(setsBitRate('S7', 750_000)).toBe(true);
    expect(setsBitRate('S9', 500_000)).toBeUndefined();
  });
});
