/** The part of the package @yowasp/clang that is used here; its own types are there only with it. */
declare module '@yowasp/clang' {
  export type Tree = { [name: string]: Tree | string | Uint8Array };

  export interface RunOptions {
    readonly stdout?: (bytes: Uint8Array | null) => void;
    readonly stderr?: (bytes: Uint8Array | null) => void;
    readonly decodeASCII?: boolean;
    readonly fetchProgress?: () => void;
  }

  /** What a command throws that ended with another code than 0. */
  export class Exit extends Error {
    readonly code: number;
  }

  type Command = (
    args: readonly string[] | null,
    files?: Tree,
    options?: RunOptions,
  ) => Promise<Tree> | Tree | undefined;
  export const runClang: Command;
  export const runLLVM: Command;
}
