/** Parameters of signals and signal groups of Com that say what is monitored and who is told. */
import type {
  ComNotificationPlan,
  ComPlan,
  ComSignalGroupPlan,
  ComSignalPlan,
  ValuePlan,
} from '../../plan/rte-plan.ts';
import type { Parameter } from './containers.ts';

/** Bytes are written one after the other, as ComSignalInitValue of UINT8_N is. */
export function valueText(value: ValuePlan): string | number {
  return typeof value === 'object' ? value.join(' ') : value;
}

/** Nothing where nothing is monitored; a first timeout and an action only where it is received. */
export function deadlineParameters(
  { iPdu, deadline }: ComSignalPlan | ComSignalGroupPlan,
  { iPdus }: ComPlan,
): readonly Parameter[] {
  if (deadline === undefined) return [];
  const timeout = ['ComTimeout', deadline.timeoutNs / 1e9] as const;
  if (iPdus.find(({ name }) => name === iPdu)?.direction === 'SEND') return [timeout];
  const { firstTimeoutNs, rxDataTimeoutAction } = deadline;
  return [
    ...(firstTimeoutNs === 0 ? [] : [['ComFirstTimeout', firstTimeoutNs / 1e9] as const]),
    ['ComRxDataTimeoutAction', rxDataTimeoutAction],
    timeout,
  ];
}

export function substitutionParameters({
  timeoutSubstitutionValue: value,
}: Pick<ComSignalPlan, 'timeoutSubstitutionValue'>): readonly Parameter[] {
  return value === undefined ? [] : [['ComTimeoutSubstitutionValue', valueText(value)]];
}

/** ComNotification is the acknowledgement on the sender's side and the reception on the receiver's. */
export function notificationParameters(callbacks: ComNotificationPlan): readonly Parameter[] {
  const notification = callbacks.notification ?? callbacks.ackNotification;
  return [
    ...(notification === undefined ? [] : [['ComNotification', notification] as const]),
    ...(callbacks.errorNotification === undefined
      ? []
      : [['ComErrorNotification', callbacks.errorNotification] as const]),
    ...(callbacks.timeoutNotification === undefined
      ? []
      : [['ComTimeoutNotification', callbacks.timeoutNotification] as const]),
  ];
}
