/** Damaged ARXML never throws, and is refused exactly if a strict XML parser refuses it. */
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { expect, it } from 'vitest';
import { Diagnostics } from '../../../generator/diagnostics/diagnostics.ts';
import { formatDiagnostic } from '../../../generator/diagnostics/print.ts';
import { parseArxml } from '../../../generator/syntax/parse.ts';
import { decodeSource } from '../../../generator/syntax/read-file.ts';

const valid = `<?xml version="1.0" encoding="UTF-8"?>\r
<!-- door - of a car -->
<?pi it's?>
<AUTOSAR xmlns="http://autosar.org/schema/r4.0">
  <AR-PACKAGES>
    <AR-PACKAGE UUID='7"'>
      <SHORT-NAME>Tür</SHORT-NAME>
      <ELEMENTS><I-SIGNAL/><A B="1" C="&gt;&#65;">x &amp; y &#x41;</A></ELEMENTS>
      <DESC><![CDATA[ <open & ]] > ]]></DESC>
      <TYPE-TREF DEST="SENDER-RECEIVER-INTERFACE"
        BASE="types">Interfaces/Door</TYPE-TREF>
    </AR-PACKAGE>
  </AR-PACKAGES>
</AUTOSAR>
`;

interface Mutation {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const marks = fc.constantFrom(
  ...[
    '<',
    '>',
    '/',
    '&',
    ';',
    '"',
    "'",
    '=',
    '-',
    '--',
    '!',
    '?',
    ']]>',
    '<!--',
    '-->',
    '<![CDATA[',
  ],
  ...[
    '</A>',
    '<A>',
    '<A/>',
    '&#0;',
    '&lt;',
    '<?',
    '?>',
    ' ',
    '\n',
    '\r',
    '\t',
    '\0',
    '\u001b',
    '#',
  ],
  ...[
    '<__proto__/>',
    '<constructor>',
    '\ufeff',
    '\ufffe',
    'é',
    '\u2028',
    '🚗',
    '<<<<<<< a\n',
    'xml',
  ],
);

const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    at: fc.nat(valid.length),
    remove: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
    insert: fc.oneof(fc.constant(''), marks),
  }),
  { minLength: 1, maxLength: 3 },
);

function mutate(text: string, list: readonly Mutation[]): string {
  return list.reduce(
    (result, { at, remove, insert }) => result.slice(0, at) + insert + result.slice(at + remove),
    text,
  );
}

function codesOf(bytes: Uint8Array): string[] {
  const diagnostics = new Diagnostics();
  const source = decodeSource('door.arxml', bytes, diagnostics);
  const root = source === undefined ? undefined : parseArxml(source, diagnostics);
  expect(root === undefined).toBe(diagnostics.hasErrors);
  // Every place can be shown.
  for (const diagnostic of diagnostics.list) formatDiagnostic(diagnostic, { color: false });
  return diagnostics.list.map(({ code }) => code);
}

function isWellFormed(text: string): boolean {
  const parser = new SaxesParser();
  let refused = false;
  parser.on('error', () => {
    refused = true;
  });
  parser.write(text).close();
  return !refused;
}

/** Refused for what they are, though they are well-formed XML. */
const refusedButWellFormed = new Set([
  'conflict-marker',
  'xml-name-reserved',
  'xml-doctype',
  'root-not-autosar',
  'namespace-missing',
  'namespace-unknown',
  'encoding-unsupported',
  'autosar-3',
]);

/** saxes takes a question mark for a part of a name: not compared. */
const oddInstruction = /<\?[^\s<>?]*\?[^>]/;

it('accepts the text that the mutations start from', () => {
  expect(codesOf(Buffer.from(valid))).toEqual([]);
  expect(isWellFormed(valid)).toBe(true);
});

it('refuses a mutated file exactly if saxes does', () => {
  fc.assert(
    fc.property(mutations, (list) => {
      const text = mutate(valid, list);
      const codes = codesOf(Buffer.from(text));
      if (codes.some((code) => refusedButWellFormed.has(code))) return;
      if (oddInstruction.test(text)) return;
      // Bytes, so that what is no UTF-8 is compared as it was read.
      expect(codes.length === 0).toBe(isWellFormed(Buffer.from(text).toString()));
    }),
    { seed: 1, numRuns: 3000 },
  );
});

it('gives a diagnostic for every prefix of a file', () => {
  const bytes = Buffer.from(valid.trimEnd());
  for (let length = 0; length < bytes.length; length++) {
    expect(codesOf(bytes.subarray(0, length)), `${length} bytes`).toHaveLength(1);
  }
});

it('never throws for random bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(valid.length), (bytes, at) => {
      codesOf(bytes);
      codesOf(Buffer.concat([Buffer.from(valid.slice(0, at)), bytes]));
    }),
    { seed: 1, numRuns: 500 },
  );
});
