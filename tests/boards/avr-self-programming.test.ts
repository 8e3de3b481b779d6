/** SPM as a boot loader uses it: fill the page buffer, erase, write, release. */
import { CPU } from 'avr8js';
import { beforeEach, describe, expect, it } from 'vitest';
import { type AvrChip, atmega328p, atmega2560 } from '../helpers/boards/avr-chips.ts';
import { AvrSelfProgramming } from '../helpers/boards/avr-self-programming.ts';

const SPMCSR = 0x57;
const RAMPZ = 0x5b;
const fill = 0x01;
const erase = 0x03;
const write = 0x05;
const release = 0x11;
const busy = 0x01;
const RWWSB = 0x40;

let cpu: CPU;
let flash: AvrSelfProgramming;
beforeEach(() => start(atmega328p));

function start(chip: AvrChip, stuck: ReadonlyMap<number, number> = new Map()): void {
  cpu = new CPU(new Uint16Array(chip.flashBytes / 2).fill(0xffff), chip.sramBytes);
  cpu.pc = chip.bootSectionStart / 2;
  flash = new AvrSelfProgramming(cpu, chip, { clockHz: 16_000_000, stuck });
}

function pass(cycles: number): void {
  const end = cpu.cycles + cycles;
  while (cpu.cycles < end) {
    cpu.cycles++;
    cpu.tick();
  }
}

function spm(command: number, address: number, word = 0, lateByCycles = 0): void {
  cpu.data[0] = word & 0xff;
  cpu.data[1] = word >> 8;
  cpu.data[30] = address & 0xff;
  cpu.data[31] = (address >> 8) & 0xff;
  cpu.data[RAMPZ] = address >> 16;
  cpu.writeData(SPMCSR, command);
  pass(2 + lateByCycles);
  flash.execute();
}

const status = () => cpu.readData(SPMCSR);
const word = (address: number) => cpu.progMem[address / 2];

describe('SPM', () => {
  it('writes a page from the buffer, busy meanwhile, and releases the section', () => {
    spm(erase, 0x100);
    expect(status()).toBe(RWWSB | busy | 0x02);
    pass(64_000);
    expect(status()).toBe(RWWSB);
    spm(fill, 0x100, 0x1234);
    spm(fill, 0x17e, 0xabcd);
    spm(write, 0x100);
    expect(status() & busy).toBe(busy);
    pass(64_000);
    spm(release, 0);
    expect(status()).toBe(0);
    expect([word(0x100), word(0x102), word(0x17e), word(0x180)]).toEqual([
      0x1234, 0xffff, 0xabcd, 0xffff,
    ]);
  });

  it('only clears bits of a page that was not erased', () => {
    spm(fill, 0, 0xff0f);
    spm(write, 0);
    pass(64_000);
    spm(fill, 0, 0x0fff);
    spm(write, 0);
    expect(word(0)).toBe(0x0f0f);
  });

  it('does nothing more than four cycles after SPMCSR was written', () => {
    spm(fill, 0, 0x1234);
    spm(write, 0, 0, 6);
    expect(word(0)).toBe(0xffff);
    expect(status()).toBe(0);
  });

  it('does nothing from outside the boot section', () => {
    cpu.pc = 0x100;
    spm(fill, 0, 0x1234);
    spm(write, 0);
    expect(word(0)).toBe(0xffff);
  });

  it('begins nothing while it is busy', () => {
    spm(fill, 0, 0x1111);
    spm(write, 0);
    spm(erase, 0);
    expect(word(0)).toBe(0x1111);
  });

  it('reaches beyond 64 KiB by RAMPZ', () => {
    start(atmega2560);
    spm(fill, 0x2_0000, 0x4321);
    spm(write, 0x2_0000);
    expect([word(0x2_0000), word(0)]).toEqual([0x4321, 0xffff]);
  });

  it('leaves a stuck byte as it is', () => {
    start(atmega328p, new Map([[1, 0x77]]));
    spm(fill, 0, 0x1234);
    spm(write, 0);
    expect(word(0)).toBe(0x7734);
  });
});
