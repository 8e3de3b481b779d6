import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../generator/diagnostics/diagnostics.ts';
import { decodeSource } from '../../../generator/syntax/read-file.ts';

function decode(bytes: Uint8Array): { text: string | undefined; codes: string[] } {
  const diagnostics = new Diagnostics();
  const source = decodeSource('door.arxml', bytes, diagnostics);
  return { text: source?.text, codes: diagnostics.list.map(({ code }) => code) };
}

function utf16(text: string, order: 'le' | 'be'): Uint8Array {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

describe('decodeSource', () => {
  const text = '<A>Tür €</A>';

  it('reads UTF-8 without a byte order mark', () => {
    expect(decode(Buffer.from(text))).toEqual({ text, codes: [] });
  });

  it('takes the byte order mark off UTF-8', () => {
    expect(decode(Buffer.from(`\ufeff${text}`))).toEqual({ text, codes: [] });
  });

  it.each(['le', 'be'] as const)('reads UTF-16%s by its byte order mark', (order) => {
    expect(decode(utf16(`\ufeff${text}`, order))).toEqual({ text, codes: [] });
  });

  it.each(['le', 'be'] as const)('recognises UTF-16%s without a byte order mark', (order) => {
    expect(decode(utf16(text, order))).toEqual({ text, codes: [] });
  });

  it('lets the byte order mark win over the declaration', () => {
    const declared = `<?xml version="1.0" encoding="ISO-8859-1"?>${text}`;
    expect(decode(Buffer.from(`\ufeff${declared}`)).text).toBe(declared);
  });

  it('reads UTF-8 that is declared as UTF-16, as recoded files are', () => {
    const declared = `<?xml version="1.0" encoding="UTF-16"?>${text}`;
    expect(decode(Buffer.from(declared)).text).toBe(declared);
  });

  it.each(['ISO-8859-1', 'windows-1252'])('reads %s by its declaration', (encoding) => {
    const head = `<?xml version='1.0' encoding='${encoding}'?>`;
    const bytes = Buffer.concat([
      Buffer.from(head),
      Buffer.from([0x3c, 0xfc, 0x80, 0x92, 0x9f, 0x81, 0xff]),
    ]);
    expect(decode(bytes)).toEqual({ text: `${head}<ü€’Ÿ\u0081ÿ`, codes: [] });
  });

  it('keeps line ends, since offsets are those of the file', () => {
    expect(decode(Buffer.from('<A>\r\n</A>\r')).text).toBe('<A>\r\n</A>\r');
  });

  it('refuses a file of more than 512 MiB before it decodes it', () => {
    expect(decode(new Uint8Array(2 ** 29))).toEqual({ text: undefined, codes: ['file-too-large'] });
  });

  it('refuses half a surrogate pair in UTF-16', () => {
    expect(decode(utf16('\ufeff<A>\ud800</A>', 'le')).codes).toEqual(['encoding-invalid']);
  });

  it('reads a view into a larger buffer', () => {
    const whole = Buffer.from(`<?xml version="1.0" encoding="latin1"?>${text}`, 'latin1');
    const padded = Buffer.concat([Buffer.from([0, 1, 2]), whole]);
    expect(decode(padded.subarray(3)).text).toContain('Tür');
  });
});
