/** The firmware of the bridge at the other end of a line that loses, doubles and changes bytes. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { LoadOptions } from '../../vehicle/index.ts';
import { BridgeBoard, frameOf, inStep, lineOf } from '../helpers/boards/bridge-board.ts';
import { type Damage, DamagedLine, isFrameLine } from '../helpers/boards/damaged-line.ts';
import {
  awayNs,
  cases,
  checkFromBoard,
  checkRecovery,
  checkToBoard,
  damagedRun,
  endNs,
  goodNs,
  ms,
  type Run,
  recoveryNs,
  report,
} from '../helpers/boards/damaged-run.ts';

const asBridge: LoadOptions = { bridges: { VehicleCan: { port: 'board', transmit: true } } };

describe('the bridge on an Uno at a damaged line', () => {
  const isOfOtherBus = (frame: string): boolean => !/^0x(110|120|130|320|18ff1000x) /.test(frame);

  /** On the other bus somebody counts, a hundred times a second. */
  function onLine(
    seed: number,
    kinds?: readonly Damage[],
  ): { bridge: BridgeBoard; line: DamagedLine } {
    const bridge = new BridgeBoard('uno');
    const startNs = bridge.board.nowNs;
    for (let atNs = goodNs, i = 0; atNs < endNs - 50 * ms; atNs += 10 * ms, i++) {
      const number = i.toString(16).padStart(6, '0');
      bridge.controller.receive(frameOf(`t7${number.slice(4)}3${number}`), startNs + atNs);
    }
    return { bridge, line: new DamagedLine(inStep(bridge), { seed, ...(kinds && { kinds }) }) };
  }

  /** What is on one bus and a frame in between is on the other. */
  function checkOtherBus({ controller }: BridgeBoard, { line }: Run): void {
    const said = line.fromBoard.said.filter(({ text }) => isFrameLine(text));
    expect(said.length).toBe(controller.passed);
    const taken = line.toBoard.arrived.filter(({ text }) => isFrameLine(text));
    const sent = controller.sent.map(({ frame }) => lineOf(frame));
    expect(sent).toEqual(taken.slice(0, sent.length).map(({ text }) => lineOf(frameOf(text))));
    expect(taken.length - sent.length).toBeLessThan(3);
  }

  describe.each(cases)('$rate of the bytes, seed $seed, $kinds', ({ rate, seed, kinds }) => {
    let bridge: BridgeBoard;
    let run: Run;
    beforeAll(async () => {
      const made = onLine(seed, kinds);
      bridge = made.bridge;
      run = await damagedRun(made.line, rate, asBridge);
      report('bridge', rate, seed, run);
    });

    it('takes what is a frame, and the rest is counted', () => {
      checkToBoard(run, isOfOtherBus);
      checkOtherBus(bridge, run);
    });

    it('gets onto the bus what arrives as a frame, and the rest is noted', () =>
      checkFromBoard(run, isOfOtherBus));

    it('is well again on a good line', () => checkRecovery(run, isOfOtherBus));
  });

  it('is the same run with the same seed', async () => {
    const [first, second] = [
      await damagedRun(onLine(7).line, 0.01, asBridge),
      await damagedRun(onLine(7).line, 0.01, asBridge),
    ];
    expect(second.trace).toEqual(first.trace);
  });

  it('that is reset in the middle is there again', async () => {
    const { bridge, line } = onLine(0);
    const run = await damagedRun(line, 0, asBridge, () => bridge.board.reset('external'));
    expect(run.last.statistics).toMatchObject({ connections: 2, losses: 1 });
    expect(awayNs(run.trace, goodNs)).toBeLessThan(recoveryNs);
    checkToBoard(run, isOfOtherBus);
    checkFromBoard(run, isOfOtherBus);
    checkRecovery(run, isOfOtherBus);
  });

  it('whose line is cut for a while is there again', async () => {
    const { line } = onLine(0);
    const run = await damagedRun(line, 0, asBridge, () => {
      line.isCut = true;
    });
    expect(run.last.statistics).toMatchObject({ connections: 2, losses: 1 });
    checkToBoard(run, isOfOtherBus);
    checkRecovery(run, isOfOtherBus);
  });
});
