/**
 * The CAN controller MCP2515 as an emulated board sees it on its SPI: registers, instructions, modes, the
 * three transmit and two receive buffers, the interrupt line, error counters as far as flags show them. It
 * stands on a bus of its own with one other node, whose frames and acknowledgements the test decides.
 *
 *     const controller = new Mcp2515(board, { wiring: unoWiring });
 *     controller.receive(frame, atNs);
 *     controller.runUntil(timeNs);      // board and bus
 *     controller.sent                   // what the board has sent, and when
 */
import { arbitrationField, type CanFrame } from '../../../bsw-sim/bus/can-frame.ts';
import { frameLengthBits, intermissionBits } from '../../../bsw-sim/bus/frame-length.ts';
import type { AvrBoard, SpiSlave } from './avr-board.ts';

/** Pins of the board, by port and bit. */
export interface Wiring {
  readonly select: string;
  readonly request: string;
}
export const unoWiring: Wiring = { select: 'B2', request: 'D2' };
export const megaWiring: Wiring = { select: 'B0', request: 'E4' };

export interface Mcp2515Options {
  readonly wiring: Wiring;
  readonly crystalHz?: number;
  /** Of the bus: with another in its registers, the controller sees nothing but errors. */
  readonly bitRate?: number;
  /** The bus is somebody else's, who asks for `candidate` and says what happens to it. Default false. */
  readonly isOnOtherBus?: boolean;
}

export interface SentFrame {
  readonly frame: CanFrame;
  readonly atNs: number;
}

type Mode = 'normal' | 'loopback' | 'listen-only' | 'configuration';
const modes: Readonly<Record<number, Mode>> = {
  0: 'normal',
  64: 'loopback',
  96: 'listen-only',
  128: 'configuration',
};

const CANSTAT = 0x0e;
const CANCTRL = 0x0f;
const TEC = 0x1c;
const REC = 0x1d;
const CNF3 = 0x28;
const CNF2 = 0x29;
const CNF1 = 0x2a;
const CANINTE = 0x2b;
const CANINTF = 0x2c;
const EFLG = 0x2d;
const TXBCTRL: readonly number[] = [0x30, 0x40, 0x50];
const RXB0CTRL = 0x60;
const RXBCTRL = [RXB0CTRL, 0x70] as const;

const RX_FLAG = [0x01, 0x02] as const;
const TX_FLAG = [0x04, 0x08, 0x10] as const;
const ERRIF = 0x20;
const MERRF = 0x80;
const RX_OVERFLOW = [0x40, 0x80] as const;
const TXREQ = 0x08;
const TXERR = 0x10;
const MLOA = 0x20;
const ABTF = 0x40;
const ABAT = 0x10;
const BUKT = 0x04;
const RXM_ANY = 0x60;

/** The board may begin something on the bus at any time; it is looked for so often. */
const sliceNs = 20_000;

/** What is on the bus now. */
interface Transmission {
  readonly frame: CanFrame;
  /** Ours; undefined for the other node's. */
  readonly buffer: number | undefined;
  readonly endNs: number;
  readonly isGood: boolean;
}

export class Mcp2515 implements SpiSlave {
  readonly sent: SentFrame[] = [];
  /** Frames of the bus that found both receive buffers full. */
  dropped = 0;
  /** Frames that the board has read, and frames of the bus that the controller has kept for it. */
  read = 0;
  kept = 0;
  /** Frames of the other node that are over, whether or not they were received. */
  passed = 0;
  /** Whether anybody acknowledges what the board sends. */
  acknowledges = true;
  onSent: (frame: SentFrame) => void = () => undefined;

  readonly #board: AvrBoard;
  readonly #wiring: Wiring;
  readonly #crystalHz: number;
  readonly #busBitNs: number;
  readonly #isOnOtherBus: boolean;
  readonly #registers = new Uint8Array(128);
  /** Of the other node, by time. */
  readonly #fromBus: { frame: CanFrame; atNs: number }[] = [];
  #onBus: Transmission | undefined;
  #busFreeNs = 0;
  /** Since when the highest of our buffers has been waiting, by buffer. */
  readonly #requestedNs = [0, 0, 0];
  #modeWanted: { mode: number; fromNs: number } | undefined;
  /** Bytes of the instruction that the select line began. */
  #instruction: number[] | undefined;

