/** What the configuration of the small C BSW depends on beside the plan: the board. */
export interface BswOptions {
  /** What the board calls itself on the serial line. */
  readonly board: string;
  /** Whether its compiler has a `double` of 64 bits. */
  readonly hasFloat64: boolean;
  /** Resolution of its analogue-digital converter. */
  readonly adcBits: number;
  /** Frames a polled controller keeps until Can_MainFunction_Read. */
  readonly receiveFifoDepth: number;
  /** What its CAN controller is. */
  readonly can: CanController;
  /** The pins of the plan's channels, in its order. */
  readonly pins: Readonly<Record<'dio' | 'adc' | 'pwm', readonly PinUse[]>>;
}

/** The serial line to a host that has the bus, or an MCP2515 on the board's SPI. */
export type CanController = 'serial' | 'mcp2515';

/** In bit/s, as both S0 to S8 of SLCAN and Mcp2515_SetBitRate count them. */
export const bitRates: readonly number[] = [10, 20, 50, 100, 125, 250, 500, 800, 1000].map(
  (kbits) => kbits * 1000,
);

export interface PinUse {
  /** Number of the pin in the board's table. */
  readonly channel: number;
  /** As in role i of the bridge protocol: digital input, the same with pull-up, output, analog, PWM. */
  readonly use: 'i' | 'u' | 'o' | 'a' | 'p';
}

/** The tick of the OS: what every time is a multiple of. */
export const tickNs = 1_000_000;
