import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileChanges } from '../../cli/file-changes.ts';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import { generatedMarker } from '../../generator/emit/generated-file.ts';

const marker = `// ${generatedMarker}`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vfb-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Generates into `<folder>/Front` and says what happened. */
function generate(files: Record<string, string>, skeletons: Record<string, string> = {}) {
  const diagnostics = new Diagnostics();
  const changes = new FileChanges(diagnostics);
  changes.replaceFolder(
    join(folder, 'Front'),
    Object.entries(files).map(([path, text]) => ({ path, text: `${marker}\n${text}` })),
  );
  for (const [path, text] of Object.entries(skeletons)) changes.create(join(folder, path), text);
  return { ...changes.apply(), codes: diagnostics.list.map(({ code }) => code) };
}

const front = (path: string): string => join(folder, 'Front', path);

describe('writing generated files', () => {
  it('refuses two outputs for one path, and writes neither', () => {
    const diagnostics = new Diagnostics();
    const changes = new FileChanges(diagnostics);
    changes.replaceFolder(join(folder, 'Front'), [{ path: 'Rte.c', text: `${marker}\ncode` }]);
    changes.replaceFile(join(folder, 'Front', '..', 'Front', 'Rte.c'), `${marker}\nreport`);
    changes.create(join(folder, 'Swc.c'), 'skeleton');
    changes.create(join(folder, 'Swc.c'), 'skeleton');
    changes.apply();
    expect(diagnostics.list.map(({ code }) => code)).toEqual(['output-twice']);
    expect(existsSync(front('Rte.c'))).toBe(false);
  });

  it('makes the folder', () => {
    expect(generate({ 'Rte.ts': 'export {};\n' })).toMatchObject({ written: 1, codes: [] });
    expect(readFileSync(front('Rte.ts'), 'utf8')).toBe(`${marker}\nexport {};\n`);
  });

  it('does not touch what has not changed', () => {
    generate({ 'Rte.ts': 'a', 'Rte_Type.ts': 'b' });
    const { mtimeMs } = statSync(front('Rte_Type.ts'));
    expect(generate({ 'Rte.ts': 'c', 'Rte_Type.ts': 'b' })).toMatchObject({
      written: 1,
      unchanged: 1,
    });
    expect(statSync(front('Rte_Type.ts')).mtimeMs).toBe(mtimeMs);
  });

  it('removes what it generated before and not any more, and nothing else', () => {
    generate({ 'Rte.ts': 'a', 'Rte_Old.ts': 'b' });
    writeFileSync(front('notes.ts'), 'mine');
    expect(generate({ 'Rte.ts': 'a' })).toMatchObject({ removed: 1, unchanged: 1 });
    expect(existsSync(front('Rte_Old.ts'))).toBe(false);
    expect(existsSync(front('notes.ts'))).toBe(true);
  });

  it('writes nothing at all when a file of somebody else is in the way', () => {
    mkdirSync(join(folder, 'Front'));
    writeFileSync(front('Rte.ts'), 'mine');
    expect(generate({ 'Ecu_Cfg.ts': 'a', 'Rte.ts': 'b' })).toMatchObject({
      written: 0,
      codes: ['file-not-ours'],
    });
    expect(readFileSync(front('Rte.ts'), 'utf8')).toBe('mine');
    expect(existsSync(front('Ecu_Cfg.ts'))).toBe(false);
  });

  it("never changes a file that became the user's", () => {
    expect(generate({}, { 'values.arxml': 'a' })).toMatchObject({ written: 1 });
    expect(generate({}, { 'values.arxml': 'a' })).toMatchObject({ written: 0, unchanged: 1 });
    expect(generate({}, { 'values.arxml': 'b' })).toMatchObject({ codes: ['file-not-ours'] });
    expect(readFileSync(join(folder, 'values.arxml'), 'utf8')).toBe('a');
  });

  it('writes nothing where one of the files cannot be, so that it can be tried again', () => {
    generate({ 'Rte.ts': 'old' });
    const unwritable = `${'long'.repeat(70)}.ts`;
    expect(generate({ 'Ecu_Cfg.ts': 'a', 'Rte.ts': 'new', [unwritable]: 'b' })).toMatchObject({
      written: 0,
      codes: ['file-unwritable'],
    });
    expect(readdirSync(join(folder, 'Front'))).toEqual(['Rte.ts']);
    expect(readFileSync(front('Rte.ts'), 'utf8')).toBe(`${marker}\nold`);
  });

  it('writes into what is no file, such as /dev/stdout, without reading it', () => {
    const diagnostics = new Diagnostics();
    const changes = new FileChanges(diagnostics);
    changes.replaceFile('/dev/null', `${marker}\n`);
    expect(changes.apply()).toMatchObject({ written: 1, unchanged: 0 });
    expect(diagnostics.list).toEqual([]);
  });

  it('reports a file that cannot be written', () => {
    writeFileSync(join(folder, 'Front'), 'a file where the folder should be');
    expect(generate({ 'Rte.ts': 'a' })).toMatchObject({ written: 0, codes: ['file-unwritable'] });
  });
});
