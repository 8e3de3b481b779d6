/** The firmware of an ECU at the other end of a line that loses, doubles and changes bytes. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { LoadOptions } from '../../vehicle/index.ts';
import { type Damage, DamagedLine, type SaidLine } from '../helpers/boards/damaged-line.ts';
import {
  awayNs,
  cases,
  checkFromBoard,
  checkRecovery,
  checkToBoard,
  damagedRun,
  frameOfBoard,
  goodNs,
  ms,
  type Run,
  recoveryNs,
  report,
} from '../helpers/boards/damaged-run.ts';
import { bodyOnUno, canBuildFor, ecuImage } from '../helpers/boards/ecu-images.ts';
import { bodyPins, type PinChange, UnoInLockstep } from '../helpers/boards/uno-in-lockstep.ts';

const skip = !canBuildFor('uno') && process.env.CI !== 'true';
const asEcu: LoadOptions = { boards: { Body: { port: 'board' } } };

describe.skipIf(skip)('an ECU on an Uno at a damaged line', () => {
  /** Stalk and door, often and not evenly, until the end. */
  const changes = Array.from(
    { length: 100 },
    (_, i): PinChange => ({
      atNs: goodNs + i * 83 * ms,
      pin: bodyPins[i % 3 === 0 ? 'DriverDoor' : 'StalkLeft'],
      high: i % 2 === 0,
    }),
  );
  /** Whatever its identifier has become on the way. */
  const isOfBody = (frame: string): boolean => !/^0x(110|120|130|18ff1000x) /.test(frame);

  function onLine(
    seed: number,
    kinds?: readonly Damage[],
  ): { uno: UnoInLockstep; line: DamagedLine } {
    const image = ecuImage({ ecu: 'Body', board: 'uno', pins: bodyOnUno });
    const uno = new UnoInLockstep(image, changes);
    return { uno, line: new DamagedLine(uno, { seed, ...(kinds && { kinds }) }) };
  }

  describe.each(cases)('$rate of the bytes, seed $seed, $kinds', ({ rate, seed, kinds }) => {
    let run: Run;
    beforeAll(async () => {
      run = await damagedRun(onLine(seed, kinds).line, rate, asEcu);
      report('ECU', rate, seed, run);
    });

    it('takes what is a frame, and the rest is counted', () => checkToBoard(run, isOfBody));

    it('gets onto the bus what arrives as a frame, and the rest is noted', () =>
      checkFromBoard(run, isOfBody));

    it('is not told that a lost frame was sent, unless damages follow each other closely', () => {
      const wrong = wronglyConfirmed(run.line);
      const offers = run.line.fromBoard.said.filter(({ text }) => text.startsWith('xt'));
      if (rate <= 0.005) expect(wrong).toEqual([]);
      else expect(wrong.length).toBeLessThanOrEqual(offers.length / 20);
    });

    it('is well again on a good line', () => checkRecovery(run, isOfBody));
  });

  it('is the same run with the same seed, and another with another', async () => {
    const [first, second, other] = [
      await damagedRun(onLine(7).line, 0.01, asEcu),
      await damagedRun(onLine(7).line, 0.01, asEcu),
      await damagedRun(onLine(8).line, 0.01, asEcu),
    ];
    expect(second.trace).toEqual(first.trace);
    expect(other.trace).not.toEqual(first.trace);
  });

  it('that is reset in the middle is there again', async () => {
    const { uno, line } = onLine(0);
    const run = await damagedRun(line, 0, asEcu, () => uno.reset());
    expect(run.last.statistics).toMatchObject({ connections: 2, losses: 1 });
    expect(awayNs(run.trace, goodNs)).toBeLessThan(recoveryNs);
    checkToBoard(run, isOfBody);
    checkRecovery(run, isOfBody);
  });

  it('whose line is cut for a while goes on, and is there again', async () => {
    const { line } = onLine(0);
    const cut = (): void => {
      line.isCut = true;
    };
    const run = await damagedRun(line, 0, asEcu, cut);
    expect(run.last.statistics).toMatchObject({ connections: 2, losses: 1 });
    checkToBoard(run, isOfBody);
    checkRecovery(run, isOfBody);
  });
});

/** Lines that the host sends without an answer, as Body's board says. */
const window = 8;

/**
 * Frames of mailboxes that arrived nowhere, and of which the board has heard that they were sent. A frame
 * may be offered more than once. A word that was on its way before it got lost cannot be taken back.
 */
function wronglyConfirmed({ toBoard, fromBoard }: DamagedLine): string[] {
  // Damage that nobody can see makes another frame of it, which then is sent.
  const frames = fromBoard.arrived.filter(({ text }) => frameOfBoard(text) !== undefined);
  const arrived = new Set(frames.map(({ said }) => said));
  const offers = fromBoard.said.filter(({ text }) => text.startsWith('xt'));
  const confirmations = toBoard.arrived.filter(({ text }) => /^xk[0-9A-Fa-f]$/.test(text));
  const isOf = (offer: SaidLine, { text }: SaidLine): boolean => text[2] === offer.text[2];
  return confirmations.flatMap((confirmation) => {
    const before = (line: SaidLine): boolean =>
      isOf(confirmation, line) && line.order < confirmation.order;
    const last = offers.findLast(before);
    const confirmed = confirmations.findLast(before)?.order ?? 0;
    if (last === undefined || last.order < confirmed || !confirmation.isIntact) return [];
    const same = offers.filter(
      (offer) => before(offer) && offer.order > confirmed && offer.text === last.text,
    );
    const between = toBoard.arrived.filter(
      ({ order }) => order > last.order && order < confirmation.order,
    );
    const isWrong = !same.some((offer) => arrived.has(offer)) && between.length > window;
    return isWrong ? [last.text] : [];
  });
}
