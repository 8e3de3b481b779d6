/** The operations that runnables of this ECU serve. */
import type { Elements } from '../../model/elements.ts';
import type { PortInstance } from '../../system/composition.ts';
import type { EcuComponent } from '../../system/ecu-system.ts';
import type { PlanDraft, Runnable } from '../draft.ts';
import { memberOf, portOf, runnableOf } from '../ports.ts';

export type Operation = Elements['CLIENT-SERVER-OPERATION'];

export interface Server {
  readonly component: EcuComponent;
  readonly runnable: Runnable;
  readonly event: Elements['OPERATION-INVOKED-EVENT'];
  readonly port: PortInstance['port'];
  readonly operation: Operation;
}

export function serversOf(component: EcuComponent, draft: PlanDraft): readonly Server[] {
  return (component.behavior?.events ?? []).flatMap((event) => {
    if (event.kind !== 'OPERATION-INVOKED-EVENT') return [];
    if (event.port === undefined || event.operation === undefined) {
      const missing = 'CONTEXT-P-PORT-REF and TARGET-PROVIDED-OPERATION-REF';
      draft.diagnostics.report('element-incomplete', event, { path: event.path, missing });
      return [];
    }
    const port = portOf(component, event.port, draft);
    const operation = port && memberOf(port, event.operation, 'operation', draft);
    const runnable = runnableOf(component, event.runnable, draft);
    if (port === undefined || operation === undefined || runnable === undefined) return [];
    return [{ component, runnable, event, port, operation }];
  });
}
