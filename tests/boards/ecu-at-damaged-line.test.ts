/** The firmware of an ECU at the other end of a line that loses, doubles and changes bytes. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { LoadOptions } from '../../vehicle/index.ts';
import { type Damage, DamagedLine } from '../helpers/boards/damaged-line.ts';
import {
  awayNs,
  cases,
  checkFromBoard,
  checkRecovery,
  checkToBoard,
  damagedRun,
  goodNs,
  ms,
  type Run,
  recoveryNs,
  report,
} from '../helpers/boards/damaged-run.ts';
import { bodyOnUno, canBuildFor, ecuImage } from '../helpers/boards/ecu-images.ts';
import { wronglyConfirmed } from '../helpers/boards/offers-on-line.ts';
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

    it('is told of no frame that it was sent which was not, unless damage hides', () => {
      const wrong = wronglyConfirmed(run.line);
      console.info(`${wrong.length} frames are others, or nowhere, than the board was told`);
      expect(wrong.filter(({ isHidden }) => !isHidden)).toEqual([]);
      // A byte that is lost or doubled shows, unless another makes up for it.
      if (kinds !== undefined) expect(wrong).toEqual([]);
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
