/** Messages about what a plan cannot be made of. */
export const featureCodes = {
  'construct-unsupported': {
    severity: 'unsupported',
    message: (d: { where: string; what: string }) => `${d.where}: ${d.what} is not supported`,
    help: '--allow-unsupported generates without it, which changes what the code does',
  },
  'behaviors-several': {
    severity: 'error',
    message: (d: { component: string }) => `${d.component} has several internal behaviors`,
    help: 'keep one',
  },
  'name-reserved-in-c': {
    severity: 'error',
    message: (d: { name: string; path: string; why: string }) =>
      `${d.path}: '${d.name}' cannot be a name in C code: ${d.why}`,
    help: 'choose another SYMBOL or short name, or generate TypeScript',
  },
  'name-twice-in-c': {
    severity: 'error',
    message: (d: { name: string; first: string; second: string }) =>
      `${d.name} in C code would mean both ${d.first} and ${d.second}`,
    help: 'rename one of them, give it another SYMBOL, or generate TypeScript',
  },
  'instances-several': {
    severity: 'error',
    message: (d: { component: string; instances: string }) =>
      `${d.component} does not support multiple instantiation but is instantiated as ${d.instances}`,
    help: 'set SUPPORTS-MULTIPLE-INSTANTIATION in its internal behavior, or use one instance',
  },
  'name-invalid': {
    severity: 'error',
    message: (d: { name: string; path: string }) =>
      `${d.path}: '${d.name}' cannot be a name in generated code`,
    help: 'letters, digits and _ make a name, and no digit begins it',
  },
  'api-name-twice': {
    severity: 'error',
    message: (d: { component: string; name: string; first: string; second: string }) =>
      `${d.name} of ${d.component} would mean both ${d.first} and ${d.second}`,
    help: 'rename one of them',
  },
  'event-without-runnable': {
    severity: 'error',
    message: (d: { event: string }) => `event ${d.event} starts no runnable`,
    help: 'add a START-ON-EVENT-REF',
  },
  'runnable-without-event': {
    severity: 'warning',
    message: (d: { runnable: string }) => `no event starts runnable ${d.runnable}; it never runs`,
    help: 'add an event that starts it, or remove it',
  },
  'period-missing': {
    severity: 'error',
    message: (d: { event: string }) => `timing event ${d.event} has no PERIOD greater than 0`,
    help: 'give a period in seconds',
  },
  'events-unmapped': {
    severity: 'assumption',
    message: (d: { ecu: string; count: number; tasks: string }) =>
      `${d.count} events of ECU ${d.ecu} are mapped to no task; assumed: ${d.tasks}`,
    help: 'see them with `vfb plan`; `vfb generate --ecuc FILE` writes them as ECUC to edit',
  },
  'task-missing': {
    severity: 'error',
    message: (d: { task: string; event: string }) =>
      `${d.event} is mapped to task ${d.task}, which the Os does not configure`,
    help: 'add an OsTask of that name, or correct RteMappedToTaskRef',
  },
  'extended-task-activation': {
    severity: 'error',
    message: (d: { task: string; activation: number }) =>
      `task ${d.task} waits for OS events, so it is activated once, but has OsTaskActivation ${d.activation}`,
    help: 'set OsTaskActivation to 1, or map events of one kind and without OS events to it',
  },
  'os-event-missing': {
    severity: 'error',
    message: (d: { event: string; task: string }) =>
      `OS event ${d.event} for task ${d.task} is not configured in the Os`,
    help: 'add an OsEvent of that name, or correct RteUsedOsEventRef',
  },
  'os-event-not-of-task': {
    severity: 'error',
    message: (d: { event: string; task: string }) =>
      `events of task ${d.task} use OS event ${d.event}, which the task does not have`,
    help: 'add an OsTaskEventRef to the task',
  },
  'os-event-shared': {
    severity: 'error',
    message: (d: { event: string; task: string; starters: string }) =>
      `OS event ${d.event} of task ${d.task} is set by ${d.starters}, which the task could not tell apart`,
    help: 'use an OS event for each of them',
  },
  'os-event-mask-wrong': {
    severity: 'error',
    message: (d: { event: string; mask: string }) =>
      `OsEventMask ${d.mask} of ${d.event} has no bit, or one beyond 32`,
    help: 'give a mask from 1 to 0xFFFFFFFF, or none',
  },
  'os-event-mask-overlap': {
    severity: 'error',
    message: (d: { event: string; task: string }) =>
      `OS event ${d.event} has a bit that another event of task ${d.task} has`,
    help: 'give each event of a task bits of its own in OsEventMask, or no mask',
  },
  'os-events-too-many': {
    severity: 'error',
    message: (d: { task: string; count: number }) =>
      `task ${d.task} waits for ${d.count} OS events, more than there are free bits`,
    help: 'map events to other tasks, or give several one OS event with RteUsedOsEventRef',
  },
  'task-activation-lost': {
    severity: 'warning',
    message: (d: { task: string }) =>
      `task ${d.task} is activated by data but allows 1 activation: data that arrives while it runs starts nothing`,
    help: 'set OsTaskActivation to 2',
  },
  'position-twice': {
    severity: 'error',
    message: (d: { task: string; position: number; event: string; other: string }) =>
      `position ${d.position} in task ${d.task} is given to ${d.event} and to ${d.other}`,
    help: 'give each event of a task a position of its own',
  },
  'event-mapped-twice': {
    severity: 'error',
    message: (d: { event: string; task: string; other: string }) =>
      `${d.event} is mapped to task ${d.task} and to task ${d.other}`,
    help: 'map each event of a component instance or BSW module once',
  },
  'event-off-grid': {
    severity: 'error',
    message: (d: {
      event: string;
      period: number;
      offset: number;
      task: string;
      cycle: number;
      start: number;
    }) =>
      `${d.event} (every ${d.period} s from ${d.offset} s) cannot run in ${d.task}, which is activated every ${d.cycle} s from ${d.start} s`,
    help: 'make the period a multiple of the activation and the offset meet it',
  },
  'alarm-missing': {
    severity: 'error',
    message: (d: { alarm: string; task: string }) =>
      `alarm ${d.alarm} for task ${d.task} is not configured in the Os`,
    help: 'add an OsAlarm of that name, or correct RteUsedOsAlarmRef',
  },
  'alarm-action': {
    severity: 'error',
    message: (d: { alarm: string; does: string; needed: string }) =>
      `${d.alarm} ${d.does}, but the RTE needs one that ${d.needed}`,
    help: 'correct its OsAlarmAction, or name another alarm in RteUsedOsAlarmRef',
  },
  'alarm-contradiction': {
    severity: 'warning',
    message: (d: { alarm: string; what: string; os: string; rte: string; parameter: string }) =>
      `${d.alarm}: the Os says ${d.what} ${d.os}, ${d.parameter} says ${d.rte}; ${d.rte} is used`,
    help: 'make OsAlarmAutostart and RteUsedOsActivation agree',
  },
  'alarm-off-counter': {
    severity: 'error',
    message: (d: { alarm: string; counter: string; tick: number; cycle: number }) =>
      `alarm ${d.alarm} of ${d.cycle} s is no whole number of ticks (${d.tick} s) of counter ${d.counter}`,
    help: 'choose a counter whose tick divides the times',
  },
  'deadline-contradiction': {
    severity: 'warning',
    message: (d: {
      signal: string;
      configured: string;
      element: string;
      wanted: string;
      used: string;
    }) =>
      `${d.signal} is configured with ${d.configured}, ${d.element} wants ${d.wanted}; ${d.used} is used`,
    help: 'make the communication specification and the configuration of COM agree',
  },
  'timeout-actions-differ': {
    severity: 'error',
    message: (d: { signal: string; first: string; second: string }) =>
      `signal ${d.signal} has one value for all its receivers, but at a timeout ${d.first} and ${d.second} are wanted`,
    help: 'make ALIVE-TIMEOUT and HANDLE-TIMEOUT-TYPE of the receivers agree, or configure ComRxDataTimeoutAction',
  },
  'receive-error-never': {
    severity: 'warning',
    message: (d: { event: string }) =>
      `${d.event} never comes: reception of its data element is not monitored`,
    help: 'give the receiver com-spec an ALIVE-TIMEOUT, or the signal a ComTimeout',
  },
  'send-completed-never': {
    severity: 'error',
    message: (d: { event: string }) =>
      `${d.event} never comes: its data element is sent without acknowledgement`,
    help: 'add TRANSMISSION-ACKNOWLEDGE to the sender com-spec',
  },
  'connector-incompatible': {
    severity: 'error',
    message: (d: { requirer: string; provider: string; reason: string }) =>
      `${d.requirer} cannot be connected to ${d.provider}: ${d.reason}`,
    help: 'connect ports of compatible interfaces',
  },
  'connector-types-differ': {
    severity: 'error',
    message: (d: { requirer: string; provider: string; required: string; provided: string }) =>
      `${d.requirer} is a ${d.required} but ${d.provider} a ${d.provided}`,
    help: 'data conversion is not supported; use one data type on both sides',
  },
  'port-unconnected': {
    severity: 'warning',
    message: (d: { port: string }) =>
      `required port ${d.port} is not connected; Rte_Read gives the init value and RTE_E_UNCONNECTED`,
    help: 'connect it, or leave it if that is meant',
  },
  'call-unconnected': {
    severity: 'warning',
    message: (d: { port: string }) =>
      `client port ${d.port} is not connected; Rte_Call gives RTE_E_UNCONNECTED`,
    help: 'connect it, or leave it if that is meant',
  },
  'servers-several': {
    severity: 'error',
    message: (d: { port: string; servers: string }) =>
      `client port ${d.port} is connected to several servers: ${d.servers}`,
    help: 'connect it to one',
  },
  'server-missing': {
    severity: 'error',
    message: (d: { port: string; operation: string }) =>
      `no runnable serves ${d.operation} of port ${d.port}`,
    help: 'add an OPERATION-INVOKED-EVENT',
  },
  'server-signatures-differ': {
    severity: 'error',
    message: (d: { runnable: string }) =>
      `runnable ${d.runnable} serves operations with different parameters`,
    help: 'give each operation a runnable of its own',
  },
  'runnable-concurrent': {
    severity: 'error',
    message: (d: { runnable: string; instance: string; first: string; second: string }) =>
      `${d.runnable} of ${d.instance} must not run concurrently but runs in ${d.first} and in ${d.second}, which preempts it`,
    help: 'map its events (for a server: its clients) to one task, or set CAN-BE-INVOKED-CONCURRENTLY',
  },
  'application-error-range': {
    severity: 'error',
    message: (d: { error: string; code: string }) => `application error ${d.error} has ${d.code}`,
    help: 'give it an ERROR-CODE from 0 to 63',
  },
  'signal-mapping-missing': {
    severity: 'error',
    message: (d: { element: string; provider: string; requirer: string }) =>
      `${d.requirer} is to receive ${d.element} from ${d.provider} on another ECU, but no signal carries it`,
    help: 'add SENDER-RECEIVER-TO-SIGNAL-MAPPINGs and put the signal into an I-PDU that one ECU sends and the other receives',
  },
  'record-expected': {
    severity: 'error',
    message: (d: { type: string; group: string }) =>
      `signal group ${d.group} carries a structure, but ${d.type} is none`,
    help: 'map it to a plain signal',
  },
  'record-member-unmapped': {
    severity: 'error',
    message: (d: { member: string; type: string; group: string }) =>
      `member ${d.member} of ${d.type} has no signal of its own in group ${d.group}`,
    help: 'add a SENDER-REC-RECORD-ELEMENT-MAPPING to a system signal of the group',
  },
  'exclusive-areas-unprotected': {
    severity: 'assumption',
    message: (d: { instance: string; areas: string }) =>
      `${d.instance} does not say how these exclusive areas are protected; assumed: all interrupts are blocked in ${d.areas}`,
    help: 'give each an RteBswExclusiveAreaImpl; `vfb generate --ecuc FILE` writes them as ECUC to edit',
  },
  'vfb-trace-function-unknown': {
    severity: 'warning',
    message: (d: { name: string; ecu: string }) => `${d.name} is no VFB trace hook of ${d.ecu}`,
    help: 'hooks are Rte_<Api>Hook_<component>_<port>_<element>_Start, Rte_Runnable_<component>_<runnable>_Return, Rte_ComHook_<signal>_SigTx, Rte_Task_Dispatch and their like; * stands for anything',
  },
} as const;
