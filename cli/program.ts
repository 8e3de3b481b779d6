/** The command line: commands, options and help. Each command's work is a file of its own. */
import { Command, InvalidArgumentError } from 'commander';
import type { BoardsOptions } from './boards.ts';
import type { BuildOptions } from './build.ts';
import type { CheckOptions } from './check.ts';
import type { FlashOptions } from './flash.ts';
import type { GenerateOptions } from './generate.ts';
import type { MonitorOptions } from './monitor.ts';
import type { PlanOptions } from './plan.ts';
import type { SimulateOptions } from './simulate-arguments.ts';
import type { Terminal } from './terminal.ts';

export function createProgram(
  version: string,
  terminal: Terminal,
  setExitCode: (code: number) => void,
): Command {
  const program = new Command('vfb')
    .description('AUTOSAR Classic from ARXML to ECUs that talk over CAN')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(vfb --help, or vfb <command> --help)')
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      getOutHasColors: () => terminal.outColor,
      getErrHasColors: () => terminal.errColor,
    })
    .addHelpText(
      'after',
      `
Folders are searched for *.arxml with the folders inside them.

Exit code: 0 well, 1 errors in the input or in the run, 2 wrong usage; 130, 143 or 129 after
Ctrl-C, SIGTERM or the end of the terminal.

Examples:
  vfb check arxml/
  vfb generate arxml/ --target ts --out generated
  vfb simulate car.vehicle.json --for 10s --trace out/car.trace
`,
    );

  strictness(program.command('check'))
    .description('report everything that is wrong with ARXML files')
    .argument('<paths...>', 'ARXML files and folders')
    .option('--json', 'diagnostics as JSON')
    .addHelpText(
      'after',
      `
Examples:
  vfb check arxml/
  vfb check system.arxml ecuc.arxml --json | jq .errors
`,
    )
    .action(async (paths: string[], options: CheckOptions) => {
      const { check } = await import('./check.ts');
      setExitCode(check(paths, options, terminal));
    });

  strictness(program.command('plan'))
    .description('print the RTE plan of one ECU as JSON: what the generator understood')
    .argument('<paths...>', 'ARXML files and folders')
    .requiredOption('--ecu <name>', 'ECU instance')
    .addHelpText(
      'after',
      `
Examples:
  vfb plan arxml/ --ecu Front
  vfb plan arxml/ --ecu Front | jq '.tasks[] | {name, priority}'
`,
    )
    .action(async (paths: string[], options: PlanOptions) => {
      const { plan } = await import('./plan.ts');
      setExitCode(plan(paths, options, terminal));
    });

  strictness(program.command('generate'))
    .description(
      'write the RTE of each ECU, or the headers of components; skeletons where there is no source',
    )
    .argument('<paths...>', 'ARXML files and folders')
    .option('--target <language>', 'language of the code: ts or c')
    .requiredOption(
      '--out <dir>',
      'folder to write to: one folder inside it for each ECU or contract component',
    )
    .option(
      '--contract <component...>',
      'contract phase: C headers of these component types (short names or paths), for their supplier; needs no system',
      collectComponents,
    )
    .option('--ecu <name>', 'only this ECU; may be repeated', collect)
    .option(
      '--components <dir>',
      'where component sources are, and skeletons go (default: <out>/components); may be repeated',
      collect,
    )
    .option('--ecuc <file>', 'write what was assumed, or is needed from others, as ECUC ARXML')
    .option(
      '--api <form>',
      'C: macros expands plain accesses in the component, functions keeps every call a function (default: macros)',
    )
    .option(
      '--atomic-width <bits>',
      'C: widest access the target makes at once: 8, 16, 32 or 64 (default: 32)',
    )
    .option(
      '--vfb-trace <hook>',
      'C: call this hook of the VFB trace, beside those of the ECU configuration; * stands for anything; may be repeated',
      collect,
    )
    .option('--report <file>', 'C: write which accesses are locked, and why')
    .addHelpText(
      'after',
      `
A file that vfb did not generate is never overwritten; nothing is written then.

Examples:
  vfb generate arxml/ --target ts --out generated
  vfb generate arxml/ --ecu Body --target ts --out generated --ecuc body-ecuc.arxml
  vfb generate arxml/ --target c --out generated --atomic-width 8 --report locks.txt
  vfb generate arxml/ --target c --out generated --vfb-trace 'Rte_WriteHook_*' --vfb-trace Rte_Task_Dispatch
  vfb generate door.arxml types.arxml --contract Door --out for-supplier
`,
    )
    .action(async (paths: string[], options: GenerateOptions) => {
      const { generate } = await import('./generate.ts');
      setExitCode(generate(paths, options, terminal));
    });

  strictness(program.command('build'))
    .description('make an image of one ECU for a board: RTE, components, small C basic software')
    .argument('<paths...>', 'ARXML files and folders')
    .requiredOption('--ecu <name>', 'ECU instance')
    .requiredOption('--board <board>', 'its name; vfb boards lists those that images are built for')
    .requiredOption('--out <dir>', 'folder to write to: a folder of the name of the ECU inside it')
    .option('--components <dir>', 'where C sources of components are; may be repeated', collect)
    .option('--pins <file>', 'JSON file that gives each I/O channel a pin of the board')
    .option('--json', 'sizes and diagnostics as JSON')
    .addHelpText(
      'after',
      `
Needs the cross compiler of the board: avr-gcc with avr-libc, or arm-none-eabi-gcc. A file that
vfb did not write is never overwritten; nothing is written then.

Examples:
  vfb build arxml/ --ecu Body --board uno --components src/ --pins body-uno.json --out images
`,
    )
    .action(async (paths: string[], options: BuildOptions) => {
      const { build } = await import('./build.ts');
      setExitCode(build(paths, options, terminal));
    });

  strictness(program.command('simulate'))
    .description('run ECUs against each other on simulated CAN buses and show what happened')
    .argument('[paths...]', 'one *.vehicle.json, or ARXML files and folders of one system')
    .option('--ecu <name=dir>', 'an ECU with ARXML of its own; may be repeated', collect)
    .option('--components <dir>', 'where component sources are; may be repeated', collect)
    .option('--for <time>', "how long, such as 10s (default: the vehicle's duration, or 1s)")
    .option('--seed <number>', 'of random start times, startJitter (default: of the vehicle, or 0)')
    .option('--trace <file>', 'write the trace: .trace native, .log or .candump for can-utils')
    .option('--set <time:point=value>', 'set an input at a time; may be repeated', collect)
    .option('--target <language>', 'run every ECU as ts or c (default: of the vehicle, or ts)')
    .option('--check', 'C: undefined behaviour in a component stops its ECU')
    .option(
      '--watchdog <time>',
      'real time after which an endless loop is ended; 0s for never (default: 10s)',
    )
    .option('--board <ecu=port>', 'the ECU is the board at a serial port; may be repeated', collect)
    .option('--io <ecu=port>', 'a board has the pins of the ECU; may be repeated', collect)
    .option(
      '--bridge <bus=port>',
      'an SLCAN adapter to a real bus, only listening unless ,transmit; may be repeated',
      collect,
    )
    .option(
      '--adapter <bus=port>',
      'play an SLCAN adapter of the bus, for python-can and others; may be repeated',
      collect,
    )
    .option('--record <file>', 'write every byte of serial lines with its instant')
    .option('--replay <file>', 'take such a file in the place of the ports')
    .option('--json', 'summary and diagnostics as JSON')
    .addHelpText(
      'after',
      `
Points are <ECU>.adc.<group> (0 to 1), <ECU>.dio.<channel> (0 or 1) and, of ECUs without
software, <ECU>.signal.<signal>. Times have a unit: ns, us, ms, s, min or h.
Component sources run in this process: simulate only what you trust.
Behind a port may stand its rate, ,baud=115200 (default 500000). With a port the run keeps to
the wall clock, and without --for and a duration of the vehicle it lasts until Ctrl-C.

Examples:
  vfb simulate car.vehicle.json --for 10s
  vfb simulate arxml/ --components src/ --set 2s:Front.adc.Pedal=0.8 --trace out/run.log
  vfb simulate car.vehicle.json --board Body=/dev/ttyACM0 --for 10s --record out/run.serial
  vfb simulate --ecu ECU1=extracts/ecu1 --ecu ECU2=extracts/ecu2 --components src/
`,
    )
    .action(async (paths: string[], options: SimulateOptions) => {
      const { simulate } = await import('./simulate.ts');
      setExitCode(await simulate(paths, options, terminal));
    });

  program
    .command('boards')
    .description('list the boards that are known, what can be done with each, and serial ports')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  vfb boards
  vfb boards --json | jq '.ports[] | {path, boards}'
