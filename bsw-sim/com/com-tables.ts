/** The configuration of Com as tables by id, built once: what the services of Com work on. */
import type {
  ComConfiguration,
  ComSignal,
  ComSignalGroup,
  SignalValue,
} from '../../rte/typescript/index.ts';
import type { SoftwareCode } from '../sim/software.ts';
import type { StateTape } from '../sim/state-tape.ts';
import { type Reception, RxIPdu, type Timeout } from './rx-i-pdu.ts';
import type { RoundedPeriod } from './transmission.ts';
import { type ComLowerLayer, type TriggerRule, TxIPdu, triggerRule } from './tx-i-pdu.ts';

export type ComCallbacks = Readonly<Record<string, () => void>>;

export interface SignalState {
  readonly configuration: ComSignal;
  readonly iPdu: TxIPdu | RxIPdu;
  /** The I-PDU's contents, or the shadow of the signal's group. */
  readonly buffer: Uint8Array;
  readonly inGroup: boolean;
  readonly rule: TriggerRule;
}

export interface GroupState {
  readonly configuration: ComSignalGroup;
  readonly iPdu: TxIPdu | RxIPdu;
  /** As long as the I-PDU, so that the group signals' own packing serves it. */
  readonly shadow: Uint8Array;
  readonly rule: TriggerRule;
  /** Group signals whose change triggers, and the others. */
  readonly observed: readonly ComSignal[];
  readonly unobserved: readonly ComSignal[];
}

export class ComTables {
  readonly iPdus: readonly (TxIPdu | RxIPdu)[];
  readonly txIPdus: readonly TxIPdu[];
  readonly rxIPdus: readonly RxIPdu[];
  /** Those with a deadline. */
  readonly monitoredTxIPdus: readonly TxIPdu[];
  readonly monitoredRxIPdus: readonly RxIPdu[];
  readonly signalIds: ReadonlyMap<string, number>;
  readonly roundedPeriods: readonly RoundedPeriod[];

  private readonly ecu: string;
  private readonly configuration: ComConfiguration;
  private readonly signals: readonly SignalState[];
  private readonly groups: readonly GroupState[];

  constructor(ecu: string, configuration: ComConfiguration, lower: ComLowerLayer) {
    const { signals, txTimeBaseNs, rxTimeBaseNs } = configuration;
    this.ecu = ecu;
    this.configuration = configuration;
    const rounded: RoundedPeriod[] = [];
    this.iPdus = configuration.iPdus.map((iPdu, id) => {
      const members = signals.filter((signal) => signal.iPdu === id);
      return iPdu.direction === 'RECEIVE'
        ? new RxIPdu({
            configuration: iPdu,
            members,
            all: signals,
            timeBaseNs: rxTimeBaseNs,
            rounded,
          })
        : new TxIPdu({
            id,
            configuration: iPdu,
            members,
            lower,
            timeBaseNs: txTimeBaseNs,
            rounded,
          });
    });
    this.roundedPeriods = rounded;
    this.txIPdus = this.iPdus.filter((iPdu) => iPdu instanceof TxIPdu);
    this.rxIPdus = this.iPdus.filter((iPdu) => iPdu instanceof RxIPdu);
    this.monitoredTxIPdus = this.txIPdus.filter(({ deadline }) => deadline !== undefined);
    this.monitoredRxIPdus = this.rxIPdus.filter(({ deadline }) => deadline !== undefined);
    this.groups = configuration.signalGroups.map((group) => this.groupState(group));
    this.signals = signals.map((signal) => this.signalState(signal));
    this.signalIds = new Map(signals.map(({ name }, id) => [name, id]));
  }

  signal(id: number): SignalState {
    const signal = this.signals[id];
    if (signal === undefined) throw new Error(`${this.ecu} has no COM signal ${id}`);
    return signal;
  }

  group(id: number): GroupState {
    const group = this.groups[id];
    if (group === undefined) throw new Error(`${this.ecu} has no COM signal group ${id}`);
    return group;
  }

  /** Initial values in every I-PDU and shadow. */
  initialiseContents(): void {
    for (const iPdu of this.iPdus) iPdu.initialise();
    for (const { iPdu, shadow } of this.groups) shadow.set(iPdu.data);
  }

