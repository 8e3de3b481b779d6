/** The line layer of the boards, on this machine with sanitizers: every command, noise, overflows. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { bytesIn, hasGcc, hostProgram, play, playCommands } from '../helpers/boards/slcan-host.ts';

const ok = '\r';
const bel = '\x07';
const skip = !hasGcc && process.env.CI !== 'true';
if (skip) console.warn('gcc is missing: the line layer of the boards is not tried');

/** What the board answers to lines, in order. */
const answers = (...steps: string[]): readonly string[] => play(...steps).out;
/** Of a channel that was opened first. */
const open = (...steps: string[]): readonly string[] => answers('S6', 'O', ...steps).slice(2);

describe.skipIf(skip)('a board', () => {
  it('tells its versions, its number and what it can do', () => {
    expect(answers('V', 'v', 'N')).toEqual([
      'V1001\r',
      'vvfb1 board=host roles=ae window=8\r',
      'NVFB1\r',
    ]);
  });

  it('answers an empty line by CR, also while it is open', () => {
    expect(answers('', 'S6', 'O', '')).toEqual([ok, ok, ok, ok]);
  });

  it('sets bit rates and timings while closed only', () => {
    const { out, events } = play(
      'S0',
      'S8',
      's031C',
      'S9',
      'S',
      'S66',
      's03',
      's03G0',
      'O',
      'S6',
      's031C',
    );
    expect(out).toEqual([ok, ok, ok, bel, bel, bel, bel, bel, ok, bel, bel]);
    expect(events).toEqual(['bit rate 0', 'bit rate 8', 'bit timing 03 1C', 'open']);
  });

  it('refuses what the device refuses', () => {
    expect(answers('=refuses', 'S6', 's031C', 'O', 'L', '=obeys', 'O')).toEqual([
      '',
      bel,
      bel,
      bel,
      bel,
      '',
      ok,
    ]);
  });

  it('opens once, and closes as often as it is told', () => {
    expect(answers('O', 'O', 'L', 'C', 'C', 'L', 'O', 'C')).toEqual([
      ok,
      bel,
      bel,
      ok,
      ok,
      ok,
      bel,
      ok,
    ]);
  });

  it('transmits the four kinds of frames, of every length', () => {
    const data = '0011223344556677';
    for (let length = 0; length <= 8; length++) {
      const { out, events } = play(
        'O',
        `t7FF${length}${data.slice(0, 2 * length)}`,
        `T1FFFFFFF${length}${data.slice(0, 2 * length)}`,
        `r000${length}`,
        `R00000000${length}`,
      );
      expect(out.slice(1)).toEqual(['z\r', 'Z\r', 'z\r', 'Z\r']);
      expect(events.slice(1)).toEqual([
        `frame t7FF${length}${data.slice(0, 2 * length)}`,
        `frame T1FFFFFFF${length}${data.slice(0, 2 * length)}`,
        `frame r000${length}`,
        `frame R00000000${length}`,
      ]);
    }
  });

  it('reads digits of either case, and writes upper case', () => {
    expect(play('O', 't7bc2cDeF').events[1]).toBe('frame t7BC2CDEF');
  });

  it('refuses frames while closed and while listening', () => {
    expect(answers('t1230', 'L', 't1230', 'R000000000')).toEqual([bel, ok, bel, bel]);
  });

  const wrongLines = [
    ['an identifier too large', 't8000'],
    ['an extended identifier too large', 'T200000000'],
    ['a length of 9', 't1239001122334455667788'],
    ['a length that is no digit', 't123G'],
    ['too little data', 't12320A'],
    ['half a byte', 't1232AAB'],
    ['too much data', 't1231AABB'],
    ['data in a remote frame', 'r1231AA'],
    ['a wrong digit in the data', 't1231A?'],
    ['a wrong digit in the identifier', 't12g0'],
    ['no identifier', 't'],
    ['no length', 't123'],
    ['an extended one cut short', 'T1234567'],
    ['a digit with the eighth bit set', 't123\xb0'],
    ['an unknown command', 'Q'],
    ['a control character', '\x01'],
    ['something after a command', 'V1'],
    ['something after close', 'C0'],
    ['a line feed', '\nV'],
    ['an unknown extension', 'xz'],
    ['a bare x', 'x'],
    ['27 characters', 'T123456788AABBCCDDEEFF00112'],
    ['200 characters', 't'.repeat(200)],
  ] as const;

  it.each(wrongLines)('refuses %s with one BEL and understands the next line', (_, line) => {
    expect(open(bytesIn(`${line}\rV\r`), '*2')).toEqual(['', `${bel}V1001\r`]);
  });

  it('does not take a line cut in two for two', () => {
    expect(open(bytesIn('t1232A'), '*1', bytesIn('ABB\r'), '*1')).toEqual(['', '', '', 'z\r']);
  });

  it('refuses a line with a broken byte, and the next is understood', () => {
    const line = [bytesIn('t123'), '!31', bytesIn('AA\rt1230\r')];
    expect(open(...line, '*3', 'F', 'F', 'xn')).toEqual([
      '',
      '',
      '',
      `${bel}z\r`,
      'F08\r',
      'F00\r',
      'xn0000000000010000\r',
    ]);
  });
});

