/**
 * What Com of an emulated board is given to send and has received, signal by signal: seen where its code
 * is entered, in the registers and the memory of the processor, by the symbols of its ELF file.
 */
import type { ComSignalPlan } from '../../../generator/plan/bsw-plan.ts';
import { bitsOfSignal } from '../../../generator/plan/signal-bits.ts';
import type { AvrBoard } from './avr-board.ts';
import { type BuiltEcu, symbolsOf } from './ecu-images.ts';

/** Registers of the first two parameters of a function, low byte first. */
const firstParameter = 24;
const secondParameter = 22;
/** Where the linker puts data memory. */
const ramOffset = 0x800000;
/** Com_RxRowType: the place of the contents comes first. */
const rxRowBytes = 6;

/** As `valuesOf` names and lists those of a simulated ECU; filled as the board runs. */
export function watchCom(board: AvrBoard, built: BuiltEcu): ReadonlyMap<string, readonly string[]> {
  const { ecu, bsw } = built.plan;
  const { signals = [], iPdus = [] } = bsw?.com ?? {};
  const symbols = symbolsOf(built, 'avr');
  const addressOf = (name: string): number => {
    const address = symbols.get(name);
    if (address === undefined) throw new Error(`the image of ${ecu} has no symbol ${name}`);
    return address;
  };
  const values = new Map<string, string[]>();
  const note = (kind: string, { name }: ComSignalPlan, value: bigint): void => {
    const key = `${ecu}.${kind}.${name}`;
    const before = values.get(key) ?? [];
    if (before.at(-1) !== `${value}`) values.set(key, [...before, `${value}`]);
  };

  board.onExecute.set(addressOf('Com_SendSignal'), () => {
    const signal = signals[word(board.memory, firstParameter)];
    if (signal === undefined) throw new Error(`${ecu} sends a signal that it has not got`);
    const at = word(board.memory, secondParameter);
    const bits = Array.from({ length: signal.lengthBits }, (_, bit) => bit);
    note('signal-send', signal, valueOfBits(board.memory.subarray(at), bits));
  });

  // Contents are whole here, and the RTE is told of them.
  const received = iPdus.filter(({ direction }) => direction === 'RECEIVE');
  const rows = addressOf('Com_RxRows');
  const contents = addressOf('contents') - ramOffset;
  board.onExecute.set(addressOf('Com_NotifyReception'), () => {
    const index = word(board.memory, firstParameter);
    const at = contents + word(board.flash, rows + rxRowBytes * index);
    for (const signal of signals) {
      if (signal.iPdu !== received[index]?.name) continue;
      note('signal-receive', signal, valueOfBits(board.memory.subarray(at), bitsOfSignal(signal)));
    }
  });
  return values;
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

/** Of the bits, the least significant first. */
function valueOfBits(bytes: Uint8Array, bits: readonly number[]): bigint {
  return bits.reduce((value, bit, index) => {
    const isSet = ((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1;
    return isSet ? value | (1n << BigInt(index)) : value;
  }, 0n);
}
