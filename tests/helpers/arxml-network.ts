/** Systems of several ECUs with a CAN matrix, and ECU configuration values, for tests. */
import { rootComposition, typePath } from './arxml.ts';
import { named, ref, some, type Xml, xml } from './arxml-print.ts';

export interface SignalWords {
  readonly start: number;
  readonly lengthBits: number;
  readonly bigEndian?: boolean;
  /** `component.Port.element` of the root composition, mapped at the sender and at the receivers. */
  readonly carries?: readonly string[];
  /** ECU → what its port of the signal says, in seconds. */
  readonly ports?: Readonly<Record<string, SignalPortWords>>;
}

export interface SignalPortWords {
  readonly timeout?: string;
  readonly firstTimeout?: string;
}

/** A record and the signals of its members. */
export interface SignalGroupWords {
  /** Structure type. */
  readonly type: string;
  /** Member of the structure → signal of the frame. */
  readonly members: Readonly<Record<string, string>>;
  /** As of a signal. */
  readonly carries: readonly string[];
  readonly ports?: Readonly<Record<string, SignalPortWords>>;
}

export interface FrameWords {
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly lengthBytes?: number;
  readonly signals: Readonly<Record<string, SignalWords>>;
  readonly groups?: Readonly<Record<string, SignalGroupWords>>;
  /** Seconds; absent: direct transmission. */
  readonly cycle?: string;
}

export interface NetworkWords {
  readonly root: string;
  /** Component prototype of the root composition → its type and the interfaces of its ports. */
  readonly parts: Readonly<Record<string, string>>;
  /** Interface of `<component type>.<port>`. */
  readonly interfaces: Readonly<Record<string, string>>;
  /** ECU → component prototypes mapped to it. */
  readonly ecus: Readonly<Record<string, readonly string[]>>;
  readonly frames: Readonly<Record<string, FrameWords>>;
}

/** A SYSTEM named Network, its ECU instances, one CAN cluster and the matrix on it. */
export function network(words: NetworkWords): readonly Xml[] {
  return [
    system(words),
    ...Object.keys(words.ecus).map((name) => ecuInstance(name, words)),
    cluster(words),
    ...Object.entries(words.frames).flatMap(([name, frame]) => frameElements(name, frame)),
  ];
}

function system(words: NetworkWords): Xml {
  const iref = (part: string) => [
    ref('CONTEXT-COMPOSITION-REF', 'ROOT-SW-COMPOSITION-PROTOTYPE', '/Car/Network/Root'),
    ref('TARGET-COMPONENT-REF', 'SW-COMPONENT-PROTOTYPE', `/Car/${words.root}/${part}`),
  ];
  return named(
    'SYSTEM',
    'Network',
    xml(
      'MAPPINGS',
      named(
        'SYSTEM-MAPPING',
        'Mapping',
        some('DATA-MAPPINGS', dataMappings(words)),
        some(
          'SW-MAPPINGS',
          Object.entries(words.ecus).map(([ecu, parts]) =>
            named(
              'SWC-TO-ECU-MAPPING',
              ecu,
              xml(
                'COMPONENT-IREFS',
                parts.map((part) => xml('COMPONENT-IREF', iref(part))),
              ),
              ref('ECU-INSTANCE-REF', 'ECU-INSTANCE', `/Car/${ecu}`),
            ),
          ),
        ),
      ),
    ),
    xml('ROOT-SOFTWARE-COMPOSITIONS', rootComposition(words.root)),
  );
}

