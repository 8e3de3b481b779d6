/**
 * An emulated AVR board in virtual time: processor and peripherals of avr8js, with what that lacks:
 * USART, SPM, SLEEP, resets with their causes and the boot section. The same calls give the same run,
 * to the cycle.
 *
 *     const board = new AvrBoard({ chip: atmega328p });
 *     board.load(readImage(bytes));
 *     board.onSerialOut = (byte, atNs) => …;
 *     board.serialIn([0x56, 0x0d]);
 *     board.runUntil(5_000_000);
 */
import {
  AVRADC,
  AVRClock,
  AVRIOPort,
  type AVRPortConfig,
  AVRSPI,
  AVRTimer,
  AVRWatchdog,
  avrInstruction,
  CPU,
  PinState,
} from 'avr8js';
import type { FlashImage } from '../../../flash/image/image.ts';
import type { AvrChip } from './avr-chips.ts';
import { AvrSelfProgramming } from './avr-self-programming.ts';
import { AvrUsart } from './avr-usart.ts';

export interface AvrBoardOptions {
  readonly chip: AvrChip;
  /** Address of the boot loader, where every reset then begins (fuse BOOTRST). Without: at 0. */
  readonly bootStart?: number;
  /** Default 16 MHz. */
  readonly clockHz?: number;
  /** Bytes of flash, by address, that keep a value whatever is written. */
  readonly stuckFlash?: ReadonlyMap<number, number>;
}

/** As MCUSR shows them. */
export type ResetCause = 'power-on' | 'external' | 'watchdog';
const resetFlags: Readonly<Record<ResetCause, number>> = {
  'power-on': 0x01,
  external: 0x02,
  watchdog: 0x08,
};

/** The other end of the SPI: gets the byte of the board, gives the one for it. */
export interface SpiSlave {
  transfer(mosi: number): number;
}

/** Everything that a reset builds anew. */
interface Running {
  readonly cpu: CPU;
  readonly usart: AvrUsart;
  readonly adc: AVRADC;
  readonly selfProgramming: AvrSelfProgramming;
  readonly ports: ReadonlyMap<string, AVRIOPort>;
}

const SREG = 0x5f;
const SMCR = 0x53;
const MCUSR = 0x54;

const SLEEP = 0x9588;
const SEI = 0x9478;
const RETI = 0x9518;

export class AvrBoard {
  readonly chip: AvrChip;
  /** Contents of flash; resets keep them. */
  readonly flash: Uint8Array;
  /** Every reset so far, the first being power. */
  readonly resets: ResetCause[] = [];
  /** A byte that the board has sent, when its stop bit was over, at the baud rate it was sent with. */
  onSerialOut: (byte: number, atNs: number, baudRate: number) => void = () => undefined;
  /** Everything given to `serialIn` has arrived. */
  onSerialInIdle: () => void = () => undefined;
  /** A pin has changed, such as `B5`. Timers drive their PWM pins at their compare matches. */
  onPin: (pin: string, high: boolean, atNs: number) => void = () => undefined;
  spiSlave: SpiSlave | undefined;
  /** Called before the instruction at an address of flash, in bytes, is executed. */
  readonly onExecute = new Map<number, () => void>();

  readonly #progMem: Uint16Array;
  readonly #startWord: number;
  readonly #clockHz: number;
  readonly #stuckFlash: ReadonlyMap<number, number>;
  readonly #inputs = new Map<string, boolean>();
  readonly #analogVolts: number[] = [];
  #lineBaudRate: number | undefined;
  #running: Running;
  /** Cycles before the last reset; the processor counts from 0 after it. */
  #cyclesBefore = 0;
  #sleeping = false;
  #watchdogExpired = false;