describe.skipIf(skip)('frames from the bus', () => {
  it('go to the host as lines, while the channel is open', () => {
    const frames = ['#t1232AABB', '#T123456780', '#r7FF8', '#R1FFFFFFF1'];
    expect(answers(...frames)).toEqual(['', '', '', '']);
    expect(open(...frames)).toEqual(frames.map((frame) => `${frame.slice(1)}\r`));
    expect(answers('L', ...frames).slice(1)).toEqual(frames.map((frame) => `${frame.slice(1)}\r`));
  });

  it('have a timestamp after Z1, that goes to EA5F', () => {
    const at = (ms: number): string[] => [`@${ms}`, '*1', '#t1230'];
    const steps = [...at(1), ...at(59999), ...at(60000), ...at(65535)];
    const out = answers('Z1', 'O', ...steps, 'C', 'Z0', 'O', '#t1230').filter((text) =>
      text.startsWith('t'),
    );
    expect(out.slice(0, 4)).toEqual(['t12300001\r', 't1230EA5F\r', 't12300000\r', 't1230159F\r']);
    expect(out.at(-1)).toBe('t1230\r');
  });

  it('pass the filter of an SJA1000 when it is on', () => {
    const passes = (code: string, mask: string, ...frames: string[]): boolean[] =>
      answers(`M${code}`, `m${mask}`, 'W0', 'O', ...frames.map((frame) => `#${frame}`))
        .slice(4)
        .map((text) => text !== '');
    // Identifier 0x123 is 0010 0100 011, then RTR, then four bits that do not count.
    expect(passes('24600000', '000FFFFF', 't1230', 't1231AA', 't1220', 't0230', 'r1230')).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(passes('24600000', '001FFFFF', 't1230', 'r1230')).toEqual([true, true]);
    expect(passes('2460AA00', '000000FF', 't1231AA', 't1231AB', 't1230', 't1232AA77')).toEqual([
      true,
      false,
      true,
      true,
    ]);
    // 0x12345678 << 3, then RTR.
    expect(passes('91A2B3C0', '00000000', 'T123456780', 'T123456790', 'R123456780')).toEqual([
      true,
      false,
      false,
    ]);
    expect(passes('00000000', 'FFFFFFFF', 't1230', 'R123456780')).toEqual([true, true]);
  });

  it('pass always after W1, and the filter is set while closed only', () => {
    expect(
      answers(
        'M00000000',
        'm00000000',
        'W0',
        'W1',
        'O',
        '#t7FF0',
        'W0',
        'M00000000',
        'm00000000',
        'Z1',
      ),
    ).toEqual([ok, ok, ok, ok, ok, 't7FF0\r', bel, bel, bel, bel]);
    expect(answers('M0000000', 'mFFFFFFFG', 'W2', 'W', 'Z2')).toEqual([bel, bel, bel, bel, bel]);
  });

  it('that find no room are counted, flagged, and signalled by one BEL until the flag is read', () => {
    // Six characters each; 255 less what answers keep.
    const burst = Array.from({ length: 60 }, () => '#t1230');
    const talk = ['F', 'F', 'xn'].flatMap((line) => [bytesIn(`${line}\r`), '*1', '>']);
    const commands = [bytesIn('O\r'), '*1', '>', ...burst, '>', '*1', '>', ...talk];
    const [, frames = '', ...rest] = playCommands(commands).out;
    expect(frames).toBe('t1230\r'.repeat(34));
    expect(rest).toEqual([bel, 'F01\r', 'F00\r', 'xn001A000000000000\r']);
  });
});

