/** Messages about elements and references. */
export const modelCodes = {
  'short-name-missing': {
    severity: 'error',
    message: (d: { tag: string }) => `${d.tag} without SHORT-NAME`,
    help: 'give it a SHORT-NAME; references need it',
  },
  'value-invalid': {
    severity: 'error',
    message: (d: { tag: string; value: string; expected: string }) =>
      `${d.tag} is '${d.value}', expected ${d.expected}`,
    help: 'correct the value',
  },
  'element-conflict': {
    severity: 'error',
    message: (d: { path: string }) => `${d.path} is defined twice, differently`,
    help: 'remove or rename one of them; files of different systems are separate models (--ecu NAME=DIR)',
  },
  'reference-unresolved': {
    severity: 'error',
    once: true,
    message: (d: { path: string }) => `no element ${d.path} in the given ARXML files`,
    help: 'give the file that defines it too, or correct the path',
  },
  'reference-unsupported-kind': {
    severity: 'unsupported',
    once: true,
    message: (d: { path: string; tag: string }) => `${d.path}: ${d.tag} is not supported here`,
    help: '--allow-unsupported goes on without it',
  },
  'reference-wrong-kind': {
    severity: 'error',
    message: (d: { path: string; kind: string; expected: string }) =>
      `${d.path} is of kind ${d.kind}, expected ${d.expected}`,
    help: 'correct the path',
  },
  'reference-foreign': {
    severity: 'error',
    message: (d: { path: string; what: string; owner: string }) =>
      `${d.path} is no ${d.what} of ${d.owner}`,
    help: 'correct the path: it leads to something that belongs elsewhere',
  },
  'element-incomplete': {
    severity: 'error',
    message: (d: { path: string; missing: string }) => `${d.path} has no ${d.missing}`,
    help: 'add it',
  },
  'elements-unread': {
    severity: 'information',
    message: (d: { tags: string; count: number }) =>
      `${d.tags} is not read (${d.count === 1 ? 'once' : `${d.count} times, first here`})`,
    help: 'nothing to do unless you expect it to have an effect',
  },
} as const;
