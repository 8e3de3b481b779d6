/** The Body ECU of the example vehicle on Cortex-M boards in QEMU, in real time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bootBody, type CortexBoard } from '../helpers/boards/body-in-qemu.ts';
import {
  busyBackground,
  canBuildFor,
  changedComponents,
  stalkAtLeft,
} from '../helpers/boards/ecu-images.ts';
import { hasQemu } from '../helpers/boards/qemu.ts';
import { SerialTalk } from '../helpers/boards/serial-talk.ts';

const isCi = process.env.CI === 'true';
const skip = (!hasQemu || !canBuildFor('lm3s6965evb')) && !isCi;
if (!hasQemu) console.warn('qemu-system-arm is missing: ECUs on Cortex-M are not tried');

const folder = mkdtempSync(join(tmpdir(), 'vfb-qemu-ecu-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withBoard(
  board: CortexBoard,
  components: string | undefined,
  use: (talk: SerialTalk) => Promise<void>,
): Promise<void> {
  const qemu = await bootBody(board, components);
  try {
    const talk = new SerialTalk(qemu.socket);
    await talk.wake();
    await use(talk);
  } finally {
    await qemu.stop();
  }
}

/** The next BodyStatus that wants to be sent. */
async function offered(talk: SerialTalk): Promise<{ mailbox: string; lamps: string }> {
  const line = await talk.until(/^xt/);
  const [, mailbox, lamps] = /^xt([0-2][0-9A-F])t3203([0-9A-F]{2})[0-9A-F]{4}$/.exec(line) ?? [];
  if (mailbox === undefined || lamps === undefined) throw new Error(line);
  return { mailbox, lamps };
}

describe.skipIf(skip)('the Body ECU on a Cortex-M3 in QEMU', () => {
  it('sends its frames and takes confirmations', async () => {
    await withBoard('lm3s6965evb', changedComponents(folder, stalkAtLeft), async (talk) => {
      talk.send('v');
      expect(await talk.until(/^v/)).toBe('vvfb1 board=lm3s6965evb roles=e window=8');
      talk.send('xe', 'O');
      // The stalk is at the left from the start. Each frame is confirmed; the lamps go on blinking.
      const seen: string[] = [];
      while (!seen.includes('01') || seen.filter((lamps) => lamps === '05').length < 2) {
        const { mailbox, lamps } = await offered(talk);
        talk.send(`xk${mailbox}`);
        if (seen.at(-1) !== lamps) seen.push(lamps);
      }
      expect(seen.slice(0, 3)).toEqual(['05', '01', '05']);
      talk.send('t130207D0');
      await talk.until(/^z$/);
    });
  });

  it.each(['lm3s6965evb', 'stm32f1'] as const)('answers on %s', async (board) => {
    await withBoard(board, undefined, async (talk) => {
      talk.send('S6', 'O', 't130207D0', 'T0000013080000000000000000', 'F');
      await talk.until(/^z$/);
      await talk.until(/^Z$/);
      expect(await talk.until(/^F/)).toBe('F00');
    });
  });

  it('preempts a background task that never rests', async () => {
    await withBoard(
      'lm3s6965evb',
      changedComponents(folder, stalkAtLeft, busyBackground(3_000_000)),
      async (talk) => {
        talk.send('xe', 'O');
        const seen = new Set<string>();
        while (seen.size < 2) {
          const { mailbox, lamps } = await offered(talk);
          talk.send(`xk${mailbox}`);
          seen.add(lamps);
        }
        expect([...seen].sort()).toEqual(['01', '05']);
        talk.send('V');
        await talk.until(/^V1001$/);
      },
    );
  });
});
