/** Compositions with their connectors, and ECU extracts, for tests. */
import { ComponentPaths, type PortWords, portList } from './arxml-component.ts';
import { named, ref, some, type Xml, xml } from './arxml-print.ts';
import { car } from './arxml-types.ts';

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
