/**
 * Programs for emulated AVR boards, compiled when a test needs them: small ones of our own, and the boot
 * loader of the Uno from the sources that Debian packages, which are not ours to keep.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlashImage } from '../../../flash/image/image.ts';
import { readImage } from '../../../flash/image/read-image.ts';

export const hasAvrGcc = spawnSync('avr-gcc', ['--version']).status === 0;

const bootLoaders = '/usr/share/arduino/hardware/arduino/avr/bootloaders';
export const hasBootLoaders = existsSync(join(bootLoaders, 'optiboot', 'optiboot.c'));

export const uno = { mcu: 'atmega328p', bootStart: 0x7e00 };
export const mega = { mcu: 'atmega2560', bootStart: 0x3e000 };

let folder: string | undefined;

/** Files of this process, gone with it. */
function workFolder(): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'vfb-avr-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  mkdirSync(folder, { recursive: true });
  return folder;
}

export interface CompiledProgram {
  readonly elf: string;
  readonly hex: string;
  readonly image: FlashImage;
}

/** Compiles C for an AVR as an application; `defines` are macros. */
export function compileAvr(
  sources: readonly string[],
  { mcu, defines = {}, flags = [] }: AvrBuild,
): CompiledProgram {
  const macros = Object.entries(defines).map(([name, value]) => `-D${name}=${value}`);
  return build(mcu, [
    ...['-Os', '-std=gnu99', '-Wall', '-Wextra', '-Werror', '-DF_CPU=16000000UL'],
    ...macros,
    ...flags,
    ...sources,
  ]);
}

export interface AvrBuild {
  readonly mcu: string;
  readonly defines?: Readonly<Record<string, string | number>>;
  readonly flags?: readonly string[];
}

/** The program of tests: answers each byte with that byte plus one (programs/avr-echo.c). */
export function echoProgram(mcu: string, baudRate: number): CompiledProgram {
  const divider = Math.round(16e6 / 8 / baudRate) - 1;
  const source = join(import.meta.dirname, 'programs', 'avr-echo.c');
  return compileAvr([source], { mcu, defines: { BAUD_UBRR: divider } });
}

/** The boot loader of the Uno. The hex file in the package reaches past the end of flash. */
export function optiboot(): CompiledProgram {
  const sources = join(bootLoaders, 'optiboot');
  return build(
    uno.mcu,
    [
      ...['-Os', '-fno-inline-small-functions', '-fno-split-wide-types', '-mshort-calls', '-w'],
      ...['-DF_CPU=16000000L', '-DLED_START_FLASHES=0', '-DBAUD_RATE=115200', `-I${sources}`],
      join(sources, 'optiboot.c'),
      ...['-Wl,--section-start=.text=0x7e00', '-Wl,--section-start=.version=0x7ffe'],
      ...['-Wl,--relax', '-Wl,--gc-sections', '-nostartfiles', '-nostdlib'],
    ],
    ['-j', '.text', '-j', '.data', '-j', '.version', '--set-section-flags', '.version=alloc,load'],
  );
}

/** Boot loaders that the package has as hex files that can be used as they are. */
export function packagedBootLoader(name: 'mega2560' | 'nano-old'): FlashImage {
  const path =
    name === 'mega2560'
      ? join('stk500v2', 'stk500boot_v2_mega2560.hex')
      : join('atmega', 'ATmegaBOOT_168_atmega328.hex');
  return readImage(readFileSync(join(bootLoaders, path)));
}

let builds = 0;

function build(
  mcu: string,
  compilerArguments: readonly string[],
  sections: readonly string[] = ['-R', '.eeprom'],
): CompiledProgram {
  builds++;
  const elf = join(workFolder(), `${builds}.elf`);
  const hex = join(workFolder(), `${builds}.hex`);
  execFileSync('avr-gcc', [`-mmcu=${mcu}`, ...compilerArguments, '-o', elf]);
  execFileSync('avr-objcopy', [...sections, '-O', 'ihex', elf, hex]);
  return { elf, hex, image: readImage(readFileSync(hex)) };
}
