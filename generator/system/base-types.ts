/** SW-BASE-TYPE → one of AUTOSAR's platform types. */
import type { Elements } from '../model/elements.ts';
import type { BaseTypeName } from '../plan/rte-plan.ts';

/** BASE-TYPE-ENCODING of two's complement and its older spellings. */
export function isSignedEncoding(encoding: string | undefined): boolean {
  return encoding === '2C' || encoding === '1C' || encoding === 'SM';
}

/** The platform type a base type stands for, or undefined if there is none (pointers, strings). */
export function baseTypeName(baseType: Elements['SW-BASE-TYPE']): BaseTypeName | undefined {
  const size = baseType.sizeBits ?? baseType.maxSizeBits;
  const encoding = baseType.encoding;
  if (encoding === 'BOOLEAN') return 'boolean';
  if (encoding === 'IEEE754') return size === 32 ? 'float32' : size === 64 ? 'float64' : undefined;
  if (encoding === 'VOID' || size === undefined) return platformName(baseType.shortName);
  const prefix = isSignedEncoding(encoding) ? 'sint' : 'uint';
  if (size === 8 || size === 16 || size === 32 || size === 64) return `${prefix}${size}`;
  return undefined;
}

/** Without a size only the name tells: DaVinci leaves sizes of platform types out. */
function platformName(shortName: string): BaseTypeName | undefined {
  return platformTypeNames.find((name) => name === shortName);
}

export const platformTypeNames: readonly BaseTypeName[] = [
  'boolean',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'sint8',
  'sint16',
  'sint32',
  'sint64',
  'float32',
  'float64',
];

export function isInteger(base: BaseTypeName): boolean {
  return base.startsWith('uint') || base.startsWith('sint');
}

/** Width in bits of a base type on the bus and in memory. */
export function widthBits(base: BaseTypeName): number {
  if (base === 'boolean') return 8;
  return Number(/\d+$/.exec(base)?.[0]);
}

/** Smallest and greatest value of an integer type. */
export function integerRange(base: BaseTypeName): { lower: bigint; upper: bigint } {
  const bits = BigInt(widthBits(base));
  return base.startsWith('sint')
    ? { lower: -(1n << (bits - 1n)), upper: (1n << (bits - 1n)) - 1n }
    : { lower: 0n, upper: (1n << bits) - 1n };
}
