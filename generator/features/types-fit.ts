/** Whether data of one type may be assigned to another without conversion. */
import type { TypeTable } from '../system/types.ts';

/** Same base types, lengths and members in order; names of types may differ. */
export function sameShape(a: string, b: string, types: TypeTable): boolean {
  if (a === b) return true;
  const left = types.resolved(a);
  const right = types.resolved(b);
  switch (left.kind) {
    case 'primitive':
      return right.kind === 'primitive' && right.base === left.base;
    case 'array':
      return (
        right.kind === 'array' &&
        right.length === left.length &&
        sameShape(left.element, right.element, types)
      );
    case 'structure':
      return (
        right.kind === 'structure' &&
        right.members.length === left.members.length &&
        left.members.every((member, i) => {
          const other = right.members[i];
          return other?.name === member.name && sameShape(member.type, other.type, types);
        })
      );
    case 'reference':
      throw new Error(`unresolved type ${a}`);
  }
}
