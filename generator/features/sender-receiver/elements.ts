/** Data elements at the ports of this ECU: accessed by whom, connected to what, of which type. */
import type { Elements } from '../../model/elements.ts';
import type { PortInstance } from '../../system/composition.ts';
import type { EcuComponent } from '../../system/ecu-system.ts';
import type { UsedType } from '../../system/types.ts';
import type { ValueSpecification } from '../../system/values.ts';
import type { PlanDraft, Runnable } from '../draft.ts';
import { memberOf, portOf } from '../ports.ts';

export type DataElement = Elements['VARIABLE-DATA-PROTOTYPE'];
export type SenderComSpec = Elements['NONQUEUED-SENDER-COM-SPEC'];
export type ReceiverComSpec = Elements['NONQUEUED-RECEIVER-COM-SPEC'];
type VariableAccess = Elements['VARIABLE-ACCESS'];

const providing = ['P-PORT-PROTOTYPE', 'PR-PORT-PROTOTYPE'] as const;
const requiring = ['R-PORT-PROTOTYPE', 'PR-PORT-PROTOTYPE'] as const;

/** A data element at a port of a component of this ECU, as far as somebody uses it. */
export interface PortElement {
  readonly component: EcuComponent;
  readonly port: PortInstance['port'];
  readonly element: DataElement;
  readonly type: UsedType;
  readonly writers: Runnable[];
  readonly readers: Runnable[];
  readonly receivedEvents: Elements['DATA-RECEIVED-EVENT'][];
  readonly receiveErrorEvents: Elements['DATA-RECEIVE-ERROR-EVENT'][];
  readonly sendCompletedEvents: Elements['DATA-SEND-COMPLETED-EVENT'][];
}

/** Whether anybody wants to have the data or to be told of them. */
export function isReceived(use: PortElement): boolean {
  return use.readers.length + use.receivedEvents.length + use.receiveErrorEvents.length > 0;
}

/** Everything that runnables write, read or wait for, by instance path, port and element. */
export class PortElements {
  readonly #byKey = new Map<string, PortElement>();
  readonly #draft: PlanDraft;

  constructor(draft: PlanDraft) {
    this.#draft = draft;
    for (const component of draft.system.components) this.#collect(component);
  }

