/** Messages about images for boards, `vfb build`. */
export const buildCodes = {
  'build-unsupported': {
    severity: 'error',
    message: (d: { where: string; what: string; board: string }) =>
      `${d.where}: not supported on board ${d.board}: ${d.what}`,
    help: 'see docs/boards-build.md for what an ECU on a board can have',
  },
  'build-compiler-missing': {
    severity: 'error',
    message: (d: { compiler: string; board: string; packages: string }) =>
      `there is no ${d.compiler}, which builds for ${d.board}, or its libraries are missing (\`apt install ${d.packages}\`)`,
    help: 'install the packages that the message names',
  },
  'build-flash-exceeded': {
    severity: 'error',
    message: (d: { ecu: string; used: number; board: string; available: number }) =>
      `ECU ${d.ecu} needs ${d.used} bytes of flash; ${d.board} has ${d.available}`,
    help: 'choose a larger board, or give components to another ECU',
  },
  'build-ram-exceeded': {
    severity: 'error',
    message: (d: { ecu: string; used: number; stack: number; board: string; available: number }) =>
      `ECU ${d.ecu} needs ${d.used} bytes of RAM and ${d.stack} for the stack; ${d.board} has ${d.available}`,
    help: 'choose a larger board, or give components to another ECU',
  },
  'pins-missing': {
    severity: 'error',
    message: (d: { channels: string; ecu: string; board: string }) =>
      `channels of ECU ${d.ecu} have no pin of ${d.board}: ${d.channels}`,
    help: 'name them in a JSON file and give that with --pins, such as { "dio": { "Lamp": { "pin": "D8", "direction": "output" } }, "adc": { "Pedal": "A0" } }',
  },
  'pins-wrong': {
    severity: 'error',
    message: (d: { reason: string }) => d.reason,
    help: 'docs/boards-build.md has the form of the file and the pins of every board',
  },
} as const;
