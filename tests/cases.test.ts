/** Every case file is refused as it says, and every diagnostic code has a case file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { codes } from '../generator/diagnostics/codes.ts';
import { differences, readCases } from './helpers/case-files.ts';
import { diagnose } from './helpers/diagnose.ts';

const root = join(import.meta.dirname, '..');
const cases = readCases(join(root, 'tests', 'cases'));

describe('case files', () => {
  for (const { name, files, expected } of cases) {
    it(`${name} gives exactly the diagnostics it names`, () => {
      expect(differences(expected, diagnose(files))).toEqual({ missing: [], unexpected: [] });
    });
  }

  it('include one for everything that a strict XML parser refuses', () => {
    const accepted = cases
      .flatMap(({ name, files }) => files.map((file) => ({ name, file })))
      .filter(({ file }) => file.path.endsWith('.arxml') && isMalformed(file.bytes))
      .filter(({ file }) => !diagnose([file]).some(({ severity }) => severity === 'error'));
    expect(accepted.map(({ name, file }) => `${name}: ${file.path}`)).toEqual([]);
  });
});

describe('diagnostic codes', () => {
  /** Sections of codes.ts of which every code must have a case. */
  const coveredSections = ['syntax'];

  /** Codes that no case file can show. */
  const exempt: Readonly<Record<string, string>> = {
    'file-unreadable': 'reported by the command line, which reads the disk: tests/cli',
    'file-too-large': 'the case would have 512 MiB: tests/generator/syntax/read-file.test.ts',
  };

  it('have a case file each', () => {
    const shown = new Set(cases.flatMap(({ expected }) => expected.map(({ code }) => code)));
    const needed = codesBySection()
      .filter(({ section }) => coveredSections.includes(section))
      .map(({ code }) => code);
    expect(needed).toContain('xml-malformed');
    expect(needed.filter((code) => !shown.has(code) && exempt[code] === undefined)).toEqual([]);
  });

  it('are exempt from that only as long as they exist and have no case', () => {
    const shown = new Set(cases.flatMap(({ expected }) => expected.map(({ code }) => code)));
    const stale = Object.keys(exempt).filter((code) => !(code in codes) || shown.has(code));
    expect(stale).toEqual([]);
  });

  it('that cases expect all exist', () => {
    const unknown = cases.flatMap(({ name, expected }) =>
      expected.filter(({ code }) => !(code in codes)).map(({ code }) => `${name}: ${code}`),
    );
    expect(unknown).toEqual([]);
  });
});

/** The codes with the word of the `// ---- section:` comment above them. */
function codesBySection(): { section: string; code: string }[] {
  const source = readFileSync(join(root, 'generator', 'diagnostics', 'codes.ts'), 'utf8');
  let section = '';
  const found: { section: string; code: string }[] = [];
  for (const line of source.split('\n')) {
    section = /^ {2}\/\/ ---- ([\w-]+)/.exec(line)?.[1] ?? section;
    const code = /^ {2}'?([\w-]+)'?: \{$/.exec(line)?.[1];
    if (code !== undefined) found.push({ section, code });
  }
  expect(found.map(({ code }) => code)).toEqual(Object.keys(codes));
  return found;
}

function isMalformed(bytes: Uint8Array): boolean {
  const parser = new SaxesParser();
  let refused = false;
  parser.on('error', () => {
    refused = true;
  });
  parser.write(Buffer.from(bytes).toString('utf8')).close();
  return refused;
}
