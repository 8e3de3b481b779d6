// Compiles the product to dist/ and copies the files the compiler does not: the emitters' templates.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// An installed package has no compiler and needs none: its dist/ was packed.
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
if (existsSync(compiler)) {
  const dist = join(root, 'dist');
  // Built aside, so that a build that fails leaves the last one, and one that runs disturbs nobody.
  const fresh = join(root, 'out', `dist-${process.pid}`);
  try {
    const project = join(root, 'tsconfig.build.json');
    execFileSync(process.execPath, [compiler, '-p', project, '--outDir', fresh], {
      stdio: 'inherit',
    });
    cpSync(join(root, 'generator'), join(fresh, 'generator'), {
      recursive: true,
      filter: (source) => !source.endsWith('.ts'),
    });
    rmSync(dist, { recursive: true, force: true });
    renameSync(fresh, dist);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
