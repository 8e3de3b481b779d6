/** What `vfb simulate` has to say at the end, as data: `--json` prints it, the printer draws it. */
import type { LineView } from '../vehicle/lines.ts';
import type { BusView, EcuView, FrameView } from '../vehicle/views.ts';
import type { FrameStatistics, Series, SeriesCollector } from './series.ts';

export interface Summary {
  readonly vehicle: string;
  readonly description: string | undefined;
  readonly simulatedNs: number;
  readonly wallMs: number;
  readonly seed: number;
  readonly ecus: readonly EcuView[];
  readonly buses: readonly BusSummary[];
  /** Boards, bridges, adapters and pins behind serial lines. */
  readonly lines: readonly LineView[];
  /** Of a run in real time: the most that an event came too late. */
  readonly maximumLagNs: number | undefined;
  /** What senders sent, and on nodes that only receive, what they received. */
  readonly signals: readonly Series[];
  readonly io: readonly Series[];
  readonly trace: { readonly path: string; readonly lines: number } | undefined;
}

export interface BusSummary extends BusView {
  readonly frames: readonly FrameSummary[];
}

export interface FrameSummary extends FrameView {
  readonly periodNs: FrameStatistics['periodNs'];
}

export function summarise(
  run: Pick<
    Summary,
    | 'vehicle'
    | 'description'
    | 'simulatedNs'
    | 'wallMs'
    | 'seed'
    | 'ecus'
    | 'lines'
    | 'maximumLagNs'
    | 'trace'
  > & { readonly buses: readonly BusView[] },
  collector: SeriesCollector,
): Summary {
  const series = collector.series();
  const seen = collector.frames();
  return {
    ...run,
    buses: run.buses.map((bus) => ({
      ...bus,
      frames: bus.frames.map((frame) => ({
        ...frame,
        periodNs: seen.find(({ bus: name, id }) => name === bus.name && id === frame.id)?.periodNs,
      })),
    })),
    signals: signalsWorthShowing(series),
    io: series.filter(({ kind }) => !kind.startsWith('signal-')),
  };
}

/** A signal that goes over the bus has the same values at both ends, some microseconds apart. */
function signalsWorthShowing(series: readonly Series[]): Series[] {
  const sent = new Set(series.filter(({ kind }) => kind === 'signal-send').map(({ name }) => name));
  const shown = new Set<string>();
  return series.filter(({ kind, name }) => {
    if (kind === 'signal-send') return true;
    if (kind !== 'signal-receive' || sent.has(name) || shown.has(name)) return false;
    shown.add(name);
    return true;
  });
}
