/**
 * USART of an AVR, as its datasheet has it: two received characters wait in a FIFO and a third in the
 * shift register, a further one overwrites that and is reported as overrun; flags and interrupts are
 * levels; characters take the time that UBRR and U2X, or the other end of the line, give them.
 */
import type { CPU } from 'avr8js';
import type { UsartConfig } from './avr-chips.ts';

const RXC = 0x80;
const TXC = 0x40;
const UDRE = 0x20;
const FE = 0x10;
const DOR = 0x08;
const U2X = 0x02;
const MPCM = 0x01;

const RXCIE = 0x80;
const TXCIE = 0x40;
const UDRIE = 0x20;
const RXEN = 0x10;
const TXEN = 0x08;

const USBS = 0x08;
const UPM1 = 0x20;

/** Receivers still understand a line that is this much faster or slower. */
const baudTolerance = 0.045;

type AVRInterruptConfig = Parameters<CPU['setInterruptFlag']>[0];

interface Received {
  readonly byte: number;
  /** FE, and DOR when characters before this one were lost. */
  readonly flags: number;
}

export class AvrUsart {
  /** A character has left the pin: its stop bit is over. */
  onTransmit: (byte: number, baudRate: number) => void = () => undefined;
  /** Everything given to `receive` has arrived. */
  onLineIdle: () => void = () => undefined;
  /** Baud rate of the other end; undefined when it is always that of this USART. */
  lineBaudRate: number | undefined;

  readonly #cpu: CPU;
  readonly #config: UsartConfig;
  readonly #clockHz: number;
  readonly #rxComplete: AVRInterruptConfig;
  readonly #dataRegisterEmpty: AVRInterruptConfig;
  readonly #txComplete: AVRInterruptConfig;

  /** On the wire, not yet begun. */
  readonly #line: number[] = [];
  #arriving = false;
  readonly #fifo: Received[] = [];
  #inShiftRegister: Received | undefined;
  #lost = false;

  #transmitting: number | undefined;
  #waitingToTransmit: number | undefined;