function dataMappings(words: NetworkWords): readonly Xml[] {
  const iref = (element: string) => {
    const [part = '', port = '', data = ''] = element.split('.');
    const type = words.parts[part] ?? '';
    return xml(
      'DATA-ELEMENT-IREF',
      ref('CONTEXT-COMPONENT-REF', 'SW-COMPONENT-PROTOTYPE', `/Car/${words.root}/${part}`),
      ref('CONTEXT-PORT-REF', 'P-PORT-PROTOTYPE', `/Car/${type}/${port}`),
      ref(
        'TARGET-DATA-PROTOTYPE-REF',
        'VARIABLE-DATA-PROTOTYPE',
        `/Car/${words.interfaces[`${type}.${port}`]}/${data}`,
      ),
    );
  };
  return Object.values(words.frames).flatMap((frame) => [
    ...Object.entries(frame.signals).flatMap(([signal, { carries = [] }]) =>
      carries.map((element) =>
        xml(
          'SENDER-RECEIVER-TO-SIGNAL-MAPPING',
          iref(element),
          ref('SYSTEM-SIGNAL-REF', 'SYSTEM-SIGNAL', `/Car/${signal}System`),
        ),
      ),
    ),
    ...Object.entries(frame.groups ?? {}).flatMap(([group, { type, members, carries }]) =>
      carries.map((element) =>
        xml(
          'SENDER-RECEIVER-TO-SIGNAL-GROUP-MAPPING',
          iref(element),
          ref('SIGNAL-GROUP-REF', 'SYSTEM-SIGNAL-GROUP', `/Car/${group}System`),
          xml('TYPE-MAPPING', recordMapping(type, members)),
        ),
      ),
    ),
  ]);
}

function recordMapping(type: string, members: Readonly<Record<string, string>>): Xml {
  return xml(
    'SENDER-REC-RECORD-TYPE-MAPPING',
    xml(
      'RECORD-ELEMENT-MAPPINGS',
      Object.entries(members).map(([member, signal]) =>
        xml(
          'SENDER-REC-RECORD-ELEMENT-MAPPING',
          ref(
            'IMPLEMENTATION-RECORD-ELEMENT-REF',
            'IMPLEMENTATION-DATA-TYPE-ELEMENT',
            `/Car/${type}/${member}`,
          ),
          ref('SYSTEM-SIGNAL-REF', 'SYSTEM-SIGNAL', `/Car/${signal}System`),
        ),
      ),
    ),
  );
}

function ecuInstance(name: string, words: NetworkWords): Xml {
  const ports = Object.entries(words.frames).flatMap(([frame, { from, to }]) =>
    [...(from === name ? ['OUT'] : []), ...to.filter((ecu) => ecu === name).map(() => 'IN')].map(
      (direction) =>
        named('FRAME-PORT', `${frame}_${direction}`, xml('COMMUNICATION-DIRECTION', direction)),
    ),
  );
  const signalPorts = signalPortsOf(words)
    .filter(({ ecu }) => ecu === name)
    .map(({ signal, direction, port }) =>
      named(
        'I-SIGNAL-PORT',
        `${signal}_port`,
        xml('COMMUNICATION-DIRECTION', direction),
        port.firstTimeout === undefined ? undefined : xml('FIRST-TIMEOUT', port.firstTimeout),
        port.timeout === undefined ? undefined : xml('TIMEOUT', port.timeout),
      ),
    );
  return named(
    'ECU-INSTANCE',
    name,
    xml('COMM-CONTROLLERS', named('CAN-COMMUNICATION-CONTROLLER', 'Can')),
    xml(
      'CONNECTORS',
      named(
        'CAN-COMMUNICATION-CONNECTOR',
        'Connector',
        ref('COMM-CONTROLLER-REF', 'CAN-COMMUNICATION-CONTROLLER', `/Car/${name}/Can`),
        some('ECU-COMM-PORT-INSTANCES', ports, signalPorts),
      ),
    ),
  );
}

/** Ports of signals and groups that say something. */
function signalPortsOf(words: NetworkWords) {
  return Object.values(words.frames).flatMap(({ from, signals, groups }) =>
    [
      ...Object.entries(signals).map(([signal, of]) => ({ signal, kind: 'I-SIGNAL', of })),
      ...Object.entries(groups ?? {}).map(([signal, of]) => ({
        signal,
        kind: 'I-SIGNAL-GROUP',
        of,
      })),
    ].flatMap(({ signal, kind, of }) =>
      Object.entries(of.ports ?? {}).map(([ecu, port]) => ({
        signal,
        kind,
        ecu,
        direction: ecu === from ? 'OUT' : 'IN',
        port,
      })),
    ),
  );
}

