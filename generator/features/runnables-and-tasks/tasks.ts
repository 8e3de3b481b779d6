/** Tasks, alarms and event mappings while they are collected from ECUC or assumed. */
import type { Elements } from '../../model/elements.ts';
import type { TaskPlan } from '../../plan/rte-plan.ts';
import type { Position } from '../../syntax/element.ts';
import type { EcuComponent } from '../../system/ecu-system.ts';

export type RteEvent = Elements['SWC-INTERNAL-BEHAVIOR']['events'][number];

/** What a task entry executes, and when: an RTE event of an instance or an event of a BSW module. */
export type Work =
  | {
      readonly kind: 'runnable';
      readonly component: EcuComponent;
      readonly runnable: Elements['RUNNABLE-ENTITY'];
      readonly event: RteEvent;
    }
  | {
      readonly kind: 'bsw';
      readonly module: string;
      readonly entity: string;
      readonly function: string;
      readonly event: Elements['BSW-TIMING-EVENT' | 'BSW-BACKGROUND-EVENT'];
    };

export type WorkTrigger =
  | { readonly kind: 'cyclic'; readonly periodNs: number; readonly offsetNs: number }
  | { readonly kind: 'background' }
  | { readonly kind: 'data-received' }
  | { readonly kind: 'init' };

/** Who activates the task of an entry, or sets the OS event that the entry waits for. */
export type Starter = 'alarm' | 'data' | 'Rte_Start';

export function starterOf(trigger: WorkTrigger): Starter {
  switch (trigger.kind) {
    case 'cyclic':
    case 'background':
      return 'alarm';
    case 'data-received':
      return 'data';
    case 'init':
      return 'Rte_Start';
  }
}

export interface MappedWork {
  readonly work: Work;
  readonly trigger: WorkTrigger;
  readonly task: string;
  readonly position: number;
  readonly alarm: string | undefined;
  /** Name of the OS event that the mapping says, if it says one. */
  readonly osEvent: string | undefined;
  readonly assumed: boolean;
  readonly at: Position;
}

/** An alarm of the ECU configuration. */
export interface ConfiguredAlarm {
  readonly name: string;
  readonly path: string;
  readonly counter: string;
  /** Which it activates, or sets `osEvent` of. */
  readonly task: string | undefined;
  readonly osEvent: string | undefined;
  readonly autostart: boolean;
  /** When it fires, as the RTE configuration or else the OS configuration says. */
  readonly offsetNs: number | undefined;
  readonly cycleNs: number | undefined;
  readonly at: Position;
}

export interface TaskDraft extends Omit<TaskPlan, 'entries' | 'body' | 'osEvents'> {
  /** Names of the OS events that the configuration lets it have. */
  readonly osEventRefs: readonly string[];
  readonly at: Position | undefined;
}
