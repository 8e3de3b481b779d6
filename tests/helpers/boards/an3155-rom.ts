/** The boot loader in the ROM of an STM32F1, by ST's application note AN3155. */
import { type ByteDevice, take, takeBytes } from './byte-device.ts';

const yes = [0x79];
const no = [0x1f];
const version = 0x22;

export interface Stm32 {
  readonly id: number;
  /** Contents of flash, which is at 0x08000000. */
  readonly flash: Uint8Array;
  /** Memory that can be read besides: option bytes, size of flash. */
  readonly readable?: ReadonlyMap<number, number>;
  readonly erasesExtended?: boolean;
  readonly readProtected?: boolean;
  /** Bytes of flash, by offset, that keep a value whatever is written. */
  readonly stuckFlash?: ReadonlyMap<number, number>;
  /** The application is started: the ROM says no more. */
  onGo?(address: number): void;
}

export const flashStart = 0x0800_0000;
export const pageBytes = 1024;

export function* an3155Rom(chip: Stm32): ByteDevice {
  while ((yield* take()) !== 0x7f);
  yield yes;
  for (;;) {
    const [command = 0, complement = 0] = yield* takeBytes(2);
    if ((command ^ complement) !== 0xff) yield no;
    else if (yield* execute(chip, command)) return;
  }
}

/** True when the application has been started. */
function* execute(chip: Stm32, command: number): Generator<readonly number[], boolean, number> {
  const commands = [0x00, 0x01, 0x02, 0x11, 0x21, 0x31, chip.erasesExtended ? 0x44 : 0x43];
  if (!commands.includes(command) || (chip.readProtected && command > 0x02)) {
    yield no;
    return false;
  }
  yield yes;
  switch (command) {
    case 0x00:
      yield [commands.length, version, ...commands, ...yes];
      break;
    case 0x01:
      yield [version, 0, 0, ...yes];
      break;
    case 0x02:
      yield [1, chip.id >> 8, chip.id & 0xff, ...yes];
      break;
    case 0x11:
      yield* read(chip);
      break;
    case 0x21: {
      const address = yield* takeAddress();
      if (address === undefined) break;
      chip.onGo?.(address);
      return true;
    }
    case 0x31:
      yield* write(chip);
      break;
    case 0x43:
      yield* erase(chip, 1);
      break;
    case 0x44:
      yield* erase(chip, 2);
      break;
  }
  return false;
}

/** Says yes or no to an address; undefined is no. */
function* takeAddress(): Generator<readonly number[], number | undefined, number> {
  const bytes = yield* takeBytes(5);
  const right = bytes.reduce((sum, byte) => sum ^ byte, 0) === 0;
  yield right ? yes : no;
  return right ? bytes.slice(0, 4).reduce((value, byte) => value * 256 + byte, 0) : undefined;
}

function* read(chip: Stm32): Generator<readonly number[], void, number> {
  const address = yield* takeAddress();
  if (address === undefined) return;
  const [last = 0, complement = 0] = yield* takeBytes(2);
  if ((last ^ complement) !== 0xff) yield no;
  else {
    yield yes;
    yield Array.from({ length: last + 1 }, (_, i) => byteAt(chip, address + i));
  }
}

function byteAt(chip: Stm32, address: number): number {
  return chip.flash[address - flashStart] ?? chip.readable?.get(address) ?? 0;
}

function* write(chip: Stm32): Generator<readonly number[], void, number> {
  const address = yield* takeAddress();
  if (address === undefined) return;
  const last = yield* take();
  const bytes = yield* takeBytes(last + 2);
  const offset = address - flashStart;
  const right = bytes.reduce((sum, byte) => sum ^ byte, last) === 0;
  if (!right || offset < 0 || offset + last >= chip.flash.length) yield no;
  else {
    for (const [i, byte] of bytes.slice(0, -1).entries()) {
      // What is not erased does not take another value.
      const before = chip.flash[offset + i];
      chip.flash[offset + i] = chip.stuckFlash?.get(offset + i) ?? (before === 0xff ? byte : 0);
    }
    yield yes;
  }
}

function* erase(chip: Stm32, numberBytes: 1 | 2): Generator<readonly number[], void, number> {
  const number = (bytes: readonly number[]) => bytes.reduce((value, byte) => value * 256 + byte, 0);
  const first = yield* takeBytes(numberBytes);
  const everything = number(first) === (numberBytes === 1 ? 0xff : 0xffff);
  const list = everything ? [] : yield* takeBytes((number(first) + 1) * numberBytes);
  const checksum = yield* take();
  const complement = everything && numberBytes === 1 ? 0xff : 0;
  if ([...first, ...list].reduce((sum, byte) => sum ^ byte, checksum) !== complement) {
    yield no;
    return;
  }
  if (everything) chip.flash.fill(0xff);
  for (let i = 0; i < list.length; i += numberBytes) {
    const page = number(list.slice(i, i + numberBytes));
    chip.flash.fill(0xff, page * pageBytes, (page + 1) * pageBytes);
  }
  yield yes;
}
