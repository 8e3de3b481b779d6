import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../cli/program.ts';
import { durationOf, seedOf, stimulusOf, vehicleOf } from '../../cli/simulate-arguments.ts';
import { UsageError } from '../../cli/terminal.ts';
import { traceFormat } from '../../cli/trace-file.ts';
import { capturedTerminal } from './captured.ts';

describe('the command line', () => {
  /** Runs it as far as commander's own checks, and says how it ended. */
  async function run(...words: string[]) {
    const terminal = capturedTerminal();
    const program = createProgram('1.2.3', terminal, () => undefined);
    const end = await program.parseAsync(['node', 'vfb', ...words]).catch((error) => error);
    const usage = end instanceof CommanderError || end instanceof UsageError;
    return { usage, end, out: terminal.stdout, err: terminal.stderr };
  }

  it('explains itself with examples, every command too', async () => {
    expect((await run('--help')).out).toContain('Examples:');
    for (const command of ['check', 'plan', 'generate', 'simulate']) {
      const { out, end } = await run(command, '--help');
      expect(out).toContain(`vfb ${command}`);
      expect(out).toContain('Examples:');
      expect(end).toMatchObject({ exitCode: 0 });
    }
    expect((await run('--version')).out).toBe('1.2.3\n');
  });

  it.each([
    [['chekc', 'x.arxml'], "error: unknown command 'chekc'\n(Did you mean check?)"],
    [['check'], "error: missing required argument 'paths'"],
    [['check', '--jsno', 'x'], "error: unknown option '--jsno'\n(Did you mean --json?)"],
    [['plan', 'x.arxml'], "error: required option '--ecu <name>' not specified"],
    [['generate', 'x.arxml', '--target', 'c'], "error: required option '--out <dir>' not"],
    [
      ['generate', '--contract', 'Door', 'x.arxml', '--out', 'y'],
      "argument 'x.arxml' is invalid. It is a file: files stand before --contract.",
    ],
    [
      ['generate', 'x.arxml', '--contract', '--out', 'y'],
      "argument '--out' is invalid. Say which component types: their short names or paths.",
    ],
  ])('refuses %j and says why', async (words, message) => {
    const { usage, err, end } = await run(...words);
    expect(usage).toBe(true);
    expect(end.exitCode).not.toBe(0);
    expect(err).toContain(message);
  });

  it.each([
    [[], '--target ts or --target c is missing, or --contract with components'],
    [['--target', 'rust'], 'unknown target rust'],
    [['--target', 'c', '--api', 'inline'], '--api is macros or functions'],
    [['--target', 'c', '--atomic-width', '24'], '--atomic-width is 8, 16, 32 or 64'],
    [['--target', 'ts', '--report', 'r.txt'], '--report is about C code'],
    [['--target', 'ts', '--vfb-trace', '*'], '--vfb-trace is about C code'],
    [['--target', 'ts', '--contract', 'Door'], '--contract writes C headers, not ts'],
    [['--target', 'rust', '--contract', 'Door'], '--contract writes C headers, not rust'],
    [
      ['--ecu', 'Body', '--contract', 'Door'],
      '--ecu is about an ECU: generate it without --contract',
    ],
    [['--ecuc', 'e.arxml', '--contract', 'Door'], '--ecuc is about an ECU'],
    [['--report', 'r.txt', '--contract', 'Door'], '--report is about an ECU'],
    [['--api', 'functions', '--contract', 'Door'], '--api is about an ECU'],
    [['--vfb-trace', '*', '--contract', 'Door'], '--vfb-trace is about an ECU'],
    [['--atomic-width', '8', '--contract', 'Door'], '--atomic-width is about an ECU'],
  ])('refuses to generate with %j', async (words, message) => {
    const { end } = await run('generate', 'x.arxml', ...words, '--out', 'y');
    expect(end).toBeInstanceOf(UsageError);
    expect(end.message).toContain(message);
  });
});

describe('the arguments of simulate', () => {
  it('name a vehicle file, one system, or ECUs with models of their own', () => {
    expect(vehicleOf(['car.vehicle.json'], {})).toBe('car.vehicle.json');
    expect(vehicleOf(['/a', '/b'], {})).toEqual({ systems: [{ arxml: ['/a', '/b'] }] });
    expect(vehicleOf([], { ecu: ['A=/a', 'B=/b', 'A=/c'] })).toEqual({
      ecus: { A: { arxml: ['/a', '/c'] }, B: { arxml: ['/b'] } },
    });
  });

  it.each([
    [[], {}],
    [['a.vehicle.json', 'b.arxml'], {}],
    [['a.vehicle.json'], { ecu: ['A=/a'] }],
    [[], { ecu: ['A'] }],
    [[], { ecu: ['1A=x'] }],
  ])('are refused as %j with %j', (paths, options) => {
    expect(() => vehicleOf(paths, options)).toThrow(UsageError);
  });

  it('set inputs at a time', () => {
    expect(stimulusOf('2s:Front.adc.Pedal=0.8')).toEqual({
      at: '2000000000ns',
      set: 'Front.adc.Pedal',
      to: 0.8,
    });
    expect(stimulusOf('0ms:A.dio.B=true').to).toBe(true);
    expect(stimulusOf('0ms:A.signal.B=[1, 2]').to).toEqual([1, 2]);
    for (const wrong of ['Front.adc.Pedal=1', '2:A.adc.B=1', '1s:A.adc.B', '1s:A.adc.B=on']) {
      expect(() => stimulusOf(wrong)).toThrow(UsageError);
    }
  });

  it('have a duration, a seed and a trace format', () => {
    expect(durationOf('10s')).toBe(10_000_000_000);
    expect(() => durationOf('0s')).toThrow(UsageError);
    expect(() => durationOf('10')).toThrow(UsageError);
    expect(seedOf('42')).toBe(42);
    expect(() => seedOf('-1')).toThrow(UsageError);
    expect(() => seedOf('1.5')).toThrow(UsageError);
    expect(['a.trace', 'b.log', 'c.candump'].map(traceFormat)).toEqual([
      'native',
      'candump',
      'candump',
    ]);
    expect(() => traceFormat('d.txt')).toThrow(UsageError);
  });
});
