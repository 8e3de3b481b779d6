/** Rte.ts: buffers, the API objects of the component instances, task bodies, COM call-backs. */
import { osEventsOf } from '../../plan/os-objects.ts';
import type {
  ComCallbackActionPlan,
  InstancePlan,
  RtePlan,
  TaskEntryPlan,
} from '../../plan/rte-plan.ts';
import { type StartStep, startSteps } from '../../plan/start.ts';
import { callView } from './call-view.ts';
import {
  activateTask,
  activationLines,
  apiObject,
  bufferStruct,
  setEvent,
  symbol,
} from './names.ts';
import { importTypes, importValues } from './platform.ts';
import { methodName } from './reserved-names.ts';
import { receiveInto } from './signal-access.ts';
import { commented, quoted, type Words } from './words.ts';

export function rteView(plan: RtePlan, words: Words) {
  const withState = plan.instances.filter((i) => i.buffers.length + i.flags.length > 0);
  const counters = plan.tasks.flatMap((task) =>
    task.entries.flatMap((entry) => counterOf(entry, task.name)),
  );
  const dueFlags = plan.tasks.flatMap((task) =>
    task.entries.flatMap((e) =>
      e.trigger.kind === 'data-received' && e.trigger.dueFlag ? [e.trigger.dueFlag] : [],
    ),
  );
  const view = {
    entities: plan.bsw.schedulableEntities.map((name) => ({ name: methodName(name) })),
    components: plan.components.map(({ name }) => ({ name })),
    buffers: withState.map((instance) => bufferView(instance, words)),
    counters,
    dueFlags: dueFlags.map((name) => ({ name })),
    instances: calledInstances(plan).map((instance) => instanceView(instance, plan, words)),
    callbacks: plan.comCallbacks.map((callback) => ({
      name: callback.name,
      actions: callback.does.flatMap((action) => callbackAction(action, words)),
    })),
    tasks: plan.tasks.map((task) => ({
      name: quoted(task.name),
      comment:
        task.body === 'rte'
          ? `priority ${task.priority}`
          : `priority ${task.priority}; its body is the integrator's`,
      entries: task.entries.map((entry) => entryView(entry, task.name)),
    })),
    state: [
      ...withState.map((instance) => bufferStruct(instance.name)),
      ...(counters.length > 0 ? ['Rte_Counters'] : []),
      ...(dueFlags.length > 0 ? ['Rte_Due'] : []),
    ].join(', '),
    references: calledInstances(plan)
      .map(({ name }) => apiObject(name))
      .join(', '),
    initialise: withState.flatMap((instance) => initialise(instance, words)),
    start: startSteps(plan).map(startAction),
    stop: plan.alarms
      .filter((alarm) => alarm.startedBy === 'rte')
      .map((alarm) => `services.CancelAlarm(${symbol.alarm(alarm.name)});`),
  };
  const text = JSON.stringify(view);
  const isUsed = (name: string) => text.includes(`${name}.value`) || text.includes(`, ${name})`);
  const usesIoDrivers = view.instances.some((instance) => instance.usesIoDrivers);
  // What an ECU with little in it does not use is marked so, as the compiler settings want it.
  return {
    ...view,
    services: usesIoDrivers || text.includes('services.') ? 'services' : '_services',
    componentsParameter: text.includes('components.') ? 'components' : '_components',
    holders: holders.filter(({ name }) => isUsed(name)),
  };
}

// ---- imports ----------------------------------------------------------------------------------------

/** Only what the text names: unused imports do not pass the compiler settings. */
export function rteImports(text: string, plan: RtePlan, words: Words): string {
  // Paths in comments, names in strings and members, which are printed with `:` at once, may have the name
  // of something to import.
  const code = text.replace(/\/\*\*.*?\*\/|\/\/.*|'(?:[^'\\]|\\.)*'/g, '');
  const named = (name: string) => new RegExp(`(?<![.\\w])${name}\\b(?!:)`).test(code);
  const { com } = plan.bsw;
  const configured = [
    ...plan.tasks.map((t) => symbol.task(t.name)),
    ...plan.alarms.map((a) => symbol.alarm(a.name)),
    ...osEventsOf(plan).map((e) => symbol.osEvent(e.name)),
    ...com.signals.map((s) => symbol.signal(s.name)),
    ...com.signalGroups.map((g) => symbol.signalGroup(g.name)),
  ];
  const structures = plan.types.filter((t) => t.definition.kind === 'structure');
  return [
    importTypes([...rteTypes, ...platformTypes].filter(named), 'vfb/rte'),
    importValues([...statusCodes, 'out'].filter(named), 'vfb/rte'),
    importValues(configured.filter(named), './Ecu_Cfg.ts'),
    importTypes(plan.types.map((t) => words.typeName(t.name)).filter(named), './Rte_Type.ts'),
    importValues(structures.map((t) => `copy_${t.name}`).filter(named), './Rte_Type.ts'),
    ...plan.components.map(({ name }) =>
      importTypes([`${name}_Runnables`, `Rte_${name}`].filter(named), `./Rte_${name}.ts`),
    ),
  ].join('');
}

const rteTypes = ['Out', 'Rte', 'Services', 'Std_ReturnType', 'TaskBody'];
const platformTypes = [
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'sint8',
  'sint16',
  'sint32',
  'sint64',
  'float32',
  'float64',
];
const statusCodes = [
  'E_OK',
  'RTE_E_COM_STOPPED',
  'RTE_E_MAX_AGE_EXCEEDED',
  'RTE_E_NO_DATA',
  'RTE_E_OK',
  'RTE_E_TIMEOUT',
  'RTE_E_TRANSMIT_ACK',
  'RTE_E_UNCONNECTED',
];

