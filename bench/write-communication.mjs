/** CAN matrix, ECU instances and mappings of a synthesised system. */
import { arPackage, element, named, numericalValue, reference } from './arxml.mjs';
import { elementPath } from './write-components.mjs';
import { outerPorts, rootPath } from './write-compositions.mjs';

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
