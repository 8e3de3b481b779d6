/**
 * The one interface behind the I/O drivers: where Adc, Dio and Pwm end and the world begins. The
 * simulation provides it from memory; a bridge may provide it from the pins of a board. Channels
 * are the drivers' indices of the configuration, values are physical shares: no resolution, no
 * 0x8000, so that a provider need not know which driver asks.
 */
export interface IoProvider {
  /** Voltage as a share of the reference voltage, 0 to 1. */
  readAnalog(channel: number): number;
  readDigital(channel: number): Level;
  writeDigital(channel: number, level: Level): void;
  /** Share of the period in which the output is active, 0 to 1. */
  writeDuty(channel: number, duty: number): void;
}

/** STD_LOW or STD_HIGH. */
export type Level = 0 | 1;
