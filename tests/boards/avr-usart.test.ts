/** The emulated USART against what the datasheet of the ATmega328P says of it. */
import { CPU } from 'avr8js';
import { beforeEach, describe, expect, it } from 'vitest';
import { atmega328p } from '../helpers/boards/avr-chips.ts';
import { AvrUsart } from '../helpers/boards/avr-usart.ts';

const { UCSRA, UCSRB, UBRRL, UDR, ...vectors } = atmega328p.usart;
const RXC = 0x80;
const TXC = 0x40;
const UDRE = 0x20;
const FE = 0x10;
const DOR = 0x08;
const U2X = 0x02;

const clockHz = 16_000_000;
/** 500 kBd: 32 cycles a bit. */
const characterCycles = 320;

let cpu: CPU;
let usart: AvrUsart;
let sent: number[];
beforeEach(() => {
  cpu = new CPU(new Uint16Array(0x4000), 0x800);
  usart = new AvrUsart(cpu, atmega328p.usart, clockHz);
  sent = [];
  usart.onTransmit = (byte) => sent.push(byte);
  cpu.writeData(UCSRA, U2X);
  cpu.writeData(UBRRL, 3);
  cpu.writeData(UCSRB, 0x18);
});

/** Passes time, event by event, without executing anything. */
function pass(cycles: number): void {
  const end = cpu.cycles + cycles;
  while (cpu.cycles < end) {
    cpu.cycles++;
    cpu.tick();
  }
}

const status = () => cpu.readData(UCSRA);

describe('the receiver', () => {
  it('has a character when its ten bits have passed, and not before', () => {
    usart.receive([0x55]);
    pass(characterCycles - 1);
    expect(status() & RXC).toBe(0);
    pass(1);
    expect(status() & RXC).toBe(RXC);
    expect(cpu.readData(UDR)).toBe(0x55);
    expect(status() & RXC).toBe(0);
  });

  it('keeps three characters that nobody reads: two in the FIFO, one in the shift register', () => {
    usart.receive([1, 2, 3]);
    pass(10 * characterCycles);
    const read = [1, 2, 3].map(() => [status() & DOR, cpu.readData(UDR)]);
    expect(read).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
    ]);
    expect(status() & RXC).toBe(0);
  });

  it('loses the third when a fourth arrives, and says so with the character after the gap', () => {
    usart.receive([1, 2, 3, 4]);
    pass(10 * characterCycles);
    const read = [1, 2, 4].map(() => [status() & DOR, cpu.readData(UDR)]);
    expect(read).toEqual([
      [0, 1],
      [0, 2],
      [DOR, 4],
    ]);
    expect(status() & DOR).toBe(0);
  });

  it('keeps what it has received when UCSRA or UCSRB is written', () => {
    usart.receive([7]);
    pass(characterCycles);
    cpu.writeData(UCSRB, 0x98);
    cpu.writeData(UCSRA, U2X);
    expect(status() & RXC).toBe(RXC);
    expect(cpu.readData(UDR)).toBe(7);
  });

  it('loses what arrives while it is off, and forgets what it had', () => {
    usart.receive([1]);
    pass(characterCycles);
    cpu.writeData(UCSRB, 0x08);
    usart.receive([2]);
    pass(characterCycles);
    cpu.writeData(UCSRB, 0x18);
    expect(status() & RXC).toBe(0);
    usart.receive([3]);
    pass(characterCycles);
    expect(cpu.readData(UDR)).toBe(3);
  });

  it('asks for its interrupt for as long as there is a character', () => {
    cpu.data[0x5f] = 0x80;
    cpu.writeData(UCSRB, 0x98);
    usart.receive([1, 2]);
    pass(2 * characterCycles);
    expect(cpu.pc).toBe(vectors.rxCompleteInterrupt);
    cpu.readData(UDR);
    cpu.pc = 0;
    cpu.data[0x5f] = 0x80;
    pass(1);
    expect(cpu.pc).toBe(vectors.rxCompleteInterrupt);
    cpu.readData(UDR);
    cpu.pc = 0;
    cpu.data[0x5f] = 0x80;
    pass(1);
    expect(cpu.pc).toBe(0);
  });

  it('understands nothing at another speed', () => {
    usart.lineBaudRate = 115200;
    usart.receive([0x30]);
    pass(2000);
    expect(status() & FE).toBe(FE);
    expect(cpu.readData(UDR)).not.toBe(0x30);
  });

  it('says when everything on the line has arrived', () => {
    let idle = 0;
    usart.onLineIdle = () => idle++;
    usart.receive([1, 2]);
    pass(characterCycles);
    expect({ idle, pending: usart.pendingBytes }).toEqual({ idle: 0, pending: 1 });
    pass(characterCycles);
    expect({ idle, pending: usart.pendingBytes }).toEqual({ idle: 1, pending: 0 });
  });
});

describe('the transmitter', () => {
  it('takes a second character while the first is sent, and ignores a third', () => {
    cpu.writeData(UDR, 1);
    expect(status() & UDRE).toBe(UDRE);
    cpu.writeData(UDR, 2);
    expect(status() & UDRE).toBe(0);
    cpu.writeData(UDR, 3);
    pass(characterCycles);
    expect(sent).toEqual([1]);
    pass(characterCycles);
    expect(sent).toEqual([1, 2]);
    pass(characterCycles);
    expect(sent).toEqual([1, 2]);
  });

  it('sets TXC when the last bit is out and nothing waits; writing one clears it', () => {
    cpu.writeData(UDR, 1);
    cpu.writeData(UDR, 2);
    pass(characterCycles);
    expect(status() & TXC).toBe(0);
    pass(characterCycles);
    expect(status() & TXC).toBe(TXC);
    cpu.writeData(UCSRA, TXC | U2X);
    expect(status() & (TXC | U2X)).toBe(U2X);
  });

  it('asks for the UDRE interrupt until a character is written or it is turned off', () => {
    cpu.data[0x5f] = 0x80;
    cpu.writeData(UCSRB, 0x38);
    pass(1);
    expect(cpu.pc).toBe(vectors.dataRegisterEmptyInterrupt);
    // A handler that writes nothing is called again.
    cpu.pc = 0;
    cpu.data[0x5f] = 0x80;
    pass(1);
    expect(cpu.pc).toBe(vectors.dataRegisterEmptyInterrupt);
    cpu.pc = 0;
    cpu.data[0x5f] = 0x80;
    cpu.writeData(UCSRB, 0x18);
    pass(1);
    expect(cpu.pc).toBe(0);
  });

  it('runs at half the speed without U2X', () => {
    cpu.writeData(UCSRA, 0);
    cpu.writeData(UDR, 1);
    pass(2 * characterCycles - 1);
    expect(sent).toEqual([]);
    pass(1);
    expect(sent).toEqual([1]);
  });
});
