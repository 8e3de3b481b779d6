/** Stimuli of the vehicle file and of `--set` → actions of the simulation, each name checked. */
import type { OutsideAction } from '../bsw-sim/simulation.ts';
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import type { SignalValue } from '../rte/typescript/configuration.ts';
import type { Member } from './members.ts';
import { findPoint, type InputPoint, inputPoint, PointError, pointValue } from './points.ts';
import type { Stimulus } from './vehicle-setup.ts';

export interface TimedAction {
  readonly atNs: number;
  readonly action: OutsideAction;
}

/** In the order of the stimuli, which decides between two at one instant. */
export function planStimuli(
  stimuli: readonly Stimulus[],
  members: readonly Member[],
  diagnostics: Diagnostics,
): TimedAction[] {
  const actions: TimedAction[] = [];
  for (const { target, at, steps } of stimuli) {
    const point = orReport('vehicle-target-unknown', () => inputPoint(findPoint(target, members)));
    if (point === undefined) continue;
    for (const { atNs, value } of steps) {
      const action = orReport('vehicle-set-value-wrong', () =>
        outsideAction(point, pointValue(point, value)),
      );
      if (action === undefined) break;
      actions.push({ atNs, action });
    }

    function orReport<T>(
      code: 'vehicle-target-unknown' | 'vehicle-set-value-wrong',
      attempt: () => T,
    ): T | undefined {
      try {
        return attempt();
      } catch (error) {
        if (!(error instanceof PointError)) throw error;
        diagnostics.report(code, at, { target, reason: error.message });
        return undefined;
      }
    }
  }
  return actions;
}

export function outsideAction(point: InputPoint, value: SignalValue): OutsideAction {
  switch (point.kind) {
    case 'adc':
    case 'dio':
      return { kind: point.kind, ecu: point.ecu, channel: point.channel, value: Number(value) };
    case 'signal':
      return { kind: 'signal', ecu: point.ecu, signal: point.signal.name, value };
  }
}
