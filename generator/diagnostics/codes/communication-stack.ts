/** Messages about signals, PDUs, frames and the ECUC that configures them. */
export const communicationStackCodes = {
  'ecuc-module-twice': {
    severity: 'error',
    message: (d: { module: string; path: string; other: string }) =>
      `module ${d.module} of one ECU is configured twice: ${d.path} and ${d.other}`,
    help: 'leave out the file of the one that is out of date',
  },
  'ecuc-parameter-missing': {
    severity: 'error',
    message: (d: { container: string; parameter: string }) =>
      `${d.container} has no ${d.parameter}`,
    help: 'configure it',
  },
  'pdu-unlinked': {
    severity: 'error',
    message: (d: { pdu: string }) => `I-PDU ${d.pdu} reaches no CanIf PDU`,
    help: 'let ComPduIdRef, PduR and CanIf name one global PDU of EcuC',
  },
  'can-fd-unsupported': {
    severity: 'unsupported',
    message: (d: { frame: string }) =>
      `${d.frame}: CAN FD is not supported yet by the simulated bus`,
    help: '--allow-unsupported leaves the frame out',
  },
  'frame-several-pdus': {
    severity: 'unsupported',
    message: (d: { frame: string }) =>
      `${d.frame} holds several PDUs, or one that does not begin at byte 0`,
    help: '--allow-unsupported leaves the frame out',
  },
  'pdu-kind-unsupported': {
    severity: 'unsupported',
    message: (d: { pdu: string; kind: string }) => `${d.pdu}: ${d.kind} is not supported`,
    help: '--allow-unsupported leaves it out',
  },
  'signal-outside-pdu': {
    severity: 'error',
    message: (d: { signal: string; pdu: string; lengthBytes: number }) =>
      `signal ${d.signal} does not fit I-PDU ${d.pdu} of ${d.lengthBytes} bytes`,
    help: 'correct START-POSITION or lengths; big endian starts at its most significant bit',
  },
  'signal-overlap': {
    severity: 'error',
    message: (d: { signal: string; other: string; pdu: string }) =>
      `signals ${d.signal} and ${d.other} overlap in I-PDU ${d.pdu}`,
    help: 'correct a START-POSITION or LENGTH',
  },
  'signal-length': {
    severity: 'error',
    message: (d: { signal: string; lengthBits: number; type: string }) =>
      `signal ${d.signal} of ${d.lengthBits} bits cannot carry ${d.type}`,
    help: 'correct its LENGTH or the data type',
  },
  'signal-not-bytes': {
    severity: 'error',
    message: (d: { signal: string }) =>
      `opaque signal ${d.signal} does not begin and end at byte borders`,
    help: 'correct START-POSITION or LENGTH',
  },
  'signal-init-range': {
    severity: 'error',
    message: (d: { signal: string; what: string; value: string; lengthBits: number }) =>
      `${d.what} value ${d.value} of signal ${d.signal} does not fit ${d.lengthBits} bits`,
    help: 'correct the value',
  },
  'can-id-twice': {
    severity: 'error',
    message: (d: { pdu: string; other: string; canId: string }) =>
      `${d.pdu} and ${d.other} have one CAN identifier, ${d.canId}`,
    help: 'give each frame an identifier of its own',
  },
  'can-id-range': {
    severity: 'error',
    message: (d: { pdu: string; canId: string }) => `${d.pdu} has ${d.canId} as CAN identifier`,
    help: 'standard identifiers are 0 to 0x7FF, extended ones 0 to 0x1FFFFFFF',
  },
} as const;
