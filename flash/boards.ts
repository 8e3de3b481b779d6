/** The boards that can be flashed: chip, memory, boot loader, and the firmware that is shipped for them. */

export interface Board {
  readonly name: string;
  readonly description: string;
  readonly chip: string;
  /**
   * What the chip may say it is: the three signature bytes of an AVR, the product id of an STM32, the UF2
   * family of an RP2040. An ESP32 says its name.
   */
  readonly identities: readonly number[];
  readonly protocol: Protocol;
  readonly baudRate: number;
  /** Where applications lie: from, and before. What lies after belongs to the boot loader, if there is one. */
  readonly applicationStart: number;
  readonly applicationEnd: number;
  /** What follows the application, for messages. */
  readonly after: 'the boot loader' | 'the end of flash';
  /** Bytes that are written at once. */
  readonly pageBytes: number;
  /** Bytes that are erased at once. */
  readonly erasePageBytes: number;
  /** `e_machine` of its ELF files, and the architecture in their `e_flags`, where it tells boards apart. */
  readonly elf: { readonly machine: number; readonly architecture?: number };
  /** USB identities, `vendor:product`, by which the board shows itself; clones have those of their adapter. */
  readonly usb: readonly string[];
  /** `boards/prebuilt/<this>-bridge.hex` is the serial bridge for it. */
  readonly bridge?: string;
}

export type Protocol = 'stk500v1' | 'stk500v2' | 'avr109' | 'an3155' | 'uf2-drive' | 'esptool';

const avr = 83;
const arm = 40;
const xtensa = 94;

/** Adapters that many boards share. */
const ch340 = '1a86:7523';
const ftdi = '0403:6001';
const cp2102 = '10c4:ea60';

const uno: Board = {
  name: 'uno',
  description: 'Arduino Uno, boot loader optiboot',
  chip: 'ATmega328P',
  identities: [0x1e950f],
  protocol: 'stk500v1',
  baudRate: 115200,
  applicationStart: 0,
  applicationEnd: 0x7e00,
  after: 'the boot loader',
  pageBytes: 128,
  erasePageBytes: 128,
  elf: { machine: avr, architecture: 5 },
  usb: ['2341:0043', '2341:0001', '2341:0243', '2a03:0043', ch340],
  bridge: 'uno',
};

export const boards: readonly Board[] = [
  uno,
  {
    ...uno,
    name: 'nano',
    description: 'Arduino Nano, boot loader optiboot',
    usb: [ch340, ftdi],
    bridge: 'nano',
  },
  {
    ...uno,
    name: 'nano-old',
    description: 'Arduino Nano of before 2018, boot loader ATmegaBOOT',
    baudRate: 57600,
    applicationEnd: 0x7800,
    usb: [ftdi, ch340],
    bridge: 'nano',
  },
  {
    ...uno,
    name: 'mega2560',
    description: 'Arduino Mega 2560',
    chip: 'ATmega2560',
    identities: [0x1e9801],
    protocol: 'stk500v2',
    applicationEnd: 0x3e000,
    pageBytes: 256,
    erasePageBytes: 256,
    elf: { machine: avr, architecture: 6 },
    usb: ['2341:0042', '2341:0010', '2341:0242', '2a03:0042', ch340],
    bridge: 'mega2560',
  },
  {
    name: 'leonardo',
    description: 'Arduino Leonardo or Micro, boot loader Caterina',
    chip: 'ATmega32U4',
    identities: [0x1e9587],
    protocol: 'avr109',
    baudRate: 57600,
    applicationStart: 0,
    applicationEnd: 0x7000,
    after: 'the boot loader',
    pageBytes: 128,
    erasePageBytes: 128,
    elf: { machine: avr, architecture: 5 },
    usb: ['2341:8036', '2341:0036', '2341:8037', '2341:0037'],
  },
  {
    name: 'stm32f1',
    description: 'board with an STM32F103C8 or F100RB, boot loader in ROM, on USART1',
    chip: 'STM32F1 of medium density',
    identities: [0x410, 0x420],
    protocol: 'an3155',
    baudRate: 115200,
    applicationStart: 0x0800_0000,
    applicationEnd: 0x0801_0000,
    after: 'the end of flash',
    pageBytes: 256,
    erasePageBytes: 1024,
    elf: { machine: arm },
    usb: [ch340, ftdi, cp2102],
    bridge: 'stm32f1',
  },
  {
    name: 'pico',
    description: 'Raspberry Pi Pico, as USB drive with BOOTSEL held',
    chip: 'RP2040',
    identities: [0xe48bff56],
    protocol: 'uf2-drive',
    baudRate: 115200,
    applicationStart: 0x1000_0000,
    applicationEnd: 0x1020_0000,
    after: 'the end of flash',
    pageBytes: 256,
    erasePageBytes: 4096,
    elf: { machine: arm },
    usb: ['2e8a:000a', '2e8a:0003'],
  },
  {
    name: 'esp32',
    description: 'board with an ESP32, boot loader in ROM; needs the package esptool-js',
    chip: 'ESP32',
    identities: [],
    protocol: 'esptool',
    baudRate: 115200,
    applicationStart: 0x1_0000,
    applicationEnd: 0x40_0000,
    after: 'the end of flash',
    pageBytes: 4096,
    erasePageBytes: 4096,
    elf: { machine: xtensa },
    usb: [cp2102, ch340],
  },
];

export function findBoard(name: string): Board | undefined {
  return boards.find((board) => board.name === name);
}
