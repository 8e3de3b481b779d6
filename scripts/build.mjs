// Compiles the product to dist/ and copies the files the compiler does not: the emitters' templates.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// An installed package has no compiler and needs none: its dist/ was packed.
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
if (existsSync(compiler)) {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  execFileSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json')], {
    stdio: 'inherit',
  });
  cpSync(join(root, 'generator'), join(root, 'dist', 'generator'), {
    recursive: true,
    filter: (source) => !source.endsWith('.ts'),
  });
}
