/** The TypeScript compiler over generated files, with the project's own strict settings. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from './examples.ts';

/**
 * Checks all sources in `folder` and in the further ones of `include`; `generated` are the folders
 * where the `Rte_<ComponentType>` that components import may be. Returns what the compiler says:
 * nothing if all is well.
 */
export function typeCheck(
  folder: string,
  include: readonly string[],
  generated: readonly string[],
): Promise<string> {
  const settings = {
    extends: join(projectRoot, 'tsconfig.json'),
    compilerOptions: {
      noEmit: true,
      rewriteRelativeImportExtensions: false,
      rootDir: '/',
      types: [],
      paths: {
        'vfb/rte': [join(projectRoot, 'rte', 'typescript', 'index.ts')],
        ...(generated.length > 0 && { 'Rte_*': generated.map((path) => join(path, 'Rte_*.ts')) }),
      },
    },
    include: ['.', ...include],
    exclude: [],
  };
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  return typeCheckProject(folder);
}

/** As `typeCheck`, for a folder that has its settings. */
export async function typeCheckProject(folder: string): Promise<string> {
  const compiler = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [compiler, '-p', folder]);
    return stdout;
  } catch (error) {
    return String((error as { stdout?: string }).stdout || error);
  }
}
