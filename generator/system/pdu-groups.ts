/**
 * Who sends and receives a PDU by the I-PDU groups that its COM starts: all that matrices without
 * frame ports and PDU ports say of directions.
 */
import type { Elements } from '../model/elements.ts';
import type { Model } from '../model/model.ts';

export interface Directions {
  /** Paths of the ECU instances that receive. */
  readonly in: ReadonlySet<string>;
  /** Paths of the ECU instances that send. */
  readonly out: ReadonlySet<string>;
}

/** By path of the PDU. */
export function directionsByGroup(model: Model): ReadonlyMap<string, Directions> {
  const directions = new Map<string, { in: Set<string>; out: Set<string> }>();
  const visit = (
    group: Elements['I-SIGNAL-I-PDU-GROUP'] | undefined,
    ecu: string,
    seen: Set<string>,
  ): void => {
    if (group === undefined || seen.has(group.path)) return;
    seen.add(group.path);
    for (const { path } of group.pdus) {
      const found = directions.get(path) ?? { in: new Set(), out: new Set() };
      directions.set(path, found);
      if (group.direction === 'OUT') found.out.add(ecu);
      else if (group.direction === 'IN') found.in.add(ecu);
    }
    for (const contained of group.groups) visit(model.find(contained), ecu, seen);
  };
  for (const ecu of model.all('ECU-INSTANCE')) {
    const seen = new Set<string>();
    for (const group of ecu.pduGroups) visit(model.find(group), ecu.path, seen);
  }
  return directions;
}
