/** What went over a line and what did not: nothing is lost without being counted here. */
import type { StateTape } from '../sim/state-tape.ts';

export interface LineStatistics {
  /** Times the other side was there, and times it was gone without having said so. */
  connections: number;
  losses: number;
  framesSent: number;
  framesReceived: number;
  /** Were on the bus while the other side, which had been there, was away. */
  framesMissed: number;
  /** Waited for a line that was too slow, or gone. */
  framesNotSent: number;
  /** Sent, and refused by the other side. */
  framesRefused: number;
  /** Sent to who answers, and not answered: perhaps damaged on the way. */
  framesUnanswered: number;
  /** Received, and not sent on the bus, which was too busy, before they were replaced or their sender was gone. */
  framesDropped: number;
  /** Lines other than frames that were never answered. */
  linesUnanswered: number;
  /** Received lines that mean nothing. */
  noise: number;
  /** Signs of the other side that it has lost something. */
  bells: number;
  /** Every flag of the answers to F. */
  flags: number;
}

export function lineStatistics(): LineStatistics {
  return {
    connections: 0,
    losses: 0,
    framesSent: 0,
    framesReceived: 0,
    framesMissed: 0,
    framesNotSent: 0,
    framesRefused: 0,
    framesUnanswered: 0,
    framesDropped: 0,
    linesUnanswered: 0,
    noise: 0,
    bells: 0,
    flags: 0,
  };
}

export function transferStatistics(statistics: LineStatistics, tape: StateTape): void {
  for (const name of Object.keys(statistics) as (keyof LineStatistics)[]) {
    statistics[name] = tape.number(statistics[name]);
  }
}

/** What became of frames that were meant to arrive and did not, or perhaps did not. */
export const lossCauses = {
  framesMissed: 'passed while the other side was away',
  framesNotSent: 'found the line too slow or gone',
  framesRefused: 'were refused by the other side',
  framesUnanswered: 'were not answered',
  framesDropped: 'did not get onto the bus in time',
} as const satisfies Partial<Record<keyof LineStatistics, string>>;

export type LossCause = keyof typeof lossCauses;

export function lostFrames(statistics: LineStatistics): number {
  const causes = Object.keys(lossCauses) as LossCause[];
  return causes.reduce((sum, cause) => sum + statistics[cause], 0);
}
