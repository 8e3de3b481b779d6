/** What the file system says, in words, and folders that are made without asking it for ever. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'it is not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'there is no space left',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
  EEXIST: 'there is a file in the place of a folder',
};

/** Why a file operation failed: without the path, which the message around it names. */
export function fileReason(error: unknown): string {
  const { code, message = String(error) } = error as NodeJS.ErrnoException;
  return reasons[code ?? ''] ?? message;
}

/**
 * Makes a folder and those it is in, where they are missing. Node's own way to do so never returns where
 * a folder exists and denies that anything could be in it, as /proc does.
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
