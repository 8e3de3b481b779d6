/**
 * The clock of one ECU: nanoseconds since its StartOS as its own quartz counts them, against the
 * nanoseconds of the simulation. Both directions are computed from the start each time, so that no
 * rounding adds up however long the run.
 */

const maxDriftPpm = 100_000;

export interface EcuClockOptions {
  /** Instant of StartOS in simulation time. Default 0. */
  readonly startOffsetNs?: number | undefined;
  /** How much faster than the simulation the quartz runs, in parts per million. Default 0. */
  readonly driftPpm?: number | undefined;
}

export class EcuClock {
  readonly startOffsetNs: number;
  readonly driftPpm: number;

  /** Offsets are integers from 0 on, drifts at most 100,000 ppm either way; else a RangeError. */
  constructor(options: EcuClockOptions = {}) {
    this.startOffsetNs = options.startOffsetNs ?? 0;
    this.driftPpm = options.driftPpm ?? 0;
    if (!Number.isSafeInteger(this.startOffsetNs) || this.startOffsetNs < 0) {
      throw new RangeError(`start offset of ${this.startOffsetNs} ns`);
    }
    if (!(Math.abs(this.driftPpm) <= maxDriftPpm)) {
      throw new RangeError(`clock drift of ${this.driftPpm} ppm; at most ${maxDriftPpm}`);
    }
  }

  /** What this ECU's clock shows at a simulation instant, rounded down. Negative before StartOS. */
  localNs(atNs: number): number {
    const elapsedNs = atNs - this.startOffsetNs;
    if (this.driftPpm === 0) return elapsedNs;
    return elapsedNs + Math.floor((elapsedNs * this.driftPpm) / 1e6);
  }

  /** The first simulation instant at which this ECU's clock shows `localNs` or more. */
  globalNs(localNs: number): number {
    if (this.driftPpm === 0) return this.startOffsetNs + localNs;
    const { driftPpm } = this;
    let atNs = this.startOffsetNs + localNs - Math.floor((localNs * driftPpm) / (1e6 + driftPpm));
    // The estimate is off by two at most; these make it the exact inverse of localNs.
    while (this.localNs(atNs) < localNs) atNs++;
    while (this.localNs(atNs - 1) >= localNs) atNs--;
    return atNs;
  }
}
