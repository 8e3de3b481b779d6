import type { Terminal } from '../../cli/terminal.ts';

/** A terminal without colours that keeps what is written. */
export function capturedTerminal(): Terminal & {
  readonly stdout: string;
  readonly stderr: string;
} {
  let stdout = '';
  let stderr = '';
  return {
    out: (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
    },
    outColor: false,
    errColor: false,
    interactive: false,
    columns: 100,
    get stdout() {
      return stdout;
    },
    get stderr() {
      return stderr;
    },
  };
}
