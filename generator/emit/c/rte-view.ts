/** Rte.c: buffers, the API functions of the component instances, tasks, COM call-backs, life cycle. */
import { rteComCallbackHook } from '../../plan/api-names.ts';
import type {
  ComCallbackActionPlan,
  ComponentPlan,
  ContextPlan,
  FlagPlan,
  InstancePlan,
  RtePlan,
} from '../../plan/rte-plan.ts';
import { callView } from './call-view.ts';
import type { CContext } from './context.ts';
import { moduleHeader } from './module-view.ts';
import {
  bufferStruct,
  dataStructure,
  functionName,
  instanceHandle,
  sharedBuffer,
  symbol,
} from './names.ts';
import { receivedSignal, receiveSignal } from './signal-access.ts';
import { locked } from './storage.ts';
import { activationLines, rhythmsOf, startActions, taskView } from './task-view.ts';
import { commented } from './words.ts';

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
          declaration: `volatile ${f.kind === 'acknowledge' ? 'Std_ReturnType' : 'boolean'} ${f.name};`,
        })),
      ],
      values: [
        ...buffers.map((b) => words.literal(b.initValue, b.type)),
        ...instance.flags.map(initialFlag),
      ].join(',\n    '),
    },
  ];
}

function initialFlag({ kind }: FlagPlan): string {
  return kind === 'acknowledge' ? 'RTE_E_NO_DATA' : 'FALSE';
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
  const flags = instance.flags.map((flag) => ({
    source: flag.source,
    kind: flag.kind,
    lines: [`${storage.flag(instance.name, flag.name)} = ${initialFlag(flag)};`],
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
      lock: flag.kind !== 'acknowledge' && buffers.some((b) => b.source === flag.source && b.lock),
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
        ...(action.outdated === undefined
          ? []
          : [
              `${storage.flag(action.instance, action.outdated.flag)} = ${action.outdated.value ? 'TRUE' : 'FALSE'};`,
            ]),
      ]);
    case 'set-flag':
      return [`${storage.flag(action.instance, action.flag)} = TRUE;`];
    case 'clear-flag':
      return [`${storage.flag(action.instance, action.flag)} = FALSE;`];
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
