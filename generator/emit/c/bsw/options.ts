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
  /** The pins of the plan's channels, in its order. */
  readonly pins: Readonly<Record<'dio' | 'adc' | 'pwm', readonly PinUse[]>>;
}

export interface PinUse {
  /** Number of the pin in the board's table. */
  readonly channel: number;
  /** As in role i of the bridge protocol: digital input, the same with pull-up, output, analog, PWM. */
  readonly use: 'i' | 'u' | 'o' | 'a' | 'p';
}

/** The tick of the OS: what every time is a multiple of. */
export const tickNs = 1_000_000;
