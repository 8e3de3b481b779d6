/** What generated packing code shares: reading a byte of an I-PDU, and the bits of a float. */

/** A byte inside the I-PDU; generated code never asks for one outside. */
export function byteAt(data: Uint8Array, index: number): number {
  return data[index] as number;
}

/** Eight bytes in which a float is taken apart or put together within one call. */
export const scratch = new DataView(new ArrayBuffer(8));
