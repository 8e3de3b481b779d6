/** Messages about the files `vfb generate` writes. */
export const generatedFileCodes = {
  'file-not-ours': {
    severity: 'error',
    message: (d: { path: string }) => `${d.path} exists and was not generated; nothing is written`,
    help: 'move it away, or choose another folder with --out',
  },
  'file-unwritable': {
    severity: 'error',
    message: (d: { path: string; reason: string }) => `cannot write ${d.path}: ${d.reason}`,
    help: 'check the path and its permissions',
  },
} as const;
