/**
 * AUTOSAR systems in a few words, for tests: component types, compositions, ECU extracts, a CAN
 * matrix. Everything lies in the package /Car; ports and data elements are written `Port.element`.
 */
import type { SourceFile } from '../../generator/syntax/element.ts';
import { named, print, ref, some, type Xml, xml } from './arxml-print.ts';

/** A file with these elements in package /Car, or in the packages that they are. */
export function arxml(...elements: readonly (Xml | readonly Xml[])[]): string {
  const all = elements.flat();
  const own = all.filter(({ start }) => start !== 'AR-PACKAGE');
  const packages = all.filter(({ start }) => start === 'AR-PACKAGE');
  const car = own.length === 0 ? [] : [named('AR-PACKAGE', 'Car', xml('ELEMENTS', own))];
  const root = xml(
    'AUTOSAR xmlns="http://autosar.org/schema/r4.0"',
    xml('AR-PACKAGES', car, packages),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${print(root)}`;
}

/** Files of one model: `1.arxml`, `2.arxml`, ... */
export function sources(...texts: readonly string[]): readonly SourceFile[] {
  return texts.map((text, index) => ({ path: `${index + 1}.arxml`, text }));
}

const car = (name: string): string => (name.startsWith('/') ? name : `/Car/${name}`);

const platformType = /^(boolean|float(32|64)|[us]int(8|16|32|64))$/;

/** `uint8` and its like are platform types, other names types of /Car. */
export function typePath(name: string): string {
  return platformType.test(name) ? `/AUTOSAR_Platform/ImplementationDataTypes/${name}` : car(name);
}

export function typeRef(name: string): Xml {
  return ref('TYPE-TREF', 'IMPLEMENTATION-DATA-TYPE', typePath(name));
}

// ---- data types and values --------------------------------------------------------------------------

export function properties(...content: readonly Xml[]): Xml {
  return xml(
    'SW-DATA-DEF-PROPS',
    xml('SW-DATA-DEF-PROPS-VARIANTS', xml('SW-DATA-DEF-PROPS-CONDITIONAL', ...content)),
  );
}

function referring(type: string): readonly Xml[] {
  return [
    xml('CATEGORY', 'TYPE_REFERENCE'),
    properties(ref('IMPLEMENTATION-DATA-TYPE-REF', 'IMPLEMENTATION-DATA-TYPE', typePath(type))),
  ];
}

export function structure(name: string, members: Readonly<Record<string, string>>): Xml {
  const elements = Object.entries(members).map(([member, type]) =>
    named('IMPLEMENTATION-DATA-TYPE-ELEMENT', member, referring(type)),
  );
  return named(
    'IMPLEMENTATION-DATA-TYPE',
    name,
    xml('CATEGORY', 'STRUCTURE'),
    xml('SUB-ELEMENTS', elements),
  );
}

export function array(name: string, type: string, length: number): Xml {
  const [category, ...rest] = referring(type);
  return named(
    'IMPLEMENTATION-DATA-TYPE',
    name,
    xml('CATEGORY', 'ARRAY'),
    xml(
      'SUB-ELEMENTS',
      named(
        'IMPLEMENTATION-DATA-TYPE-ELEMENT',
        'element',
        category,
        xml('ARRAY-SIZE', length),
        rest,
      ),
    ),
  );
}

export function numerical(value: string | number): Xml {
  return xml('NUMERICAL-VALUE-SPECIFICATION', xml('VALUE', value));
}

// ---- interfaces -------------------------------------------------------------------------------------

/** A sender-receiver interface: data elements and their types. */
export function senderReceiver(name: string, elements: Readonly<Record<string, string>>): Xml {
  const prototypes = Object.entries(elements).map(([element, type]) =>
    named('VARIABLE-DATA-PROTOTYPE', element, typeRef(type)),
  );
  return named('SENDER-RECEIVER-INTERFACE', name, xml('DATA-ELEMENTS', prototypes));
}

export interface OperationWords {
  /** `{ on: 'in boolean', level: 'out uint8' }` */
  readonly arguments?: Readonly<Record<string, string>>;
  readonly errors?: readonly string[];
}

/** A client-server interface: operations, and the codes of its application errors. */
export function clientServer(
  name: string,
  operations: Readonly<Record<string, OperationWords>>,
  errors: Readonly<Record<string, number>> = {},
): Xml {
  return named(
    'CLIENT-SERVER-INTERFACE',
    name,
    xml(
      'OPERATIONS',
      Object.entries(operations).map(([operation, words]) =>
        named(
          'CLIENT-SERVER-OPERATION',
          operation,
          some('ARGUMENTS', Object.entries(words.arguments ?? {}).map(argument)),
          some(
            'POSSIBLE-ERROR-REFS',
            (words.errors ?? []).map((error) =>
              ref('POSSIBLE-ERROR-REF', 'APPLICATION-ERROR', `/Car/${name}/${error}`),
            ),
          ),
        ),
      ),
    ),
    some(
      'POSSIBLE-ERRORS',
      Object.entries(errors).map(([error, code]) =>
        named('APPLICATION-ERROR', error, xml('ERROR-CODE', code)),
      ),
    ),
  );
}

function argument([name, words]: [string, string]): Xml {
  const [direction = '', type = ''] = words.split(' ');
  return named(
    'ARGUMENT-DATA-PROTOTYPE',
    name,
    typeRef(type),
    xml('DIRECTION', direction.toUpperCase()),
  );
}

// ---- component types --------------------------------------------------------------------------------

type Ports = Readonly<Record<string, string>>;

export interface PortWords {
  /** Port → interface. */
  readonly provides?: Ports;
  readonly requires?: Ports;
  readonly both?: Ports;
}

export interface RunnableWords {
  /** Seconds. */
  readonly every?: string;
  readonly offset?: string;
  readonly init?: boolean;
  readonly background?: boolean;
  readonly received?: readonly string[];
  readonly serves?: readonly string[];
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
  readonly calls?: readonly string[];
  readonly concurrent?: boolean;
}

export interface ComponentWords extends PortWords {
  readonly kind?: string;
  readonly runnables?: Readonly<Record<string, RunnableWords>>;
  /** `Port.element` → members of its com-spec. */
  readonly comSpecs?: Readonly<Record<string, readonly Xml[]>>;
  /** Port → type and value of its port-defined arguments. */
  readonly portArguments?: Readonly<Record<string, readonly (readonly [string, Xml])[]>>;
  readonly multiple?: boolean;
  /** More of the internal behavior. */
  readonly behavior?: readonly Xml[];
}

/** An atomic component type; its behavior is called `Behavior`, its events by runnable and kind. */
export function component(name: string, words: ComponentWords): Xml {
  const at = new ComponentPaths(name, words);
  const runnables = Object.entries(words.runnables ?? {});
  const options = Object.entries(words.portArguments ?? {}).map(([port, values]) =>
    xml(
      'PORT-API-OPTION',
      xml(
        'PORT-ARG-VALUES',
        values.map(([type, value]) =>
          xml(
            'PORT-DEFINED-ARGUMENT-VALUE',
            xml('VALUE', value),
            ref('VALUE-TYPE-TREF', 'IMPLEMENTATION-DATA-TYPE', typePath(type)),
          ),
        ),
      ),
      ref('PORT-REF', 'P-PORT-PROTOTYPE', at.port(port)),
    ),
  );
  return named(
    words.kind ?? 'APPLICATION-SW-COMPONENT-TYPE',
    name,
    portList(words, at, words.comSpecs ?? {}),
    xml(
      'INTERNAL-BEHAVIORS',
      named(
        'SWC-INTERNAL-BEHAVIOR',
        'Behavior',
        words.behavior,
        some(
          'EVENTS',
          runnables.flatMap(([runnable, r]) => eventsOf(runnable, r, at)),
        ),
        some('PORT-API-OPTIONS', options),
        some(
          'RUNNABLES',
          runnables.map(([runnable, r]) => runnableOf(runnable, r, at)),
        ),
        words.multiple === undefined
          ? undefined
          : xml('SUPPORTS-MULTIPLE-INSTANTIATION', words.multiple),
      ),
    ),
  );
}

class ComponentPaths {
  readonly #name: string;
  readonly #interfaces: Ports;

  constructor(name: string, words: PortWords) {
    this.#name = name;
    this.#interfaces = { ...words.provides, ...words.requires, ...words.both };
  }

  port(port: string): string {
    return `/Car/${this.#name}/${port}`;
  }

  runnable(runnable: string): string {
    return `/Car/${this.#name}/Behavior/${runnable}`;
  }

  /** Of `Port.element`. */
  element(words: string): { readonly port: string; readonly element: string } {
    const [port = '', element = ''] = words.split('.');
    const found = this.#interfaces[port];
    if (found === undefined) throw new Error(`${this.#name} has no port ${port}`);
    return { port: this.port(port), element: `${car(found)}/${element}` };
  }
}

const interfaceRef = (tag: string, name: string): Xml =>
  ref(tag, 'SENDER-RECEIVER-INTERFACE', car(name));

function portList(
  words: PortWords,
  at: ComponentPaths,
  comSpecs: Readonly<Record<string, readonly Xml[]>>,
): Xml | undefined {
  const specs = (port: string, tag: string) =>
    Object.entries(comSpecs)
      .filter(([element]) => element.startsWith(`${port}.`))
      .map(([element, members]) =>
        xml(
          tag,
          ref('DATA-ELEMENT-REF', 'VARIABLE-DATA-PROTOTYPE', at.element(element).element),
          ...members,
        ),
      );
  return some(
    'PORTS',
    Object.entries(words.provides ?? {}).map(([port, type]) =>
      named(
        'P-PORT-PROTOTYPE',
        port,
        some('PROVIDED-COM-SPECS', specs(port, 'NONQUEUED-SENDER-COM-SPEC')),
        interfaceRef('PROVIDED-INTERFACE-TREF', type),
      ),
    ),
    Object.entries(words.requires ?? {}).map(([port, type]) =>
      named(
        'R-PORT-PROTOTYPE',
        port,
        some('REQUIRED-COM-SPECS', specs(port, 'NONQUEUED-RECEIVER-COM-SPEC')),
        interfaceRef('REQUIRED-INTERFACE-TREF', type),
      ),
    ),
    Object.entries(words.both ?? {}).map(([port, type]) =>
      named(
        'PR-PORT-PROTOTYPE',
        port,
        some('REQUIRED-COM-SPECS', specs(port, 'NONQUEUED-RECEIVER-COM-SPEC')),
        interfaceRef('PROVIDED-REQUIRED-INTERFACE-TREF', type),
      ),
    ),
  );
}

function eventsOf(name: string, words: RunnableWords, at: ComponentPaths): readonly Xml[] {
  const start = ref('START-ON-EVENT-REF', 'RUNNABLE-ENTITY', at.runnable(name));
  const events: Xml[] = [];
  if (words.every !== undefined) {
    const offset = words.offset === undefined ? undefined : xml('OFFSET', words.offset);
    const period = xml('PERIOD', words.every);
    events.push(named('TIMING-EVENT', `${name}Timing`, start, offset, period));
  }
  if (words.init) events.push(named('INIT-EVENT', `${name}Init`, start));
  if (words.background) events.push(named('BACKGROUND-EVENT', `${name}Background`, start));
  for (const received of words.received ?? []) {
    const { port, element } = at.element(received);
    const iref = xml(
      'DATA-IREF',
      ref('CONTEXT-R-PORT-REF', 'R-PORT-PROTOTYPE', port),
      ref('TARGET-DATA-ELEMENT-REF', 'VARIABLE-DATA-PROTOTYPE', element),
    );
    const event = `${name}Received_${received.replace('.', '_')}`;
    events.push(named('DATA-RECEIVED-EVENT', event, start, iref));
  }
  for (const served of words.serves ?? []) {
    const { port, element } = at.element(served);
    const iref = xml(
      'OPERATION-IREF',
      ref('CONTEXT-P-PORT-REF', 'P-PORT-PROTOTYPE', port),
      ref('TARGET-PROVIDED-OPERATION-REF', 'CLIENT-SERVER-OPERATION', element),
    );
    const event = `${name}Invoked_${served.replace('.', '_')}`;
    events.push(named('OPERATION-INVOKED-EVENT', event, start, iref));
  }
  return events;
}

function runnableOf(name: string, words: RunnableWords, at: ComponentPaths): Xml {
  const accesses = (prefix: string, list: readonly string[] = []) =>
    list.map((access) => {
      const { port, element } = at.element(access);
      return named(
        'VARIABLE-ACCESS',
        `${prefix}_${name}_${access.replace('.', '_')}`,
        xml(
          'ACCESSED-VARIABLE',
          xml(
            'AUTOSAR-VARIABLE-IREF',
            ref('PORT-PROTOTYPE-REF', 'P-PORT-PROTOTYPE', port),
            ref('TARGET-DATA-PROTOTYPE-REF', 'VARIABLE-DATA-PROTOTYPE', element),
          ),
        ),
      );
    });
  const calls = (words.calls ?? []).map((call) => {
    const { port, element } = at.element(call);
    return named(
      'SYNCHRONOUS-SERVER-CALL-POINT',
      `call_${name}_${call.replace('.', '_')}`,
      xml(
        'OPERATION-IREF',
        ref('CONTEXT-R-PORT-REF', 'R-PORT-PROTOTYPE', port),
        ref('TARGET-REQUIRED-OPERATION-REF', 'CLIENT-SERVER-OPERATION', element),
      ),
    );
  });
  return named(
    'RUNNABLE-ENTITY',
    name,
    words.concurrent === undefined
      ? undefined
      : xml('CAN-BE-INVOKED-CONCURRENTLY', words.concurrent),
    some('DATA-RECEIVE-POINT-BY-ARGUMENTS', accesses('read', words.reads)),
    some('DATA-SEND-POINTS', accesses('write', words.writes)),
    some('SERVER-CALL-POINTS', calls),
  );
}

// ---- compositions and ECUs --------------------------------------------------------------------------

export interface CompositionWords extends PortWords {
  /** Component prototype → component type. */
  readonly parts: Readonly<Record<string, string>>;
  /** `a.Out -> b.In`; a port of the composition itself stands without component: `In -> b.In`. */
  readonly connect?: readonly string[];
}

export function composition(name: string, words: CompositionWords): Xml {
  const end = (text: string) => {
    const [part = '', port] = text.trim().split('.');
    if (port === undefined) return { part: undefined, port: `/Car/${name}/${part}` };
    const type = words.parts[part];
    if (type === undefined) throw new Error(`${name} has no component ${part}`);
    return { part: `/Car/${name}/${part}`, port: `${car(type)}/${port}` };
  };
  const connectors = (words.connect ?? []).map((connection, index) => {
    const [from = '', to = ''] = connection.split('->');
    return connector(`Connector${index + 1}`, end(from), end(to));
  });
  return named(
    'COMPOSITION-SW-COMPONENT-TYPE',
    name,
    portList(words, new ComponentPaths(name, words), {}),
    xml(
      'COMPONENTS',
      Object.entries(words.parts).map(([part, type]) =>
        named(
          'SW-COMPONENT-PROTOTYPE',
          part,
          ref('TYPE-TREF', 'APPLICATION-SW-COMPONENT-TYPE', car(type)),
        ),
      ),
    ),
    some('CONNECTORS', connectors),
  );
}

interface End {
  readonly part: string | undefined;
  readonly port: string;
}

function connector(name: string, from: End, to: End): Xml {
  const inner = (part: string, tag: string, kind: string, port: string) => [
    ref('CONTEXT-COMPONENT-REF', 'SW-COMPONENT-PROTOTYPE', part),
    ref(tag, kind, port),
  ];
  const outer = (port: string) => ref('OUTER-PORT-REF', 'P-PORT-PROTOTYPE', port);
  if (from.part !== undefined && to.part !== undefined) {
    return named(
      'ASSEMBLY-SW-CONNECTOR',
      name,
      xml('PROVIDER-IREF', inner(from.part, 'TARGET-P-PORT-REF', 'P-PORT-PROTOTYPE', from.port)),
      xml('REQUESTER-IREF', inner(to.part, 'TARGET-R-PORT-REF', 'R-PORT-PROTOTYPE', to.port)),
    );
  }
  if (from.part !== undefined) {
    const iref = xml(
      'P-PORT-IN-COMPOSITION-INSTANCE-REF',
      inner(from.part, 'TARGET-P-PORT-REF', 'P-PORT-PROTOTYPE', from.port),
    );
    return named('DELEGATION-SW-CONNECTOR', name, xml('INNER-PORT-IREF', iref), outer(to.port));
  }
  if (to.part !== undefined) {
    const iref = xml(
      'R-PORT-IN-COMPOSITION-INSTANCE-REF',
      inner(to.part, 'TARGET-R-PORT-REF', 'R-PORT-PROTOTYPE', to.port),
    );
    return named('DELEGATION-SW-CONNECTOR', name, xml('INNER-PORT-IREF', iref), outer(from.port));
  }
  return named(
    'PASS-THROUGH-SW-CONNECTOR',
    name,
    ref('PROVIDED-OUTER-PORT-REF', 'P-PORT-PROTOTYPE', to.port),
    ref('REQUIRED-OUTER-PORT-REF', 'R-PORT-PROTOTYPE', from.port),
  );
}

/** An ECU extract: a system of that name whose software is the composition. */
export function ecuExtract(name: string, root: string): Xml {
  return named(
    'SYSTEM',
    name,
    xml('CATEGORY', 'ECU_EXTRACT'),
    xml('ROOT-SOFTWARE-COMPOSITIONS', rootComposition(root)),
  );
}

export function rootComposition(root: string): Xml {
  return named(
    'ROOT-SW-COMPOSITION-PROTOTYPE',
    'Root',
    ref('SOFTWARE-COMPOSITION-TREF', 'COMPOSITION-SW-COMPONENT-TYPE', car(root)),
  );
}
