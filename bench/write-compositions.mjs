/** Compositions of a synthesised system: one of each ECU, and one around them, all connected. */
import { arPackage, element, named, reference } from './arxml.mjs';
import { port } from './write-components.mjs';

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
