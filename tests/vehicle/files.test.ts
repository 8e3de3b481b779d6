/** What the file system says, and folders. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileReason, makeFolder } from '../../vehicle/files.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vfb-files-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function reasonOf(action: () => void): string {
  try {
    action();
  } catch (error) {
    return fileReason(error);
  }
  return 'it worked';
}

describe('a folder', () => {
  it('is made with those around it, and may be there', () => {
    const inner = join(folder, 'a', 'b', 'c');
    makeFolder(inner);
    makeFolder(inner);
    expect(statSync(inner).isDirectory()).toBe(true);
  });

  it('is not made where a file is', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(reasonOf(() => makeFolder(file))).toBe('there is a file in the place of a folder');
    expect(reasonOf(() => makeFolder(join(file, 'a', 'b')))).toBe(
      'a part of the path is no folder',
    );
  });

  // Node's own way never comes back from there.
  it.skipIf(!existsSync('/proc/self'))('is not asked for ever where there can be none', () => {
    expect(reasonOf(() => makeFolder('/proc/vfb/a'))).not.toBe('it worked');
  });
});

it('a reason does not repeat the path', () => {
  const path = join(folder, 'nowhere');
  expect(reasonOf(() => void readFileSync(path))).toBe('there is no such file or folder');
  expect(reasonOf(() => void readFileSync(folder))).toBe('it is a folder');
});
