/**
 * The flash of an AVR as its boot loader writes it: the instruction SPM, SPMCSR and the page buffer.
 * Erasing and writing take their time, in which SPMEN stays set; the processor runs on, as it does in
 * the boot section. Lock bits are not kept, and fuses cannot be read.
 */
import type { CPU } from 'avr8js';
import type { AvrChip } from './avr-chips.ts';

const SPMCSR = 0x57;
const RAMPZ = 0x5b;
const RWWSB = 0x40;
const RWWSRE = 0x10;
const PGWRT = 0x04;
const PGERS = 0x02;
const SPMEN = 0x01;

const operationUs = 4000;

export class AvrSelfProgramming {
  /** Addresses of bytes that do not take another value any more, as worn flash. */
  readonly #stuck: ReadonlyMap<number, number>;
  readonly #cpu: CPU;
  readonly #chip: AvrChip;
  readonly #buffer: Uint16Array;
  readonly #operationCycles: number;
  #armedUntilCycle = -1;

  constructor(
    cpu: CPU,
    chip: AvrChip,
    { clockHz, stuck }: { clockHz: number; stuck: ReadonlyMap<number, number> },
  ) {
    this.#cpu = cpu;
    this.#chip = chip;
    this.#stuck = stuck;
    this.#buffer = new Uint16Array(chip.pageBytes / 2).fill(0xffff);
    this.#operationCycles = (operationUs * clockHz) / 1e6;
    cpu.writeHooks[SPMCSR] = (value) => {
      // Busy: a further operation is not begun.
      if (this.#status & SPMEN && this.#armedUntilCycle < cpu.cycles) return true;
      cpu.data[SPMCSR] = (value & 0xbf) | (this.#status & RWWSB);
      // SPM has to follow within four cycles of the write, which itself takes two.
      this.#armedUntilCycle = value & SPMEN ? cpu.cycles + 6 : -1;
      if (value & SPMEN) cpu.addClockEvent(() => this.#disarm(), 7);
      return true;
    };
  }

  /** The instruction SPM is about to be executed. */
  execute(): void {
    const { cycles, pc } = this.#cpu;
    if (cycles > this.#armedUntilCycle || pc * 2 < this.#chip.bootSectionStart) return;
    this.#armedUntilCycle = -1;
    const command = this.#status & (RWWSRE | PGWRT | PGERS);
    if (command === PGERS) this.#onPage((index) => this.#program(index, 0xffff, 0));
    else if (command === PGWRT) this.#writePage();
    else if (command === RWWSRE) this.#release();
    else this.#fillBuffer();
  }

  get #status(): number {
    return this.#cpu.data[SPMCSR] ?? 0;
  }

  /** Z, with RAMPZ above it where flash is larger than Z reaches. */
  get #address(): number {
    const z = (this.#cpu.data[30] ?? 0) | ((this.#cpu.data[31] ?? 0) << 8);
    return this.#chip.flashBytes > 0x10000 ? z | ((this.#cpu.data[RAMPZ] ?? 0) << 16) : z;
  }

  #fillBuffer(): void {
    const word = (this.#cpu.data[0] ?? 0) | ((this.#cpu.data[1] ?? 0) << 8);
    this.#buffer[(this.#address % this.#chip.pageBytes) >> 1] = word;
    this.#cpu.data[SPMCSR] = this.#status & ~SPMEN;
  }

  #writePage(): void {
    // Programming only clears bits: a page that was not erased becomes the conjunction of both.
    this.#onPage((index, offset) => {
      this.#program(
        index,
        this.#cpu.progMem[index] ?? 0xffff,
        0xffff & ~(this.#buffer[offset] ?? 0xffff),
      );
    });
    this.#buffer.fill(0xffff);
  }

  #release(): void {
    this.#buffer.fill(0xffff);
    this.#cpu.data[SPMCSR] = 0;
  }

  #onPage(change: (index: number, offset: number) => void): void {
    const words = this.#buffer.length;
    const first = Math.floor(this.#address / this.#chip.pageBytes) * words;
    for (let offset = 0; offset < words; offset++) change(first + offset, offset);
    this.#cpu.data[SPMCSR] = this.#status | RWWSB;
    this.#cpu.addClockEvent(() => {
      this.#cpu.data[SPMCSR] = this.#status & RWWSB;
    }, this.#operationCycles);
  }

  #program(index: number, before: number, cleared: number): void {
    this.#cpu.progMem[index] = before & ~cleared;
    for (const address of [index * 2, index * 2 + 1]) {
      const stuck = this.#stuck.get(address);
      if (stuck !== undefined) this.#cpu.progBytes[address] = stuck;
    }
  }

  #disarm(): void {
    if (this.#armedUntilCycle < 0 || this.#cpu.cycles <= this.#armedUntilCycle) return;
    this.#armedUntilCycle = -1;
    this.#cpu.data[SPMCSR] = this.#status & RWWSB;
  }
}
