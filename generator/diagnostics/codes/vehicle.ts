/** Messages about *.vehicle.json, component sources and what joins ECUs. */
export const vehicleCodes = {
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
    help: '`vfb generate … --target c --components DIR` writes a skeleton in C, `--target ts` in TypeScript; `--components DIR`, in a vehicle file "components", says where to look; its "restBus" runs an ECU without software',
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
    help: 'install one, with `apt install clang lld` or `npm install @yowasp/clang`, or run the ECU as TypeScript',
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
    help: 'define it in the component; of the basic software there is Os, Com, Adc, Dio and Pwm',
  },
  'component-failed': {
    severity: 'error',
    message: (d: { ecu: string; error: string }) =>
      `a component of ECU ${d.ecu} failed while it was loaded: ${d.error}`,
    help: 'a component should do nothing but declare things until its first runnable runs',
  },
  'ecu-failed': {
    severity: 'error',
    message: (d: { ecu: string; at: string; in: string; reason: string }) =>
      `ECU ${d.ecu} failed at ${d.at} in ${d.in}: ${d.reason}`,
    help: 'the ECU has stopped, the others run on; an RTE call fails with a status and never throws',
  },
  'ecu-endless': {
    severity: 'error',
    message: (d: { ecu: string; at: string; in: string; after: string }) =>
      `ECU ${d.ecu} has come to no end at ${d.at} in ${d.in}, after ${d.after} of real time: the run is over`,
    help: 'look for an endless loop; what really computes that long wants a longer time: `watchdog`, --watchdog',
  },
  'state-out-of-reach': {
    severity: 'error',
    message: (d: { place: string; what: string }) =>
      `no snapshot can be taken: ${d.place} is ${d.what}`,
    help: 'keep state in numbers, texts, objects, arrays, typed arrays, Maps and Sets that module variables hold',
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
      `${d.what} in ECU ${d.ecu} is ${d.configured}; ${d.used} is used, a multiple of the time base of its main function`,
    help: 'COM counts calls of its main function; choose a ComTxTimeBase or ComRxTimeBase that divides the time',
  },
  'bit-rate-assumed': {
    severity: 'assumption',
    message: (d: { bus: string; bitRate: number }) =>
      `bus ${d.bus} has no bit rate; assuming ${d.bitRate} bit/s`,
    help: 'give the CAN-CLUSTER a BAUDRATE, or the vehicle file "buses"',
  },
  'vfb-trace-silent': {
    severity: 'warning',
    message: (d: { ecu: string; where: string }) =>
      `VFB trace hooks are configured for ECU ${d.ecu}, but ${d.where} calls none`,
    help: 'the trace of a simulation tells the same; `vfb generate --target c` calls the hooks',
  },
} as const;
