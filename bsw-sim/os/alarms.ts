/**
 * Alarms on counters. A counter is not ticked: the instants at which its alarms expire are computed
 * from ticks × tickNs on the ECU's clock, and one event stands for the next of them.
 */
import type { OsAlarm, OsCounter } from '../../rte/typescript/configuration.ts';
import {
  E_OK,
  E_OS_ID,
  E_OS_NOFUNC,
  E_OS_STATE,
  E_OS_VALUE,
  type Std_ReturnType,
} from '../../rte/typescript/std-types.ts';
import { type EventQueue, type EventTarget, Phase } from '../sim/event-queue.ts';
import type { Software } from '../sim/software.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { EcuClock } from './ecu-clock.ts';

/** What happens at expiry. */
export interface AlarmActions {
  activateTask(task: number): void;
  setEvent(task: number, mask: number): void;
}

interface Alarm {
  readonly configuration: OsAlarm;
  readonly counter: OsCounter;
  /** Expiry in ticks since StartOS, not wrapped; undefined while the alarm is not in use. */
  expiryTicks: number | undefined;
  /** The same on the ECU's clock; Infinity while the alarm is not in use. */
  expiryLocalNs: number;
  cycleTicks: number;
}

export class Alarms implements EventTarget {
  readonly name: string;
  private readonly queue: EventQueue;
  private readonly clock: EcuClock;
  private readonly actions: AlarmActions;
  private readonly id: number;
  private readonly alarms: readonly Alarm[];
  /** Instant of the event that is on the way; undefined when none is. */
  private armedNs: number | undefined = undefined;
  private generation = 0;

  constructor(options: {
    readonly ecu: string;
    readonly counters: readonly OsCounter[];
    readonly alarms: readonly OsAlarm[];
    readonly queue: EventQueue;
    readonly clock: EcuClock;
    readonly software: Software;
    readonly actions: AlarmActions;
  }) {
    this.name = options.ecu;
    this.queue = options.queue;
    this.clock = options.clock;
    this.actions = options.actions;
    this.id = this.queue.register(this, options.software);
    this.alarms = options.alarms.map((configuration) => {
      const counter = options.counters[configuration.counter];
      if (counter === undefined || !(counter.tickNs > 0)) {
        throw new RangeError(`alarm ${configuration.name}: counter ${configuration.counter}`);
      }
      return {
        configuration,
        counter,
        expiryTicks: undefined,
        expiryLocalNs: Number.POSITIVE_INFINITY,
        cycleTicks: 0,
      };
    });
  }

  /**
   * Starts the autostart alarms; counters are 0 now. An ABSOLUTE alarm of time 0 expires at once:
   * its counter has just come to be 0.
   */
  startAutostartAlarms(): void {
    for (const alarm of this.alarms) {
      const { autostart, name } = alarm.configuration;
      if (autostart === undefined) continue;
      const { alarmTime, cycleTime } = autostart;
      const isRelative = autostart.type === 'RELATIVE';
      if (!Number.isSafeInteger(alarmTime) || alarmTime < (isRelative ? 1 : 0)) {
        throw new RangeError(`alarm ${name}: ${autostart.type} autostart at ${alarmTime} ticks`);
      }
      if (!Number.isSafeInteger(cycleTime) || cycleTime < 0) {
        throw new RangeError(`alarm ${name}: cycle of ${cycleTime} ticks`);
      }
      this.use(alarm, alarmTime, cycleTime);
    }
    this.arm();
  }

  /** E_OK; E_OS_ID, E_OS_STATE when in use, E_OS_VALUE outside the counter's limits. */
  SetRelAlarm(index: number, increment: number, cycle: number): Std_ReturnType {
    const alarm = this.alarms[index];
    if (alarm === undefined) return E_OS_ID;
    const { minCycle, maxAllowedValue } = alarm.counter;
    // An increment of 0 is left to the implementation by OSEK; AUTOSAR OS answers E_OS_VALUE.
    if (!(increment > 0 && increment <= maxAllowedValue)) return E_OS_VALUE;
    if (cycle !== 0 && !(cycle >= minCycle && cycle <= maxAllowedValue)) return E_OS_VALUE;
    if (alarm.expiryTicks !== undefined) return E_OS_STATE;
    this.use(alarm, this.ticks(alarm.counter) + increment, cycle);
    this.arm();
    return E_OK;
  }

  /** E_OK; E_OS_ID; E_OS_NOFUNC when the alarm is not in use. */
  CancelAlarm(index: number): Std_ReturnType {
    const alarm = this.alarms[index];
    if (alarm === undefined) return E_OS_ID;
    if (alarm.expiryTicks === undefined) return E_OS_NOFUNC;
    alarm.expiryTicks = undefined;
    alarm.expiryLocalNs = Number.POSITIVE_INFINITY;
    return E_OK;
  }

  /** Alarms that expire at one instant do so in the order of the configuration. */
  handle(_what: number, generation: number): void {
    if (generation !== this.generation) return;
    this.armedNs = undefined;
    const localNs = this.clock.localNs(this.queue.nowNs);
    for (const alarm of this.alarms) {
      if (alarm.expiryLocalNs > localNs) continue;
      const expiryTicks = alarm.expiryTicks as number;
      if (alarm.cycleTicks > 0) {
        this.use(alarm, expiryTicks + alarm.cycleTicks, alarm.cycleTicks);
      } else {
        alarm.expiryTicks = undefined;
        alarm.expiryLocalNs = Number.POSITIVE_INFINITY;
      }
      const { activateTask: task, setEvent: mask } = alarm.configuration;
      if (mask === undefined) this.actions.activateTask(task);
      else this.actions.setEvent(task, mask);
    }
    this.arm();
  }

  transfer(tape: StateTape): void {
    for (const alarm of this.alarms) {
      const ticks = tape.number(alarm.expiryTicks ?? -1);
      alarm.expiryTicks = ticks < 0 ? undefined : ticks;
      alarm.expiryLocalNs = tape.number(alarm.expiryLocalNs);
      alarm.cycleTicks = tape.number(alarm.cycleTicks);
    }
    const armedNs = tape.number(this.armedNs ?? -1);
    this.armedNs = armedNs < 0 ? undefined : armedNs;
    this.generation = tape.number(this.generation);
  }

  private use(alarm: Alarm, expiryTicks: number, cycleTicks: number): void {
    alarm.expiryTicks = expiryTicks;
    // A tick need not be whole nanoseconds: 60 MHz. Rounding each expiry alone adds nothing up.
    alarm.expiryLocalNs = Math.round(expiryTicks * alarm.counter.tickNs);
    alarm.cycleTicks = cycleTicks;
  }

  /** Ticks of the counter since StartOS; half a nanosecond makes up for the rounding in `use`. */
  private ticks(counter: OsCounter): number {
    return Math.floor((this.clock.localNs(this.queue.nowNs) + 0.5) / counter.tickNs);
  }

  private arm(): void {
    let nextLocalNs = Number.POSITIVE_INFINITY;
    for (const alarm of this.alarms) {
      if (alarm.expiryLocalNs < nextLocalNs) nextLocalNs = alarm.expiryLocalNs;
    }
    if (nextLocalNs === Number.POSITIVE_INFINITY) return;
    const atNs = Math.max(this.clock.globalNs(nextLocalNs), this.queue.nowNs);
    // After CancelAlarm the event may come too early: it then finds nothing to do and arms anew.
    if (this.armedNs !== undefined && this.armedNs <= atNs) return;
    this.armedNs = atNs;
    this.queue.schedule(atNs, Phase.hardware, this.id, 0, ++this.generation);
  }
}
