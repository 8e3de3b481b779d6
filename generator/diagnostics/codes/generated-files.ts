/** Messages about the files `vfb generate` writes, and about what it is asked for. */
export const generatedFileCodes = {
  'contract-component-unknown': {
    severity: 'error',
    message: (d: { name: string; known: string }) =>
      `no atomic component type ${d.name} in the given ARXML files; there is ${d.known}`,
    help: 'write the short name or the AUTOSAR path of a component type that has runnables',
  },
  'contract-component-ambiguous': {
    severity: 'error',
    message: (d: { name: string; paths: string }) =>
      `several component types are called ${d.name}: ${d.paths}`,
    help: 'write the AUTOSAR path of the one that is meant',
  },
  'file-not-ours': {
    severity: 'error',
    message: (d: { path: string }) => `${d.path} exists and was not generated; nothing is written`,
    help: 'move it away, or choose another folder with --out',
  },
  'output-twice': {
    severity: 'error',
    message: (d: { path: string }) => `two outputs would be written to ${d.path}`,
    help: 'give each of them a path of its own; nothing was written',
  },
  'file-unwritable': {
    severity: 'error',
    message: (d: { path: string; reason: string }) => `cannot write ${d.path}: ${d.reason}`,
    help: 'check the path, its permissions, and whether the disk is full',
  },
} as const;
