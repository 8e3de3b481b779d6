/** ARXML files, data types, values and port interfaces, for tests. */
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

/** Path of an element of the package /Car; a path stays what it is. */
export const car = (name: string): string => (name.startsWith('/') ? name : `/Car/${name}`);

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
