/** ECU configurations that map the events of a component to one task, for tests. */
import {
  arxml,
  component,
  composition,
  ecuExtract,
  type RunnableWords,
  senderReceiver,
} from './arxml.ts';
import { ecucContainer, ecucModule } from './arxml-network.ts';
import type { Xml } from './arxml-print.ts';

type Values = NonNullable<Parameters<typeof ecucContainer>[2]>;

/** Events of one component instance in the order of their positions, with more values of their mappings. */
export function eventsInTask(
  task: string,
  component: { readonly type: string; readonly prototype: string },
  events: Readonly<Record<string, Values>>,
): Xml {
  return ecucContainer(
    'RteSwComponentInstance',
    component.prototype.slice(component.prototype.lastIndexOf('/') + 1),
    { RteSoftwareComponentInstanceRef: component.prototype },
    ...Object.entries(events).map(([event, values], i) =>
      ecucContainer('RteEventToTaskMapping', event, {
        RteEventRef: `/Car/${component.type}/Behavior/${event}`,
        RteMappedToTaskRef: `/Car/Os/${task}`,
        RtePositionInTask: i + 1,
        ...values,
      }),
    ),
  );
}

/** Of every kind that a task can have. */
export const lightRunnables: Readonly<Record<string, RunnableWords>> = {
  Blink: { every: '0.01' },
  Fade: { every: '0.03' },
  Dim: { received: ['In.speed'], reads: ['In.speed'] },
  Warn: { received: ['In.limit'] },
  Start: { init: true },
};

/** All of them; the init event last, since its place does not depend on its position. */
export const lightEvents = {
  BlinkTiming: {},
  FadeTiming: {},
  DimReceived_In_speed: {},
  WarnReceived_In_limit: {},
  StartInit: {},
};

export interface LightWords {
  readonly runnables?: Readonly<Record<string, RunnableWords>>;
  readonly events?: Readonly<Record<string, Values>>;
  /** Of the OsTask. */
  readonly task?: Values;
  /** More containers of the Os and of the Rte, and more elements. */
  readonly os?: readonly Xml[];
  readonly rte?: readonly Xml[];
  readonly more?: readonly Xml[];
}

/** ECU Body: a sensor that writes speed and limit each second, and a light whose events are in TaskLight. */
export function lightEcu(words: LightWords = {}): string {
  return arxml(
    senderReceiver('SpeedIf', { speed: 'uint16', limit: 'uint16' }),
    component('Sensor', {
      provides: { Out: 'SpeedIf' },
      runnables: { Measure: { every: '1', writes: ['Out.speed', 'Out.limit'] } },
    }),
    component('Light', {
      requires: { In: 'SpeedIf' },
      runnables: words.runnables ?? lightRunnables,
    }),
    composition('Vehicle', {
      parts: { light: 'Light', sensor: 'Sensor' },
      connect: ['sensor.Out -> light.In'],
    }),
    ecuExtract('Body', 'Vehicle'),
    ecucModule(
      'Os',
      ecucContainer('OsTask', 'TaskLight', {
        OsTaskActivation: 1,
        OsTaskPriority: 5,
        OsTaskSchedule: 'FULL',
        ...words.task,
      }),
      ecucContainer('OsTask', 'TaskSensor', { OsTaskActivation: 1, OsTaskPriority: 1 }),
      ...(words.os ?? []),
    ),
    ecucModule(
      'Rte',
      eventsInTask(
        'TaskLight',
        { type: 'Light', prototype: '/Car/Vehicle/light' },
        words.events ?? lightEvents,
      ),
      eventsInTask(
        'TaskSensor',
        { type: 'Sensor', prototype: '/Car/Vehicle/sensor' },
        { MeasureTiming: {} },
      ),
      ...(words.rte ?? []),
    ),
    words.more ?? [],
  );
}

/** An OsEvent; without a mask the bits are free. */
export const osEvent = (name: string, mask?: number): Xml =>
  ecucContainer('OsEvent', name, mask === undefined ? {} : { OsEventMask: mask });

/** An alarm that sets an event of a task, or activates it where there is none. */
export function osAlarm(name: string, task: string, event?: string): Xml {
  const taskRef = `/Car/Os/${task}`;
  const action =
    event === undefined
      ? ecucContainer('OsAlarmActivateTask', 'Activate', { OsAlarmActivateTaskRef: taskRef })
      : ecucContainer('OsAlarmSetEvent', 'SetEvent', {
          OsAlarmSetEventRef: `/Car/Os/${event}`,
          OsAlarmSetEventTaskRef: taskRef,
        });
  return ecucContainer('OsAlarm', name, {}, ecucContainer('OsAlarmAction', 'Action', {}, action));
}
