/**
 * What flashing knows of a board: chip, memory, boot loader. The table is boards/boards.json; whoever reads
 * it hands its entries over.
 */

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
  readonly core: Core;
  /** `e_machine` of its ELF files, and the architecture in their `e_flags`, where it tells boards apart. */
  readonly elf: { readonly machine: number; readonly architecture?: number };
  /** USB identities, `vendor:product`, by which the board shows itself; clones have those of their adapter. */
  readonly usb: readonly string[];
}

export type Protocol = 'stk500v1' | 'stk500v2' | 'avr109' | 'an3155' | 'uf2-drive' | 'esptool';

export type Core = 'avr5' | 'avr6' | 'cortex-m' | 'xtensa';

/** A board in boards/boards.json: addresses and identities are hexadecimal text there. */
export interface BoardEntry {
  readonly name: string;
  readonly title: string;
  readonly chip: string;
  readonly core: Core;
  readonly flash: Pick<
    Board,
    'protocol' | 'baudRate' | 'after' | 'pageBytes' | 'erasePageBytes' | 'usb'
  > & {
    readonly identities: readonly string[];
    readonly applicationStart: string;
    readonly applicationEnd: string;
  };
}

const elfOf: Readonly<Record<Core, Board['elf']>> = {
  avr5: { machine: 83, architecture: 5 },
  avr6: { machine: 83, architecture: 6 },
  'cortex-m': { machine: 40 },
  xtensa: { machine: 94 },
};

export function boardOf({ name, title, chip, core, flash }: BoardEntry): Board {
  return {
    ...flash,
    name,
    description: title,
    chip,
    core,
    identities: flash.identities.map(Number),
    applicationStart: Number(flash.applicationStart),
    applicationEnd: Number(flash.applicationEnd),
    elf: elfOf[core],
  };
}
