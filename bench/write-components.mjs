/** Software components of a synthesised system: data types, interfaces, behaviours, sources. */
import { arPackage, description, element, named, numericalValue, reference } from './arxml.mjs';
import { outputsOf } from './system-shape.mjs';

const platform = '/AUTOSAR_Platform/ImplementationDataTypes';

export function dataTypePackages({ dataTypes }) {
  const properties = (...content) =>
    element('SW-DATA-DEF-PROPS', [
      element('SW-DATA-DEF-PROPS-VARIANTS', [element('SW-DATA-DEF-PROPS-CONDITIONAL', content)]),
    ]);
  const values = (tag, numbers) =>
    element(
      tag,
      numbers.map((value) => element('V', String(value))),
    );
  return [
    arPackage(
      'DataTypes/CompuMethods',
      dataTypes.map(({ name, factor }) =>
        named('COMPU-METHOD', name, [
          element('CATEGORY', 'LINEAR'),
          element('COMPU-INTERNAL-TO-PHYS', [
            element('COMPU-SCALES', [
              element('COMPU-SCALE', [
                element('COMPU-RATIONAL-COEFFS', [
                  values('COMPU-NUMERATOR', [0, factor]),
                  values('COMPU-DENOMINATOR', [1]),
                ]),
              ]),
            ]),
          ]),
        ]),
      ),
    ),
    arPackage(
      'DataTypes/ApplicationDataTypes',
      dataTypes.map(({ name }) =>
        named('APPLICATION-PRIMITIVE-DATA-TYPE', name, [
          description(`A quantity that is scaled linearly, ${name}.`),
          element('CATEGORY', 'VALUE'),
          properties(
            reference('COMPU-METHOD-REF', 'COMPU-METHOD', `/DataTypes/CompuMethods/${name}`),
          ),
        ]),
      ),
    ),
    arPackage('DataTypes/ImplementationDataTypes', [
      ...dataTypes.map(({ name, widthBits }) =>
        named('IMPLEMENTATION-DATA-TYPE', `${name}_Type`, [
          element('CATEGORY', 'TYPE_REFERENCE'),
          properties(
            reference(
              'IMPLEMENTATION-DATA-TYPE-REF',
              'IMPLEMENTATION-DATA-TYPE',
              `${platform}/uint${widthBits}`,
            ),
          ),
        ]),
      ),
      named('DATA-TYPE-MAPPING-SET', 'Mappings', [
        element(
          'DATA-TYPE-MAPS',
          dataTypes.map(({ name }) =>
            element('DATA-TYPE-MAP', [
              reference(
                'APPLICATION-DATA-TYPE-REF',
                'APPLICATION-PRIMITIVE-DATA-TYPE',
                `/DataTypes/ApplicationDataTypes/${name}`,
              ),
              reference(
                'IMPLEMENTATION-DATA-TYPE-REF',
                'IMPLEMENTATION-DATA-TYPE',
                `/DataTypes/ImplementationDataTypes/${name}_Type`,
              ),
            ]),
          ),
        ),
      ]),
    ]),
  ];
}

export function interfacePackages({ ecus }) {
  const interfaces = ecus
    .flatMap(outputsOf)
    .map((output) =>
      named('SENDER-RECEIVER-INTERFACE', output.interface, [
        description(`What ${output.component} says at ${output.port}.`),
        element('IS-SERVICE', 'false'),
        element('DATA-ELEMENTS', [
          named('VARIABLE-DATA-PROTOTYPE', 'value', [
            reference(
              'TYPE-TREF',
              'APPLICATION-PRIMITIVE-DATA-TYPE',
              `/DataTypes/ApplicationDataTypes/${output.dataType.name}`,
            ),
          ]),
        ]),
      ]),
    );
  return [arPackage('PortInterfaces', interfaces)];
}

export function componentPackages(ecu) {
  return [arPackage('ComponentTypes', ecu.components.map(componentType))];
}

