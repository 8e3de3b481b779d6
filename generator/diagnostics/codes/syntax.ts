/** Messages about files that are no ARXML. */
export const syntaxCodes = {
  'file-unreadable': {
    severity: 'error',
    message: (d: { reason: string }) => `cannot read the file: ${d.reason}`,
    help: 'check the path and its permissions',
  },
  'xml-malformed': {
    severity: 'error',
    message: (d: { reason: string }) => `not well-formed XML: ${d.reason}`,
    help: 'export the file again, or repair it at this place',
  },
  'file-empty': {
    severity: 'error',
    message: () => 'the file is empty',
    help: 'export the file again, or leave it out',
  },
  'file-too-large': {
    severity: 'error',
    message: (d: { megabytes: number }) =>
      `the file has ${d.megabytes} MiB, more than the 512 MiB that can be read`,
    help: 'export it in several files; together they are one model',
  },
  'file-binary': {
    severity: 'error',
    message: () => 'the file holds binary data, not text',
    help: 'give the ARXML file itself; archives have to be unpacked first',
  },
  'encoding-unsupported': {
    severity: 'error',
    message: (d: { encoding: string }) => `the encoding ${d.encoding} is not supported`,
    help: 'save the file as UTF-8, UTF-16 with byte order mark, ISO-8859-1 or windows-1252',
  },
  'encoding-invalid': {
    severity: 'error',
    message: (d: { encoding: string }) => `these bytes are not ${d.encoding}`,
    help: 'save the file as UTF-8, or declare its encoding: <?xml version="1.0" encoding="..."?>',
  },
  'conflict-marker': {
    severity: 'error',
    message: () => 'an unresolved merge conflict of the version control system',
    help: 'resolve the conflict and remove the lines <<<<<<<, ======= and >>>>>>>',
  },
  'not-xml': {
    severity: 'error',
    message: () => 'this is not XML: the first character is not <',
    help: 'give ARXML files only',
  },
  'xml-truncated': {
    severity: 'error',
    message: (d: { inside: string }) => `the file ends inside ${d.inside}`,
    help: 'the file is incomplete: export or copy it again',
  },
  'xml-two-roots': {
    severity: 'error',
    message: (d: { tag: string }) => `a second root element <${d.tag}> after the first has ended`,
    help: 'put each <AUTOSAR> element into a file of its own',
  },
  'xml-text-after-root': {
    severity: 'error',
    message: () => 'text after the end of the root element',
    help: 'remove it: nothing but comments may follow </AUTOSAR>',
  },
  'xml-doctype': {
    severity: 'error',
    message: () => 'a DOCTYPE declaration, which ARXML does not have',
    help: 'remove the declaration; entities of its own are not expanded',
  },
  'xml-too-deep': {
    severity: 'error',
    message: (d: { limit: number }) => `elements are nested more than ${d.limit} deep`,
    help: 'no AUTOSAR description needs this depth: check how the file was made',
  },
  'xml-name-reserved': {
    severity: 'error',
    message: (d: { tag: string }) => `an element cannot be named ${d.tag}`,
    help: 'remove the element: AUTOSAR has none of this name',
  },
  'root-not-autosar': {
    severity: 'error',
    message: (d: { tag: string }) => `the root element is <${d.tag}>, not <AUTOSAR>`,
    help: 'give ARXML files only',
  },
  'autosar-3': {
    severity: 'error',
    message: (d: { evidence: string }) => `this is AUTOSAR 3 or older (${d.evidence})`,
    help: 'convert it to AUTOSAR 4 with the tool that exported it',
  },
  'namespace-unknown': {
    severity: 'error',
    message: (d: { namespace: string }) => `${d.namespace} is not a namespace of AUTOSAR`,
    help: 'AUTOSAR 4 and later have xmlns="http://autosar.org/schema/r4.0"',
  },
  'namespace-missing': {
    severity: 'warning',
    message: () => 'no namespace is declared; the file is read as AUTOSAR 4',
    help: 'add xmlns="http://autosar.org/schema/r4.0" to the root element',
  },
} as const;
