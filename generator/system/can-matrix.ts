/** The communication matrix of the CAN clusters: frames, PDUs in them, signals in those, who sends what. */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Reference } from '../model/declare.ts';
import type { Elements } from '../model/elements.ts';
import type { Model } from '../model/model.ts';
import type { BaseTypeName } from '../plan/rte-plan.ts';
import { baseTypeName, isSignedEncoding } from './base-types.ts';
import { type Directions, directionsByGroup } from './pdu-groups.ts';

export interface MatrixFrame {
  readonly cluster: Elements['CAN-CLUSTER'];
  readonly triggering: Elements['CAN-FRAME-TRIGGERING'];
  readonly frame: Elements['CAN-FRAME'];
  readonly canId: number;
  readonly extended: boolean;
  /** Sent or received as CAN FD. */
  readonly fd: boolean;
  readonly pdus: readonly MatrixPdu[];
  readonly senders: ReadonlySet<string>;
  readonly receivers: ReadonlySet<string>;
}

export type Pdu = Elements[Elements['PDU-TO-FRAME-MAPPING'] extends {
  pdu: Reference<infer K> | undefined;
}
  ? K & keyof Elements
  : never];

export interface MatrixPdu {
  readonly pdu: Pdu;
  readonly mapping: Elements['PDU-TO-FRAME-MAPPING'];
  /** First byte of the PDU in the frame. */
  readonly offsetBytes: number;
  /** Paths of ECU instances. */
  readonly senders: ReadonlySet<string>;
  readonly receivers: ReadonlySet<string>;
  readonly signalProcessing: 'IMMEDIATE' | 'DEFERRED' | undefined;
}

export interface MatrixSignal {
  readonly mapping: Elements['I-SIGNAL-TO-I-PDU-MAPPING'];
  readonly iSignal: Elements['I-SIGNAL'];
  /** As ARXML counts inside the PDU. */
  readonly startPosition: number;
  readonly lengthBits: number;
  readonly byteOrder: 'little-endian' | 'big-endian' | 'opaque';
  /** Of the network representation, else of the system signal. */
  readonly baseType: BaseTypeName | undefined;
}

/** All frames of all clusters, by path of the triggering. */
export function canMatrix(model: Model, diagnostics: Diagnostics): readonly MatrixFrame[] {
  const frames: MatrixFrame[] = [];
  const groups = directionsByGroup(model);
  for (const cluster of model.all('CAN-CLUSTER')) {
    for (const channel of cluster.channels) {
      for (const triggering of channel.frameTriggerings) {
        const frame = model.resolve(triggering.frame, diagnostics);
        if (triggering.identifier === undefined) {
          const missing = 'IDENTIFIER';
          diagnostics.report('element-incomplete', triggering, { path: triggering.path, missing });
          continue;
        }
        if (frame === undefined) continue;
        const ports = portsByDirection(triggering.framePorts, model);
        frames.push({
          cluster,
          triggering,
          frame,
          canId: triggering.identifier,
          extended: triggering.addressingMode === 'EXTENDED',
          fd: triggering.txBehavior === 'CAN-FD' || triggering.rxBehavior === 'CAN-FD',
          pdus: framePdus(frame, channel, { ports, groups }, model, diagnostics),
          senders: ports.out,
          receivers: ports.in,
        });
      }
    }
  }
  return frames.sort((a, b) => (a.triggering.path < b.triggering.path ? -1 : 1));
}

/** The signals of a plain I-PDU with their places; group entries, which have none, are left out. */
export function pduSignals(
  pdu: Elements['I-SIGNAL-I-PDU'],
  model: Model,
  diagnostics: Diagnostics,
): readonly MatrixSignal[] {
  const signals: MatrixSignal[] = [];
  for (const mapping of pdu.signalMappings) {
    const iSignal = model.resolve(mapping.iSignal, diagnostics);
    if (iSignal === undefined) continue;
    if (mapping.startPosition === undefined) {
      const missing = 'START-POSITION';
      diagnostics.report('element-incomplete', mapping, { path: mapping.path, missing });
      continue;
    }
    if (iSignal.lengthBits === undefined) {
      diagnostics.report('signal-length-missing', iSignal, { signal: iSignal.path });
      continue;
    }
    signals.push({
      mapping,
      iSignal,
      startPosition: mapping.startPosition,
      lengthBits: iSignal.lengthBits,
      byteOrder: byteOrder(mapping.packingByteOrder),
      baseType: baseTypeOf(iSignal, model),
    });
  }
  return signals;
}

