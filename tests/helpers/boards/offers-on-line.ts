/**
 * What an ECU and the host may know of the ECU's mailboxes, from what went over the damaged line between
 * them: which offers were new to the host, and which frames the ECU was told were sent.
 */
import { parseOffer } from '../../../bsw-sim/bridge/mailbox-offers.ts';
import type { ArrivedLine, DamagedLine, SaidLine } from './damaged-line.ts';

/** Of the offers that arrived as such, those that the host has not had before. */
export function newOffers({ toBoard, fromBoard }: DamagedLine): ArrivedLine[] {
  const openings = toBoard.said.filter(({ text }) => text === 'O').map(({ order }) => order);
  const last = new Map<number, { sequence: number; order: number }>();
  return fromBoard.arrived.flatMap((line) => {
    const offer = parseOffer(line.text);
    if (offer === undefined) return [];
    const { mailbox, sequence } = offer;
    const before = last.get(mailbox);
    last.set(mailbox, { sequence, order: line.order });
    const isOpenedAnew = openings.some(
      (order) => before !== undefined && order > before.order && order < line.order,
    );
    const isNew = before?.sequence !== sequence || isOpenedAnew;
    return isNew ? [line] : [];
  });
}

/** Offers again before the board takes a frame for cancelled: some less than in two seconds. */
const timesGivenUp = 15;

export interface Lost {
  readonly offer: string;
  /** An offer or a confirmation has become another valid line on the way, which nobody can see. */
  readonly isHidden: boolean;
}

/**
 * Frames of which the board has been told that they were sent, since it goes on with the next one of the
 * mailbox, and that the host did not have.
 */
export function wronglyConfirmed(line: DamagedLine): Lost[] {
  const { toBoard, fromBoard } = line;
  const taken = newOffers(line);
  const frames = offeredFrames(fromBoard.said);
  return frames.flatMap(({ text, times, order }, index): Lost[] => {
    const label = text.slice(2, 4);
    const next = frames.slice(index + 1).find((one) => one.text[2] === text[2]);
    if (next === undefined || times >= timesGivenUp) return [];
    const meanwhile = (one: SaidLine): boolean => one.order > order && one.order < next.order;
    const had = taken.findLast((one) => one.text.slice(2, 4) === label && one.order < next.order);
    if (had?.text === text) return [];
    // A channel that is closed frees all mailboxes, and the frames are offered anew.
    const heard = toBoard.arrived.filter(meanwhile);
    if (heard.some((one) => one.text === 'C')) return [];
    const confirmation = heard.find((one) => one.text === `xk${label}`);
    const isHidden = (had && !had.isIntact) || (confirmation && !confirmation.isIntact) || false;
    return [{ offer: text, isHidden }];
  });
}

interface OfferedFrame extends SaidLine {
  times: number;
}

/** `order` is that of its first offer. */
function offeredFrames(said: readonly SaidLine[]): OfferedFrame[] {
  const frames: OfferedFrame[] = [];
  for (const { text, order } of said) {
    if (!text.startsWith('xt')) continue;
    const last = frames.findLast((one) => one.text[2] === text[2]);
    if (last?.text === text) last.times++;
    else frames.push({ text, order, times: 1 });
  }
  return frames;
}
