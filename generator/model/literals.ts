/** Numbers as ARXML writes them: decimal, 0x, 0b, octal with a leading 0, INF, booleans. */

/** A number, or undefined if the text is none. `013` is octal 11. */
export function parseNumber(text: string): number | undefined {
  const integer = parseInteger(text);
  if (integer !== undefined) return Number(integer);
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[+-]/, '');
  if (digits === 'INF') return sign * Number.POSITIVE_INFINITY;
  if (digits === 'NaN') return Number.NaN;
  if (/^(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(digits)) return sign * Number(digits);
  if (text === 'true') return 1;
  if (text === 'false') return 0;
  return undefined;
}

/** An integer of any size, or undefined if the text is not an integer literal. */
export function parseInteger(text: string): bigint | undefined {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[+-]/, '');
  let value: bigint;
  if (/^0[xX][0-9a-fA-F]+$/.test(digits) || /^0[bB][01]+$/.test(digits)) value = BigInt(digits);
  else if (/^0[0-7]+$/.test(digits)) value = BigInt(`0o${digits.slice(1)}`);
  else if (/^(0|[1-9]\d*)$/.test(digits)) value = BigInt(digits);
  else return undefined;
  return negative ? -value : value;
}

export function parseBoolean(text: string): boolean | undefined {
  switch (text.toLowerCase()) {
    case 'true':
    case '1':
      return true;
    case 'false':
    case '0':
      return false;
    default:
      return undefined;
  }
}

/** Seconds as integer nanoseconds: exact for every decimal of up to nine places below 10^6 s. */
export function parseSecondsNs(text: string): number | undefined {
  const seconds = parseNumber(text);
  if (seconds === undefined || !Number.isFinite(seconds) || seconds < 0) return undefined;
  return Math.round(seconds * 1e9);
}