function cluster(words: NetworkWords): Xml {
  const connectors = Object.keys(words.ecus).map((ecu) =>
    xml(
      'COMMUNICATION-CONNECTOR-REF-CONDITIONAL',
      ref('COMMUNICATION-CONNECTOR-REF', 'CAN-COMMUNICATION-CONNECTOR', `/Car/${ecu}/Connector`),
    ),
  );
  const triggerings = Object.entries(words.frames).map(([name, { id, from, to }]) =>
    named(
      'CAN-FRAME-TRIGGERING',
      name,
      xml(
        'FRAME-PORT-REFS',
        ref('FRAME-PORT-REF', 'FRAME-PORT', `/Car/${from}/Connector/${name}_OUT`),
        to.map((ecu) => ref('FRAME-PORT-REF', 'FRAME-PORT', `/Car/${ecu}/Connector/${name}_IN`)),
      ),
      ref('FRAME-REF', 'CAN-FRAME', `/Car/${name}Frame`),
      xml('CAN-ADDRESSING-MODE', 'STANDARD'),
      xml('IDENTIFIER', id),
    ),
  );
  return named(
    'CAN-CLUSTER',
    'Bus',
    xml(
      'CAN-CLUSTER-VARIANTS',
      xml(
        'CAN-CLUSTER-CONDITIONAL',
        xml('BAUDRATE', 500000),
        xml(
          'PHYSICAL-CHANNELS',
          named(
            'CAN-PHYSICAL-CHANNEL',
            'Channel',
            xml('COMM-CONNECTORS', connectors),
            some('FRAME-TRIGGERINGS', triggerings),
            some(
              'I-SIGNAL-TRIGGERINGS',
              signalPortsOf(words).map(({ signal, kind, ecu }) =>
                named(
                  'I-SIGNAL-TRIGGERING',
                  `${signal}_${ecu}`,
                  xml(
                    'I-SIGNAL-PORT-REFS',
                    ref(
                      'I-SIGNAL-PORT-REF',
                      'I-SIGNAL-PORT',
                      `/Car/${ecu}/Connector/${signal}_port`,
                    ),
                  ),
                  ref(`${kind}-REF`, kind, `/Car/${signal}`),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

function frameElements(name: string, words: FrameWords): readonly Xml[] {
  const length = words.lengthBytes ?? 8;
  const timing =
    words.cycle === undefined
      ? xml('EVENT-CONTROLLED-TIMING', xml('NUMBER-OF-REPETITIONS', 0))
      : xml('CYCLIC-TIMING', xml('TIME-PERIOD', xml('VALUE', words.cycle)));
  const signals = Object.entries(words.signals);
  const groups = Object.entries(words.groups ?? {});
  return [
    named(
      'CAN-FRAME',
      `${name}Frame`,
      xml('FRAME-LENGTH', length),
      xml(
        'PDU-TO-FRAME-MAPPINGS',
        named(
          'PDU-TO-FRAME-MAPPING',
          'Pdu',
          ref('PDU-REF', 'I-SIGNAL-I-PDU', `/Car/${name}Pdu`),
          xml('START-POSITION', 0),
        ),
      ),
    ),
    named(
      'I-SIGNAL-I-PDU',
      `${name}Pdu`,
      xml('LENGTH', length),
      xml(
        'I-PDU-TIMING-SPECIFICATIONS',
        xml(
          'I-PDU-TIMING',
          xml('TRANSMISSION-MODE-DECLARATION', xml('TRANSMISSION-MODE-TRUE-TIMING', timing)),
        ),
      ),
      some(
        'I-SIGNAL-TO-PDU-MAPPINGS',
        groups.map(([group]) =>
          named(
            'I-SIGNAL-TO-I-PDU-MAPPING',
            group,
            ref('I-SIGNAL-GROUP-REF', 'I-SIGNAL-GROUP', `/Car/${group}`),
          ),
        ),
        signals.map(([signal, { start, bigEndian }]) =>
          named(
            'I-SIGNAL-TO-I-PDU-MAPPING',
            signal,
            ref('I-SIGNAL-REF', 'I-SIGNAL', `/Car/${signal}`),
            xml(
              'PACKING-BYTE-ORDER',
              bigEndian ? 'MOST-SIGNIFICANT-BYTE-FIRST' : 'MOST-SIGNIFICANT-BYTE-LAST',
            ),
            xml('START-POSITION', start),
          ),
        ),
      ),
    ),
    ...signals.flatMap(([signal, { lengthBits }]) => [
      named(
        'I-SIGNAL',
        signal,
        xml('LENGTH', lengthBits),
        ref('SYSTEM-SIGNAL-REF', 'SYSTEM-SIGNAL', `/Car/${signal}System`),
      ),
      named('SYSTEM-SIGNAL', `${signal}System`),
    ]),
    ...groups.flatMap(([group, { members }]) => [
      named(
        'I-SIGNAL-GROUP',
        group,
        xml(
          'I-SIGNAL-REFS',
          Object.values(members).map((signal) => ref('I-SIGNAL-REF', 'I-SIGNAL', `/Car/${signal}`)),
        ),
        ref('SYSTEM-SIGNAL-GROUP-REF', 'SYSTEM-SIGNAL-GROUP', `/Car/${group}System`),
      ),
      named(
        'SYSTEM-SIGNAL-GROUP',
        `${group}System`,
        xml(
          'SYSTEM-SIGNAL-REFS',
          Object.values(members).map((signal) =>
            ref('SYSTEM-SIGNAL-REF', 'SYSTEM-SIGNAL', `/Car/${signal}System`),
          ),
        ),
      ),
    ]),
  ];
}

// ---- ECU configuration values -----------------------------------------------------------------------

/** A module configuration, such as that of `Os`. */
export function ecucModule(module: string, ...containers: readonly Xml[]): Xml {
  return named(
    'ECUC-MODULE-CONFIGURATION-VALUES',
    module,
    ref('DEFINITION-REF', 'ECUC-MODULE-DEF', `/AUTOSAR/EcucDefs/${module}`),
    some('CONTAINERS', containers),
  );
}

type EcucValue = string | number;

/** A container; values that begin with `/` are references, several of one definition a list. */
export function ecucContainer(
  definition: string,
  name: string,
  values: Readonly<Record<string, EcucValue | readonly EcucValue[]>> = {},
  ...subContainers: readonly Xml[]
): Xml {
  const path = (last: string) => `/AUTOSAR/EcucDefs/${last}`;
  const isReference = (value: EcucValue) => String(value).startsWith('/');
  const entries = Object.entries(values).flatMap(([key, value]) =>
    [value].flat().map((one: EcucValue) => [key, one] as const),
  );
  return named(
    'ECUC-CONTAINER-VALUE',
    name,
    ref('DEFINITION-REF', 'ECUC-PARAM-CONF-CONTAINER-DEF', path(definition)),
    some(
      'PARAMETER-VALUES',
      entries
        .filter(([, value]) => !isReference(value))
        .map(([parameter, value]) =>
          xml(
            typeof value === 'number' ? 'ECUC-NUMERICAL-PARAM-VALUE' : 'ECUC-TEXTUAL-PARAM-VALUE',
            ref('DEFINITION-REF', 'ECUC-PARAMETER-DEF', path(parameter)),
            xml('VALUE', value),
          ),
        ),
    ),
    some(
      'REFERENCE-VALUES',
      entries
        .filter(([, value]) => isReference(value))
        .map(([parameter, value]) =>
          xml(
            'ECUC-REFERENCE-VALUE',
            ref('DEFINITION-REF', 'ECUC-REFERENCE-DEF', path(parameter)),
            ref('VALUE-REF', 'ECUC-CONTAINER-VALUE', String(value)),
          ),
        ),
    ),
    some('SUB-CONTAINERS', subContainers),
  );
}

/** A network representation, such as that of a signed signal. */
export function networkRepresentation(type: string): Xml {
  return xml(
    'NETWORK-REPRESENTATION-PROPS',
    xml(
      'SW-DATA-DEF-PROPS-VARIANTS',
      xml(
        'SW-DATA-DEF-PROPS-CONDITIONAL',
        ref(
          'BASE-TYPE-REF',
          'SW-BASE-TYPE',
          typePath(type).replace('ImplementationDataTypes', 'BaseTypes'),
        ),
      ),
    ),
  );
}
