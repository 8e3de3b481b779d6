/** Before all tests: what runs the command line as a process runs dist/, so dist/ is brought up to date. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const projectRoot = join(import.meta.dirname, '..', '..');

const sources = ['bsw-sim', 'cli', 'flash', 'generator', 'rte/typescript', 'scripts', 'vehicle'];

export function setup(): void {
  const product = join(projectRoot, 'dist', 'cli', 'main.js');
  const isBuilt = existsSync(product);
  const newest = Math.max(...sources.map((folder) => newestMs(join(projectRoot, folder))));
  if (isBuilt && statSync(product).mtimeMs > newest) return;
  try {
    execFileSync(process.execPath, [join(projectRoot, 'scripts', 'build.mjs')], { stdio: 'pipe' });
  } catch (error) {
    // Type errors in the middle of an edit should not keep the other tests from running.
    if (!isBuilt) throw error;
    console.warn(`dist/ is out of date and cannot be built; see npm run build`);
  }
}

function newestMs(folder: string): number {
  const times = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? newestMs(path) : statSync(path).mtimeMs;
  });
  return Math.max(0, ...times);
}
