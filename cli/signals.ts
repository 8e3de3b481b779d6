/** Signals that end a command in order, and the exit codes that say so. */
import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { isatty } from 'node:tty';

/** Whoever ends a run, also by closing its terminal, the adapters are left closed. */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type EndingSignal = (typeof endingSignals)[number];

/** As shells say it: 130 for Ctrl-C, 143 for SIGTERM, 129 for a terminal that was closed. */
export function exitCodeOfSignal(signal: EndingSignal): number {
  return 128 + constants.signals[signal];
}

/** Notes that a signal came, in the place of its end of the process. */
export class SignalListener {
  #asked: EndingSignal | undefined = undefined;
  readonly #controller = new AbortController();
  readonly #listener = (signal: NodeJS.Signals): void => {
    this.#asked ??= endingSignals.find((one) => one === signal) ?? 'SIGINT';
    this.#controller.abort();
  };

  constructor() {
    for (const signal of endingSignals) process.on(signal, this.#listener);
  }

  /** The first that came. */
  get asked(): EndingSignal | undefined {
    return this.#asked;
  }

  /** For what can be called off. */
  get abort(): AbortSignal {
    return this.#controller.signal;
  }

  end(): void {
    for (const signal of endingSignals) process.off(signal, this.#listener);
  }
}

const standardStreams = [0, 1, 2];
const terminals = standardStreams.filter((file) => isatty(file));

/**
 * Node gives a terminal its settings back when it exits, and aborts when there is no terminal any more.
 * What is closed, it leaves alone.
 */
export function forgetLostTerminal(): void {
  for (const file of terminals) {
    if (!isatty(file)) closeSync(file);
  }
}
