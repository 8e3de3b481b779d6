/** ARXML that other people wrote parses, or gives one error. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../generator/diagnostics/diagnostics.ts';
import type { SyntaxElement } from '../../../generator/syntax/element.ts';
import { parseArxml } from '../../../generator/syntax/parse.ts';
import { decodeSource } from '../../../generator/syntax/read-file.ts';

const corpus = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'corpus');
const present = existsSync(corpus);
if (!present) console.warn('../shared/corpus is missing: its files are not read');

/** The files besides AUTOSAR 3 that are refused, wrong on purpose all of them. */
const refused: Readonly<Record<string, string>> = {
  'cantools__cantools/tests/files/arxml/system-bad-root-tag-4.2.arxml': 'root-not-autosar',
  'cantools__cantools/tests/files/arxml/system-illegal-namespace-4.2.arxml': 'namespace-unknown',
  'cantools__cantools/tests/files/arxml/system-illegal-root-4.2.arxml': 'root-not-autosar',
  'cantools__cantools/tests/files/arxml/system-illegal-version-4.2.2.1.0.arxml':
    'namespace-unknown',
  'girishchandranc__autosarfactory/tests/resources/invalid.arxml': 'root-not-autosar',
};

describe.skipIf(!present)('corpus', () => {
  const paths = present
    ? readdirSync(corpus, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.arxml'))
        .sort()
    : [];

  it('is read, or refused file by file for a known reason', () => {
    const wrong: string[] = [];
    const codesSeen: Record<string, string> = {};
    for (const path of paths) {
      const diagnostics = new Diagnostics();
      const source = decodeSource(path, readFileSync(join(corpus, path)), diagnostics);
      const root = source && parseArxml(source, diagnostics);
      const codes = diagnostics.list.map(({ code }) => code).join(' ');
      if (codes !== '' && codes !== 'autosar-3') codesSeen[path.split('\\').join('/')] = codes;
      if ((root === undefined) !== diagnostics.hasErrors || diagnostics.list.length > 1) {
        wrong.push(`${path}: ${codes}`);
      }
      if (root !== undefined && !placesAreRight(root)) wrong.push(`${path}: wrong offset`);
    }
    expect(paths.length).toBeGreaterThan(300);
    expect(wrong).toEqual([]);
    expect(codesSeen).toEqual(refused);
  });
});

function placesAreRight(element: SyntaxElement): boolean {
  return (
    element.file.text.startsWith(`<${element.tag}`, element.offset) &&
    element.children.every(placesAreRight)
  );
}
