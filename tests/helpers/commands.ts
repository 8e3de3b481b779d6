/** The commands of the documentation as tests run them, in a copy of the project, and what they print. */
import { cpSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './examples.ts';

/**
 * `npx` and `npm` without their start-up time and without the network; `npm test` is this very run.
 * What a block leaves running, or where it fails could not end, ends with it.
 */
export const shellFunctions = `
set -euo pipefail
trap 'kill $(jobs -p) 2> /dev/null || true' EXIT
vfb() { node bin/vfb.js "$@"; }
tsc() { node node_modules/typescript/bin/tsc "$@"; }
npx() { "$@"; }
npm() {
  case "$*" in
    ci | test | 'test -- -u') ;;
    start) bash -euo pipefail -c "$(node -p 'require("./package.json").scripts.start')" ;;
    run\\ *) node -e 'process.exit(process.argv[1] in require("./package.json").scripts ? 0 : 1)' "$2" ;;
    *) echo "npm $*" >&2; return 1 ;;
  esac
}
`;

/** The lines of an `output` block that are not among what was printed. */
export function unprinted(printed: string, shown: string): string[] {
  return shown.split('\n').filter((line) => !printsLine(printed, line));
}

/** The shown line, with … for anything, is in what was printed; spaces count as one. */
function printsLine(printed: string, shown: string): boolean {
  const pattern = shown
    .trim()
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+'))
    .join('.*');
  return new RegExp(pattern).test(printed);
}

/** What the commands read is copied, so that they may write; the product itself is linked. */
export function copyOfProject(): string {
  const copy = mkdtempSync(join(tmpdir(), 'vfb-docs-'));
  for (const name of [
    'arxml',
    'components',
    'package.json',
    'rte',
    'tests/golden',
    'tsconfig.json',
  ]) {
    cpSync(join(projectRoot, name), join(copy, name), { recursive: true });
  }
  for (const name of ['bin', 'dist', 'node_modules', 'schema']) {
    symlinkSync(join(projectRoot, name), join(copy, name));
  }
  return copy;
}
