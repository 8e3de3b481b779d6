/** The summary of a run for people: tables and small curves, readable without colours too. */
import { codeText } from '../vehicle/failures.ts';
import type { LineView } from '../vehicle/lines.ts';
import { formatTime } from '../vehicle/time.ts';
import type { EcuView } from '../vehicle/views.ts';
import type { Series } from './series.ts';
import type { BusSummary, FrameSummary, Summary } from './summary.ts';
import { type Cell, formatNumber, formatTable, sparkline } from './table.ts';
import type { Paint } from './terminal.ts';

/** Rows of one table; more are counted, and `--json` has them. */
const maximumRows = 30;

export function printSummary(summary: Summary, paint: Paint): string {
  const sections = [
    heading(summary, paint),
    ...summary.ecus.map((ecu) => ecuSection(ecu, paint)),
    ...summary.buses.map((bus) => busSection(bus, paint)),
    linesSection(summary, paint),
    seriesSection('Signals', summary.signals, paint),
    seriesSection('Inputs and outputs', summary.io, paint),
    traceSection(summary, paint),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function heading(summary: Summary, paint: Paint): string[] {
  const { simulatedNs, wallMs, seed, description } = summary;
  const ratio = simulatedNs / 1e6 / Math.max(wallMs, 0.001);
  const speed = ratio >= 10 ? Math.round(ratio).toLocaleString('en-US') : ratio.toFixed(1);
  return [
    `${paint('bold', summary.vehicle)}  ${formatTime(simulatedNs)} simulated in ` +
      `${formatTime(Math.round(wallMs) * 1e6)} (${speed} times real time), seed ${seed}`,
    ...(description === undefined ? [] : [paint('dim', description)]),
  ];
}

function ecuSection(ecu: EcuView, paint: Paint): string[] {
  if (ecu.restBus) return [title(paint, 'ECU', ecu.name, ['rest-bus node without software'])];
  const load = `CPU load ${percent(ecu.cpuLoad)}`;
  const head = [title(paint, 'ECU', ecu.name, [load]), ...failureLines(ecu, paint)];
  const header = headerRow(paint, ['task', '>priority', '>activations', '>response avg', '>max']);
  const rows = ecu.tasks.map((task): Cell[] => [
    { text: task.name },
    right(String(task.priority)),
    right(formatNumber(task.activations)),
    right(formatTime(task.responseNs.average)),
    right(formatTime(task.responseNs.maximum)),
    ...(task.lost === 0
      ? []
      : [{ text: `${task.lost} lost`, paint: (text: string) => paint('yellow', text) }]),
  ]);
  return [...head, ...formatTable([header, ...rows])];
}

function failureLines({ failure }: EcuView, paint: Paint): string[] {
  if (failure === undefined) return [];
  const { atNs, reason } = failure;
  return [
    paint(
      'red',
      `failed at ${formatTime(atNs)} in ${codeText(failure.in, failure.task)}: ${reason}`,
    ),
  ];
}

function busSection(bus: BusSummary, paint: Paint): string[] {
  const facts = [
    `${formatNumber(bus.bitRate / 1000)} kbit/s`,
    `load ${percent(bus.load)}`,
    `${formatNumber(bus.frameCount)} frames`,
    ...(bus.unacknowledgedFrames === 0
      ? []
      : [paint('yellow', `${bus.unacknowledgedFrames} unacknowledged`)]),
  ];
  const head = title(paint, 'Bus', bus.name, facts);
  if (bus.frames.length === 0) return [head];
  const header = headerRow(paint, [
    'id',
    'PDU',
    'from',
    '>frames',
    '>period',
    'min … max',
    '>delay',
  ]);
  return [head, ...formatTable([header, ...limited(bus.frames.map(frameRow))])];
}

function frameRow(frame: FrameSummary): Cell[] {
  const { periodNs, matrix } = frame;
  return [
    { text: frame.id },
    { text: matrix?.pdu ?? '(not in the matrix)' },
    { text: matrix?.sender ?? '' },
    right(formatNumber(frame.count)),
    right(periodNs === undefined ? '' : formatTime(periodNs.average)),
    {
      text:
        periodNs === undefined || periodNs.minimum === periodNs.maximum
          ? ''
          : `${formatTime(periodNs.minimum)} … ${formatTime(periodNs.maximum)}`,
    },
    right(frame.count === 0 ? '' : formatTime(frame.maxDelayNs)),
  ];
}

function linesSection({ lines, maximumLagNs }: Summary, paint: Paint): string[] {
  if (lines.length === 0) return [];
  const header = headerRow(paint, [
    '',
    'port',
    'board',
    'there',
    '>sent',
    '>received',
    '>lost',
    '>underway',
  ]);
  const rows = lines.map((line): Cell[] => [
    { text: line.name },
    { text: line.port },
    { text: line.board ?? '' },
    thereCell(line, paint),
    right(formatNumber(line.statistics.framesSent)),
    right(formatNumber(line.statistics.framesReceived)),
    {
      text: formatNumber(line.lostFrames),
      align: 'right',
      paint: (text) => (line.lostFrames === 0 ? text : paint('yellow', text)),
    },
    right(formatNumber(line.underwayFrames)),
  ]);
  const facts = maximumLagNs === undefined ? [] : [`at most ${formatTime(maximumLagNs)} late`];
  return [[paint('bold', 'Serial lines'), ...facts].join('  '), ...formatTable([header, ...rows])];
}

function thereCell({ onlineAtNs, isOnline, statistics }: LineView, paint: Paint): Cell {
  if (onlineAtNs === undefined) return { text: 'never', paint: (text) => paint('yellow', text) };
  const lost = statistics.losses === 0 ? '' : `, lost ${statistics.losses} times`;
  const end = isOnline ? '' : ', away at the end';
  return { text: `from ${formatTime(onlineAtNs)}${lost}${end}` };
}

function seriesSection(name: string, series: readonly Series[], paint: Paint): string[] {
  if (series.length === 0) return [];
  const columns = series[0]?.columns.length ?? 0;
  const header = headerRow(paint, ['', 'over time'.padEnd(columns), '>min', '>max', '>last']);
  const rows = series.map((one): Cell[] => [
    { text: pointName(one) },
    { text: sparkline(one.columns), paint: (text) => paint('cyan', text) },
    right(formatNumber(one.minimum)),
    right(formatNumber(one.maximum)),
    right(formatNumber(one.last)),
  ]);
  return [paint('bold', name), ...formatTable([header, ...limited(rows)])];
}

/** As `get` and `--set` name it. */
function pointName({ kind, source, name }: Series): string {
  const [driver = ''] = kind.split('-');
  return `${source}.${driver}.${name}`;
}

function traceSection({ trace }: Summary, paint: Paint): string[] {
  if (trace === undefined) return [];
  return [`${paint('bold', 'Trace')}  ${trace.path}, ${formatNumber(trace.lines)} lines`];
}

function title(paint: Paint, kind: string, name: string, facts: readonly string[]): string {
  return `${paint('bold', `${kind} ${name}`)}  ${facts.join(', ')}`;
}

/** Column names; `>` before one puts it to the right like the numbers below. */
function headerRow(paint: Paint, names: readonly string[]): Cell[] {
  return names.map((name) => ({
    text: name.replace(/^>/, ''),
    align: name.startsWith('>') ? 'right' : 'left',
    paint: (text) => paint('dim', text),
  }));
}

function limited(rows: readonly Cell[][]): Cell[][] {
  if (rows.length <= maximumRows) return [...rows];
  const left = rows.length - maximumRows;
  return [...rows.slice(0, maximumRows), [{ text: `… and ${left} more (--json has all)` }]];
}

function right(text: string): Cell {
  return { text, align: 'right' };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
