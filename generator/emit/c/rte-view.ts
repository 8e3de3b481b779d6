/** Rte.c: buffers, the API functions of the component instances, tasks, COM call-backs, life cycle. */
import { rteComCallbackHook, rteRunnableHook, rteTaskHook } from '../../plan/api-names.ts';
import type {
  ComCallbackActionPlan,
  ComponentPlan,
  ContextPlan,
  InstancePlan,
  RtePlan,
  TaskEntryPlan,
  TaskPlan,
} from '../../plan/rte-plan.ts';
import { type CContext, callView, returnType } from './call-view.ts';
import { moduleHeader } from './module-view.ts';
import {
  activateTask,
  activationLines,
  bufferStruct,
  dataStructure,
  functionName,
  instanceHandle,
  sharedBuffer,
  symbol,
} from './names.ts';
import { receivedSignal, receiveSignal } from './signal-access.ts';
import { locked } from './storage.ts';
import { Trace } from './trace.ts';
import { commented, onlyIf } from './words.ts';

export function rteView(context: CContext) {
  const { plan, storage, trace, words } = context;
  const component = (instance: InstancePlan): ComponentPlan => {
    const found = plan.components.find((c) => c.name === instance.component);
    if (found === undefined) throw new Error(`no component ${instance.component}`);
    return found;
  };
  const instances = plan.instances.map((instance) =>
    instanceView(instance, component(instance), context),
  );
  const counters = plan.tasks.flatMap((task) =>
    rhythmsOf(task).map((r) => ({
      source: commented(task.path),
      every: r.reload + 1,
      name: r.counter,
      type: r.type,
      value: `${r.first}U`,
    })),
  );
  const dueFlags = plan.tasks.flatMap((task) =>
    task.entries.flatMap((e) =>
      e.trigger.kind === 'data-received' && e.trigger.dueFlag
        ? [{ source: commented(e.event), name: `Rte_Due_${e.trigger.dueFlag}` }]
        : [],
    ),
  );
  const view = {
    components: plan.components.map(({ name }) => ({ header: `Rte_${name}.h` })),
    hooks: plan.vfbTrace.length === 0 ? [] : [{ header: 'Rte_Hook.h' }],
    modules: plan.bsw.modules
      .filter(({ entities }) =>
        entities.some((entity) => plan.bsw.schedulableEntities.includes(entity.function)),
      )
      .map((module) => ({ header: moduleHeader(module) })),
    handles: plan.components
      .filter((c) => c.supportsMultipleInstantiation)
      .flatMap((c) =>
        plan.instances
          .filter((i) => i.component === c.name)
          .map((i) => `extern const struct ${dataStructure(c.name)} ${instanceHandle(i.name)};`),
      ),
    structs: plan.instances.flatMap((instance) => structView(instance, context)),
    shared: plan.instances.flatMap((instance) =>
      instance.buffers
        .filter((buffer) => storage.isShared(instance.name, buffer.name))
        .map((buffer) => ({
          source: commented(buffer.source),
          declaration: `${storage.declaredType(instance.name, buffer.name)} ${sharedBuffer(instance.name, buffer.name)} = ${words.literal(buffer.initValue, buffer.type)};`,
        })),
    ),
    counters,
    dueFlags,
    instances,
    callbacks: plan.comCallbacks.map((callback) => ({
      name: callback.name,
      source: commented(`${comPath(callback.signal, plan)}, called ${place(callback.context)}`),
      actions: [
        ...trace.lines(rteComCallbackHook(callback.name)),
        ...callback.does.flatMap((action) => callbackAction(callback.name, action, context)),
      ],
    })),
    tasks: plan.tasks
      .filter((task) => task.body === 'rte')
      .map((task) => taskView(task, plan, trace)),
    initialise: initialise(context),
    start: startActions(plan, trace),
    stop: plan.alarms
      .filter((a) => a.startedBy === 'rte')
      .map((a) => `(void)CancelAlarm(${a.name});`),
  };
  return { ...view, usesMemcpy: JSON.stringify(view).includes('memcpy(') };
}

// ---- instances --------------------------------------------------------------------------------------

