/** CAN matrix, ECU instances, mappings and ECU configuration of a synthesised system. */
import { arPackage, element, named, numericalValue, reference } from './arxml.mjs';
import { elementPath, outerPorts, rootPath } from './write-components.mjs';

const channel = '/Communication/Clusters/Can/Channel';

const lengthBytes = 8;

/** Everything that has ports at the ECUs: `Frame_…`, `Pdu_…` and `Signal_…`, each with a sender. */
function portsOf(frame) {
  return [
    { kind: 'FRAME-PORT', name: `Frame_${frame.name}` },
    { kind: 'I-PDU-PORT', name: `Pdu_${frame.name}` },
    ...frame.signals.map(({ name }) => ({ kind: 'I-SIGNAL-PORT', name: `Signal_${name}` })),
  ];
}

export function ecuInstancePackages({ ecus }) {
  const instances = ecus.map((ecu) => {
    const path = `/EcuInstances/${ecu.name}`;
    const ports = ecus.flatMap((sender) =>
      sender.frames.flatMap(portsOf).map(({ kind, name }) => {
        const direction = sender === ecu ? 'OUT' : 'IN';
        return named(kind, `${name}_${direction}`, [element('COMMUNICATION-DIRECTION', direction)]);
      }),
    );
    return named('ECU-INSTANCE', ecu.name, [
      element('COM-CONFIGURATION-RX-TIME-BASE', '0.005'),
      element('COM-CONFIGURATION-TX-TIME-BASE', '0.005'),
      element('COMM-CONTROLLERS', [
        named('CAN-COMMUNICATION-CONTROLLER', 'Can0', [
          element('CAN-COMMUNICATION-CONTROLLER-VARIANTS', [
            element('CAN-COMMUNICATION-CONTROLLER-CONDITIONAL'),
          ]),
        ]),
      ]),
      element('CONNECTORS', [
        named('CAN-COMMUNICATION-CONNECTOR', 'Can', [
          reference('COMM-CONTROLLER-REF', 'CAN-COMMUNICATION-CONTROLLER', `${path}/Can0`),
          element('ECU-COMM-PORT-INSTANCES', ports),
        ]),
      ]),
    ]);
  });
  return [arPackage('EcuInstances', instances)];
}

export function matrixPackages({ ecus }) {
  const frames = ecus.flatMap((sender) => sender.frames.map((frame) => ({ sender, frame })));
  const signals = frames.flatMap(({ frame }) => frame.signals);
  return [
    arPackage('Communication/Clusters', [cluster(ecus, frames)]),
    arPackage(
      'Communication/Frames',
      frames.map(({ frame: { name } }) =>
        named('CAN-FRAME', name, [
          element('FRAME-LENGTH', String(lengthBytes)),
          element('PDU-TO-FRAME-MAPPINGS', [
            named('PDU-TO-FRAME-MAPPING', name, [
              element('PACKING-BYTE-ORDER', 'MOST-SIGNIFICANT-BYTE-LAST'),
              reference('PDU-REF', 'I-SIGNAL-I-PDU', `/Communication/Pdus/${name}`),
              element('START-POSITION', '0'),
            ]),
          ]),
        ]),
      ),
    ),
    arPackage(
      'Communication/Pdus',
      frames.map(({ frame }) => iPdu(frame)),
    ),
    arPackage(
      'Communication/ISignals',
      signals.map(({ name, lengthBits }) =>
        named('I-SIGNAL', name, [
          element('INIT-VALUE', [numericalValue(0)]),
          element('LENGTH', String(lengthBits)),
          reference('SYSTEM-SIGNAL-REF', 'SYSTEM-SIGNAL', `/Communication/SystemSignals/${name}`),
        ]),
      ),
    ),
    arPackage(
      'Communication/SystemSignals',
      signals.map(({ name }) => named('SYSTEM-SIGNAL', name, [element('DYNAMIC-LENGTH', 'false')])),
    ),
  ];
}

function iPdu({ name, signals }) {
  const seconds = (tag, value) => element(tag, [element('VALUE', String(value))]);
  return named('I-SIGNAL-I-PDU', name, [
    element('LENGTH', String(lengthBytes)),
    element('I-PDU-TIMING-SPECIFICATIONS', [
      element('I-PDU-TIMING', [
        element('TRANSMISSION-MODE-DECLARATION', [
          element('TRANSMISSION-MODE-TRUE-TIMING', [
            element('CYCLIC-TIMING', [seconds('TIME-OFFSET', 0), seconds('TIME-PERIOD', 0.01)]),
          ]),
        ]),
      ]),
    ]),
    element(
      'I-SIGNAL-TO-PDU-MAPPINGS',
      signals.map((signal) =>
        named('I-SIGNAL-TO-I-PDU-MAPPING', signal.name, [
          reference('I-SIGNAL-REF', 'I-SIGNAL', `/Communication/ISignals/${signal.name}`),
          element('PACKING-BYTE-ORDER', 'MOST-SIGNIFICANT-BYTE-LAST'),
          element('START-POSITION', String(signal.startPosition)),
          element('TRANSFER-PROPERTY', 'PENDING'),
        ]),
      ),
    ),
    element('UNUSED-BIT-PATTERN', '0'),
  ]);
}