`,
    )
    .action(async (options: BoardsOptions) => {
      const { boards } = await import('./boards.ts');
      setExitCode(await boards(options, terminal));
    });

  program
    .command('flash')
    .description('write a program to a board, read it back, and start it')
    .argument('<board>', 'its name; vfb boards lists them')
    .option('--port <path>', 'serial port of the board; of a pico the folder of its drive')
    .option(
      '--firmware <file>',
      'ELF, Intel HEX, UF2 or .bin; bridge is the serial bridge',
      'bridge',
    )
    .option('--dry-run', 'read and check the program, touch no board')
    .option('--json', 'what was done, or why not, as JSON')
    .addHelpText(
      'after',
      `
Ctrl-C closes the port; the program on the board is incomplete then.

Examples:
  vfb flash uno --port /dev/ttyACM0
  vfb flash mega2560 --port COM3 --firmware build/door.elf
  vfb flash uno --firmware build/door.hex --dry-run
  vfb flash pico --port /media/me/RPI-RP2 --firmware build/door.uf2
`,
    )
    .action(async (board: string, options: FlashOptions) => {
      const { flash } = await import('./flash.ts');
      setExitCode(await flash(board, options, terminal));
    });

  strictness(program.command('monitor'))
    .description('show the frames of a real bus behind an SLCAN adapter; listens only')
    .argument('[paths...]', 'ARXML files and folders that say what is in the frames')
    .requiredOption('--port <port>', 'serial port of the adapter')
    .option('--bitrate <rate>', 'of the bus, such as 250k or 1M (default: 500k)')
    .option('--baud <rate>', 'of the serial line in bit/s (default: 500000)')
    .option(
      '--transmit <id#data>',
      'send this frame, which is no listening only any more; may be repeated',
      collect,
    )
    .option('--for <time>', 'how long, such as 10s (default: until Ctrl-C)')
    .option('--json', 'a line of JSON for each frame')
    .addHelpText(
      'after',
      `
Without --transmit the adapter is opened for listening: it does not even acknowledge frames.

Examples:
  vfb monitor --port /dev/ttyACM0
  vfb monitor --port /dev/ttyACM0 --bitrate 250k arxml/ --for 10s
  vfb monitor --port /dev/ttyACM0 --transmit 123#AABB --transmit 18FF1000#R8 --json
`,
    )
    .action(async (paths: string[], options: MonitorOptions) => {
      const { monitor } = await import('./monitor.ts');
      setExitCode(await monitor(paths, options, terminal));
    });
  return program;
}

function strictness(command: Command): Command {
  return command
    .option('--strict', 'assumed defaults are errors')
    .option('--allow-unsupported', 'what is understood but not supported is a warning');
}

/** Commander takes what stands behind the option for names, be it another option or the files. */
function collectComponents(value: string, values: readonly string[] = []): string[] {
  if (value.startsWith('-')) {
    throw new InvalidArgumentError('Say which component types: their short names or paths.');
  }
  if (value.endsWith('.arxml')) {
    throw new InvalidArgumentError('It is a file: files stand before --contract.');
  }
  return [...values, value];
}

function collect(value: string, values: readonly string[] = []): string[] {
  return [...values, value];
}
