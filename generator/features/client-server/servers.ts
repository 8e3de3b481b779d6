/** The operations that runnables of this ECU serve. */
import type { Elements } from '../../model/elements.ts';
import type { PortInstance } from '../../system/composition.ts';
import type { EcuComponent } from '../../system/ecu-system.ts';
import type { PlanDraft, Runnable } from '../draft.ts';

export type Operation = Elements['CLIENT-SERVER-OPERATION'];

export interface Server {
  readonly component: EcuComponent;
  readonly runnable: Runnable;
  readonly event: Elements['OPERATION-INVOKED-EVENT'];
  readonly port: PortInstance['port'];
  readonly operation: Operation;
}

export function serversOf(component: EcuComponent, draft: PlanDraft): readonly Server[] {
  const { model } = draft.system;
  return (component.behavior?.events ?? []).flatMap((event) => {
    if (event.kind !== 'OPERATION-INVOKED-EVENT') return [];
    const port = model.resolve(event.port, draft.diagnostics);
    const operation = model.resolve(event.operation, draft.diagnostics);
    const runnable = model.resolve(event.runnable, draft.diagnostics);
    if (port === undefined || operation === undefined || runnable === undefined) return [];
    return [{ component, runnable, event, port, operation }];
  });
}
