/**
 * The AUTOSAR platform types. Projects refer to them under /AUTOSAR_Platform and a few other
 * spellings, but the files never ship; a definition in the input wins.
 */
import type { Element, Elements } from './elements.ts';

interface PlatformType {
  readonly name: string;
  readonly sizeBits: number;
  readonly encoding: string;
}

const types: readonly PlatformType[] = [
  { name: 'boolean', sizeBits: 8, encoding: 'BOOLEAN' },
  ...[8, 16, 32, 64].flatMap((sizeBits) => [
    { name: `uint${sizeBits}`, sizeBits, encoding: 'NONE' },
    { name: `sint${sizeBits}`, sizeBits, encoding: '2C' },
  ]),
  ...[8, 16, 32].flatMap((sizeBits) => [
    // The "least" types are at least as wide as their name says; 32 bits on the platforms here.
    { name: `uint${sizeBits}_least`, sizeBits: 32, encoding: 'NONE' },
    { name: `sint${sizeBits}_least`, sizeBits: 32, encoding: '2C' },
  ]),
  { name: 'float32', sizeBits: 32, encoding: 'IEEE754' },
  { name: 'float64', sizeBits: 64, encoding: 'IEEE754' },
];

const roots = [
  '/AUTOSAR_Platform',
  '/AUTOSAR_Platform1',
  '/AUTOSAR_PlatformTypes',
  '/AUTOSAR/PlatformTypes',
];

const file = { path: '(AUTOSAR platform types)', text: '' };
const place = { file, offset: 0, unsupported: [] } as const;

let elements: ReadonlyMap<string, Element> | undefined;

/** All platform types by every path under which they are known. */
export function platformTypes(): ReadonlyMap<string, Element> {
  elements ??= new Map(
    roots.flatMap((root) =>
      types.flatMap((type): [string, Element][] => {
        const base = baseType(root, type);
        const implementation = implementationDataType(root, type, base.path);
        return [
          [base.path, base],
          [`${root}/SwBaseTypes/${type.name}`, base],
          [implementation.path, implementation],
        ];
      }),
    ),
  );
  return elements;
}

function baseType(root: string, type: PlatformType): Elements['SW-BASE-TYPE'] {
  return {
    ...place,
    kind: 'SW-BASE-TYPE',
    shortName: type.name,
    path: `${root}/BaseTypes/${type.name}`,
    category: 'FIXED_LENGTH',
    sizeBits: type.sizeBits,
    maxSizeBits: undefined,
    encoding: type.encoding,
    nativeDeclaration: undefined,
  };
}

function implementationDataType(
  root: string,
  type: PlatformType,
  baseTypePath: string,
): Elements['IMPLEMENTATION-DATA-TYPE'] {
  return {
    ...place,
    kind: 'IMPLEMENTATION-DATA-TYPE',
    shortName: type.name,
    path: `${root}/ImplementationDataTypes/${type.name}`,
    category: 'VALUE',
    properties: {
      ...place,
      kind: 'SW-DATA-DEF-PROPS-CONDITIONAL',
      shortName: '',
      path: `${root}/ImplementationDataTypes/${type.name}`,
      baseType: {
        path: baseTypePath,
        dest: 'SW-BASE-TYPE',
        kinds: ['SW-BASE-TYPE'],
        file,
        offset: 0,
      },
      implementationDataType: undefined,
      compuMethod: undefined,
      dataConstraint: undefined,
      swImplPolicy: undefined,
      invalidValue: undefined,
      pointerTarget: undefined,
    },
    subElements: [],
    typeEmitter: undefined,
  };
}
