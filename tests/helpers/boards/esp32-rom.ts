/**
 * The boot loader in the ROM of an ESP32, and the loader that esptool-js puts into its RAM, as far as
 * flashing asks of them: SLIP frames of commands and answers.
 */
import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { type ByteDevice, take } from './byte-device.ts';

export interface Esp32 {
  /** What the chip says it is: 0x00F01D83 is an ESP32. */
  readonly magic: number;
  readonly flash: Uint8Array;
  readonly stuckFlash?: ReadonlyMap<number, number>;
}

const magicRegister = 0x4000_1000;
const clockDividerRegister = 0x3ff4_0014;

export function* esp32Rom(chip: Esp32): ByteDevice {
  /** A write that has begun: where to, and what has come, compressed. */
  let writing: { address: number; size: number; parts: Buffer[] } | undefined;
  for (;;) {
    const frame = yield* takeFrame();
    // 0, command, length (2), checksum (4), data
    if (frame[0] !== 0 || frame.length < 8) continue;
    const command = frame[1] ?? 0;
    const data = frame.subarray(8);
    switch (command) {
      case 0x08:
        for (let i = 0; i < 8; i++) yield answer(command, 1);
        break;
      case 0x0a:
        yield answer(command, register(chip, data.readUInt32LE(0)));
        break;
      case 0x05:
      case 0x07:
      case 0x09:
      case 0x0b:
      case 0x0d:
        yield answer(command, 0);
        break;
      case 0x06:
        yield answer(command, 0);
        yield slip(Buffer.from('OHAI'));
        break;
      case 0x10:
        writing = { size: data.readUInt32LE(0), address: data.readUInt32LE(12), parts: [] };
        yield answer(command, 0);
        break;
      case 0x11: {
        const part = data.subarray(16, 16 + data.readUInt32LE(0));
        const right = part.reduce((sum, byte) => sum ^ byte, 0xef) === frame.readUInt32LE(4);
        if (right) writing?.parts.push(Buffer.from(part));
        yield answer(command, 0, right ? [0, 0] : [1, 7]);
        break;
      }
      case 0x12:
        if (writing !== undefined) program(chip, writing);
        writing = undefined;
        yield answer(command, 0);
        break;
      case 0xd2:
        yield answer(command, 0);
        yield* sendFlash(chip, data.readUInt32LE(0), data.readUInt32LE(4));
        break;
      default:
        // The ROM does not say which command it does not know.
        yield answer(0, 0, [1, 5]);
    }
  }
}

function register(chip: Esp32, address: number): number {
  if (address === magicRegister) return chip.magic;
  return address === clockDividerRegister ? 347 : 0;
}

function program(
  { flash, stuckFlash }: Esp32,
  { address, size, parts }: { address: number; size: number; parts: readonly Buffer[] },
): void {
  const bytes = inflateSync(Buffer.concat(parts));
  if (bytes.length !== size) return;
  for (const [i, byte] of bytes.entries())
    flash[address + i] = stuckFlash?.get(address + i) ?? byte;
}

/** Each packet is answered with how much has come; a digest follows the last. */
function* sendFlash(
  { flash }: Esp32,
  address: number,
  size: number,
): Generator<readonly number[], void, number> {
  const bytes = Buffer.from(flash.subarray(address, address + size));
  for (let at = 0; at < size; at += 4096) {
    yield slip(bytes.subarray(at, at + 4096));
    yield* takeFrame();
  }
  yield slip(createHash('md5').update(bytes).digest());
}

function answer(command: number, value: number, status: readonly number[] = [0, 0]): number[] {
  const bytes = Buffer.alloc(8 + status.length);
  bytes.set([1, command, status.length, 0]);
  bytes.writeUInt32LE(value, 4);
  bytes.set(status, 8);
  return slip(bytes);
}

const frameEnd = 0xc0;
const escapeByte = 0xdb;

function slip(bytes: Uint8Array): number[] {
  const escaped = [...bytes].flatMap((byte) => {
    if (byte === frameEnd) return [escapeByte, 0xdc];
    return byte === escapeByte ? [escapeByte, 0xdd] : [byte];
  });
  return [frameEnd, ...escaped, frameEnd];
}

function* takeFrame(): Generator<readonly number[], Buffer, number> {
  for (;;) {
    const bytes: number[] = [];
    for (let byte = yield* take(); byte !== frameEnd; byte = yield* take()) {
      if (byte !== escapeByte) bytes.push(byte);
      else bytes.push((yield* take()) === 0xdc ? frameEnd : escapeByte);
    }
    if (bytes.length > 0) return Buffer.from(bytes);
  }
}
