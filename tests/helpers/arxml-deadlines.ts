/** A system whose receivers monitor what they get: a sensor on one ECU, displays on another. */
import { arxml, component, composition, numerical, senderReceiver, structure } from './arxml.ts';
import { network, type SignalPortWords } from './arxml-network.ts';
import { type Xml, xml } from './arxml-print.ts';

export interface Receiver {
  /** Seconds. */
  readonly alive?: string;
  readonly replaces?: boolean;
  /** What replaces the data in place of the initial value; of a record, its first member. */
  readonly substitution?: number;
  readonly updated?: boolean;
}

export interface SystemWords {
  readonly isRecord?: boolean;
  /** TIMEOUT of the transmission acknowledgement, in seconds; absent: none is asked for. */
  readonly acknowledged?: string;
  readonly receivers?: readonly Receiver[];
  /** What the ports of the signal say, by ECU. */
  readonly ports?: Readonly<Record<string, SignalPortWords>>;
}

export const record = (...values: readonly number[]) =>
  xml('RECORD-VALUE-SPECIFICATION', xml('FIELDS', values.map(numerical)));

export const members = { speed: 'uint16', slope: 'uint8' };

/** A sensor on Engine that sends a speed or a record to displays on Cluster. */
export function systemText(words: SystemWords): string {
  const type = words.isRecord ? 'Motion' : 'uint16';
  const { ports = {}, acknowledged } = words;
  const displays = (words.receivers ?? [{}]).map((receiver, i) => ({ name: `D${i}`, receiver }));
  const parts = Object.fromEntries([
    ['sensor', 'Sensor'],
    ...displays.map(({ name }) => [name.toLowerCase(), name]),
  ]);
  const carries = [
    'sensor.Out.data',
    ...displays.map(({ name }) => `${name.toLowerCase()}.In.data`),
  ];
  const sent: Xml[] =
    acknowledged === undefined
      ? []
      : [xml('TRANSMISSION-ACKNOWLEDGE', xml('TIMEOUT', acknowledged))];
  return arxml(
    structure('Motion', members),
    senderReceiver('DataIf', { data: type }),
    component('Sensor', {
      provides: { Out: 'DataIf' },
      ...(acknowledged === undefined ? {} : { comSpecs: { 'Out.data': sent } }),
      runnables: {
        Measure: { every: '0.01', writes: ['Out.data'] },
        ...(acknowledged === undefined ? {} : { Done: { sent: ['Measure Out.data'] } }),
      },
    }),
    ...displays.map(({ name, receiver: { alive, replaces, substitution, updated } }) =>
      component(name, {
        requires: { In: 'DataIf' },
        comSpecs: {
          'In.data': [
            ...(alive === undefined ? [] : [xml('ALIVE-TIMEOUT', alive)]),
            ...(updated ? [xml('ENABLE-UPDATE', 'true')] : []),
            ...(substitution !== undefined
              ? [xml('HANDLE-TIMEOUT-TYPE', 'REPLACE-BY-TIMEOUT-SUBSTITUTION-VALUE')]
              : replaces
                ? [xml('HANDLE-TIMEOUT-TYPE', 'REPLACE')]
                : []),
            ...(words.isRecord ? [] : [xml('INIT-VALUE', numerical(7))]),
            ...(substitution === undefined
              ? []
              : [
                  xml(
                    'TIMEOUT-SUBSTITUTION-VALUE',
                    words.isRecord ? record(substitution, 3) : numerical(substitution),
                  ),
                ]),
          ],
        },
        runnables: {
          [`${name}Show`]: { every: '0.02', reads: ['In.data'] },
          ...(alive === undefined ? {} : { [`${name}Missed`]: { receiveErrors: ['In.data'] } }),
        },
      }),
    ),
    composition('Vehicle', {
      parts,
      connect: displays.map(({ name }) => `sensor.Out -> ${name.toLowerCase()}.In`),
    }),
    network({
      root: 'Vehicle',
      parts,
      interfaces: Object.fromEntries([
        ['Sensor.Out', 'DataIf'],
        ...displays.map(({ name }) => [`${name}.In`, 'DataIf']),
      ]),
      ecus: { Engine: ['sensor'], Cluster: displays.map(({ name }) => name.toLowerCase()) },
      frames: {
        Status: {
          id: '0x100',
          from: 'Engine',
          to: ['Cluster'],
          signals: words.isRecord
            ? { Speed: { start: 0, lengthBits: 16 }, Slope: { start: 16, lengthBits: 8 } }
            : { Speed: { start: 0, lengthBits: 16, carries, ports } },
          ...(words.isRecord
            ? {
                groups: {
                  Whole: {
                    type: 'Motion',
                    members: { speed: 'Speed', slope: 'Slope' },
                    carries,
                    ports,
                  },
                },
              }
            : {}),
        },
      },
    }),
  );
}