  constructor({ chip, bootStart, clockHz = 16_000_000, stuckFlash }: AvrBoardOptions) {
    this.chip = chip;
    this.#progMem = new Uint16Array(chip.flashBytes / 2).fill(0xffff);
    this.flash = new Uint8Array(this.#progMem.buffer);
    this.#startWord = (bootStart ?? 0) >> 1;
    this.#clockHz = clockHz;
    this.#stuckFlash = stuckFlash ?? new Map();
    this.#running = this.#start('power-on', undefined);
  }

  /** Puts a program into flash as a programmer would, without the boot loader. Follow with `reset`. */
  load(image: FlashImage): void {
    for (const { address, bytes } of image.segments) this.flash.set(bytes, address);
  }

  /** Time since power came on. Resets do not turn it back. */
  get nowNs(): number {
    return this.#nsOf(this.cycles);
  }

  get cycles(): number {
    return this.#cyclesBefore + this.#running.cpu.cycles;
  }

  /** Data memory, registers included, by address. */
  get memory(): Uint8Array {
    return this.#running.cpu.data;
  }

  get programCounter(): number {
    return this.#running.cpu.pc * 2;
  }

  get isSleeping(): boolean {
    return this.#sleeping;
  }

  /** Runs until the given time since power on, or some cycles later where an instruction crosses it. */
  runUntil(timeNs: number): void {
    const endCycle = Math.ceil((timeNs * this.#clockHz) / 1e9);
    while (this.cycles < endCycle) {
      this.#runProcessor(endCycle - this.#cyclesBefore);
      if (this.#watchdogExpired) this.reset('watchdog');
    }
  }

  /** Bytes on the serial line to the board, back to back; those for a receiver that is off are lost. */
  serialIn(bytes: number | Iterable<number>): void {
    this.#running.usart.receive(typeof bytes === 'number' ? [bytes] : bytes);
  }

  get serialInPending(): number {
    return this.#running.usart.pendingBytes;
  }

  /** Baud rate of the host: with another than the board's, nothing is understood. Undefined: always right. */
  set lineBaudRate(baudRate: number | undefined) {
    this.#lineBaudRate = baudRate;
    this.#running.usart.lineBaudRate = baudRate;
  }

  /** What the board drives or sees at a pin, by port and bit: Arduino's pin 13 of an Uno is `B5`. */
  pin(name: string): boolean {
    const { port, index } = this.#port(name);
    const state = port.pinState(index);
    if (state === PinState.High || state === PinState.Low) return state === PinState.High;
    return this.#inputs.get(name) ?? state === PinState.InputPullUp;
  }

  /** Whether the board drives a pin. */
  isOutput(name: string): boolean {
    const { port, index } = this.#port(name);
    const state = port.pinState(index);
    return state === PinState.High || state === PinState.Low;
  }

  /** Drives a pin from outside. */
  setInput(name: string, high: boolean): void {
    this.#inputs.set(name, high);
    const { port, index } = this.#port(name);
    port.setPin(index, high);
  }

  /** Volts at an analog input, by ADC channel; the reference is 5 V. */
  setAnalog(channel: number, volts: number): void {
    this.#analogVolts[channel] = volts;
    this.#running.adc.channelValues[channel] = volts;
  }

  /** RAM and flash keep their contents, everything else begins anew. */
  reset(cause: ResetCause = 'external'): void {
    const { cpu, usart } = this.#running;
    this.#cyclesBefore += cpu.cycles;
    this.#running = this.#start(cause, cause === 'power-on' ? undefined : cpu);
    // The host goes on sending meanwhile.
    this.#running.usart.receive(usart.takeLine());
  }

  // ---- the processor ------------------------------------------------------------------------------------

  #runProcessor(endCycle: number): void {
    const { cpu, selfProgramming } = this.#running;
    const { progMem } = cpu;
    const isWatched = this.onExecute.size > 0;
    while (cpu.cycles < endCycle && !this.#watchdogExpired) {
      if (this.#sleeping && !this.#wake(cpu, endCycle)) continue;
      if (isWatched) this.onExecute.get(cpu.pc * 2)?.();
      const opcode = progMem[cpu.pc] ?? 0;
      if ((opcode & 0xffef) === 0x95e8) selfProgramming.execute();
      avrInstruction(cpu);
      if (opcode === SLEEP) this.#fallAsleep(cpu);
      // One more instruction is executed after these before an interrupt is: `sei; sleep` relies on it.
      else if (opcode !== SEI && opcode !== RETI) cpu.tick();
    }
  }

  #fallAsleep(cpu: CPU): void {
    const mode = cpu.data[SMCR] ?? 0;
    if ((mode & 1) === 0) return;
    if (mode >> 1 !== 0) throw new Error(`sleep mode ${mode >> 1} is not emulated, only idle`);
    this.#sleeping = true;
  }

  /** Passes the time to the next event, or to the end. True when an interrupt has ended the sleep. */
  #wake(cpu: CPU, endCycle: number): boolean {
    const { pc } = cpu;
    const interruptWaits = cpu.interruptsEnabled && cpu.nextInterrupt >= 0;
    if (!interruptWaits) cpu.cycles = Math.max(cpu.cycles, Math.min(nextEventCycle(cpu), endCycle));
    cpu.tick();
    if (cpu.pc === pc) return false;
    // Waking takes four cycles more than the interrupt itself.
    cpu.cycles += 4;
    this.#sleeping = false;
    return true;
  }

  #start(cause: ResetCause, before: CPU | undefined): Running {
    const { chip } = this;
    this.resets.push(cause);
    this.#sleeping = false;
    this.#watchdogExpired = false;
    const cpu = new CPU(this.#progMem, chip.sramBytes);
    if (before !== undefined) cpu.data.set(before.data.subarray(chip.ramStart), chip.ramStart);
    cpu.data[SREG] = 0;
    cpu.data[MCUSR] = (before?.data[MCUSR] ?? 0) | resetFlags[cause];
    cpu.pc = this.#startWord;
    const ports = new Map(
      Object.entries(chip.ports).map(([name, config]) => [name, new AVRIOPort(cpu, config)]),
    );
    for (const [name, config] of Object.entries(chip.ports))
      latchEdges(cpu, config, ports.get(name));
    for (const config of chip.timers) new AVRTimer(cpu, config);
    const adc = new AVRADC(cpu, chip.adc);
    this.#analogVolts.forEach((volts, channel) => {
      adc.channelValues[channel] = volts;
    });
    const spi = new AVRSPI(cpu, chip.spi, this.#clockHz);
    spi.onTransfer = (mosi) => this.spiSlave?.transfer(mosi) ?? 0xff;
    this.#startWatchdog(cpu, cause);
    const usart = new AvrUsart(cpu, chip.usart, this.#clockHz);
    usart.lineBaudRate = this.#lineBaudRate;
    usart.onTransmit = (byte, baudRate) => this.onSerialOut(byte, this.nowNs, baudRate);
    usart.onLineIdle = () => this.onSerialInIdle();
    const selfProgramming = new AvrSelfProgramming(cpu, chip, {
      clockHz: this.#clockHz,
      stuck: this.#stuckFlash,
    });
    this.#connectPins(ports);
    return { cpu, usart, adc, selfProgramming, ports };
  }

  #startWatchdog(cpu: CPU, cause: ResetCause): void {
    const { WDTCSR } = this.chip.watchdog;
    new AVRWatchdog(cpu, this.chip.watchdog, new AVRClock(cpu, this.#clockHz));
    // It resets the processor, but not what is around it.
    cpu.reset = () => {
      this.#watchdogExpired = true;
    };
    // After its reset it goes on, at its shortest time, until the program clears WDRF and stops it.
    if (cause === 'watchdog') {
      cpu.writeData(WDTCSR, 0x18);
      cpu.writeData(WDTCSR, 0x08);
    }
  }

  #connectPins(ports: ReadonlyMap<string, AVRIOPort>): void {
    for (const [name, port] of ports) {
      port.addListener((value, oldValue) => {
        for (let index = 0; index < 8; index++) {
          const mask = 1 << index;
          if ((value ^ oldValue) & mask) {
            this.onPin(`${name}${index}`, (value & mask) !== 0, this.nowNs);
          }
        }
      });
    }
    for (const [name, high] of this.#inputs) {
      ports.get(name.charAt(0))?.setPin(Number(name.slice(1)), high);
    }
  }

  #port(name: string): { port: AVRIOPort; index: number } {
    const port = this.#running.ports.get(name.charAt(0));
    const index = Number(name.slice(1));
    if (port === undefined || !/^[A-L][0-7]$/.test(name)) throw new Error(`no pin ${name}`);
    return { port, index };
  }

  #nsOf(cycles: number): number {
    return Math.floor((cycles * 1e9) / this.#clockHz);
  }
}

/** Modes of an external interrupt that edges cause, as EICRx has them. */
const edgeModes: Readonly<Record<number, (isRising: boolean) => boolean>> = {
  1: () => true,
  2: (isRising) => !isRising,
  3: (isRising) => isRising,
};

/** An edge sets the flag of its interrupt also while that is disabled; avr8js forgets it then. */
function latchEdges(cpu: CPU, config: AVRPortConfig, port: AVRIOPort | undefined): void {
  const inner = port as unknown as { toggleInterrupt(pin: number, isRising: boolean): void };
  const toggle = inner.toggleInterrupt.bind(port);
  inner.toggleInterrupt = (pin, isRising) => {
    toggle(pin, isRising);
    const external = config.externalInterrupts[pin];
    if (external === null || external === undefined) return;
    const { EIMSK, EIFR, EICR, index, iscOffset } = external;
    if (((cpu.data[EIMSK] ?? 0) & (1 << index)) !== 0) return;
    const isCause = edgeModes[((cpu.data[EICR] ?? 0) >> iscOffset) & 3];
    if (isCause?.(isRising)) cpu.data[EIFR] = (cpu.data[EIFR] ?? 0) | (1 << index);
  };
}

/** avr8js keeps its events to itself; a sleeping processor has to know when the next one is. */
function nextEventCycle(cpu: CPU): number {
  const { nextClockEvent } = cpu as unknown as { nextClockEvent: { cycles: number } | null };
  return nextClockEvent?.cycles ?? Number.POSITIVE_INFINITY;
}