function instanceView(instance: InstancePlan, component: ComponentPlan, context: CContext) {
  return {
    source: commented(instance.path),
    calls: instance.calls
      .filter((call) => !context.storage.isInline(call))
      .map((call) => callView(call, instance, component, context)),
    handle: component.supportsMultipleInstantiation
      ? [
          {
            source: commented(instance.path),
            definition: `const struct ${dataStructure(component.name)} ${instanceHandle(instance.name)}`,
            members:
              component.calls.length === 0
                ? [{ name: '0U' }]
                : component.calls.map((call) => ({
                    name: functionName(call.name, component, instance),
                  })),
          },
        ]
      : [],
  };
}

/** One function pointer per call, in the order of the calls: what the instance handle points to. */
export function dataStructureLines(
  component: ComponentPlan,
  { words }: CContext,
): readonly string[] {
  return [
    `struct ${dataStructure(component.name)}`,
    '{',
    ...component.calls.map((call) => {
      const list = call.parameters
        .map((p) => words.parameter(p.name, p.type, p.direction))
        .join(', ');
      return `    ${returnType(call)} (*${call.name})(${list || 'void'});`;
    }),
    ...(component.calls.length === 0 ? ['    uint8 unused;'] : []),
    '};',
  ];
}

// ---- state ------------------------------------------------------------------------------------------

function structView(instance: InstancePlan, { storage, words }: CContext) {
  const buffers = instance.buffers.filter((b) => !storage.isShared(instance.name, b.name));
  if (buffers.length + instance.flags.length === 0) return [];
  return [
    {
      name: bufferStruct(instance.name),
      source: commented(instance.path),
      members: [
        ...buffers.map((b) => ({
          declaration: `${storage.declaredType(instance.name, b.name)} ${b.name};`,
        })),
        ...instance.flags.map((f) => ({
          declaration: `volatile ${f.kind === 'updated' ? 'boolean' : 'Std_ReturnType'} ${f.name};`,
        })),
      ],
      values: [
        ...buffers.map((b) => words.literal(b.initValue, b.type)),
        ...instance.flags.map((f) => (f.kind === 'updated' ? 'FALSE' : 'RTE_E_NO_DATA')),
      ].join(',\n    '),
    },
  ];
}

/** First what nothing interrupts, then the rest under one lock: COM may call back already. */
function initialise(context: CContext): readonly string[] {
  const all = context.plan.instances.flatMap((instance) => initialisations(instance, context));
  const lines = (lock: boolean) => all.filter((i) => i.lock === lock).flatMap((i) => i.lines);
  return [
    ...lines(false),
    ...locked(
      all.some((i) => i.lock),
      lines(true),
    ),
  ];
}

function initialisations(instance: InstancePlan, { storage, words }: CContext) {
  const flags = instance.flags.map(({ name, kind, source }) => ({
    source,
    kind,
    lines: [
      `${storage.flag(instance.name, name)} = ${kind === 'updated' ? 'FALSE' : 'RTE_E_NO_DATA'};`,
    ],
  }));
  const buffers = instance.buffers.map(({ name, source, type, initValue }) => {
    const object = storage.object(instance.name, name);
    const literal = words.literal(initValue, type);
    return {
      source,
      lock: storage.consistency.locksStart(instance.name, name),
      lines:
        words.base(type) !== undefined
          ? [`${object} = ${literal};`]
          : [
              '{',
              `    static const ${words.typeName(type)} initValue = ${literal};`,
              `    ${words.copyObject(object, 'initValue', type)}`,
              '}',
            ],
    };
  });
  return [
    ...buffers,
    ...flags.map((flag) => ({
      lines: flag.lines,
      lock: flag.kind === 'updated' && buffers.some((b) => b.source === flag.source && b.lock),
    })),
  ];
}

// ---- call-backs -------------------------------------------------------------------------------------

/** Path of a signal or signal group in the configuration of COM. */
function comPath(signal: string, plan: RtePlan): string {
  const { signals, signalGroups } = plan.bsw.com;
  return [...signals, ...signalGroups].find(({ name }) => name === signal)?.path ?? signal;
}

function place(context: ContextPlan): string {
  switch (context.kind) {
    case 'task':
      return `in ${context.task}`;
    case 'interrupt':
      return `in interrupt ${context.interrupt}`;
    case 'com-main-function':
      return `by ${context.function}`;
    case 'start-up':
      return 'at start-up';
  }
}

