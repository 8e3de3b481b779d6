/** What the protocols say when an answer is not the one that is due. */
import { FlashError } from '../flash-error.ts';
import type { SerialLine } from '../serial-line.ts';

export function badAnswer(to: string, bytes: Iterable<number>): FlashError {
  const shown = [...bytes].slice(0, 16).map((byte) => byte.toString(16).padStart(2, '0'));
  return new FlashError(
    'bad-answer',
    `the answer to "${to}" makes no sense: ${shown.join(' ')}`,
    'bytes were lost or changed on the way, or the board has another boot loader: check the cable, and the name of the board',
  );
}

export function refused(command: string, status: string): FlashError {
  return new FlashError(
    'refused',
    `the boot loader refused "${command}" (${status})`,
    'its memory may be protected, or it may be another boot loader',
  );
}

/** An attempt that may be repeated: nothing came, or what an application had still to say. */
export function isMissedAnswer(error: unknown): boolean {
  return (
    error instanceof FlashError && (error.failure === 'no-answer' || error.failure === 'bad-answer')
  );
}

/** Nothing at all was heard of a boot loader. */
export function silent(line: SerialLine, help: string): FlashError {
  return new FlashError(
    'no-answer',
    `no boot loader answers at ${line.path}`,
    line.hasModemLines
      ? help
      : `this port cannot reset the board: press its reset button when the command starts. Otherwise: ${help}`,
  );
}

const knownSignatures: Readonly<Record<number, string>> = {
  2004239: 'ATmega328P',
  2004244: 'ATmega328',
  2003974: 'ATmega168',
  2003979: 'ATmega168P',
  2004993: 'ATmega2560',
  2004739: 'ATmega1280',
  2004359: 'ATmega32U4',
};

/** An AVR tells what it is by three bytes. */
export function checkSignature(
  bytes: Iterable<number>,
  expected: { readonly chip: string; readonly identities: readonly number[] },
): void {
  const found = [...bytes].reduce((value, byte) => value * 256 + byte, 0);
  if (expected.identities.includes(found)) return;
  const shown = found.toString(16).toUpperCase().padStart(6, '0');
  const name = knownSignatures[found];
  throw new FlashError(
    'wrong-board',
    `the chip has signature ${shown}${name === undefined ? '' : `, ${name}`}; expected ${expected.chip}`,
    'name the board that is connected; `vfb boards` lists those known',
  );
}