function componentType({ type, runnables }) {
  const path = `/ComponentTypes/${type}`;
  const ports = runnables.flatMap(({ output, reads }) => [
    port('P', output.port, output, true),
    ...reads.map((read) => port('R', read.port, read.from, true)),
  ]);
  return named('APPLICATION-SW-COMPONENT-TYPE', type, [
    description(`Component ${type} with ${runnables.length} runnables.`),
    element('PORTS', ports),
    element('INTERNAL-BEHAVIORS', [
      named('SWC-INTERNAL-BEHAVIOR', 'Behavior', [
        element('DATA-TYPE-MAPPING-REFS', [
          reference(
            'DATA-TYPE-MAPPING-REF',
            'DATA-TYPE-MAPPING-SET',
            '/DataTypes/ImplementationDataTypes/Mappings',
          ),
        ]),
        element(
          'EVENTS',
          runnables.map(({ name, periodMs }) =>
            named('TIMING-EVENT', `${name}_Event`, [
              reference('START-ON-EVENT-REF', 'RUNNABLE-ENTITY', `${path}/Behavior/${name}`),
              element('PERIOD', String(periodMs / 1000)),
            ]),
          ),
        ),
        element(
          'RUNNABLES',
          runnables.map((runnable) => runnableEntity(path, runnable)),
        ),
        element('SUPPORTS-MULTIPLE-INSTANTIATION', 'false'),
      ]),
    ]),
  ]);
}

function runnableEntity(path, { name, symbol, output, reads }) {
  return named('RUNNABLE-ENTITY', name, [
    element('MINIMUM-START-INTERVAL', '0'),
    element('CAN-BE-INVOKED-CONCURRENTLY', 'false'),
    element(
      'DATA-RECEIVE-POINT-BY-ARGUMENTS',
      reads.map((read) => access('Read', 'R', path, read.port, read.from)),
    ),
    element('DATA-SEND-POINTS', [access('Write', 'P', path, output.port, output)]),
    element('SYMBOL', symbol),
  ]);
}

function access(verb, kind, path, portName, output) {
  return named('VARIABLE-ACCESS', `${verb}_${portName}`, [
    element('ACCESSED-VARIABLE', [
      element('AUTOSAR-VARIABLE-IREF', [
        reference('PORT-PROTOTYPE-REF', `${kind}-PORT-PROTOTYPE`, `${path}/${portName}`),
        reference('TARGET-DATA-PROTOTYPE-REF', 'VARIABLE-DATA-PROTOTYPE', elementPath(output)),
      ]),
    ]),
  ]);
}

/** The data element at a port: every interface has one, and it is called value. */
export function elementPath(output) {
  return `/PortInterfaces/${output.interface}/value`;
}

export function port(kind, name, output, withComSpec) {
  const provided = kind === 'P';
  const [what, where] = provided ? ['PROVIDED', 'SENDER'] : ['REQUIRED', 'RECEIVER'];
  const comSpecs = element(`${what}-COM-SPECS`, [
    element(`NONQUEUED-${where}-COM-SPEC`, [
      reference('DATA-ELEMENT-REF', 'VARIABLE-DATA-PROTOTYPE', elementPath(output)),
      element('USES-END-TO-END-PROTECTION', 'false'),
      element('INIT-VALUE', [numericalValue(0)]),
    ]),
  ]);
  return named(`${kind}-PORT-PROTOTYPE`, name, [
    ...(withComSpec ? [comSpecs] : []),
    reference(
      `${what}-INTERFACE-TREF`,
      'SENDER-RECEIVER-INTERFACE',
      `/PortInterfaces/${output.interface}`,
    ),
  ]);
}

// ---- sources --------------------------------------------------------------------------------------

/** A component that reads, computes and writes, each runnable with numbers of its own. */
export function componentSource({ type, runnables }) {
  const functions = runnables.map(({ symbol, output, reads }, r) => {
    const lines = reads.map((read, n) => `  self.Rte_Read_${read.port}_value(input${n});`);
    const sum = reads.map((_, n) => `input${n}.value * ${2 * n + r + 3}`).join(' + ') || '1';
    const mask = output.dataType.widthBits === 8 ? '0xff' : '0xffff';
    return [
      `export function ${symbol}(self: Rte_${type}): void {`,
      ...lines,
      `  state${r} = (state${r} * 5 + ${sum} + ${r + 1}) & ${mask};`,
      `  self.Rte_Write_${output.port}_value(state${r});`,
      '}',
    ].join('\n');
  });
  const inputs = Math.max(...runnables.map(({ reads }) => reads.length));
  return [
    `import type { Rte_${type} } from 'Rte_${type}';`,
    `import { out } from 'vfb/rte';`,
    '',
    ...Array.from({ length: inputs }, (_, n) => `const input${n} = out(0);`),
    ...runnables.map((_, r) => `let state${r} = 0;`),
    '',
    functions.join('\n\n'),
    '',
  ].join('\n');
}
