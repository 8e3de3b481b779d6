/** Every case file is refused as it says, and every diagnostic code has a case file. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { buildCodes } from '../generator/diagnostics/codes/build.ts';
import { generatedFileCodes } from '../generator/diagnostics/codes/generated-files.ts';
import { lineCodes } from '../generator/diagnostics/codes/lines.ts';
import { vehicleCodes } from '../generator/diagnostics/codes/vehicle.ts';
import { type Code, codeSections, codes } from '../generator/diagnostics/codes.ts';
import { Diagnostics, type DiagnosticsOptions } from '../generator/diagnostics/diagnostics.ts';
import { ecuNames, planEcu, readModel } from '../generator/pipeline.ts';
import { decodeSource } from '../generator/syntax/read-file.ts';
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

describe('options', () => {
  const refused = cases.filter(({ files }) =>
    diagnose(files).some(({ severity }) => severity === 'error'),
  );

  it('--allow-unsupported leaves nothing but warnings where only support is missing', () => {
    const unsupported = refused.filter(({ files }) =>
      diagnose(files).every(
        ({ code, severity }) => severity !== 'error' || severityOf(code) === 'unsupported',
      ),
    );
    expect(unsupported.length).toBeGreaterThan(20);
    for (const { name, files } of unsupported) {
      const diagnostics = new Diagnostics({ allowUnsupported: true });
      const sources = files.flatMap((f) => decodeSource(f.path, f.bytes, diagnostics) ?? []);
      const model = readModel(sources, diagnostics);
      const plans = ecuNames(model).map((ecu) => planEcu(model, ecu, diagnostics));
      const errors = diagnostics.list.filter(({ severity }) => severity === 'error');
      expect({ name, errors: errors.map(({ message }) => message) }).toEqual({ name, errors: [] });
      expect({ name, plans: plans.map((plan) => plan !== undefined) }).toEqual({
        name,
        plans: plans.map(() => true),
      });
    }
  });

  it('--allow-unsupported forgives nothing else', () => {
    for (const { name, files } of refused) {
      const wrong = (options?: DiagnosticsOptions) =>
        diagnose(files, options)
          .filter(({ code }) => severityOf(code) === 'error')
          .map(({ code }) => code);
      expect({ name, wrong: wrong({ allowUnsupported: true }) }).toEqual({ name, wrong: wrong() });
    }
  });

  it('--strict refuses what is only assumed', () => {
    const strict = cases
      .flatMap(({ files }) => diagnose(files, { strict: true }))
      .filter(({ code }) => severityOf(code) === 'assumption');
    expect(strict.length).toBeGreaterThan(0);
    expect(strict.filter(({ severity }) => severity !== 'error')).toEqual([]);
  });
});

describe('diagnostic codes', () => {
  /** What no ARXML file shows is expected by a test of these rooms. */
  const testedElsewhere = Object.keys({
    ...vehicleCodes,
    ...lineCodes,
    ...generatedFileCodes,
    ...buildCodes,
  });
  const roomsThatTest = ['vehicle', 'cli', 'build'];

  /** Codes that no case file can show. */
  const exempt: Readonly<Record<string, string>> = {
    'file-unreadable': 'reported by the command line, which reads the disk: tests/cli',
    'name-reserved-in-c': 'only generating C can tell: tests/c/names.test.ts',
    'name-twice-in-c': 'only generating C can tell: tests/c/names.test.ts',
    'file-too-large': 'the case would have 512 MiB: tests/generator/syntax/read-file.test.ts',
  };

  it('have a case file each', () => {
    const shown = new Set(cases.flatMap(({ expected }) => expected.map(({ code }) => code)));
    const needed = Object.keys(codes).filter((code) => !testedElsewhere.includes(code));
    expect(needed).toContain('xml-malformed');
    expect(needed.filter((code) => !shown.has(code) && exempt[code] === undefined)).toEqual([]);
  });

  it('about vehicles, generated files and images are each expected by a test', () => {
    const tests = roomsThatTest.map(testsOf).join('\n');
    expect(testedElsewhere.filter((code) => !tests.includes(code))).toEqual([]);
  });

  it('stand in one section each: of two, the merged table would lose the first', () => {
    const all = codeSections.flatMap((section) => Object.keys(section.codes));
    expect(all).toEqual(Object.keys(codes));
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

function severityOf(code: Code): string {
  return codes[code].severity;
}

/** The text of the tests of a room. */
function testsOf(room: string): string {
  const folder = join(root, 'tests', room);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
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
