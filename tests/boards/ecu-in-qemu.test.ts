/** The Body ECU of the example vehicle on Cortex-M boards in QEMU, in real time. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { FlashImage } from '../../flash/image/image.ts';
import {
  busyBackground,
  canBuildFor,
  changedComponents,
  ecuImage,
  stalkAtLeft,
} from '../helpers/boards/ecu-images.ts';
import { bootInQemu, hasQemu } from '../helpers/boards/qemu.ts';
import { SerialTalk } from '../helpers/boards/serial-talk.ts';

const isCi = process.env.CI === 'true';
const skip = (!hasQemu || !canBuildFor('lm3s6965evb')) && !isCi;
if (!hasQemu) console.warn('qemu-system-arm is missing: ECUs on Cortex-M are not tried');

const folder = mkdtempSync(join(tmpdir(), 'vfb-qemu-ecu-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** In QEMU nothing is at the pins, and all inputs are low. */
function pinsFile(board: string, inputs: readonly string[], outputs: readonly string[]): string {
  const named = (names: readonly string[], pins: readonly string[], direction: string) =>
    names.map((name, i) => [name, { pin: pins[i], direction }]);
  const dio = Object.fromEntries([
    ...named(['StalkLeft', 'StalkRight', 'HazardButton', 'DriverDoor'], inputs, 'input'),
    ...named(['LeftLamps', 'RightLamps', 'InteriorLamp', 'DoorLock'], outputs, 'output'),
  ]);
  const path = join(folder, `${board}.pins.json`);
  writeFileSync(path, JSON.stringify({ dio }));
  return path;
}

const lm3s = pinsFile('lm3s6965evb', ['PB0', 'PB1', 'PB2', 'PB3'], ['PF0', 'PF1', 'PF2', 'PF3']);
const stm32 = pinsFile('stm32f1', ['PB5', 'PB6', 'PB7', 'PB8'], ['PC6', 'PC7', 'PC8', 'PC9']);

/** The bytes from the first address on. */
function flashOf({ segments }: FlashImage): Uint8Array {
  const start = segments[0]?.address ?? 0;
  const last = segments.at(-1);
  const flash = new Uint8Array((last?.address ?? 0) + (last?.bytes.length ?? 0) - start).fill(0xff);
  for (const { address, bytes } of segments) flash.set(bytes, address - start);
  return flash;
}

async function withBoard(
  board: 'lm3s6965evb' | 'stm32f1',
  components: string | undefined,
  use: (talk: SerialTalk) => Promise<void>,
): Promise<void> {
  const pins = board === 'stm32f1' ? stm32 : lm3s;
  const built = ecuImage({ ecu: 'Body', board, pins, ...(components && { components }) });
  const machine = board === 'stm32f1' ? 'stm32vldiscovery' : 'lm3s6965evb';
  const qemu = await bootInQemu(flashOf(built.image), machine);
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
  const [, mailbox, lamps] = /^xt([0-2])t3203([0-9A-F]{2})[0-9A-F]{4}$/.exec(line) ?? [];
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
