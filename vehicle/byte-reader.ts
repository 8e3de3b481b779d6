/** Bytes read one thing after the other, as WebAssembly and DWARF write them: little-endian, LEB128. */

/** Reads on from an offset. Throws a RangeError past the end: a compiler wrote what is read here. */
export class ByteReader {
  offset = 0;
  readonly #data: Uint8Array;
  readonly #view: DataView;

  constructor(data: Uint8Array) {
    this.#data = data;
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  get atEnd(): boolean {
    return this.offset >= this.#data.length;
  }

  uint8(): number {
    return this.#view.getUint8(this.offset++);
  }

  int8(): number {
    return this.#view.getInt8(this.offset++);
  }

  uint16(): number {
    this.offset += 2;
    return this.#view.getUint16(this.offset - 2, true);
  }

  uint32(): number {
    this.offset += 4;
    return this.#view.getUint32(this.offset - 4, true);
  }

  /** ULEB128; of more than 53 bits the lower ones are not exact, which nothing here has. */
  unsigned(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.uint8();
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
      if (byte < 0x80) return value;
    }
  }

  /** SLEB128. */
  signed(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.uint8();
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
      if (byte < 0x80) return (byte & 0x40) === 0 ? value : value - scale;
    }
  }

  bytes(length: number): Uint8Array {
    if (this.offset + length > this.#data.length) throw new RangeError('the data ends too early');
    this.offset += length;
    return this.#data.subarray(this.offset - length, this.offset);
  }

  rest(): Uint8Array {
    return this.bytes(this.#data.length - this.offset);
  }

  /** Up to a zero byte. */
  string(): string {
    const end = this.#data.indexOf(0, this.offset);
    const bytes = this.bytes((end === -1 ? this.#data.length : end) - this.offset);
    this.offset++;
    return utf8(bytes);
  }
}

export function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
