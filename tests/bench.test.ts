/** The benchmarks run, and what they measure is a valid system that the same size always gives. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { check, Diagnostics, decodeSource } from '../vehicle/index.ts';
import { projectRoot } from './helpers/examples.ts';

const temporary = mkdtempSync(join(tmpdir(), 'vfb-bench-test-'));
afterAll(() => rmSync(temporary, { recursive: true }));

const node = (...args: string[]): string =>
  execFileSync(process.execPath, args, { cwd: projectRoot, encoding: 'utf8' });

describe('the synthesised system', () => {
  const made = (name: string): ReadonlyMap<string, string> => {
    const folder = join(temporary, name);
    node('bench/make-system.mjs', 'small', folder);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    return new Map(files.map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]));
  };

  it('is the same every time', () => {
    expect([...made('first')]).toEqual([...made('second')]);
  });

  it('has nothing wrong with it, and leaves nothing to assume', () => {
    const diagnostics = new Diagnostics({ strict: true });
    const files = [...made('checked')]
      .filter(([path]) => path.endsWith('.arxml'))
      .map(([path, text]) => decodeSource(path, Buffer.from(text), diagnostics))
      .filter((file) => file !== undefined);
    check(files, diagnostics);
    expect(files.length).toBeGreaterThan(0);
    expect(diagnostics.list).toEqual([]);
  });
});

describe('the benchmarks', () => {
  it('run in their quick form', () => {
    const text = node('bench/run.mjs', '--quick');
    const titles = ['Generation', 'Start-up', 'Size of generated C', 'Simulation', 'Serial bridge'];
    for (const title of titles) expect(text).toContain(title);
    for (const number of text.match(/NaN|undefined|Infinity/g) ?? []) expect(number).toBe('');
  });
});