function callbackAction(
  callback: string,
  action: ComCallbackActionPlan,
  context: CContext,
): readonly string[] {
  const { storage } = context;
  switch (action.kind) {
    case 'store':
      return locked(storage.consistency.locksStore(callback, action), [
        ...stored(action, context),
        ...(action.updatedFlag === undefined
          ? []
          : [`${storage.flag(action.instance, action.updatedFlag)} = TRUE;`]),
      ]);
    case 'set-flag':
      return [`${storage.flag(action.instance, action.flag)} = TRUE;`];
    case 'acknowledge':
      return [`${storage.flag(action.instance, action.flag)} = ${action.status};`];
    case 'activate':
      return activationLines(action, context.trace);
  }
}

function stored(
  { instance, buffer, type, from }: ComCallbackActionPlan & { kind: 'store' },
  context: CContext,
): readonly string[] {
  const { storage, words } = context;
  const target = storage.object(instance, buffer);
  if (from.kind === 'com-signal') {
    // COM may write byte by byte; what others read without a lock is assigned at once.
    const way = storage.consistency.isVolatile(instance, buffer) ? 'assigned' : 'direct';
    const address = words.isArray(type) ? target : `&${target}`;
    return received(target, address, type, from.signal, way, context);
  }
  return [
    `(void)Com_ReceiveSignalGroup(${symbol.signalGroup(from.signalGroup)});`,
    ...from.members.flatMap(({ member, type: memberType, signal }) => {
      const place = `${target}.${words.member(member)}`;
      return received(place, `&${place}`, memberType, signal, 'direct', context);
    }),
  ];
}

function received(
  target: string,
  address: string,
  type: string,
  signal: string,
  way: 'direct' | 'assigned',
  context: CContext,
): readonly string[] {
  const { before } = receiveSignal(target, address, type, signal, context, way);
  const lines = receivedSignal(target, address, type, signal, context, way);
  return before.length === 0 ? lines : ['{', ...lines.map((line) => `    ${line}`), '}'];
}

// ---- tasks ------------------------------------------------------------------------------------------

/** Entries of a task that run in the same activations share one down-counter. */
interface Rhythm {
  readonly counter: string;
  readonly type: string;
  readonly first: number;
  readonly reload: number;
  readonly entries: readonly TaskEntryPlan[];
}

function rhythmsOf(task: TaskPlan): readonly Rhythm[] {
  const byKey = new Map<string, TaskEntryPlan[]>();
  for (const entry of task.entries) {
    const { trigger } = entry;
    if (trigger.kind !== 'cyclic') continue;
    // An entry that runs in every activation needs no counter.
    if (trigger.everyActivations === 1 && trigger.firstActivation === 0) continue;
    const key = `${trigger.everyActivations}_${trigger.firstActivation}`;
    const list = byKey.get(key);
    if (list === undefined) byKey.set(key, [entry]);
    else list.push(entry);
  }
  return [...byKey].map(([key, entries]) => {
    const [every = 1, first = 0] = key.split('_').map(Number);
    const most = Math.max(every - 1, first);
    return {
      counter: `Rte_Counter_${task.name}_${key}`,
      type: most <= 0xff ? 'uint8' : most <= 0xffff ? 'uint16' : 'uint32',
      first,
      reload: every - 1,
      entries,
    };
  });
}

/** The due questions of a task as functions of their own: how a simulated OS walks through its entries. */
export function stepView(task: TaskPlan, plan: RtePlan) {
  const trace = new Trace(plan);
  const { before } = taskView(task, plan, trace);
  const rhythms = rhythmsOf(task);
  return {
    task: task.name,
    shared: rhythms.filter((r) => r.entries.length > 1).map((r) => ({ name: dueName(r) })),
    before: before.map((line) => line.replace('const boolean ', '')),
    entries: task.entries.map((entry, index) => {
      const { trigger } = entry;
      const rhythm = rhythms.find((r) => r.entries.includes(entry));
      const due =
        rhythm !== undefined
          ? rhythm.entries.length > 1
            ? [`return ${dueName(rhythm)};`]
            : [
                `if (${rhythm.counter} == 0U)`,
                '{',
                `    ${rhythm.counter} = ${rhythm.reload}U;`,
                '    return TRUE;',
                '}',
                `${rhythm.counter}--;`,
                'return FALSE;',
              ]
          : trigger.kind === 'data-received' && trigger.dueFlag !== undefined
            ? [
                `if (Rte_Due_${trigger.dueFlag} == FALSE)`,
                '{',
                '    return FALSE;',
                '}',
                `Rte_Due_${trigger.dueFlag} = FALSE;`,
                'return TRUE;',
              ]
            : ['return TRUE;'];
      return { index, due, call: callLines(entry, plan, trace) };
    }),
  };
}