/** The clusters of an ECU's controllers, by the controller's short name. */
export function clustersOf(
  ecu: Elements['ECU-INSTANCE'],
  model: Model,
): ReadonlyMap<string, Elements['CAN-CLUSTER']> {
  const clusters = new Map<string, Elements['CAN-CLUSTER']>();
  for (const cluster of model.all('CAN-CLUSTER')) {
    const connectors = new Set(cluster.channels.flatMap((c) => c.connectors.map((r) => r.path)));
    for (const connector of ecu.connectors) {
      const controller = model.find(connector.controller);
      if (controller !== undefined && connectors.has(connector.path)) {
        clusters.set(controller.shortName, cluster);
      }
    }
  }
  return clusters;
}

function byteOrder(text: string | undefined): MatrixSignal['byteOrder'] {
  if (text === 'MOST-SIGNIFICANT-BYTE-FIRST') return 'big-endian';
  if (text === 'OPAQUE') return 'opaque';
  return 'little-endian';
}

function baseTypeOf(iSignal: Elements['I-SIGNAL'], model: Model): BaseTypeName | undefined {
  const systemSignal = model.find(iSignal.systemSignal);
  for (const properties of [iSignal.networkRepresentation, systemSignal?.physicalProperties]) {
    const baseType = model.find(properties?.baseType);
    if (baseType !== undefined) return baseTypeName(baseType) ?? unsized(baseType);
    const type = model.find(properties?.implementationDataType);
    const inner = model.find(type?.properties?.baseType);
    if (inner !== undefined) return baseTypeName(inner) ?? unsized(inner);
  }
  return undefined;
}

/** Matrices describe base types of any width, 3 bits included; then only the sign counts. */
function unsized(baseType: Elements['SW-BASE-TYPE']): BaseTypeName | undefined {
  return isSignedEncoding(baseType.encoding) ? 'sint8' : undefined;
}

function framePdus(
  frame: Elements['CAN-FRAME'],
  channel: Elements['CAN-PHYSICAL-CHANNEL'],
  frameDirections: {
    readonly ports: Directions;
    readonly groups: ReadonlyMap<string, Directions>;
  },
  model: Model,
  diagnostics: Diagnostics,
): readonly MatrixPdu[] {
  const pdus: MatrixPdu[] = [];
  for (const mapping of frame.pduMappings) {
    const pdu = model.resolve(mapping.pdu, diagnostics);
    if (pdu === undefined) continue;
    const triggering = channel.pduTriggerings.find((t) => t.pdu?.path === pdu.path);
    const ports = portsByDirection(triggering?.iPduPorts ?? [], model);
    // Matrices of some tools name ports on frames only, of others nowhere.
    const directions =
      [ports, frameDirections.ports].find((d) => d.in.size + d.out.size > 0) ??
      frameDirections.groups.get(pdu.path) ??
      ports;
    pdus.push({
      pdu,
      mapping,
      offsetBytes: Math.floor((mapping.startPosition ?? 0) / 8),
      senders: directions.out,
      receivers: directions.in,
      signalProcessing: (triggering?.iPduPorts ?? [])
        .map((port) => model.find(port)?.signalProcessing)
        .find((text) => text === 'IMMEDIATE' || text === 'DEFERRED'),
    });
  }
  return pdus;
}

function portsByDirection(
  references: readonly Reference<'FRAME-PORT' | 'I-PDU-PORT'>[],
  model: Model,
): Directions {
  const directions = { in: new Set<string>(), out: new Set<string>() };
  for (const reference of references) {
    const port = model.find(reference);
    // /…/<ECU instance>/<connector>/<port>
    const ecu = reference.path.split('/').slice(0, -2).join('/');
    if (port?.direction === 'OUT') directions.out.add(ecu);
    else if (port?.direction === 'IN') directions.in.add(ecu);
  }
  return directions;
}