describe.skipIf(skip)('frames from the host', () => {
  it('are refused, counted and flagged when the queue is full', () => {
    expect(open('=full', 't1230', 'T123456780', '=taken', 't1230', 'F', 'F', 'xn')).toEqual([
      '',
      bel,
      bel,
      '',
      'z\r',
      'F02\r',
      'F00\r',
      'xn0000000200000000\r',
    ]);
  });

  it('are refused as lines where there is no bus', () => {
    expect(open('=no-bus', 't1230', 'F', 'xn')).toEqual(['', bel, 'F00\r', 'xn0000000000000001\r']);
  });

  it('that come faster than they are taken are dropped line by line, and each gets its BEL', () => {
    // 40 lines of 10 bytes into a ring for 255, and then the main function.
    const lines = Array.from({ length: 40 }, (_, i) => `t12${(i % 10).toString()}2AABB\r`).join('');
    const { out, events } = play('O', bytesIn(lines), '*60', 'V', 'F', 'xn');
    const [, , answered = '', next, flags, counters] = out;
    const taken = answered.split('z').length - 1;
    const lost = answered.split(bel).length - 1;
    expect(events.filter((event) => event.startsWith('frame')).length).toBe(taken);
    expect(taken).toBe(25);
    expect(lost).toBe(40 - taken);
    expect(next).toBe('V1001\r');
    expect(flags).toBe('F08\r');
    expect(counters).toBe(`xn00000000${lost.toString(16).padStart(4, '0').toUpperCase()}0000\r`);
  });

  it('are answered, whatever the bus sends meanwhile', () => {
    const burst = Array.from({ length: 60 }, () => '#t1230');
    const talk = Array.from({ length: 8 }, () => [bytesIn('t1230\r'), '*1']).flat();
    const turns = Array.from({ length: 8 }, () => '*1');
    const commands = [bytesIn('O\r'), '*1', '>', ...burst, ...talk, '>', ...turns, '>'];
    const all = playCommands(commands).out.join('');
    expect(all.split('z').length - 1).toBe(8);
  });
});

describe.skipIf(skip)('flags of the controller', () => {
  it('are in the answer to F, once, and while open only', () => {
    expect(open('=flags:E4', 'F', 'F')).toEqual(['', 'FE4\r', 'F00\r']);
    expect(answers('F')).toEqual([bel]);
  });
});

