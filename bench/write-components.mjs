/** Software components of a synthesised system: types, interfaces, behaviours, compositions, sources. */
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

function port(kind, name, output, withComSpec) {
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

// ---- compositions ---------------------------------------------------------------------------------

export const rootPath = '/Compositions/Vehicle';

/** The ports of an ECU's composition: everything that goes over the bus. */
export function outerPorts(ecu) {
  return ecu.components.flatMap(({ type, runnables }) =>
    runnables.flatMap(({ output, reads }) => [
      ...(output.signal === undefined ? [] : [outer('P', type, output.port, output)]),
      ...reads.filter(({ remote }) => remote).map((read) => outer('R', type, read.port, read.from)),
    ]),
  );
}

function outer(kind, component, innerPort, output) {
  return { kind, component, innerPort, name: `${component}_${innerPort}`, output };
}

export function compositionPackages({ ecus }) {
  const providers = new Map(
    ecus.flatMap((ecu) =>
      outerPorts(ecu)
        .filter(({ kind }) => kind === 'P')
        .map((at) => [at.output, { ecu: ecu.name, port: at.name }]),
    ),
  );
  const connectors = ecus.flatMap((ecu) =>
    outerPorts(ecu)
      .filter(({ kind }) => kind === 'R')
      .map((at) => {
        const from = providers.get(at.output);
        return assembly(
          {
            composition: rootPath,
            component: from.ecu,
            port: `/Compositions/${from.ecu}/${from.port}`,
          },
          {
            composition: rootPath,
            component: ecu.name,
            port: `/Compositions/${ecu.name}/${at.name}`,
          },
          at.name,
        );
      }),
  );
  const root = composition(
    'Vehicle',
    [],
    ecus.map(({ name }) => [name, 'COMPOSITION-SW-COMPONENT-TYPE', `/Compositions/${name}`]),
    connectors,
  );
  return [arPackage('Compositions', [root, ...ecus.map(ecuComposition)])];
}

function ecuComposition(ecu) {
  const path = `/Compositions/${ecu.name}`;
  const local = ecu.components.flatMap(({ type, runnables }) =>
    runnables.flatMap(({ reads }) =>
      reads
        .filter(({ remote }) => !remote)
        .map(({ port: name, from }) =>
          assembly(
            {
              composition: path,
              component: from.component,
              port: `/ComponentTypes/${from.component}/${from.port}`,
            },
            { composition: path, component: type, port: `/ComponentTypes/${type}/${name}` },
            `${type}_${name}`,
          ),
        ),
    ),
  );
  const delegations = outerPorts(ecu).map(({ kind, component, innerPort, name }) =>
    named('DELEGATION-SW-CONNECTOR', `Delegate_${name}`, [
      element('INNER-PORT-IREF', [
        element(`${kind}-PORT-IN-COMPOSITION-INSTANCE-REF`, [
          reference('CONTEXT-COMPONENT-REF', 'SW-COMPONENT-PROTOTYPE', `${path}/${component}`),
          reference(
            `TARGET-${kind}-PORT-REF`,
            `${kind}-PORT-PROTOTYPE`,
            `/ComponentTypes/${component}/${innerPort}`,
          ),
        ]),
      ]),
      reference('OUTER-PORT-REF', `${kind}-PORT-PROTOTYPE`, `${path}/${name}`),
    ]),
  );
  return composition(
    ecu.name,
    outerPorts(ecu).map(({ kind, name, output }) => port(kind, name, output, false)),
    ecu.components.map(({ type }) => [
      type,
      'APPLICATION-SW-COMPONENT-TYPE',
      `/ComponentTypes/${type}`,
    ]),
    [...local, ...delegations],
  );
}

function composition(name, ports, prototypes, connectors) {
  return named('COMPOSITION-SW-COMPONENT-TYPE', name, [
    element('PORTS', ports),
    element(
      'COMPONENTS',
      prototypes.map(([prototype, dest, type]) =>
        named('SW-COMPONENT-PROTOTYPE', prototype, [reference('TYPE-TREF', dest, type)]),
      ),
    ),
    element('CONNECTORS', connectors),
  ]);
}

function assembly(provider, requester, name) {
  const end = (tag, kind, at) =>
    element(tag, [
      reference(
        'CONTEXT-COMPONENT-REF',
        'SW-COMPONENT-PROTOTYPE',
        `${at.composition}/${at.component}`,
      ),
      reference(`TARGET-${kind}-PORT-REF`, `${kind}-PORT-PROTOTYPE`, at.port),
    ]);
  return named('ASSEMBLY-SW-CONNECTOR', `To_${name}`, [
    end('PROVIDER-IREF', 'P', provider),
    end('REQUESTER-IREF', 'R', requester),
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