  /** Throws for a name of the configuration that `callbacks` does not have. */
  resolveCallbacks(callbacks: ComCallbacks): void {
    const resolve = (names: readonly (string | undefined)[]) =>
      names.filter((name) => name !== undefined).map((name) => this.callback(callbacks, name));
    const { iPdus, signals, signalGroups } = this.configuration;
    iPdus.forEach((configuration, id) => {
      const iPdu = this.iPdus[id];
      if (iPdu instanceof TxIPdu) {
        const written = [...signals, ...signalGroups].filter((member) => member.iPdu === id);
        iPdu.ackNotifications = resolve(written.map(({ ackNotification }) => ackNotification));
        iPdu.errorNotifications = resolve(written.map((member) => member.errorNotification));
        iPdu.timeoutNotifications = resolve(written.map((member) => member.timeoutNotification));
      } else if (iPdu !== undefined) {
        iPdu.receptions = [
          ...configuration.signals.map((signal): Reception => {
            const { endByte, notification } = this.signal(signal).configuration;
            return { endByte, signals: [signal], notifications: resolve([notification]) };
          }),
          ...configuration.signalGroups.map((group): Reception => {
            const { endByte, notification, signals: members } = this.group(group).configuration;
            const ofMembers = members.map((id) => this.signal(id).configuration.notification);
            const notifications = resolve([...ofMembers, notification]);
            return { endByte, signals: members, notifications };
          }),
        ];
        iPdu.timeouts = [
          ...configuration.signals.map((signal) => {
            const { configuration } = this.signal(signal);
            return { member: configuration, signals: [signal] };
          }),
          ...configuration.signalGroups.map((group) => {
            const { configuration } = this.group(group);
            return { member: configuration, signals: configuration.signals };
          }),
        ]
          .filter(({ member }) => member.rxDataTimeoutAction !== undefined)
          .map(
            ({ member, signals: ids }): Timeout => ({
              replaced: ids.flatMap((id) => {
                const { configuration: signal } = this.signal(id);
                const value = valueAfterTimeout(signal, member.rxDataTimeoutAction);
                return value === undefined ? [] : { signal, value };
              }),
              notifications: resolve([member.timeoutNotification]),
            }),
          );
      }
    });
  }

  transfer(tape: StateTape): void {
    for (const iPdu of this.iPdus) iPdu.transfer(tape);
    for (const { shadow } of this.groups) tape.bytes(shadow);
  }

  private callback(callbacks: ComCallbacks, name: string): SoftwareCode {
    const run = Object.hasOwn(callbacks, name) ? callbacks[name] : undefined;
    if (run === undefined) throw new Error(`${this.ecu} has no COM callback ${name}`);
    return { name, task: undefined, run };
  }

  private groupState(configuration: ComSignalGroup): GroupState {
    const iPdu = this.iPdu(configuration.iPdu);
    const signals = configuration.signals.map((id) => {
      const signal = this.configuration.signals[id];
      if (signal === undefined) throw new Error(`${configuration.name} names no signal: ${id}`);
      return signal;
    });
    // Group signals that say TRIGGERED_ON_CHANGE decide for the group; when none does, all do.
    const onChange = (signal: ComSignal) => triggerRule(signal.transferProperty).onlyOnChange;
    const all = !signals.some(onChange);
    return {
      configuration,
      iPdu,
      shadow: iPdu.data.slice(),
      rule: triggerRule(configuration.transferProperty),
      observed: signals.filter((signal) => all || onChange(signal)),
      unobserved: signals.filter((signal) => !all && !onChange(signal)),
    };
  }

  private signalState(configuration: ComSignal): SignalState {
    const iPdu = this.iPdu(configuration.iPdu);
    const { signalGroup } = configuration;
    return {
      configuration,
      iPdu,
      buffer: signalGroup === undefined ? iPdu.data : this.group(signalGroup).shadow,
      inGroup: signalGroup !== undefined,
      rule: triggerRule(configuration.transferProperty),
    };
  }

  private iPdu(id: number): TxIPdu | RxIPdu {
    const iPdu = this.iPdus[id];
    if (iPdu === undefined) throw new Error(`${this.ecu} has no COM I-PDU ${id}`);
    return iPdu;
  }
}

/** Undefined: what it was, as a signal of a group is that has no substitution value. */
function valueAfterTimeout(
  signal: ComSignal,
  action: ComSignal['rxDataTimeoutAction'],
): SignalValue | undefined {
  switch (action) {
    case undefined:
    case 'NONE':
      return undefined;
    case 'REPLACE':
      return signal.initValue;
    case 'SUBSTITUTE':
      return signal.timeoutSubstitutionValue;
  }
}
