/** Bytes of an input file → its text: finds the encoding by mark and by declaration. */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { SourceFile } from './element.ts';

/** The longest string of the JavaScript engine, in characters; no file of more bytes is read. */
const maxBytes = 0x1fff_ffe8;

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * Decodes the bytes of the file at `path` (as the user gave it, for messages), or reports why they
 * are no text and returns undefined. A byte order mark decides before the XML declaration does;
 * without either it is UTF-8. Line ends stay as they are, so that offsets are those of the file.
 */
export function decodeSource(
  path: string,
  bytes: Uint8Array,
  diagnostics: Diagnostics,
): SourceFile | undefined {
  const nowhere = { file: { path, text: '' }, offset: 0 };
  if (bytes.length === 0) {
    diagnostics.report('file-empty', nowhere, undefined);
    return undefined;
  }
  if (bytes.length > maxBytes) {
    const megabytes = Math.ceil(bytes.length / 2 ** 20);
    diagnostics.report('file-too-large', nowhere, { megabytes });
    return undefined;
  }
  const encoding = markedEncoding(bytes) ?? declaredEncoding(bytes);
  if (typeof encoding === 'object') {
    const file = { path, text: latin1(bytes) };
    const offset = file.text.indexOf(encoding.unsupported);
    diagnostics.report(
      'encoding-unsupported',
      { file, offset },
      { encoding: encoding.unsupported },
    );
    return undefined;
  }
  if (!encoding.startsWith('utf-16') && bytes.includes(0)) {
    diagnostics.report('file-binary', nowhere, undefined);
    return undefined;
  }
  if (encoding === 'windows-1252') return { path, text: windows1252(bytes) };
  try {
    return { path, text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    const file = { path, text: new TextDecoder(encoding).decode(bytes) };
    if (!file.text.trimStart().startsWith('<')) {
      diagnostics.report('file-binary', nowhere, undefined);
    } else {
      const offset = Math.max(0, file.text.indexOf('\ufffd'));
      diagnostics.report(
        'encoding-invalid',
        { file, offset },
        { encoding: encoding.toUpperCase() },
      );
    }
    return undefined;
  }
}

/** By byte order mark, or by the zero half of the first `<` where UTF-16 comes without one. */
function markedEncoding(bytes: Uint8Array): Encoding | undefined {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be';
  return undefined;
}

/** By the XML declaration, whose characters are the same in every encoding that gets here. */
function declaredEncoding(bytes: Uint8Array): Encoding | { readonly unsupported: string } {
  const beginning = latin1(bytes.subarray(0, 256));
  const declared = /^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(beginning)?.[1];
  switch (declared?.toLowerCase()) {
    case undefined:
    case 'utf-8':
    case 'utf8':
    case 'us-ascii':
    case 'ascii':
    // Tools that recode a file forget its declaration: it cannot be UTF-16 if `<?xml` was readable.
    case 'utf-16':
    case 'utf-16le':
    case 'utf-16be':
      return 'utf-8';
    // As browsers do: files that declare ISO-8859-1 and use 0x80 to 0x9f mean windows-1252.
    case 'iso-8859-1':
    case 'latin1':
    case 'windows-1252':
    case 'cp1252':
      return 'windows-1252';
    default:
      return { unsupported: declared ?? '' };
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** 0x80 to 0x9f of windows-1252; its five unassigned bytes stay control characters. */
const windows1252High = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** By table: `TextDecoder` of some Node versions gets these bytes wrong (nodejs/node issue 56542). */
function windows1252(bytes: Uint8Array): string {
  return latin1(bytes).replace(
    /[\x80-\x9f]/g,
    (character) => windows1252High[character.charCodeAt(0) - 0x80] ?? character,
  );
}
