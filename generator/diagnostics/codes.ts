/**
 * Every message the generator can give, by code. `once`: the first place of several is enough. `unsupported` is an error that
 * `--allow-unsupported` turns into a warning; `assumption` a warning that `--strict` turns into an
 * error. A message names things by their AUTOSAR path; `help` says what the user can do.
 */
export const codes = {
  // ---- syntax: files that are no ARXML
  'file-unreadable': {
    severity: 'error',
    message: (d: { reason: string }) => `cannot read the file: ${d.reason}`,
    help: 'check the path and its permissions',
  },
  'xml-malformed': {
    severity: 'error',
    message: (d: { reason: string }) => `not well-formed XML: ${d.reason}`,
    help: 'export the file again, or repair it at this place',
  },
  'file-empty': {
    severity: 'error',
    message: () => 'the file is empty',
    help: 'export the file again, or leave it out',
  },
  'file-too-large': {
    severity: 'error',
    message: (d: { megabytes: number }) =>
      `the file has ${d.megabytes} MiB, more than the 512 MiB that can be read`,
    help: 'export it in several files; together they are one model',
  },
  'file-binary': {
    severity: 'error',
    message: () => 'the file holds binary data, not text',
    help: 'give the ARXML file itself; archives have to be unpacked first',
  },
  'encoding-unsupported': {
    severity: 'error',
    message: (d: { encoding: string }) => `the encoding ${d.encoding} is not supported`,
    help: 'save the file as UTF-8, UTF-16 with byte order mark, ISO-8859-1 or windows-1252',
  },
  'encoding-invalid': {
    severity: 'error',
    message: (d: { encoding: string }) => `these bytes are not ${d.encoding}`,
    help: 'save the file as UTF-8, or declare its encoding: <?xml version="1.0" encoding="..."?>',
  },
  'conflict-marker': {
    severity: 'error',
    message: () => 'an unresolved merge conflict of the version control system',
    help: 'resolve the conflict and remove the lines <<<<<<<, ======= and >>>>>>>',
  },
  'not-xml': {
    severity: 'error',
    message: () => 'this is not XML: the first character is not <',
    help: 'give ARXML files only',
  },
  'xml-truncated': {
    severity: 'error',
    message: (d: { inside: string }) => `the file ends inside ${d.inside}`,
    help: 'the file is incomplete: export or copy it again',
  },
  'xml-two-roots': {
    severity: 'error',
    message: (d: { tag: string }) => `a second root element <${d.tag}> after the first has ended`,
    help: 'put each <AUTOSAR> element into a file of its own',
  },
  'xml-text-after-root': {
    severity: 'error',
    message: () => 'text after the end of the root element',
    help: 'remove it: nothing but comments may follow </AUTOSAR>',
  },
  'xml-doctype': {
    severity: 'error',
    message: () => 'a DOCTYPE declaration, which ARXML does not have',
    help: 'remove the declaration; entities of its own are not expanded',
  },
  'xml-too-deep': {
    severity: 'error',
    message: (d: { limit: number }) => `elements are nested more than ${d.limit} deep`,
    help: 'no AUTOSAR description needs this depth: check how the file was made',
  },
  'xml-name-reserved': {
    severity: 'error',
    message: (d: { tag: string }) => `an element cannot be named ${d.tag}`,
    help: 'remove the element: AUTOSAR has none of this name',
  },
  'root-not-autosar': {
    severity: 'error',
    message: (d: { tag: string }) => `the root element is <${d.tag}>, not <AUTOSAR>`,
    help: 'give ARXML files only',
  },
  'autosar-3': {
    severity: 'error',
    message: (d: { evidence: string }) => `this is AUTOSAR 3 or older (${d.evidence})`,
    help: 'convert it to AUTOSAR 4 with the tool that exported it',
  },
  'namespace-unknown': {
    severity: 'error',
    message: (d: { namespace: string }) => `${d.namespace} is not a namespace of AUTOSAR`,
    help: 'AUTOSAR 4 and later have xmlns="http://autosar.org/schema/r4.0"',
  },
  'namespace-missing': {
    severity: 'warning',
    message: () => 'no namespace is declared; the file is read as AUTOSAR 4',
    help: 'add xmlns="http://autosar.org/schema/r4.0" to the root element',
  },

  // ---- vehicle: *.vehicle.json, component sources, what joins ECUs
  'vehicle-json-malformed': {
    severity: 'error',
    message: (d: { reason: string }) => `not JSON: ${d.reason}`,
    help: 'correct the file at this place',
  },
  'vehicle-property-unknown': {
    severity: 'error',
    message: (d: { property: string; known: string }) =>
      `unknown property "${d.property}"; here may stand ${d.known}`,
    help: 'correct the spelling or remove it; schema/vehicle.schema.json describes every property',
  },
  'vehicle-property-missing': {
    severity: 'error',
    message: (d: { property: string }) => `"${d.property}" is missing`,
    help: 'add it; schema/vehicle.schema.json describes every property',
  },
  'vehicle-value-wrong': {
    severity: 'error',
    message: (d: { what: string; reason: string }) => `${d.what} ${d.reason}`,
    help: 'schema/vehicle.schema.json describes every property',
  },
  'vehicle-time-wrong': {
    severity: 'error',
    message: (d: { reason: string }) => d.reason,
    help: 'units are ns, us, ms, s, min and h',
  },
  'vehicle-path-missing': {
    severity: 'error',
    message: (d: { path: string }) => `no file or folder ${d.path}`,
    help: 'paths start at the folder of the vehicle file, or at the current folder on the command line',
  },
  'arxml-none': {
    severity: 'error',
    message: (d: { path: string }) => `no *.arxml file in ${d.path}`,
    help: 'node_modules and folders whose name begins with a dot are not searched',
  },
  'vehicle-ecu-unknown': {
    severity: 'error',
    message: (d: { ecu: string; known: string }) => `no ECU ${d.ecu}; there is ${d.known}`,
    help: 'write the short name of an ECU-INSTANCE',
  },
  'vehicle-ecu-twice': {
    severity: 'error',
    message: (d: { ecu: string }) => `the vehicle has two ECUs named ${d.ecu}`,
    help: 'name the ECUs of each system under "ecus", or give one its own entry with "arxml" and "ecu"',
  },
  'vehicle-ecu-ambiguous': {
    severity: 'error',
    message: (d: { ecu: string; known: string }) =>
      `the model of ${d.ecu} has several ECUs: ${d.known}`,
    help: 'say which one with "ecu"',
  },
  'vehicle-ecu-none': {
    severity: 'error',
    message: (d: { what: string }) => `no ECU in ${d.what}`,
    help: 'simulation needs an ECU-INSTANCE, or a SYSTEM of category ECU_EXTRACT',
  },
  'vehicle-controller-unknown': {
    severity: 'error',
    message: (d: { controller: string; ecu: string; known: string }) =>
      `${d.ecu} has no CAN controller ${d.controller}; it has ${d.known}`,
    help: 'write the short name of the CAN controller',
  },
  'vehicle-bus-unknown': {
    severity: 'error',
    message: (d: { bus: string; known: string }) =>
      `no controller is on a bus ${d.bus}; the buses are ${d.known}`,
    help: 'a bus is named like its CAN-CLUSTER, or as "buses" of an ECU says',
  },
  'vehicle-bit-rate-differs': {
    severity: 'error',
    message: (d: { bus: string; rates: string }) =>
      `the controllers on bus ${d.bus} have different bit rates: ${d.rates}`,
    help: 'say the one that holds: "buses": { "<name>": { "bitRate": 500000 } }',
  },
  'vehicle-target-unknown': {
    severity: 'error',
    message: (d: { target: string; reason: string }) => `cannot set ${d.target}: ${d.reason}`,
    help: 'write <ECU>.adc.<group>, <ECU>.dio.<channel> or <rest-bus node>.signal.<signal>',
  },
  'vehicle-set-value-wrong': {
    severity: 'error',
    message: (d: { target: string; reason: string }) => `${d.target} ${d.reason}`,
    help: 'adc takes 0 to 1, dio 0 or 1, a signal what fits its length and type',
  },
  'vehicle-runnable-unknown': {
    severity: 'error',
    message: (d: { ecu: string; runnable: string; known: string }) =>
      `${d.ecu} runs no ${d.runnable}; it runs ${d.known}`,
    help: 'write <component instance>/<runnable> as the trace does',
  },
  'component-missing': {
    severity: 'error',
    message: (d: { component: string; ecu: string; folders: string }) =>
      `no source for component type ${d.component} of ECU ${d.ecu}: ${d.folders}`,
    help: '`vfb generate … --target ts --components DIR` writes a skeleton; `--components DIR` or "components" says where to look; "restBus" runs an ECU without software',
  },
  'component-twice': {
    severity: 'error',
    message: (d: { component: string; first: string }) =>
      `a second source for component type ${d.component}; the first is ${d.first}`,
    help: 'keep one of them under the component folders',
  },
  'component-source-wrong': {
    severity: 'error',
    message: (d: { reason: string }) => d.reason,
    help: 'correct the source; `import type … from "Rte_<ComponentType>"` needs no path',
  },
  'component-runnable-missing': {
    severity: 'error',
    message: (d: { symbol: string; runnable: string; exports: string }) =>
      `runnable ${d.runnable} needs an exported function ${d.symbol}; the file exports ${d.exports}`,
    help: 'export a function of that name; `vfb generate … --target ts` writes a skeleton that shows its parameters',
  },
  'compiler-missing': {
    severity: 'error',
    message: (d: { ecu: string }) =>
      `ECU ${d.ecu} runs as C, and there is no clang with wasm-ld to compile it`,
    help: 'install them, such as with `apt install clang lld`, or run the ECU as TypeScript',
  },
  'component-c-wrong': {
    severity: 'error',
    message: (d: { reason: string }) => d.reason,
    help: 'correct the C source; `#include "Rte_<ComponentType>.h"` needs no path',
  },
  'component-c-runnable-missing': {
    severity: 'error',
    message: (d: { symbol: string; runnable: string }) =>
      `runnable ${d.runnable} needs a function ${d.symbol}, which no C source of the ECU defines`,
    help: 'define it as Rte_<ComponentType>.h declares it',
  },
  'component-c-call-unknown': {
    severity: 'error',
    message: (d: { function: string; ecu: string }) =>
      `nothing in ECU ${d.ecu} provides ${d.function}, which its C code calls`,
    help: 'define it in the component; of the basic software the simulation has Os, Com, Adc, Dio and Pwm',
  },
  'component-failed': {
    severity: 'error',
    message: (d: { ecu: string; error: string; at: string }) =>
      `ECU ${d.ecu} failed ${d.at}: ${d.error}`,
    help: 'an exception ends the run; an RTE call never throws, it returns a status',
  },
  'simulation-failed': {
    severity: 'error',
    message: (d: { error: string; at: string }) => `the simulation failed ${d.at}: ${d.error}`,
    help: 'look for a circle, such as a runnable that activates itself; else it is a mistake in vfb',
  },
  'bsw-entity-missing': {
    severity: 'warning',
    message: (d: { ecu: string; entity: string }) =>
      `ECU ${d.ecu} calls ${d.entity}, which the simulated basic software does not have; the call does nothing`,
    help: 'fine if nothing in the run depends on it',
  },
  'com-period-rounded': {
    severity: 'warning',
    message: (d: { ecu: string; what: string; configured: string; used: string }) =>
      `${d.what} in ECU ${d.ecu} is ${d.configured}; ${d.used} is used, a multiple of the time base of Com_MainFunctionTx`,
    help: 'COM counts calls of its main function; choose a ComTxTimeBase that divides the period',
  },
  'bit-rate-assumed': {
    severity: 'assumption',
    message: (d: { bus: string; bitRate: number }) =>
      `bus ${d.bus} has no bit rate; assuming ${d.bitRate} bit/s`,
    help: 'give the CAN-CLUSTER a BAUDRATE, or the vehicle file "buses"',
  },

  // ---- files written by `vfb generate`
  'file-not-ours': {
    severity: 'error',
    message: (d: { path: string }) => `${d.path} exists and was not generated; nothing is written`,
    help: 'move it away, or choose another folder with --out',
  },
  'file-unwritable': {
    severity: 'error',
    message: (d: { path: string; reason: string }) => `cannot write ${d.path}: ${d.reason}`,
    help: 'check the path and its permissions',
  },

  // ---- model: elements and references
  'short-name-missing': {
    severity: 'error',
    message: (d: { tag: string }) => `${d.tag} without SHORT-NAME`,
    help: 'give it a SHORT-NAME; references need it',
  },
  'value-invalid': {
    severity: 'error',
    message: (d: { tag: string; value: string; expected: string }) =>
      `${d.tag} is '${d.value}', expected ${d.expected}`,
    help: 'correct the value',
  },
  'element-conflict': {
    severity: 'error',
    message: (d: { path: string }) => `${d.path} is defined twice, differently`,
    help: 'remove or rename one of them; files of different systems are separate models (--ecu NAME=DIR)',
  },
  'reference-unresolved': {
    severity: 'error',
    once: true,
    message: (d: { path: string }) => `no element ${d.path} in the given ARXML files`,
    help: 'give the file that defines it too, or correct the path',
  },
  'reference-unsupported-kind': {
    severity: 'unsupported',
    once: true,
    message: (d: { path: string; tag: string }) => `${d.path}: ${d.tag} is not supported here`,
    help: '--allow-unsupported goes on without it',
  },
  'reference-wrong-kind': {
    severity: 'error',
    message: (d: { path: string; kind: string; expected: string }) =>
      `${d.path} is of kind ${d.kind}, expected ${d.expected}`,
    help: 'correct the path',
  },
  'reference-foreign': {
    severity: 'error',
    message: (d: { path: string; what: string; owner: string }) =>
      `${d.path} is no ${d.what} of ${d.owner}`,
    help: 'correct the path: it leads to something that belongs elsewhere',
  },
  'element-incomplete': {
    severity: 'error',
    message: (d: { path: string; missing: string }) => `${d.path} has no ${d.missing}`,
    help: 'add it',
  },
  'elements-unread': {
    severity: 'information',
    message: (d: { tags: string; count: number }) =>
      `${d.tags} is not read (${d.count === 1 ? 'once' : `${d.count} times, first here`})`,
    help: 'nothing to do unless you expect it to have an effect',
  },

  // ---- system: compositions, ECUs, data types, values
  'ecu-none': {
    severity: 'information',
    message: () => 'the files describe no ECU, so nothing beyond their elements was checked',
    help: 'add the file with the ECU-INSTANCE, or with the SYSTEM of an ECU extract',
  },
  'composition-recursive': {
    severity: 'error',
    message: (d: { path: string }) => `composition ${d.path} contains itself`,
    help: 'remove the component prototype that closes the circle',
  },
  'components-unmapped': {
    severity: 'error',
    message: (d: { system: string }) => `${d.system} has several ECUs but maps no component to any`,
    help: 'add SWC-TO-ECU-MAPPINGs',
  },
  'component-unmapped': {
    severity: 'warning',
    message: (d: { component: string }) =>
      `${d.component} is mapped to no ECU and is generated nowhere`,
    help: 'add it to an SWC-TO-ECU-MAPPING',
  },
  'signal-length-missing': {
    severity: 'error',
    message: (d: { signal: string }) => `I-signal ${d.signal} has no LENGTH`,
    help: 'give its length in bits',
  },
  'data-type-unmapped': {
    severity: 'error',
    message: (d: { type: string; component: string }) =>
      `${d.component} uses application data type ${d.type}, which is mapped to no implementation data type`,
    help: 'add a DATA-TYPE-MAP to a mapping set that the internal behavior refers to',
  },
  'data-type-unsupported': {
    severity: 'unsupported',
    message: (d: { type: string; category: string }) =>
      `${d.type}: data type category ${d.category} is not supported`,
    help: 'VALUE, TYPE_REFERENCE, ARRAY and STRUCTURE are; --allow-unsupported leaves out what uses it',
  },
  'base-type-missing': {
    severity: 'error',
    message: (d: { type: string }) => `data type ${d.type} names no SW-BASE-TYPE`,
    help: 'add a BASE-TYPE-REF to its SW-DATA-DEF-PROPS',
  },
  'base-type-unsupported': {
    severity: 'unsupported',
    message: (d: { type: string; baseType: string }) =>
      `${d.type}: base type ${d.baseType} is no 8, 16, 32 or 64 bit number`,
    help: '--allow-unsupported leaves out what uses it',
  },
  'array-size-missing': {
    severity: 'error',
    message: (d: { type: string }) =>
      `array type ${d.type} has no element with an ARRAY-SIZE of at least 1`,
    help: 'give it one sub-element with ARRAY-SIZE',
  },
  'definition-recursive': {
    severity: 'error',
    message: (d: { path: string }) => `${d.path} is defined by itself`,
    help: 'remove the reference that closes the circle',
  },
  'structure-empty': {
    severity: 'error',
    message: (d: { type: string }) => `structure type ${d.type} has no sub-element`,
    help: 'give it SUB-ELEMENTS',
  },
  'value-shape': {
    severity: 'error',
    message: (d: { type: string; value: string }) => `${d.value} is no value of type ${d.type}`,
    help: 'use a value specification that fits the data type',
  },
  'value-length': {
    severity: 'error',
    message: (d: { given: number; expected: number; type: string }) =>
      `${d.given} values for the ${d.expected} elements of ${d.type}`,
    help: 'give one value per element',
  },
  'value-out-of-range': {
    severity: 'error',
    message: (d: { value: string; type: string }) => `${d.value} does not fit ${d.type}`,
    help: 'correct the value or the data type',
  },

  // ---- features: what a plan cannot be made of
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
  'task-mixed-activation': {
    severity: 'unsupported',
    message: (d: { task: string; kinds: string }) =>
      `task ${d.task} is activated by ${d.kinds} events; that needs an extended task, which is not supported`,
    help: 'map them to different tasks; --allow-unsupported leaves the task out',
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

  // ---- communication stack
  'ecuc-module-twice': {
    severity: 'error',
    message: (d: { module: string; path: string; other: string }) =>
      `module ${d.module} of one ECU is configured twice: ${d.path} and ${d.other}`,
    help: 'leave out the file of the one that is out of date',
  },
  'ecuc-parameter-missing': {
    severity: 'error',
    message: (d: { container: string; parameter: string }) =>
      `${d.container} has no ${d.parameter}`,
    help: 'configure it',
  },
  'pdu-unlinked': {
    severity: 'error',
    message: (d: { pdu: string }) => `I-PDU ${d.pdu} reaches no CanIf PDU`,
    help: 'let ComPduIdRef, PduR and CanIf name one global PDU of EcuC',
  },
  'can-fd-unsupported': {
    severity: 'unsupported',
    message: (d: { frame: string }) =>
      `${d.frame}: CAN FD is not supported yet by the simulated bus`,
    help: '--allow-unsupported leaves the frame out',
  },
  'frame-several-pdus': {
    severity: 'unsupported',
    message: (d: { frame: string }) =>
      `${d.frame} holds several PDUs, or one that does not begin at byte 0`,
    help: '--allow-unsupported leaves the frame out',
  },
  'pdu-kind-unsupported': {
    severity: 'unsupported',
    message: (d: { pdu: string; kind: string }) => `${d.pdu}: ${d.kind} is not supported`,
    help: '--allow-unsupported leaves it out',
  },
  'signal-outside-pdu': {
    severity: 'error',
    message: (d: { signal: string; pdu: string; lengthBytes: number }) =>
      `signal ${d.signal} does not fit I-PDU ${d.pdu} of ${d.lengthBytes} bytes`,
    help: 'correct START-POSITION or lengths; big endian starts at its most significant bit',
  },
  'signal-overlap': {
    severity: 'error',
    message: (d: { signal: string; other: string; pdu: string }) =>
      `signals ${d.signal} and ${d.other} overlap in I-PDU ${d.pdu}`,
    help: 'correct a START-POSITION or LENGTH',
  },
  'signal-length': {
    severity: 'error',
    message: (d: { signal: string; lengthBits: number; type: string }) =>
      `signal ${d.signal} of ${d.lengthBits} bits cannot carry ${d.type}`,
    help: 'correct its LENGTH or the data type',
  },
  'signal-not-bytes': {
    severity: 'error',
    message: (d: { signal: string }) =>
      `opaque signal ${d.signal} does not begin and end at byte borders`,
    help: 'correct START-POSITION or LENGTH',
  },
  'signal-init-range': {
    severity: 'error',
    message: (d: { signal: string; value: string; lengthBits: number }) =>
      `initial value ${d.value} of signal ${d.signal} does not fit ${d.lengthBits} bits`,
    help: 'correct the initial value',
  },
  'can-id-twice': {
    severity: 'error',
    message: (d: { pdu: string; other: string; canId: string }) =>
      `${d.pdu} and ${d.other} have one CAN identifier, ${d.canId}`,
    help: 'give each frame an identifier of its own',
  },
  'can-id-range': {
    severity: 'error',
    message: (d: { pdu: string; canId: string }) => `${d.pdu} has ${d.canId} as CAN identifier`,
    help: 'standard identifiers are 0 to 0x7FF, extended ones 0 to 0x1FFFFFFF',
  },
} as const;

export type CodeTable = typeof codes;
export type Code = keyof CodeTable;
