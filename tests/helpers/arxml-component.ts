/** Atomic component types with their ports, behavior and events, for tests. */
import { named, ref, some, type Xml, xml } from './arxml-print.ts';
import { car, typePath } from './arxml-types.ts';

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
  /** Data elements whose reception fails. */
  readonly receiveErrors?: readonly string[];
  /** Write accesses whose sending ends: `runnable Port.element`. */
  readonly sent?: readonly string[];
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

/** Paths of what a component type or composition has. */
export class ComponentPaths {
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

export function portList(
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
  const ofData = (tag: string, prefix: string, data: string) => {
    const { port, element } = at.element(data);
    const iref = xml(
      'DATA-IREF',
      ref('CONTEXT-R-PORT-REF', 'R-PORT-PROTOTYPE', port),
      ref('TARGET-DATA-ELEMENT-REF', 'VARIABLE-DATA-PROTOTYPE', element),
    );
    events.push(named(tag, `${prefix}_${data.replace('.', '_')}`, start, iref));
  };
  for (const received of words.received ?? []) {
    ofData('DATA-RECEIVED-EVENT', `${name}Received`, received);
  }
  for (const missed of words.receiveErrors ?? []) {
    ofData('DATA-RECEIVE-ERROR-EVENT', `${name}ReceiveError`, missed);
  }
  for (const sent of words.sent ?? []) {
    const [runnable = '', element = ''] = sent.split(' ');
    const access = `write_${runnable}_${element.replace('.', '_')}`;
    const source = `${at.runnable(runnable)}/${access}`;
    events.push(
      named(
        'DATA-SEND-COMPLETED-EVENT',
        `${name}Sent_${element.replace('.', '_')}`,
        start,
        ref('EVENT-SOURCE-REF', 'VARIABLE-ACCESS', source),
      ),
    );
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