  constructor(
    board: AvrBoard,
    { wiring, crystalHz = 16e6, bitRate = 500_000, isOnOtherBus = false }: Mcp2515Options,
  ) {
    this.#board = board;
    this.#isOnOtherBus = isOnOtherBus;
    this.#wiring = wiring;
    this.#crystalHz = crystalHz;
    this.#busBitNs = 1e9 / bitRate;
    board.spiSlave = this;
    const others = board.onPin;
    board.onPin = (pin, high, atNs) => {
      others(pin, high, atNs);
      if (pin === wiring.select) this.#select(!high);
    };
    this.#reset();
  }

  /** The other node sends a frame, as soon as the bus is free after a time; times must not decrease. */
  receive(frame: CanFrame, atNs = this.#board.nowNs): void {
    this.#fromBus.push({ frame, atNs });
  }

  get waiting(): number {
    return this.#fromBus.length;
  }

  get mode(): Mode {
    const mode = modes[this.#register(CANSTAT) & 0xe0];
    if (mode === undefined) throw new Error(`mode ${this.#register(CANSTAT)} is not emulated`);
    return mode;
  }

  /** As its registers say. */
  get bitRate(): number {
    return 1e9 / this.#ownBitNs;
  }

  /** As if errors had been seen. */
  setErrorCounters(transmit: number, receive: number): void {
    this.#advance();
    this.#registers[TEC] = Math.min(transmit, 255);
    this.#registers[REC] = Math.min(receive, 255);
    this.#showErrors(transmit > 255);
  }

  /** Its supply has failed for a moment. */
  losePower(): void {
    this.#reset();
  }

  /** Runs the board, and the bus at the right times in between. */
  runUntil(timeNs: number): void {
    for (;;) {
      this.#advance();
      const { nowNs } = this.#board;
      if (nowNs >= timeNs) return;
      const nextNs = Math.min(this.#nextEventNs(), nowNs + sliceNs, timeNs);
      this.#board.runUntil(Math.max(nextNs, nowNs + 1));
    }
  }

  // ---- on a bus of somebody else ------------------------------------------------------------------------

  /** What it would send now, and from which buffer. */
  get candidate(): { readonly frame: CanFrame; readonly buffer: number } | undefined {
    this.#advance();
    return this.mode === 'normal' && this.#isRightBitRate ? this.#ownCandidate() : undefined;
  }

  /** The candidate of that buffer was sent and acknowledged. */
  transmitted(buffer: number): void {
    this.#advance();
    const frame = this.#frameOf(buffer);
    if ((this.#register(TXBCTRL[buffer] ?? 0) & TXREQ) === 0) return;
    this.#complete({ frame, buffer, endNs: this.#board.nowNs, isGood: true });
  }

  /** A frame of somebody else has ended. */
  hear(frame: CanFrame): void {
    this.#advance();
    this.#completeReception(frame);
  }

  // ---- the bus ------------------------------------------------------------------------------------------

  #nextEventNs(): number {
    if (this.#onBus !== undefined) return this.#onBus.endNs;
    const first = this.#fromBus[0]?.atNs ?? Number.POSITIVE_INFINITY;
    return Math.max(first, this.#busFreeNs);
  }

  /** Everything that has happened on the bus until now. */
  #advance(): void {
    const { nowNs } = this.#board;
    for (;;) {
      if (this.#modeWanted !== undefined && this.#modeWanted.fromNs <= nowNs) this.#enterMode();
      if (this.#onBus !== undefined) {
        if (this.#onBus.endNs > nowNs) return;
        this.#complete(this.#onBus);
      } else if (!this.#begin(nowNs)) {
        return;
      }
    }
  }

  /** Begins the next transmission if it begins until now. */
  #begin(nowNs: number): boolean {
    const isOwn = !this.#isOnOtherBus || this.mode === 'loopback';
    const own = isOwn ? this.#ownCandidate() : undefined;
    const other = this.#fromBus[0];
    const readyNs = Math.min(own?.sinceNs ?? Infinity, other?.atNs ?? Infinity);
    const startNs = Math.max(readyNs, this.#busFreeNs);
    if (startNs > nowNs) return false;
    const ownTakesPart = own !== undefined && own.sinceNs <= startNs;
    const otherTakesPart = other !== undefined && other.atNs <= startNs;
    if (ownTakesPart && (!otherTakesPart || priority(own.frame) < priority(other.frame))) {
      const isLoopback = this.mode === 'loopback';
      const isGood = isLoopback || (this.acknowledges && this.#isRightBitRate);
      this.#start(
        own.frame,
        own.buffer,
        startNs,
        isLoopback ? this.#ownBitNs : this.#busBitNs,
        isGood,
      );
      return true;
    }
    if (other === undefined) return false;
    if (ownTakesPart) this.#set(TXBCTRL[own.buffer] ?? 0, MLOA);
    this.#fromBus.shift();
    this.#start(other.frame, undefined, startNs, this.#busBitNs, true);
    return true;
  }

  #start(
    frame: CanFrame,
    buffer: number | undefined,
    startNs: number,
    bitNs: number,
    isGood: boolean,
  ): void {
    const bits = frameLengthBits(frame);
    const endNs = startNs + bits * bitNs;
    this.#busFreeNs = endNs + intermissionBits * bitNs;
    this.#onBus = { frame, buffer, endNs, isGood };
  }

  #complete({ frame, buffer, endNs, isGood }: Transmission): void {
    this.#onBus = undefined;
    if (buffer === undefined) {
      this.passed++;
      this.#completeReception(frame);
      return;
    }
    const control = TXBCTRL[buffer] ?? 0;
    if (isGood) {
      this.#clear(control, TXREQ);
      this.#set(CANINTF, TX_FLAG[buffer] ?? 0);
      this.#registers[TEC] = Math.max(this.#register(TEC) - 1, 0);
      if (this.mode !== 'loopback') {
        this.sent.push({ frame, atNs: endNs });
        this.onSent({ frame, atNs: endNs });
      }
    } else {
      // Nobody acknowledges: an error passive node counts that no further.
      this.#set(control, TXERR);
      this.#set(CANINTF, MERRF);
      if ((this.#register(CANCTRL) & ABAT) !== 0) this.#giveUp(control);
      if (this.#register(TEC) < 128) this.#registers[TEC] = this.#register(TEC) + 8;
    }
    this.#showErrors(false);
  }

  #completeReception(frame: CanFrame): void {
    const { mode } = this;
    if (mode === 'configuration' || mode === 'loopback') return;
    if (!this.#isRightBitRate) {
      this.#registers[REC] = Math.min(this.#register(REC) + 1, 128);
      this.#set(CANINTF, MERRF);
      this.#showErrors(false);
      return;
    }
    const isFull = (buffer: 0 | 1): boolean => (this.#register(CANINTF) & RX_FLAG[buffer]) !== 0;
    const rollsOver = (this.#register(RXB0CTRL) & BUKT) !== 0;
    if (!isFull(0)) this.#store(0, frame);
    else if (rollsOver && !isFull(1)) this.#store(1, frame);
    else {
      this.dropped++;
      this.#set(EFLG, RX_OVERFLOW[rollsOver ? 1 : 0]);
      this.#set(CANINTF, ERRIF);
      this.#showRequest();
    }
  }

  #store(buffer: 0 | 1, frame: CanFrame): void {
    if ((this.#register(RXBCTRL[buffer]) & 0x60) !== RXM_ANY) {
      throw new Error('acceptance filters of the controller are not emulated');
    }
    this.kept++;
    const first = RXBCTRL[buffer] + 1;
    this.#registers.set(frameRegisters(frame), first);
    if (!frame.remote) this.#registers.set(frame.data.subarray(0, frame.lengthBytes), first + 5);
    this.#set(CANINTF, RX_FLAG[buffer]);
    this.#showRequest();
  }

  /** The buffer that is sent next: highest priority, then highest number. */
  #ownCandidate(): { frame: CanFrame; buffer: number; sinceNs: number } | undefined {
    if (this.mode !== 'normal' && this.mode !== 'loopback') return undefined;
    if ((this.#register(EFLG) & 0x20) !== 0) return undefined;
    let best: number | undefined;
    for (const buffer of [0, 1, 2]) {
      const control = this.#register(TXBCTRL[buffer] ?? 0);
      if ((control & TXREQ) === 0) continue;
      const bestPriority = best === undefined ? -1 : this.#register(TXBCTRL[best] ?? 0) & 3;
      if ((control & 3) >= bestPriority) best = buffer;
    }
    if (best === undefined) return undefined;
    const sinceNs = this.#requestedNs[best] ?? 0;
    return { frame: this.#frameOf(best), buffer: best, sinceNs };
  }

  #frameOf(buffer: number): CanFrame {
    const first = (TXBCTRL[buffer] ?? 0) + 1;
    const [sidh = 0, sidl = 0, eid8 = 0, eid0 = 0, dlc = 0] = this.#registers.subarray(first);
    const extended = (sidl & 0x08) !== 0;
    const base = (sidh << 3) | (sidl >> 5);
    const lengthBytes = Math.min(dlc & 0x0f, 8);
    return {
      id: extended ? base * 2 ** 18 + ((sidl & 3) << 16) + (eid8 << 8) + eid0 : base,
      extended,
      remote: (dlc & 0x40) !== 0,
      lengthBytes,
      data: this.#registers.slice(first + 5, first + 5 + lengthBytes),
      queuedAtNs: 0,
    };
  }

  get #ownBitNs(): number {
    const [cnf1, cnf2, cnf3] = [CNF1, CNF2, CNF3].map((address) => this.#register(address));
    const phase1 = (((cnf2 ?? 0) >> 3) & 7) + 1;
    const phase2 = (cnf2 ?? 0) & 0x80 ? ((cnf3 ?? 0) & 7) + 1 : Math.max(phase1, 2);
    const quanta = 1 + ((cnf2 ?? 0) & 7) + 1 + phase1 + phase2;
    return (quanta * 2 * (((cnf1 ?? 0) & 0x3f) + 1) * 1e9) / this.#crystalHz;
  }

  get #isRightBitRate(): boolean {
    return Math.abs(this.#ownBitNs / this.#busBitNs - 1) < 0.01;
  }

  // ---- registers ----------------------------------------------------------------------------------------

  #register(address: number): number {
    return this.#registers[address] ?? 0;
  }

  #set(address: number, bits: number): void {
    this.#registers[address] = this.#register(address) | bits;
  }

  #clear(address: number, bits: number): void {
    this.#registers[address] = this.#register(address) & ~bits;
  }

  #reset(): void {
    this.#registers.fill(0);
    this.#registers[CANCTRL] = 0x87;
    this.#registers[CANSTAT] = 0x80;
    this.#modeWanted = undefined;
    if (this.#onBus?.buffer !== undefined) this.#onBus = undefined;
    this.#showRequest();
  }

  #write(address: number, value: number): void {
    const isConfiguration = this.mode === 'configuration';
    const row = address & 0x0f;
    if (row === CANSTAT) return;
    if (row === CANCTRL) {
      this.#writeControl(value);
    } else if ((address >= CNF3 && address <= CNF1) || (address < 0x28 && row < 0x0c)) {
      // Bit timing, filters and masks.
      if (isConfiguration) this.#registers[address] = value;
    } else if (TXBCTRL.some((control) => control === address)) {
      const writable = TXREQ | 3;
      const wasRequested = (this.#register(address) & TXREQ) !== 0;
      this.#registers[address] = (this.#register(address) & ~writable) | (value & writable);
      if ((value & TXREQ) !== 0 && !wasRequested) this.#request(TXBCTRL.indexOf(address));
    } else if (address === EFLG) {
      this.#registers[EFLG] = (this.#register(EFLG) & 0x3f) | (value & 0xc0);
    } else {
      this.#registers[address] = value;
    }
    this.#showRequest();
  }

  #request(buffer: number): void {
    const control = TXBCTRL[buffer] ?? 0;
    this.#clear(control, TXERR | MLOA | ABTF);
    this.#set(control, TXREQ);
    this.#requestedNs[buffer] = this.#board.nowNs;
  }

  #writeControl(value: number): void {
    this.#registers[CANCTRL] = value;
    if ((value & ABAT) !== 0) this.#abort();
    // It leaves the bus when nothing is on it, and joins after eleven idle bits.
    const mode = value & 0xe0;
    if (mode === (this.#register(CANSTAT) & 0xe0)) return;
    const idleNs = mode === 0x80 ? 0 : 11 * this.#ownBitNs;
    const fromNs = Math.max(this.#board.nowNs, this.#busFreeNs) + idleNs;
    this.#modeWanted = { mode, fromNs };
  }

  /** What waits is not sent; what is on the bus ends first. */
  #abort(): void {
    TXBCTRL.forEach((control, buffer) => {
      if ((this.#register(control) & TXREQ) !== 0 && this.#onBus?.buffer !== buffer) {
        this.#giveUp(control);
      }
    });
  }

  #giveUp(control: number): void {
    this.#clear(control, TXREQ);
    this.#set(control, ABTF);
  }

  #enterMode(): void {
    this.#registers[CANSTAT] = (this.#register(CANSTAT) & 0x1f) | (this.#modeWanted?.mode ?? 0);
    this.#modeWanted = undefined;
  }

  #showErrors(isBusOff: boolean): void {
    const tec = this.#register(TEC);
    const rec = this.#register(REC);
    let flags = this.#register(EFLG) & 0xc0;
    if (tec >= 96 || rec >= 96) flags |= 0x01;
    if (rec >= 96) flags |= 0x02;
    if (tec >= 96) flags |= 0x04;
    if (rec >= 128) flags |= 0x08;
    if (tec >= 128) flags |= 0x10;
    if (isBusOff) flags |= 0x20;
    if (flags !== this.#register(EFLG)) this.#set(CANINTF, ERRIF);
    this.#registers[EFLG] = flags;
    this.#showRequest();
  }

  #showRequest(): void {
    const requests = (this.#register(CANINTE) & this.#register(CANINTF)) !== 0;
    this.#board.setInput(this.#wiring.request, !requests);
  }

  // ---- SPI ----------------------------------------------------------------------------------------------

  #select(isSelected: boolean): void {
    this.#advance();
    const [code = -1] = this.#instruction ?? [];
    // A receive buffer is free when the instruction that read it ends.
    if (!isSelected && (code & 0xf9) === 0x90) {
      this.read++;
      this.#clear(CANINTF, RX_FLAG[code & 0x04 ? 1 : 0]);
      this.#showRequest();
    }
    this.#instruction = isSelected ? [] : undefined;
  }

  transfer(mosi: number): number {
    const bytes = this.#instruction;
    // Others on the same SPI are meant.
    if (bytes === undefined) return 0xff;
    this.#advance();
    bytes.push(mosi);
    const index = bytes.length - 2;
    const [code = 0, first = 0, second = 0] = bytes;
    if (index < 0) return this.#begun(code);
    if (code === 0x03) return index === 0 ? 0xff : this.#read(first + index - 1);
    if (code === 0x02) {
      if (index > 0) this.#write((first + index - 1) & 0x7f, mosi);
      return 0xff;
    }
    if (code === 0x05) {
      if (index === 2) this.#write(first, (this.#read(first) & ~second) | (mosi & second));
      return 0xff;
    }
    if ((code & 0xf9) === 0x90) {
      const start = RXBCTRL[code & 0x04 ? 1 : 0] + (code & 0x02 ? 6 : 1);
      return this.#register(start + index);
    }
    if ((code & 0xf8) === 0x40) {
      const start = (TXBCTRL[(code & 0x07) >> 1] ?? 0) + (code & 0x01 ? 6 : 1);
      this.#registers[start + index] = mosi;
      return 0xff;
    }
    if (code === 0xa0) return this.#status();
    throw new Error(`the instruction 0x${code.toString(16)} is not emulated`);
  }

  /** Instructions of one byte. */
  #begun(code: number): number {
    if (code === 0xc0) this.#reset();
    if ((code & 0xf8) === 0x80) {
      for (const buffer of [0, 1, 2]) if ((code & (1 << buffer)) !== 0) this.#request(buffer);
    }
    return 0xff;
  }

  #read(address: number): number {
    const row = address & 0x0f;
    // Both are in every row.
    return this.#register(row === CANSTAT || row === CANCTRL ? row : address & 0x7f);
  }

  #status(): number {
    const flags = this.#register(CANINTF);
    let status = flags & 0x03;
    for (const buffer of [0, 1, 2]) {
      if ((this.#register(TXBCTRL[buffer] ?? 0) & TXREQ) !== 0) status |= 0x04 << (2 * buffer);
      if ((flags & (TX_FLAG[buffer] ?? 0)) !== 0) status |= 0x08 << (2 * buffer);
    }
    return status;
  }
}

function priority({ id, extended, remote }: CanFrame): number {
  return arbitrationField(id, extended, remote);
}

/** Identifier and length of a received frame, as in RXBnSIDH to RXBnDLC. */
function frameRegisters({ id, extended, remote, lengthBytes }: CanFrame): number[] {
  if (!extended) {
    return [id >> 3, ((id & 7) << 5) | (remote ? 0x10 : 0), 0, 0, lengthBytes];
  }
  const base = id >>> 18;
  const sidl = ((base & 7) << 5) | 0x08 | ((id >> 16) & 3);
  return [base >> 3, sidl, (id >> 8) & 0xff, id & 0xff, lengthBytes | (remote ? 0x40 : 0)];
}
