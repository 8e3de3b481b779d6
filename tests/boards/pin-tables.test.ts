/** What the tables of pins say of each board is what its C code does: the bridge is asked for every function of every pin. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pinTables } from '../../build/pin-tables.ts';
import { readImage } from '../../flash/image/read-image.ts';
import { AvrBoard } from '../helpers/boards/avr-board.ts';
import { atmega328p, atmega2560 } from '../helpers/boards/avr-chips.ts';
import { bootInQemu, hasQemu } from '../helpers/boards/qemu.ts';
import { SerialTalk } from '../helpers/boards/serial-talk.ts';
import { projectRoot } from '../helpers/examples.ts';

const functions = ['i', 'u', 'o', 'a', 'p'] as const;

const bridgeOf = (board: string) =>
  readImage(readFileSync(join(projectRoot, 'boards', 'prebuilt', `${board}-bridge.hex`)));

/** Channels of a board, as its Board_Cfg.h counts them. */
const channelCounts = {
  uno: 20,
  nano: 22,
  mega2560: 70,
  stm32f1: 0x30,
  lm3s6965evb: 0x74,
} as const;
type BoardName = keyof typeof channelCounts;

function requestsOf(board: BoardName): readonly { channel: number; use: string; line: string }[] {
  return Array.from({ length: channelCounts[board] }, (_, channel) =>
    functions.map((use) => ({
      channel,
      use,
      line: `xo${channel.toString(16).toUpperCase().padStart(2, '0')}${use}`,
    })),
  ).flat();
}

/** `channel use` of everything that a pin can be. */
function tableOf(board: BoardName): readonly string[] {
  const pins = [...(pinTables[board]?.pins.values() ?? [])];
  return pins.flatMap(({ channel, uses }) => uses.map((use) => `${channel} ${use}`)).sort();
}

describe('the pins of', () => {
  it.each([
    ['uno', atmega328p],
    ['nano', atmega328p],
    ['mega2560', atmega2560],
  ] as const)('%s can be what the table says', (name, chip) => {
    const board = new AvrBoard({ chip });
    board.load(bridgeOf(name));
    board.reset('power-on');
    let answer = '';
    board.onSerialOut = (byte) => {
      answer += String.fromCharCode(byte);
    };
    const ask = (line: string): string => {
      answer = '';
      board.serialIn(Buffer.from(`${line}\r`));
      for (let i = 0; i < 50 && answer === ''; i++) board.runUntil(board.nowNs + 200_000);
      return answer;
    };
    board.runUntil(100_000_000);
    expect([ask('xi'), ask('O')]).toEqual(['\r', '\r']);
    const possible = requestsOf(name).filter(({ line }) => ask(line) === '\r');
    expect(possible.map(({ channel, use }) => `${channel} ${use}`).sort()).toEqual(tableOf(name));
  });

  const skip = !hasQemu && process.env.CI !== 'true';
  it.skipIf(skip).each(['stm32f1', 'lm3s6965evb'] as const)(
    '%s can be what the table says',
    async (name) => {
      const machine = name === 'stm32f1' ? 'stm32vldiscovery' : name;
      const [segment] = bridgeOf(name).segments;
      if (segment === undefined) throw new Error('no image');
      const qemu = await bootInQemu(segment.bytes, machine);
      try {
        const talk = new SerialTalk(qemu.socket);
        await talk.wake();
        talk.send('xi', 'O');
        for (let i = 0; i < 2; i++) expect(await talk.until(/^(BEL)?$/)).toBe('');
        const possible: string[] = [];
        for (const { channel, use, line } of requestsOf(name)) {
          talk.send(line);
          if ((await talk.until(/^(BEL)?$/)) === '') possible.push(`${channel} ${use}`);
        }
        expect(possible.sort()).toEqual(tableOf(name));
      } finally {
        await qemu.stop();
      }
    },
    120_000,
  );
});