describe.skipIf(skip)('an ECU on the serial line', () => {
  const mailboxEvents = (events: readonly string[]): readonly string[] =>
    events.filter((event) => /^(transmit|mailbox)/.test(event));

  it('sends from mailboxes that stay occupied until the host confirms', () => {
    const { out, events } = play(
      'xe',
      'O',
      '^0 t1232AABB',
      '^0 t1230',
      '^F T123456780',
      'xk00',
      '^0 r1230',
      // The host says it once more: it means nothing, since that is not the frame of the mailbox now.
      'xk00',
      'xkF0',
      'xk01',
      'xk01',
      'xk02',
      'xkG0',
      'xk0G',
      'xk0',
      'xk000',
    );
    expect(out.slice(2)).toEqual([
      'xt00t1232AABB\r',
      '',
      'xtF0T123456780\r',
      ok,
      'xt01r1230\r',
      ok,
      ok,
      ok,
      ok,
      ok,
      bel,
      bel,
      bel,
      bel,
    ]);
    expect(mailboxEvents(events)).toEqual([
      'transmit accepted',
      'transmit busy',
      'transmit accepted',
      'mailbox 0 sent',
      'transmit accepted',
      'mailbox 15 sent',
      'mailbox 0 sent',
    ]);
  });

  it('counts the frames of a mailbox, sixteen of them', () => {
    const digits = '0123456789ABCDEF0';
    const steps = [...digits].flatMap((digit) => ['^3 t1230', `xk3${digit}`]);
    const { out, events } = play('xe', 'O', ...steps);
    expect(out.slice(2)).toEqual([...digits].flatMap((digit) => [`xt3${digit}t1230\r`, ok]));
    expect(events.filter((event) => event === 'mailbox 3 sent')).toHaveLength(17);
  });

  it('offers again every 100 ms what it has heard nothing of, and the same frame', () => {
    const steps = ['@65500', '', 'xe', 'O', '^0 t1230', '@50', '', '^1 t4561FF'];
    const waits = ['@63', '', '@64', '', '@149', '', 'xk00', '@150', '', '@300', '', 'xk10'];
    const { out, events } = play(...steps, ...waits);
    const offers = out.flatMap((text) => text.split('\r').filter((line) => line !== ''));
    expect(offers).toEqual(['xt00t1230', 'xt10t4561FF', 'xt00t1230', 'xt10t4561FF', 'xt10t4561FF']);
    expect(mailboxEvents(events)).toEqual([
      'transmit accepted',
      'transmit accepted',
      'mailbox 0 sent',
      'mailbox 1 sent',
    ]);
  });

  it('has its mailboxes free when the channel is opened, and confirms none of before', () => {
    const { out, events } = play(
      'xe',
      'O',
      '^0 t1230',
      'C',
      'O',
      'xk00',
      '^0 t1230',
      'xk00',
      'xk01',
    );
    expect(out.slice(2)).toEqual(['xt00t1230\r', ok, ok, ok, 'xt01t1230\r', ok, ok]);
    expect(mailboxEvents(events)).toEqual([
      'transmit accepted',
      'mailbox 0 unknown',
      'transmit accepted',
      'mailbox 0 sent',
    ]);
  });

  it('offers the frame after a stop as another, and is not told of the one before', () => {
    const { out, events } = play('xe', 'O', '^0 t1230', '~', '^0 t4560', 'xk00', 'xk01');
    expect(out.slice(2)).toEqual(['xt00t1230\r', '', 'xt01t4560\r', ok, ok]);
    expect(mailboxEvents(events)).toEqual([
      'transmit accepted',
      'transmit accepted',
      'mailbox 0 sent',
    ]);
  });

  it('gives up a mailbox of which it has heard nothing for two seconds', () => {
    const steps = ['@64536', 'xe', 'O', '^0 t1230', '@65000', '', '^1 t1231FF'];
    // The clock of 16 bits wraps meanwhile.
    const waits = [
      '@999',
      '',
      '@1000',
      '',
      '@1463',
      '',
      '^1 t1230',
      '@1464',
      '',
      'xk10',
      '^0 t1230',
    ];
    const { out, events } = play(...steps, ...waits);
    expect(events.filter((event) => /^(transmit|mailbox)/.test(event))).toEqual([
      'transmit accepted',
      'transmit accepted',
      'mailbox 0 given up',
      'transmit busy',
      'mailbox 1 given up',
      'transmit accepted',
    ]);
    expect(out.at(-2)).toBe(ok);
  });

  it('sends plain lines, confirmed at once, to a host that has not chosen the role', () => {
    const { out, events } = play('=ecu', 'O', '^0 t1232AABB', '^0 R000000018');
    expect(out.slice(2)).toEqual(['t1232AABB\r', 'R000000018\r']);
    expect(events.slice(1)).toEqual([
      'mailbox 0 sent',
      'transmit accepted',
      'mailbox 0 sent',
      'transmit accepted',
    ]);
  });

  it('gives frames back when the channel is closed', () => {
    const { events } = play('xe', 'O', '^1 t1230', '^2 t1230', 'C', '^1 t1230', 'L', '^1 t1230');
    expect(events.slice(2)).toEqual([
      'transmit accepted',
      'transmit accepted',
      'close',
      'mailbox 1 unknown',
      'mailbox 2 unknown',
      'transmit offline',
      'open listening',
      'transmit offline',
    ]);
  });

  it('chooses its role while closed only, and not one that it has not got', () => {
    expect(answers('xi', 'xe', 'xa', 'O', 'xe')).toEqual([bel, ok, ok, ok, bel]);
  });
});

describe.skipIf(skip)('a million random bytes', () => {
  const seeds = [1, 20260101, 4042322160];
  it.each(seeds)('of seed %i do no harm, and the next frame is understood', (seed) => {
    const run = (rings?: { rx: number; tx: number }): string =>
      execFileSync(hostProgram('fuzz', rings), [String(seed), '1000000'], { encoding: 'utf8' });
    for (const text of [run(), run({ rx: 64, tx: 128 })]) {
      const [, bytes, checks, frames, lost, refused] =
        /^(\d+) bytes, (\d+) checks, (\d+) frames, (\d+) lines lost, (\d+) refused/
          .exec(text)
          ?.map(Number) ?? [];
      expect(bytes).toBeGreaterThanOrEqual(1_000_000);
      // It has been everywhere.
      expect(Math.min(checks ?? 0, frames ?? 0, lost ?? 0, refused ?? 0)).toBeGreaterThan(100);
    }
  });
});
