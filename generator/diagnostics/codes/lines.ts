/** Messages about boards, adapters and the serial lines to them. */
export const lineCodes = {
  'board-buses': {
    severity: 'error',
    message: (d: { ecu: string; count: number }) =>
      `ECU ${d.ecu} cannot be a board: it is on ${d.count} buses`,
    help: 'a serial line carries one bus; leave this ECU simulated',
  },
  'bridge-bit-rate': {
    severity: 'error',
    message: (d: { bus: string; bitRate: number }) =>
      `no SLCAN command sets the ${d.bitRate} bit/s of bus ${d.bus}`,
    help: 'S0 to S8 are 10, 20, 50, 100, 125, 250, 500, 800 and 1000 kbit/s; where S7 of the adapter is 750 kbit/s, say "s7": 750000',
  },
  'pins-unmapped': {
    severity: 'error',
    message: (d: { ecu: string }) => `no channel of ECU ${d.ecu} is mapped to a pin`,
    help: 'say in the vehicle file which channels are which pins: "io" of the ECU',
  },
  'pin-unknown': {
    severity: 'error',
    message: (d: { ecu: string; driver: string; channel: string; known: string }) =>
      `ECU ${d.ecu} has no ${d.driver} channel ${d.channel}; it has ${d.known}`,
    help: 'write the short name of the channel or group, as in `vfb plan`',
  },
  'pins-of-board': {
    severity: 'error',
    message: (d: { ecu: string }) => `ECU ${d.ecu} is a board itself: its pins are its own`,
    help: 'give the ECU either "board" or "io"',
  },
  'stimulus-without-point': {
    severity: 'warning',
    message: (d: { target: string; line: string }) =>
      `stimuli of ${d.target} do nothing: ${d.line} has the real one`,
    help: 'fine if the world outside does it now',
  },
  'port-unopenable': {
    severity: 'error',
    message: (d: { line: string; reason: string }) => `${d.line}: ${d.reason}`,
    help: 'plug it in, close what uses it, or name another port',
  },
  'port-twice': {
    severity: 'error',
    message: (d: { port: string; lines: string }) => `port ${d.port} has two uses: ${d.lines}`,
    help: 'give each a port of its own',
  },
  'line-silent': {
    severity: 'error',
    message: (d: { line: string; port: string; reason: string }) =>
      `${d.line} was never there: ${d.port}: ${d.reason}`,
    help: 'is it the right port and the right rate, and has the board its firmware?',
  },
  'line-role': {
    severity: 'error',
    message: (d: { line: string; port: string; is: string; wanted: string }) =>
      `${d.line}: the board at ${d.port} is ${d.is}, not ${d.wanted}`,
    help: 'an ECU that vfb build made takes part with --board; the serial bridge with --bridge or --io',
  },
  'line-lost': {
    severity: 'warning',
    message: (d: { line: string; times: number; reason: string }) =>
      `${d.line} was lost and came back, times ${d.times}, the last time since ${d.reason}`,
    help: 'while it is away the frames of the bus do not reach it: line-frames-lost counts them',
  },
  'line-gone': {
    severity: 'error',
    message: (d: { line: string; times: number; since: string; reason: string }) =>
      `${d.line} was lost at ${d.since} and did not come back, times lost ${d.times}: ${d.reason}`,
    help: 'check cable, power and firmware of the other side; the run went on without it',
  },
  'line-frames-lost': {
    severity: 'warning',
    message: (d: { line: string; count: number; how: string }) =>
      `${d.line} lost ${d.count} frames: ${d.how}`,
    help: 'the trace has each as frame-lost; a faster serial line or fewer frames may help',
  },
  'line-noise': {
    severity: 'warning',
    message: (d: { line: string; count: number }) =>
      `${d.line} sent ${d.count} lines that mean nothing`,
    help: 'bytes were damaged on the way, or the other side speaks something else',
  },
  'real-time-lag': {
    severity: 'warning',
    message: (d: { lag: string }) => `the run was up to ${d.lag} behind the wall clock`,
    help: 'the machine is too slow or too busy for it: what the board saw came late by that',
  },
  'recording-malformed': {
    severity: 'error',
    message: (d: { path: string; reason: string }) => `${d.path} cannot be replayed: ${d.reason}`,
    help: 'write one with `vfb simulate … --record FILE`',
  },
  'recording-cut': {
    severity: 'warning',
    message: (d: { path: string; at: string }) =>
      `the recording ${d.path} ends early, at ${d.at}: the recorded run was killed`,
    help: 'the replay ends there too',
  },
  'recording-lines': {
    severity: 'error',
    message: (d: { path: string; recorded: string; wanted: string }) =>
      `the recording ${d.path} has the lines ${d.recorded}, the vehicle ${d.wanted}`,
    help: 'replay with the same boards, bridges, adapters and pins as were recorded',
  },
  'replay-differs': {
    severity: 'error',
    message: (d: { at: string; recorded: string; replayed: string }) =>
      `the replay differs from the recording at ${d.at}: recorded ${d.recorded}, now ${d.replayed}`,
    help: 'the vehicle, its software or its seed is another than at the recording',
  },
  'snapshot-refused': {
    severity: 'error',
    message: (d: { reason: string }) => `no snapshot can be taken: ${d.reason}`,
    help: 'simulate what is behind the line, or replay a recording of it',
  },
} as const;
