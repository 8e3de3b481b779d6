/**
 * The serial bridge as it is shipped, on emulated boards with an emulated CAN controller, in virtual time.
 * Throughput is in bridge-throughput.test.ts.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  BridgeBoard,
  type BridgeBoardName,
  frameOf,
  lineOf,
} from '../helpers/boards/bridge-board.ts';
import { projectRoot } from '../helpers/examples.ts';

const ok = '\r';
const bel = '\x07';
const frames = [
  't1230',
  't7FF80011223344556677',
  'T123456782AABB',
  'T1FFFFFFF0',
  'T000000008FFEEDDCCBBAA9988',
  'r1230',
  'r0008',
  'R123456780',
  'R1FFFFFFF5',
];

const names: readonly BridgeBoardName[] = ['uno', 'mega2560'];

describe.each(names)('the bridge on an emulated %s', (name) => {
  it('tells what it is', () => {
    const bridge = new BridgeBoard(name);
    expect(bridge.say('V')).toBe('V1001\r');
    expect(bridge.say('v')).toBe(`vvfb1 board=${name} roles=ai window=8\r`);
    expect(bridge.say('xe')).toBe(bel);
  });

  it('sends frames of the host to the bus', () => {
    const bridge = new BridgeBoard(name);
    bridge.open();
    for (const line of frames) expect(bridge.say(line)).toBe(/^[tr]/.test(line) ? 'z\r' : 'Z\r');
    expect(bridge.controller.sent.map(({ frame }) => lineOf(frame))).toEqual(frames);
  });

  it('sends frames of the bus to the host', () => {
    const bridge = new BridgeBoard(name);
    bridge.open();
    for (const line of frames) {
      bridge.controller.receive(frameOf(line));
      expect(bridge.settle()).toBe(`${line}\r`);
    }
  });

  it('keeps the order of frames that wait, whatever their identifiers', () => {
    const bridge = new BridgeBoard(name, { bitRate: 125_000 });
    bridge.open('S4');
    const lines = Array.from({ length: 60 }, (_, i) => {
      const id = ((i * 397) % 2048).toString(16).padStart(3, '0');
      return `t${`${id}1${i.toString(16).padStart(2, '0')}`.toUpperCase()}`;
    });
    for (const line of lines) {
      bridge.send(`${line}\r`);
      bridge.run(0.4);
    }
    bridge.run(20);
    expect(bridge.take()).toBe('z\r'.repeat(60));
    const { sent } = bridge.controller;
    expect(sent.map(({ frame }) => lineOf(frame))).toEqual(lines);
    // All buffers were in use: but for one in twelve, frames follow each other without a pause.
    const distances = sent.slice(10, 34).map(({ atNs }, i) => atNs - (sent[i + 9]?.atNs ?? 0));
    const longestNs = (62 + 3) * 8000;
    expect(distances.filter((distance) => distance > longestNs).length).toBeLessThanOrEqual(2);
    expect(Math.max(...distances)).toBeLessThan(longestNs + 150_000);
  });

  it('puts a timestamp behind frames after Z1', () => {
    const bridge = new BridgeBoard(name);
    expect(bridge.say('Z1')).toBe(ok);
    bridge.open();
    const stamps = [0, 250].map((ms) => {
      bridge.run(ms);
      bridge.controller.receive(frameOf('t1230'));
      return Number.parseInt(/^t1230([0-9A-F]{4})\r$/.exec(bridge.settle())?.[1] ?? '', 16);
    });
    const [first = Number.NaN, second = Number.NaN] = stamps;
    expect(Math.abs(second - first - 250)).toBeLessThan(10);
  });

  it('lets only accepted frames pass the filter', () => {
    const bridge = new BridgeBoard(name);
    for (const line of ['M24600000', 'm001FFFFF', 'W0']) expect(bridge.say(line)).toBe(ok);
    bridge.open();
    for (const line of ['t1220', 't1230', 't1240', 'r1231', 'T123456780']) {
      bridge.controller.receive(frameOf(line));
    }
    expect(bridge.settle()).toBe('t1230\rr1231\r');
  });

  it('only listens after L', () => {
    const bridge = new BridgeBoard(name);
    bridge.open('S6', 'L');
    expect(bridge.controller.mode).toBe('listen-only');
    bridge.controller.receive(frameOf('t1230'));
    expect(bridge.settle()).toBe('t1230\r');
    expect(bridge.say('t1230')).toBe(bel);
    expect(bridge.controller.sent).toEqual([]);
  });

  it('leaves the bus at C, and comes back at O', () => {
    const bridge = new BridgeBoard(name);
    bridge.open();
    expect(bridge.say('C')).toBe(ok);
    expect(bridge.controller.mode).toBe('configuration');
    bridge.controller.receive(frameOf('t1230'));
    expect(bridge.settle()).toBe('');
    expect(bridge.say('O')).toBe(ok);
    bridge.controller.receive(frameOf('t1240'));
    expect(bridge.settle()).toBe('t1240\r');
  });
});

describe('bit rates', () => {
  const rates = [10, 20, 50, 100, 125, 250, 500, 800, 1000];

  it.each([16e6, 8e6])(
    'are right with a crystal of %i Hz, which the bridge measures',
    (crystalHz) => {
      for (const [index, rate] of rates.entries()) {
        const bridge = new BridgeBoard('uno', { crystalHz, bitRate: rate * 1000 });
        const answer = bridge.say(`S${index}`, 60);
        if (crystalHz === 8e6 && rate === 1000) {
          expect(answer).toBe(bel);
          expect(bridge.say('O')).toBe(bel);
        } else {
          expect([answer, bridge.say('O')]).toEqual([ok, ok]);
          expect(bridge.controller.bitRate).toBeCloseTo(rate * 1000, 0);
          // It takes part after eleven bits.
          bridge.run(3);
          bridge.controller.receive(frameOf('t1230'));
          expect(bridge.settle(20)).toBe('t1230\r');
        }
      }
    },
  );

  it('are also given as the registers of an SJA1000', () => {
    const timings = [
      's311C',
      's181C',
      's091C',
      's041C',
      's031C',
      's011C',
      's001C',
      's0016',
      's0014',
    ];
    for (const [index, line] of timings.entries()) {
      const bridge = new BridgeBoard('uno');
      expect([bridge.say(line, 60), bridge.say('O')]).toEqual([ok, ok]);
      expect(bridge.controller.bitRate).toBeCloseTo((rates[index] ?? 0) * 1000, 0);
    }
    const slowCrystal = new BridgeBoard('uno', { crystalHz: 8e6 });
    // 125 kbit/s is four times 125 ns; 500 kbit/s would need half a quantum.
    expect([slowCrystal.say('s031C', 60), slowCrystal.say('s001C')]).toEqual([ok, bel]);
    // Phase 2 of one quantum.
    expect(new BridgeBoard('uno').say('s000C', 60)).toBe(bel);
  });

  it('are needed before the channel opens', () => {
    expect(new BridgeBoard('uno').say('O', 60)).toBe(bel);
  });

  it.each([10e6, 12e6, 20e6])('are refused with a crystal of %i Hz', (crystalHz) => {
    expect(new BridgeBoard('uno', { crystalHz }).say('S6', 60)).toBe(bel);
  });

  it('are refused where no controller answers, until one does', () => {
    const bridge = new BridgeBoard('uno');
    bridge.board.spiSlave = undefined;
    expect([bridge.say('S6', 60), bridge.say('O')]).toEqual([bel, bel]);
    bridge.board.spiSlave = bridge.controller;
    bridge.open();
  });
});

describe('what goes wrong on the bus', () => {
  function opened(options = {}): BridgeBoard {
    const bridge = new BridgeBoard('uno', options);
    bridge.open();
    return bridge;
  }

  it('is in the flags: warning, passive, off', () => {
    const bridge = opened();
    expect(bridge.say('F')).toBe('F00\r');
    bridge.controller.setErrorCounters(0, 96);
    expect(bridge.say('F')).toBe('F04\r');
    bridge.controller.setErrorCounters(128, 0);
    expect(bridge.say('F')).toBe('F24\r');
    bridge.controller.setErrorCounters(256, 0);
    expect(bridge.say('F')).toBe('FA4\r');
    bridge.controller.setErrorCounters(0, 0);
    // What was seen before it was over is told once more.
    bridge.say('F');
    expect(bridge.say('F')).toBe('F00\r');
  });

  it('is in the flags even when it was over before anybody asked', () => {
    const bridge = opened();
    bridge.controller.setErrorCounters(130, 0);
    bridge.run(1);
    bridge.controller.setErrorCounters(0, 0);
    bridge.run(5);
    expect([bridge.say('F'), bridge.say('F')]).toEqual(['F24\r', 'F00\r']);
  });

  it('is in the flags when arbitration was lost, and the frame goes out after all', () => {
    const bridge = opened();
    // While one frame is on the bus, another waits on either side.
    bridge.controller.receive(frameOf('t00080011223344556677'));
    bridge.controller.receive(frameOf('t00180011223344556677'));
    bridge.controller.receive(frameOf('t0020'));
    bridge.run(0.05);
    bridge.send('t1230\r');
    const received = bridge.settle().split('\r');
    expect(received.sort()).toEqual([
      '',
      't00080011223344556677',
      't00180011223344556677',
      't0020',
      'z',
    ]);
    expect(bridge.controller.sent.map(({ frame }) => lineOf(frame))).toEqual(['t1230']);
    expect([bridge.say('F'), bridge.say('F')]).toEqual(['F40\r', 'F00\r']);
  });

  it('is an error when the bus has another bit rate', () => {
    const bridge = opened({ bitRate: 250_000 });
    bridge.controller.receive(frameOf('t1230'));
    expect(bridge.settle()).toBe('');
    expect(bridge.say('F')).toBe('F80\r');
  });

  it('fills the queue when nobody acknowledges, and each refused frame is counted', () => {
    const bridge = opened();
    bridge.controller.acknowledges = false;
    const answers = Array.from({ length: 30 }, () => bridge.say('t1230', 0.5)).join('');
    // Three buffers of the controller, and fifteen places of the bridge.
    expect(answers).toBe(`${'z\r'.repeat(18)}${bel.repeat(12)}`);
    expect(bridge.say('F')).toBe('FA6\r');
    expect(bridge.say('xn')).toBe('xn0000000C00000000\r');
    bridge.controller.acknowledges = true;
    bridge.run(20);
    expect(bridge.controller.sent.length).toBe(18);
    expect(bridge.say('t1230')).toBe('z\r');
  });
});

describe('the bridge after noise', () => {
  it('understands the next line, and says that bytes were lost', () => {
    const bridge = new BridgeBoard('uno');
    bridge.open();
    bridge.send('t12\x00\xff4\r');
    expect(bridge.settle()).toBe(bel);
    bridge.send(`${'8'.repeat(500)}\r`);
    expect(bridge.settle()).toBe(bel);
    expect(bridge.say('t1230')).toBe('z\r');
    // At another baud rate every byte is broken.
    bridge.board.lineBaudRate = 57_600;
    bridge.send('t1230\rt1230\r');
    bridge.settle();
    bridge.board.lineBaudRate = undefined;
    bridge.say('');
    expect(bridge.say('t1230')).toBe('z\r');
    expect(bridge.say('F')).toBe('F08\r');
  });
});

describe('memory of the bridge on an Uno', () => {
  it('has a stack far above its variables', () => {
    const bridge = new BridgeBoard('uno');
    const { memory, chip } = bridge.board;
    const endOfRam = chip.ramStart + chip.sramBytes;
    // Variables are below: boards/prebuilt/BUILD.txt says how many.
    const record = readFileSync(join(projectRoot, 'boards', 'prebuilt', 'BUILD.txt'), 'utf8');
    const ramBytes = Number(/uno-bridge\.hex: .* (\d+) of RAM/.exec(record)?.[1]);
    const free = memory.subarray(chip.ramStart + ramBytes, endOfRam - 40);
    free.fill(0xa5);
    bridge.open();
    for (let i = 0; i < 30; i++) {
      for (const line of frames) bridge.controller.receive(frameOf(line));
      for (const line of [...frames, 'F', 'v', 'xn', 'Q'.repeat(40)]) bridge.say(line, 0.2);
    }
    for (const line of ['C', 'xi', 'xo02i', 'xo0Ea', 'xo09p', 'xs01', 'xp094000'])
      bridge.say(line, 5);
    const untouched = free.findIndex((byte) => byte !== 0xa5);
    const stackBytes = free.length + 40 - untouched;
    console.info(
      `bridge on an Uno: ${ramBytes} bytes of variables, stack of at most ${stackBytes} bytes`,
    );
    expect(untouched).toBeGreaterThan(0);
    expect(stackBytes).toBeLessThan(200);
  });
});