/** Where COM puts a value before the RTE converts it. */
const holders = [
  { name: 'Rte_Number', value: 'out(0)' },
  { name: 'Rte_Bigint', value: 'out(0n)' },
  { name: 'Rte_Bytes', value: 'out(new Uint8Array(0) as Uint8Array)' },
];

// ---- state ------------------------------------------------------------------------------------------

function bufferView(instance: InstancePlan, words: Words) {
  return {
    name: bufferStruct(instance.name),
    source: commented(instance.path),
    members: [
      ...instance.buffers.map((buffer) => ({
        name: buffer.name,
        source: commented(buffer.source),
        value: `${words.literal(buffer.initValue, buffer.type)} as ${words.typeName(buffer.type)}`,
      })),
      ...instance.flags.map((flag) => ({
        name: flag.name,
        source: commented(flag.source),
        value: flag.kind === 'acknowledge' ? 'RTE_E_NO_DATA as Std_ReturnType' : 'false as boolean',
      })),
    ],
  };
}

function initialise(instance: InstancePlan, words: Words): readonly string[] {
  const struct = bufferStruct(instance.name);
  return [
    ...instance.buffers.map((buffer) => {
      const target = `${struct}.${buffer.name}`;
      const literal = words.literal(buffer.initValue, buffer.type);
      return words.base(buffer.type) === undefined
        ? words.copy(target, literal, buffer.type)
        : `${target} = ${literal};`;
    }),
    ...instance.flags.map((flag) =>
      flag.kind === 'acknowledge'
        ? `${struct}.${flag.name} = RTE_E_NO_DATA;`
        : `${struct}.${flag.name} = false;`,
    ),
  ];
}

// ---- component instances ------------------------------------------------------------------------------

/** Instances of which a runnable is called: by a task, or by a client as its server. */
function calledInstances(plan: RtePlan): readonly InstancePlan[] {
  const called = new Set([
    ...plan.tasks.flatMap(({ entries }) =>
      entries.flatMap(({ executes }) => (executes.kind === 'runnable' ? [executes.instance] : [])),
    ),
    ...plan.instances.flatMap(({ calls }) =>
      calls.flatMap((call) => (call.kind === 'Rte_Call' ? (call.server?.instance ?? []) : [])),
    ),
  ]);
  return plan.instances.filter(({ name }) => called.has(name));
}

function instanceView(instance: InstancePlan, plan: RtePlan, words: Words) {
  const component = plan.components.find((c) => c.name === instance.component);
  return {
    source: commented(instance.path),
    name: apiObject(instance.name),
    type: `Rte_${instance.component}`,
    usesIoDrivers: component?.usesIoDrivers ?? false,
    calls: instance.calls.map((call) => callView(call, instance, words)),
  };
}

function callbackAction(action: ComCallbackActionPlan, words: Words): readonly string[] {
  switch (action.kind) {
    case 'store':
      return [
        ...receiveInto(
          `${bufferStruct(action.instance)}.${action.buffer}`,
          action.type,
          action.from,
          words,
        ),
        ...(action.updatedFlag === undefined
          ? []
          : [`${bufferStruct(action.instance)}.${action.updatedFlag} = true;`]),
        ...(action.outdated === undefined
          ? []
          : [
              `${bufferStruct(action.instance)}.${action.outdated.flag} = ${action.outdated.value};`,
            ]),
      ];
    case 'set-flag':
      return [`${bufferStruct(action.instance)}.${action.flag} = true;`];
    case 'clear-flag':
      return [`${bufferStruct(action.instance)}.${action.flag} = false;`];
    case 'acknowledge':
      return [`${bufferStruct(action.instance)}.${action.flag} = ${action.status};`];
    case 'activate':
      return activationLines(action);
  }
}

// ---- tasks --------------------------------------------------------------------------------------------

function counterName(entry: TaskEntryPlan, task: string): string {
  return `${task}_${entry.position}`;
}

/** An entry that runs in every activation needs no counter. */
function counterOf(entry: TaskEntryPlan, task: string) {
  const { trigger } = entry;
  if (trigger.kind !== 'cyclic') return [];
  if (trigger.everyActivations === 1 && trigger.firstActivation === 0) return [];
  return [
    {
      name: counterName(entry, task),
      value: trigger.firstActivation,
      event: commented(entry.event),
    },
  ];
}

function entryView(entry: TaskEntryPlan, task: string) {
  const { executes, trigger } = entry;
  const counted = counterOf(entry, task).length > 0;
  return {
    source: commented(entry.event),
    name: quoted(
      executes.kind === 'runnable'
        ? `${executes.instance}/${executes.runnable}`
        : `${executes.module}/${executes.entity}`,
    ),
    events: entry.osEvent === undefined ? [] : [symbol.osEvent(entry.osEvent)],
    counted: counted
      ? [
          {
            counter: `Rte_Counters.${counterName(entry, task)}`,
            reload: trigger.kind === 'cyclic' ? trigger.everyActivations - 1 : 0,
          },
        ]
      : [],
    due:
      trigger.kind === 'data-received' && trigger.dueFlag
        ? [{ flag: `Rte_Due.${trigger.dueFlag}` }]
        : [],
    call:
      executes.kind === 'runnable'
        ? `components.${executes.component}.${executes.symbol}(${apiObject(executes.instance)})`
        : `services.${executes.function}()`,
  };
}

function startAction(step: StartStep): string {
  switch (step.kind) {
    case 'activate':
      return activateTask(step.task);
    case 'set-event':
      return setEvent(step.task, step.osEvent);
    case 'set-alarm':
      return `services.SetRelAlarm(${symbol.alarm(step.alarm)}, ${step.incrementTicks}, ${step.cycleTicks});`;
  }
}