function taskView(task: TaskPlan, plan: RtePlan, trace: Trace) {
  const rhythms = rhythmsOf(task);
  const shared = rhythms.filter((r) => r.entries.length > 1);
  return {
    name: task.name,
    source: commented(task.path),
    priority: task.priority,
    // What several entries ask is worked out once, before the first of them.
    before: [
      ...trace.lines(rteTaskHook('Dispatch'), task.name),
      ...shared.flatMap((r) => [
        `const boolean ${dueName(r)} = (${r.counter} == 0U) ? TRUE : FALSE;`,
        `${r.counter} = (${r.type})((${dueName(r)} != FALSE) ? ${r.reload}U : (${r.counter} - 1U));`,
      ]),
    ],
    entries: task.entries.map((entry) => ({
      source: commented(entry.event),
      lines: entryLines(
        entry,
        rhythms.find((r) => r.entries.includes(entry)),
        callLines(entry, plan, trace),
      ),
    })),
  };
}

function dueName(rhythm: Rhythm): string {
  return rhythm.counter.replace('Rte_Counter_', 'due_');
}

function entryLines(
  entry: TaskEntryPlan,
  rhythm: Rhythm | undefined,
  call: readonly string[],
): readonly string[] {
  const { trigger } = entry;
  if (rhythm !== undefined && rhythm.entries.length > 1) {
    return onlyIf(`${dueName(rhythm)} != FALSE`, call);
  }
  if (rhythm !== undefined) {
    return [
      ...onlyIf(`${rhythm.counter} == 0U`, [`${rhythm.counter} = ${rhythm.reload}U;`, ...call]),
      'else',
      '{',
      `    ${rhythm.counter}--;`,
      '}',
    ];
  }
  if (trigger.kind === 'data-received' && trigger.dueFlag !== undefined) {
    const flag = `Rte_Due_${trigger.dueFlag}`;
    return onlyIf(`${flag} != FALSE`, [`${flag} = FALSE;`, ...call]);
  }
  return call;
}

function callLines({ executes }: TaskEntryPlan, plan: RtePlan, trace: Trace): readonly string[] {
  if (executes.kind === 'bsw') return [`${executes.function}();`];
  const component = plan.components.find((c) => c.name === executes.component);
  const handle = component?.supportsMultipleInstantiation
    ? [`&${instanceHandle(executes.instance)}`]
    : [];
  return [
    ...trace.lines(rteRunnableHook(executes.component, executes.runnable, 'Start'), ...handle),
    `${executes.symbol}(${handle.join('')});`,
    ...trace.lines(rteRunnableHook(executes.component, executes.runnable, 'Return'), ...handle),
  ];
}

/** Tasks that run at once: init events, and timing events without offset, whose alarm comes a cycle later. */
function startActions(plan: RtePlan, trace: Trace): readonly string[] {
  const actions: string[] = [];
  for (const task of plan.tasks) {
    if (task.entries.some((e) => e.trigger.kind === 'init') && !task.autostart) {
      actions.push(...activateTask(task.name, trace));
    }
  }
  for (const alarm of plan.alarms.filter((a) => a.startedBy === 'rte')) {
    const tickNs = plan.counters.find((c) => c.name === alarm.counter)?.tickNs ?? 1;
    const cycle = Math.round(alarm.cycleNs / tickNs);
    const offset = Math.round(alarm.offsetNs / tickNs);
    if (offset === 0) actions.push(...activateTask(alarm.task, trace));
    actions.push(`(void)SetRelAlarm(${alarm.name}, ${offset || cycle}U, ${cycle}U);`);
  }
  return actions;
}
