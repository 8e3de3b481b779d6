/** What can go wrong between an image file and a running board: a value of its own, with what to try. */

export type FlashFailure =
  /** The image file cannot be read. */
  | 'image-missing'
  /** The image file is damaged, or of no known form. */
  | 'image-malformed'
  /** The image is for another chip, too large, or reaches into the boot loader. */
  | 'image-does-not-fit'
  /** The port cannot be opened, or was closed. */
  | 'port'
  /** Nothing answered in time. */
  | 'no-answer'
  /** Another chip or boot loader than that of the board named. */
  | 'wrong-board'
  /** An answer that makes no sense here: bytes were lost or changed, or it is another loader. */
  | 'bad-answer'
  /** The loader refused a command. */
  | 'refused'
  /** What was read back is not what was written. */
  | 'verify-failed'
  /** A package that this board needs is not installed. */
  | 'package-missing'
  /** By the user. */
  | 'interrupted';

export class FlashError extends Error {
  readonly failure: FlashFailure;
  /** What the user can try. */
  readonly help: string;

  constructor(failure: FlashFailure, message: string, help: string) {
    super(message);
    this.name = 'FlashError';
    this.failure = failure;
    this.help = help;
  }
}

/** As `0x7E00`. */
export function hexAddress(address: number): string {
  return `0x${address.toString(16).toUpperCase().padStart(4, '0')}`;
}

export function portLost(path: string, why = ''): FlashError {
  return new FlashError(
    'port',
    `the connection through ${path} was lost${why}`,
    'was the cable pulled? Connect the board again and repeat the command',
  );
}

export function interrupted(): FlashError {
  return new FlashError('interrupted', 'interrupted', 'repeat the command to flash the board');
}
