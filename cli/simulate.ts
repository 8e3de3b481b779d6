/** `vfb simulate`: runs a vehicle and says what happened. */
import { basename } from 'node:path';
import { type Diagnostic, Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import { fileReason } from '../vehicle/files.ts';
import type { TraceRecord } from '../vehicle/index.ts';
import { loadVehicle } from '../vehicle/load-vehicle.ts';
import type { Vehicle } from '../vehicle/vehicle.ts';
import { VehicleError } from '../vehicle/vehicle-error.ts';
import { preferCompactCode } from './engine.ts';
import { linesOf } from './line-arguments.ts';
import { printSummary } from './print-summary.ts';
import { Progress } from './progress.ts';
import { diagnosticsJson, exitCodeOf, exitErrors, reportDiagnostics } from './reporting.ts';
import { handOver, type RunResult, runVehicle } from './run.ts';
import { runInRealTime } from './run-real-time.ts';
import { SeriesCollector } from './series.ts';
import { exitCodeOfSignal, SignalListener } from './signals.ts';
import {
  durationOf,
  type SimulateOptions,
  seedOf,
  stimulusOf,
  targetOf,
  timeOf,
  vehicleOf,
} from './simulate-arguments.ts';
import { type Summary, summarise } from './summary.ts';
import { painter, type Terminal } from './terminal.ts';
import { TraceFile, traceFormat } from './trace-file.ts';

const usualDurationNs = 1_000_000_000;
/** Until Ctrl-C. */
const endlessNs = Number.MAX_SAFE_INTEGER;
/** Curves need an end: what comes later than this is in their last column. */
const shownOfEndlessNs = 60_000_000_000;

/** Curves take what names and numbers leave of a line. */
function curveColumns(terminalColumns: number): number {
  return Math.max(10, Math.min(40, terminalColumns - 60));
}

export async function simulate(
  paths: readonly string[],
  options: SimulateOptions,
  terminal: Terminal,
): Promise<number> {
  // Wrong usage is told before anything takes time.
  const description = vehicleOf(paths, options);
  const stimuli = (options.set ?? []).map(stimulusOf);
  const wantedNs = options.for === undefined ? undefined : durationOf(options.for);
  const seed = options.seed === undefined ? undefined : seedOf(options.seed);
  const target = options.target === undefined ? undefined : targetOf(options.target);
  const watchdogNs =
    options.watchdog === undefined ? undefined : timeOf('--watchdog', options.watchdog);
  const lines = linesOf(options);
  if (options.trace !== undefined) traceFormat(options.trace);

  preferCompactCode();
  const progress = new Progress(terminal);
  let vehicle: Vehicle;
  try {
    vehicle = await loadVehicle(description, {
      strict: options.strict ?? false,
      allowUnsupported: options.allowUnsupported ?? false,
      ...(seed !== undefined && { seed }),
      ...(target !== undefined && { target }),
      check: options.check ?? false,
      ...(watchdogNs !== undefined && { watchdog: watchdogNs }),
      components: options.components ?? [],
      stimuli,
      ...lines,
      onProgress: (what) => progress.show(what),
    });
  } catch (error) {
    progress.clear();
    if (error instanceof VehicleError) return fail(error, options, terminal);
    throw error;
  }
  const durationNs = durationOfRun(vehicle, wantedNs);
  const columns = curveColumns(terminal.columns);
  const collector = new SeriesCollector({
    columns,
    durationNs: durationNs === endlessNs ? shownOfEndlessNs : durationNs,
  });
  const busNames = vehicle.buses.map(({ name }) => name);
  let traceFile: TraceFile | undefined;
  try {
    traceFile = options.trace === undefined ? undefined : new TraceFile(options.trace, busNames);
  } catch (error) {
    progress.clear();
    await vehicle.close();
    return fail(unwritable(options.trace ?? '', error), options, terminal);
  }
  const onRecord = (record: TraceRecord): void => {
    collector.add(record);
    traceFile?.add(record);
  };
  const runOptions = { durationNs, progress, onRecord };
  // Until the summary is out: an impatient second signal ends it no less in order.
  const signals = vehicle.isRealTime ? new SignalListener() : undefined;
  let result: RunResult;
  try {
    result = await (signals === undefined
      ? runVehicle(vehicle, runOptions)
      : runInRealTime(vehicle, runOptions, signals));
  } finally {
    await vehicle.close();
    // Also what was lost when the lines were closed.
    handOver(vehicle, onRecord);
    traceFile?.close();
  }
  progress.clear();
  const summary = summarise(
    {
      vehicle: typeof description === 'string' ? basename(description) : 'Vehicle',
      description: vehicle.description,
      simulatedNs: vehicle.nowNs,
      wallMs: result.wallMs,
      seed: vehicle.seed,
      ecus: vehicle.ecus,
      buses: vehicle.buses,
      lines: vehicle.lines,
      maximumLagNs: vehicle.isRealTime ? vehicle.maximumLagNs : undefined,
      trace: traceFile && { path: traceFile.path, lines: traceFile.lines },
    },
    collector,
  );
  const unwritten = traceFile?.failure;
  const unwrittenDiagnostics =
    unwritten === undefined ? [] : unwritable(traceFile?.path ?? '', unwritten).diagnostics;
  const diagnostics = [...vehicle.diagnostics, ...unwrittenDiagnostics];
  const exitCode = finish({ diagnostics, summary, result }, options, terminal);
  signals?.end();
  return exitCode;
}

/** Nobody knows what came behind the end of a recording. */
function durationOfRun(vehicle: Vehicle, wantedNs: number | undefined): number {
  const { recordedNs, durationNs, isRealTime } = vehicle;
  if (recordedNs !== undefined) return Math.min(wantedNs ?? recordedNs, recordedNs);
  return wantedNs ?? durationNs ?? (isRealTime ? endlessNs : usualDurationNs);
}

function unwritable(path: string, error: unknown): VehicleError {
  const diagnostics = new Diagnostics();
  diagnostics.report('file-unwritable', undefined, { path, reason: fileReason(error) });
  return new VehicleError(diagnostics.list);
}

interface Outcome {
  readonly diagnostics: readonly Diagnostic[];
  readonly summary: Summary;
  readonly result: RunResult;
}

function finish(
  { diagnostics, summary, result }: Outcome,
  options: SimulateOptions,
  terminal: Terminal,
): number {
  const { error, signal } = result;
  if (error !== undefined && !(error instanceof VehicleError)) throw error;
  // Where it is not at a component's line, those who look for it need to know where it is.
  const unexplained = error?.diagnostics.some(({ code }) => code === 'simulation-failed');
  const stack = unexplained && error?.cause instanceof Error ? error.cause.stack : undefined;
  const exitCode =
    signal !== undefined
      ? exitCodeOfSignal(signal)
      : error === undefined
        ? exitCodeOf(diagnostics)
        : exitErrors;
  if (options.json) {
    const text = JSON.stringify(
      { ...summary, interrupted: signal !== undefined, ...diagnosticsJson(diagnostics) },
      null,
      2,
    );
    terminal.out(`${text}\n`);
    return exitCode;
  }
  terminal.out(printSummary(summary, painter(terminal.outColor)));
  if (diagnostics.some(({ severity }) => severity !== 'information')) terminal.err('\n');
  reportDiagnostics(diagnostics, terminal, { information: false, to: 'err' });
  if (stack !== undefined) terminal.err(`${painter(terminal.errColor)('dim', stack)}\n`);
  if (signal !== undefined) terminal.err('interrupted\n');
  return exitCode;
}

function fail(error: VehicleError, options: SimulateOptions, terminal: Terminal): number {
  if (options.json) {
    terminal.out(`${JSON.stringify(diagnosticsJson(error.diagnostics), null, 2)}\n`);
    return exitErrors;
  }
  reportDiagnostics(error.diagnostics, terminal, { information: false, to: 'err' });
  return exitErrors;
}
