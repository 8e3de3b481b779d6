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

export interface MappedWork {
  readonly work: Work;
  readonly trigger: WorkTrigger;
  readonly task: string;
  readonly position: number;
  readonly alarm: string | undefined;
  readonly assumed: boolean;
  readonly at: Position;
}

/** An alarm of the ECU configuration. */
export interface ConfiguredAlarm {
  readonly name: string;
  readonly path: string;
  readonly counter: string;
  readonly task: string | undefined;
  readonly autostart: boolean;
  /** When it fires, as the RTE configuration or else the OS configuration says. */
  readonly offsetNs: number | undefined;
  readonly cycleNs: number | undefined;
  readonly at: Position;
}

export type TaskDraft = Omit<TaskPlan, 'entries' | 'body'> & { readonly at: Position | undefined };
