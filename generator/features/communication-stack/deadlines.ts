/** Deadline monitoring: as ECUC and the system description configure it, and of the I-PDUs that follow. */
import type { Elements } from '../../model/elements.ts';
import type { ComIPduPlan } from '../../plan/rte-plan.ts';
import type { Position } from '../../syntax/element.ts';
import type { EcucContainer } from '../../system/ecuc-values.ts';
import type { IPduDraft } from '../com-draft.ts';
import { DeadlineDraft, type TimeoutAction } from '../deadline-draft.ts';
import type { PlanDraft } from '../draft.ts';

/** Of a ComSignal or ComSignalGroup. */
export function deadlineFromEcuc(
  container: EcucContainer,
  { direction }: IPduDraft,
  draft: PlanDraft,
): DeadlineDraft {
  const timeoutNs = timeOf(container, 'ComTimeout', draft);
  return new DeadlineDraft(container.path, {
    timeout:
      timeoutNs === undefined
        ? undefined
        : { what: 'ComTimeout', timeoutNs, at: container.at('ComTimeout') },
    ...(direction === 'RECEIVE'
      ? {
          firstTimeoutNs: timeOf(container, 'ComFirstTimeout', draft) ?? 0,
          action: actionOf(container, draft),
        }
      : { firstTimeoutNs: 0, action: undefined }),
  });
}

/** A group is monitored as a whole, so a group signal has no deadline of its own. */
export function noDeadlineFromEcuc(container: EcucContainer, draft: PlanDraft): DeadlineDraft {
  if ((timeOf(container, 'ComTimeout', draft) ?? 0) > 0) {
    refuseInGroup(container.path, container.at('ComTimeout'), draft);
  }
  return new DeadlineDraft(container.path);
}

function refuseInGroup(where: string, at: Position, draft: PlanDraft): void {
  const what = 'a deadline of one signal of a signal group';
  draft.diagnostics.report('construct-unsupported', at, { where, what });
}

function timeOf(
  container: EcucContainer,
  parameter: 'ComTimeout' | 'ComFirstTimeout',
  draft: PlanDraft,
): number | undefined {
  const value = container.text(parameter);
  const timeNs = container.secondsNs(parameter);
  if (value !== undefined && timeNs === undefined) {
    draft.diagnostics.report('value-invalid', container.at(parameter), {
      tag: `${parameter} of ${container.path}`,
      value,
      expected: 'a number of seconds',
    });
  }
  return timeNs;
}

function actionOf(container: EcucContainer, draft: PlanDraft): TimeoutAction | undefined {
  const parameter = 'ComRxDataTimeoutAction';
  const action = container.text(parameter);
  if (
    action === undefined ||
    action === 'NONE' ||
    action === 'REPLACE' ||
    action === 'SUBSTITUTE'
  ) {
    return action;
  }
  draft.diagnostics.report('construct-unsupported', container.at(parameter), {
    where: container.path,
    what: `timeout action ${action}`,
  });
  return undefined;
}

/** What a signal is after a timeout, where it or its group says SUBSTITUTE; it must be given then. */
export function substitutionText(
  container: EcucContainer,
  deadline: DeadlineDraft,
  draft: PlanDraft,
): string | undefined {
  if (deadline.configuredAction !== 'SUBSTITUTE') return undefined;
  const parameter = 'ComTimeoutSubstitutionValue';
  const text = container.text(parameter);
  if (text === undefined) {
    draft.diagnostics.report('ecuc-parameter-missing', container.element, {
      container: container.path,
      parameter,
    });
  }
  return text;
}

/** Deadlines at the ports of an ECU, by path of the signal or signal group and by direction. */
export class PortDeadlines {
  readonly #ports = new Map<string, Elements['I-SIGNAL-PORT']>();
  readonly #draft: PlanDraft;

  constructor(ecu: Elements['ECU-INSTANCE'], draft: PlanDraft) {
    this.#draft = draft;
    const own = new Map<string, Elements['I-SIGNAL-PORT']>();
    for (const port of ecu.connectors.flatMap((connector) => connector.ports)) {
      if (port.kind === 'I-SIGNAL-PORT') own.set(port.path, port);
    }
    if (own.size === 0) return;
    const clusters = new Set(draft.system.matrix.map((frame) => frame.cluster));
    const triggerings = [...clusters]
      .flatMap((cluster) => cluster.channels)
      .flatMap((channel) => channel.iSignalTriggerings);
    for (const { iSignal, iSignalGroup, iSignalPorts } of triggerings) {
      const path = (iSignal ?? iSignalGroup)?.path;
      for (const { path: portPath } of iSignalPorts) {
        const port = own.get(portPath);
        if (port === undefined || path === undefined) continue;
        this.#ports.set(keyOf(path, port.direction === 'OUT' ? 'SEND' : 'RECEIVE'), port);
      }
    }
  }

  of(signal: { readonly path: string }, { direction }: IPduDraft): DeadlineDraft {
    const port = this.#ports.get(keyOf(signal.path, direction));
    return new DeadlineDraft(signal.path, {
      timeout:
        port?.timeoutNs === undefined
          ? undefined
          : { what: `TIMEOUT of ${port.path}`, timeoutNs: port.timeoutNs, at: port },
      firstTimeoutNs: direction === 'RECEIVE' ? (port?.firstTimeoutNs ?? 0) : 0,
      action: undefined,
    });
  }

  /** Of a signal whose group is monitored as a whole. */
  inGroup(signal: { readonly path: string }, { direction }: IPduDraft): DeadlineDraft {
    const port = this.#ports.get(keyOf(signal.path, direction));
    if (port?.timeoutNs !== undefined && port.timeoutNs > 0) {
      refuseInGroup(signal.path, port, this.#draft);
    }
    return new DeadlineDraft(signal.path);
  }
}

function keyOf(path: string, direction: IPduDraft['direction']): string {
  return `${direction} ${path}`;
}

/** The smallest of the times that the signals and groups of an I-PDU have [SWS_Com_00291, 00445]. */
export function iPduDeadline(
  iPdu: IPduDraft,
  { com, diagnostics }: PlanDraft,
): ComIPduPlan['deadline'] {
  const members = [...com.signals, ...com.signalGroups].filter((member) => member.iPdu === iPdu);
  const deadlines = members.flatMap(({ deadline }) => deadline.plan ?? []);
  if (deadlines.length === 0) return undefined;
  if (iPdu.txMode?.mode === 'NONE') {
    diagnostics.report('construct-unsupported', iPdu.at, {
      where: iPdu.source,
      what: 'a transmission deadline in transmission mode NONE',
    });
    return undefined;
  }
  const first = deadlines.map(({ firstTimeoutNs }) => firstTimeoutNs).filter((ns) => ns > 0);
  return {
    timeoutNs: Math.min(...deadlines.map(({ timeoutNs }) => timeoutNs)),
    firstTimeoutNs: first.length === 0 ? 0 : Math.min(...first),
  };
}