  get all(): readonly PortElement[] {
    return [...this.#byKey.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  /** The use of the element of that name at a port of this ECU, if there is any. */
  at(
    component: EcuComponent,
    port: PortInstance['port'],
    elementName: string,
  ): PortElement | undefined {
    return this.#byKey.get(`${component.path}:${port.shortName}:${elementName}`);
  }

  #collect(component: EcuComponent): void {
    const { behavior } = component;
    if (behavior === undefined) return;
    for (const runnable of behavior.runnables) {
      for (const access of runnable.dataSendPoints)
        this.#access(component, access, providing)?.writers.push(runnable);
      for (const access of runnable.dataReceivePointByArguments) {
        this.#access(component, access, requiring)?.readers.push(runnable);
      }
      for (const access of runnable.dataReceivePointByValues) {
        this.#draft.diagnostics.report('construct-unsupported', access, {
          where: runnable.path,
          what: 'reading by value (Rte_DRead)',
        });
      }
    }
    for (const event of behavior.events) {
      switch (event.kind) {
        case 'DATA-RECEIVED-EVENT':
          this.#received(component, event)?.receivedEvents.push(event);
          break;
        case 'DATA-RECEIVE-ERROR-EVENT':
          this.#received(component, event)?.receiveErrorEvents.push(event);
          break;
        case 'DATA-SEND-COMPLETED-EVENT':
          this.#sent(component, event)?.sendCompletedEvents.push(event);
      }
    }
  }

  #received(
    component: EcuComponent,
    event: Elements['DATA-RECEIVED-EVENT' | 'DATA-RECEIVE-ERROR-EVENT'],
  ): PortElement | undefined {
    if (event.port !== undefined && event.dataElement !== undefined) {
      return this.#use(component, event.port, event.dataElement);
    }
    const missing = 'CONTEXT-R-PORT-REF and TARGET-DATA-ELEMENT-REF';
    this.#draft.diagnostics.report('element-incomplete', event, { path: event.path, missing });
    return undefined;
  }

  /** The element that the access writes whose end the event tells. */
  #sent(
    component: EcuComponent,
    event: Elements['DATA-SEND-COMPLETED-EVENT'],
  ): PortElement | undefined {
    const { diagnostics, system } = this.#draft;
    if (event.source === undefined) {
      const missing = 'EVENT-SOURCE-REF';
      diagnostics.report('element-incomplete', event, { path: event.path, missing });
      return undefined;
    }
    const access = system.model.resolve(event.source, diagnostics);
    if (access === undefined) return undefined;
    const runnables = component.behavior?.runnables ?? [];
    if (runnables.some(({ dataSendPoints }) => dataSendPoints.includes(access))) {
      return this.#access(component, access, providing);
    }
    diagnostics.report('reference-foreign', event.source, {
      path: access.path,
      what: 'data send point',
      owner: component.behavior?.path ?? '',
    });
    return undefined;
  }

  #access(
    component: EcuComponent,
    access: VariableAccess,
    kinds: readonly PortInstance['port']['kind'][],
  ): PortElement | undefined {
    if (access.port === undefined || access.dataElement === undefined) {
      const missing = 'PORT-PROTOTYPE-REF and TARGET-DATA-PROTOTYPE-REF';
      this.#draft.diagnostics.report('element-incomplete', access, { path: access.path, missing });
      return undefined;
    }
    return this.#use(component, { ...access.port, kinds }, access.dataElement);
  }

  #use(
    component: EcuComponent,
    portReference: VariableAccess['port'],
    elementReference: VariableAccess['dataElement'],
  ): PortElement | undefined {
    const port = portOf(component, portReference, this.#draft);
    const element = port && memberOf(port, elementReference, 'data element', this.#draft);
    if (port === undefined || element === undefined) return undefined;
    const key = `${component.path}:${port.shortName}:${element.shortName}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    this.#draft.claimApiName(
      component,
      `Rte_..._${port.shortName}_${element.shortName}`,
      `${port.path}/${element.shortName}`,
      port,
    );
    const type = this.#draft.typeOf(component, element.type);
    if (type === undefined) return undefined;
    const use: PortElement = {
      component,
      port,
      element,
      type,
      writers: [],
      readers: [],
      receivedEvents: [],
      receiveErrorEvents: [],
      sendCompletedEvents: [],
    };
    this.#byKey.set(key, use);
    return use;
  }
}

function keyOf(use: PortElement): string {
  return `${use.component.path}:${use.port.shortName}:${use.element.shortName}`;
}

export function senderComSpec(
  port: PortInstance['port'],
  element: DataElement,
): SenderComSpec | undefined {
  if (port.kind === 'R-PORT-PROTOTYPE') return undefined;
  return port.providedComSpecs.find(
    (spec): spec is SenderComSpec =>
      spec.kind === 'NONQUEUED-SENDER-COM-SPEC' && spec.dataElement?.path === element.path,
  );
}

export function receiverComSpec(
  port: PortInstance['port'],
  element: DataElement,
): ReceiverComSpec | undefined {
  if (port.kind === 'P-PORT-PROTOTYPE') return undefined;
  return port.requiredComSpecs.find(
    (spec): spec is ReceiverComSpec =>
      spec.kind === 'NONQUEUED-RECEIVER-COM-SPEC' && spec.dataElement?.path === element.path,
  );
}

/** The initial value of an element at a port: its com-spec's, else the element's own. */
export function initSpecification(
  port: PortInstance['port'],
  element: DataElement,
): ValueSpecification | undefined {
  return (
    receiverComSpec(port, element)?.initValue ??
    senderComSpec(port, element)?.initValue ??
    element.initValue
  );
}
