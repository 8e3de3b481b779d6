/** How long a board took to answer, with all that was in between: from the recording of its line. */
import { readFileSync } from 'node:fs';
import { parseRecording } from '../../../bsw-sim/bridge/recording.ts';
import { SlcanTokens } from '../../../bsw-sim/bridge/slcan-tokens.ts';

/**
 * The longest time from a line of the host to its answer. There is one to each line, in their order;
 * frames of the board, and what it offers from its mailboxes, answer nothing.
 */
export function slowestAnswerNs(path: string): number {
  const asked: number[] = [];
  const host = new SlcanTokens();
  const board = new SlcanTokens();
  let slowest = 0;
  for (const { atNs, traffic } of parseRecording(readFileSync(path, 'utf8')).traffic) {
    if (traffic.kind === 'out') {
      for (const _ of host.push(traffic.bytes)) asked.push(atNs);
    } else if (traffic.input.kind === 'bytes') {
      for (const token of board.push(traffic.input.bytes)) {
        if (token.kind === 'line' && /^(xt|[tTrR])/.test(token.text)) continue;
        slowest = Math.max(slowest, atNs - (asked.shift() ?? atNs));
      }
    }
  }
  return slowest;
}