  constructor(cpu: CPU, config: UsartConfig, clockHz: number) {
    this.#cpu = cpu;
    this.#config = config;
    this.#clockHz = clockHz;
    const interrupt = (address: number, flagMask: number, enableMask: number) => ({
      address,
      flagRegister: config.UCSRA,
      flagMask,
      enableRegister: config.UCSRB,
      enableMask,
    });
    // Levels: entering their handler does not clear them, reading or writing UDR does.
    this.#rxComplete = { ...interrupt(config.rxCompleteInterrupt, RXC, RXCIE), constant: true };
    this.#dataRegisterEmpty = {
      ...interrupt(config.dataRegisterEmptyInterrupt, UDRE, UDRIE),
      constant: true,
    };
    this.#txComplete = interrupt(config.txCompleteInterrupt, TXC, TXCIE);
    cpu.data[config.UCSRA] = UDRE;
    cpu.data[config.UCSRC] = 0x06;
    cpu.writeHooks[config.UCSRA] = (value) => this.#writeStatus(value);
    cpu.writeHooks[config.UCSRB] = (value) => this.#writeControl(value);
    cpu.writeHooks[config.UDR] = (value) => this.#writeData(value);
    cpu.readHooks[config.UDR] = () => this.#readData();
  }

  /** Bytes from the other end, sent one after the other without pause. */
  receive(bytes: Iterable<number>): void {
    this.#line.push(...bytes);
    this.#nextFromLine();
  }

  /** Bytes given to `receive` that have not arrived. */
  get pendingBytes(): number {
    return this.#line.length + (this.#arriving ? 1 : 0);
  }

  /** What the other end has not begun to send, which is no longer for this USART. */
  takeLine(): readonly number[] {
    return this.#line.splice(0);
  }

  get baudRate(): number {
    const { UBRRH, UBRRL } = this.#config;
    const ubrr = ((this.#register(UBRRH) & 0x0f) << 8) | this.#register(UBRRL);
    return this.#clockHz / ((this.#register(this.#config.UCSRA) & U2X ? 8 : 16) * (ubrr + 1));
  }

  #writeStatus(value: number): true {
    const { UCSRA } = this.#config;
    if (value & TXC) this.#cpu.clearInterrupt(this.#txComplete);
    this.#cpu.data[UCSRA] = (this.#register(UCSRA) & ~(U2X | MPCM)) | (value & (U2X | MPCM));
    return true;
  }

  #writeControl(value: number): true {
    const { UCSRB } = this.#config;
    if ((value & RXEN) === 0) {
      // The datasheet: disabling the receiver flushes its buffer.
      this.#fifo.length = 0;
      this.#inShiftRegister = undefined;
      this.#lost = false;
      this.#showHead();
    }
    this.#cpu.data[UCSRB] = value;
    for (const interrupt of [this.#rxComplete, this.#dataRegisterEmpty, this.#txComplete]) {
      this.#cpu.updateInterruptEnable(interrupt, value);
    }
    return true;
  }

  // ---- receiver -----------------------------------------------------------------------------------------

  #nextFromLine(): void {
    if (this.#arriving) return;
    const byte = this.#line.shift();
    if (byte === undefined) {
      this.onLineIdle();
      return;
    }
    // A start bit while a character still waits in the shift register: that one is lost.
    if (this.#inShiftRegister !== undefined) this.#lost = true;
    this.#inShiftRegister = undefined;
    this.#arriving = true;
    this.#cpu.addClockEvent(
      () => {
        this.#arriving = false;
        this.#arrived(byte);
        this.#nextFromLine();
      },
      this.#cyclesPerCharacter(this.lineBaudRate ?? this.baudRate),
    );
  }

  #arrived(byte: number): void {
    if ((this.#register(this.#config.UCSRB) & RXEN) === 0) return;
    const lineBaudRate = this.lineBaudRate ?? this.baudRate;
    const understood = Math.abs(this.baudRate / lineBaudRate - 1) <= baudTolerance;
    // What a receiver makes of another speed depends on the bits; that it is wrong does not.
    const received = understood ? { byte, flags: 0 } : { byte: byte ^ 0xa5, flags: FE };
    if (this.#fifo.length < 2) this.#push(received);
    else this.#inShiftRegister = received;
  }

  #push({ byte, flags }: Received): void {
    this.#fifo.push({ byte, flags: this.#lost ? flags | DOR : flags });
    this.#lost = false;
    this.#showHead();
  }

  #readData(): number {
    const head = this.#fifo.shift();
    const waiting = this.#inShiftRegister;
    this.#inShiftRegister = undefined;
    if (waiting !== undefined) this.#push(waiting);
    this.#showHead();
    return head?.byte ?? 0;
  }

  /** RXC, FE and DOR speak of the character that UDR gives next. */
  #showHead(): void {
    const { UCSRA } = this.#config;
    const [head] = this.#fifo;
    this.#cpu.data[UCSRA] = (this.#register(UCSRA) & ~(FE | DOR)) | (head?.flags ?? 0);
    if (head === undefined) this.#cpu.clearInterrupt(this.#rxComplete);
    else this.#cpu.setInterruptFlag(this.#rxComplete);
  }

  // ---- transmitter --------------------------------------------------------------------------------------

  #writeData(value: number): true {
    // A character written while UDR is full is ignored.
    if (
      (this.#register(this.#config.UCSRB) & TXEN) === 0 ||
      this.#waitingToTransmit !== undefined
    ) {
      return true;
    }
    this.#waitingToTransmit = value;
    this.#cpu.clearInterrupt(this.#dataRegisterEmpty);
    if (this.#transmitting === undefined) this.#startTransmission();
    return true;
  }

  #startTransmission(): void {
    const byte = this.#waitingToTransmit;
    if (byte === undefined) return;
    this.#transmitting = byte;
    this.#waitingToTransmit = undefined;
    this.#cpu.setInterruptFlag(this.#dataRegisterEmpty);
    const { baudRate } = this;
    this.#cpu.addClockEvent(() => {
      this.#transmitting = undefined;
      if (this.#waitingToTransmit === undefined) this.#cpu.setInterruptFlag(this.#txComplete);
      else this.#startTransmission();
      this.onTransmit(byte, baudRate);
    }, this.#cyclesPerCharacter(baudRate));
  }

  #cyclesPerCharacter(baudRate: number): number {
    const format = this.#register(this.#config.UCSRC);
    const bits = 10 + (format & USBS ? 1 : 0) + (format & UPM1 ? 1 : 0);
    return Math.round((bits * this.#clockHz) / baudRate);
  }

  #register(address: number): number {
    return this.#cpu.data[address] ?? 0;
  }
}
