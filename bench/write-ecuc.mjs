/** ECU configuration of a synthesised system. */
import { arPackage, element, named, reference } from './arxml.mjs';

/** Os and Rte of one ECU: a task and an alarm per period, every event in its place. */
export function ecucPackages(ecu) {
  const periods = [...new Set(ecu.components[0].runnables.map(({ periodMs }) => periodMs))];
  periods.sort((a, b) => b - a);
  const tasks = periods.map((periodMs, rank) =>
    container(`Task_${periodMs}ms`, 'Os/OsTask', [
      numerical('Os/OsTask/OsTaskActivation', 1),
      numerical('Os/OsTask/OsTaskPriority', rank + 1),
      textual('Os/OsTask/OsTaskSchedule', 'FULL'),
    ]),
  );
  const counter = container('SystemTimer', 'Os/OsCounter', [
    numerical('Os/OsCounter/OsCounterMaxAllowedValue', 65535),
    numerical('Os/OsCounter/OsCounterMinCycle', 1),
    numerical('Os/OsCounter/OsSecondsPerTick', 0.001, 'FLOAT'),
  ]);
  const positions = new Map();
  const instances = ecu.components.map(({ type, runnables }) => {
    const instance = 'Rte/RteSwComponentInstance';
    const mapping = `${instance}/RteEventToTaskMapping`;
    const mappings = runnables.map(({ name, periodMs }) => {
      const position = (positions.get(periodMs) ?? 0) + 1;
      positions.set(periodMs, position);
      return container(
        `${name}_Event`,
        mapping,
        [numerical(`${mapping}/RtePositionInTask`, position)],
        [
          value(
            `${mapping}/RteEventRef`,
            'TIMING-EVENT',
            `/ComponentTypes/${type}/Behavior/${name}_Event`,
          ),
          value(
            `${mapping}/RteMappedToTaskRef`,
            'ECUC-CONTAINER-VALUE',
            `/${ecu.name}/Os/Task_${periodMs}ms`,
          ),
        ],
      );
    });
    const prototype = `/Compositions/${ecu.name}/${type}`;
    return container(
      type,
      instance,
      [],
      [value(`${instance}/RteSoftwareComponentInstanceRef`, 'SW-COMPONENT-PROTOTYPE', prototype)],
      mappings,
    );
  });
  return [
    arPackage(ecu.name, [moduleValues('Os', [counter, ...tasks]), moduleValues('Rte', instances)]),
  ];
}

const definitions = '/AUTOSAR/EcucDefs';

function moduleValues(name, containers) {
  return named('ECUC-MODULE-CONFIGURATION-VALUES', name, [
    reference('DEFINITION-REF', 'ECUC-MODULE-DEF', `${definitions}/${name}`),
    element('CONTAINERS', containers),
  ]);
}

function container(name, definition, parameters, references = [], subContainers = []) {
  return named('ECUC-CONTAINER-VALUE', name, [
    reference('DEFINITION-REF', 'ECUC-PARAM-CONF-CONTAINER-DEF', `${definitions}/${definition}`),
    ...(parameters.length === 0 ? [] : [element('PARAMETER-VALUES', parameters)]),
    ...(references.length === 0 ? [] : [element('REFERENCE-VALUES', references)]),
    ...(subContainers.length === 0 ? [] : [element('SUB-CONTAINERS', subContainers)]),
  ]);
}

function numerical(definition, number, kind = 'INTEGER') {
  return element('ECUC-NUMERICAL-PARAM-VALUE', [
    reference('DEFINITION-REF', `ECUC-${kind}-PARAM-DEF`, `${definitions}/${definition}`),
    element('VALUE', String(number)),
  ]);
}

function textual(definition, text) {
  return element('ECUC-TEXTUAL-PARAM-VALUE', [
    reference('DEFINITION-REF', 'ECUC-ENUMERATION-PARAM-DEF', `${definitions}/${definition}`),
    element('VALUE', text),
  ]);
}

function value(definition, dest, path) {
  return element('ECUC-REFERENCE-VALUE', [
    reference('DEFINITION-REF', 'ECUC-REFERENCE-DEF', `${definitions}/${definition}`),
    reference('VALUE-REF', dest, path),
  ]);
}