function cluster(ecus, frames) {
  const portReferences = (kind, name, sender) =>
    element(
      `${kind}-REFS`,
      ecus.map((ecu) => {
        const direction = ecu === sender ? 'OUT' : 'IN';
        return reference(`${kind}-REF`, kind, `/EcuInstances/${ecu.name}/Can/${name}_${direction}`);
      }),
    );
  const conditional = (kind, name) =>
    element(`${kind}-REF-CONDITIONAL`, [reference(`${kind}-REF`, kind, `${channel}/${name}`)]);
  return named('CAN-CLUSTER', 'Can', [
    element('CAN-CLUSTER-VARIANTS', [
      element('CAN-CLUSTER-CONDITIONAL', [
        element('BAUDRATE', '500000'),
        element('PHYSICAL-CHANNELS', [
          named('CAN-PHYSICAL-CHANNEL', 'Channel', [
            element(
              'COMM-CONNECTORS',
              ecus.map(({ name }) =>
                element('COMMUNICATION-CONNECTOR-REF-CONDITIONAL', [
                  reference(
                    'COMMUNICATION-CONNECTOR-REF',
                    'CAN-COMMUNICATION-CONNECTOR',
                    `/EcuInstances/${name}/Can`,
                  ),
                ]),
              ),
            ),
            element(
              'FRAME-TRIGGERINGS',
              frames.map(({ sender, frame: { name, canId } }) =>
                named('CAN-FRAME-TRIGGERING', `Frame_${name}`, [
                  portReferences('FRAME-PORT', `Frame_${name}`, sender),
                  reference('FRAME-REF', 'CAN-FRAME', `/Communication/Frames/${name}`),
                  element('PDU-TRIGGERINGS', [conditional('PDU-TRIGGERING', `Pdu_${name}`)]),
                  element('CAN-ADDRESSING-MODE', 'STANDARD'),
                  element('IDENTIFIER', String(canId)),
                ]),
              ),
            ),
            element(
              'I-SIGNAL-TRIGGERINGS',
              frames.flatMap(({ sender, frame }) =>
                frame.signals.map(({ name }) =>
                  named('I-SIGNAL-TRIGGERING', `Signal_${name}`, [
                    portReferences('I-SIGNAL-PORT', `Signal_${name}`, sender),
                    reference('I-SIGNAL-REF', 'I-SIGNAL', `/Communication/ISignals/${name}`),
                  ]),
                ),
              ),
            ),
            element(
              'PDU-TRIGGERINGS',
              frames.map(({ sender, frame }) =>
                named('PDU-TRIGGERING', `Pdu_${frame.name}`, [
                  portReferences('I-PDU-PORT', `Pdu_${frame.name}`, sender),
                  reference('I-PDU-REF', 'I-SIGNAL-I-PDU', `/Communication/Pdus/${frame.name}`),
                  element(
                    'I-SIGNAL-TRIGGERINGS',
                    frame.signals.map(({ name }) =>
                      conditional('I-SIGNAL-TRIGGERING', `Signal_${name}`),
                    ),
                  ),
                ]),
              ),
            ),
          ]),
        ]),
      ]),
    ]),
  ]);
}

// ---- the system -----------------------------------------------------------------------------------

export function systemPackages({ size, ecus }) {
  const root = `/System/${size.name}/Vehicle`;
  const rootReference = () =>
    reference('CONTEXT-COMPOSITION-REF', 'ROOT-SW-COMPOSITION-PROTOTYPE', root);
  const dataMappings = ecus.flatMap((ecu) =>
    outerPorts(ecu).map(({ kind, name, output }) =>
      element('SENDER-RECEIVER-TO-SIGNAL-MAPPING', [
        element('DATA-ELEMENT-IREF', [
          reference('CONTEXT-COMPONENT-REF', 'SW-COMPONENT-PROTOTYPE', `${rootPath}/${ecu.name}`),
          rootReference(),
          reference(
            'CONTEXT-PORT-REF',
            `${kind}-PORT-PROTOTYPE`,
            `/Compositions/${ecu.name}/${name}`,
          ),
          reference('TARGET-DATA-PROTOTYPE-REF', 'VARIABLE-DATA-PROTOTYPE', elementPath(output)),
        ]),
        reference(
          'SYSTEM-SIGNAL-REF',
          'SYSTEM-SIGNAL',
          `/Communication/SystemSignals/${output.signal.name}`,
        ),
      ]),
    ),
  );
  const swMappings = ecus.map(({ name }) =>
    named('SWC-TO-ECU-MAPPING', `On${name}`, [
      element('COMPONENT-IREFS', [
        element('COMPONENT-IREF', [
          rootReference(),
          reference('TARGET-COMPONENT-REF', 'SW-COMPONENT-PROTOTYPE', `${rootPath}/${name}`),
        ]),
      ]),
      reference('ECU-INSTANCE-REF', 'ECU-INSTANCE', `/EcuInstances/${name}`),
    ]),
  );
  const system = named('SYSTEM', size.name, [
    element('CATEGORY', 'SYSTEM_DESCRIPTION'),
    element('MAPPINGS', [
      named('SYSTEM-MAPPING', 'Mapping', [
        element('DATA-MAPPINGS', dataMappings),
        element('SW-MAPPINGS', swMappings),
      ]),
    ]),
    element('ROOT-SOFTWARE-COMPOSITIONS', [
      named('ROOT-SW-COMPOSITION-PROTOTYPE', 'Vehicle', [
        reference('SOFTWARE-COMPOSITION-TREF', 'COMPOSITION-SW-COMPONENT-TYPE', rootPath),
      ]),
    ]),
  ]);
  return [arPackage('System', [system])];
}

// ---- ECU configuration ------------------------------------------------------------------------------

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
