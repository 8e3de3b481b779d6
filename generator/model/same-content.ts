/** Two definitions of one path: copies, or a conflict. */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Position, SyntaxElement } from '../syntax/element.ts';

/** Equal but for what identifies the copy: UUIDs, time stamps, administrative data. */
export function sameContent(a: SyntaxElement, b: SyntaxElement): boolean {
  return firstDifference(a, b) === undefined;
}

/** The innermost element of `a` that is the first not to be as in `b`. */
export function firstDifference(a: SyntaxElement, b: SyntaxElement): SyntaxElement | undefined {
  if (a.tag !== b.tag || a.text !== b.text || a.attributes.BASE !== b.attributes.BASE) return a;
  const others = contentOf(b);
  const own = contentOf(a);
  for (const [index, child] of own.entries()) {
    const other = others[index];
    // An element too many, or another one in its place.
    if (other === undefined || other.tag !== child.tag) return child;
    const difference = firstDifference(child, other);
    if (difference !== undefined) return difference;
  }
  return own.length === others.length ? undefined : a;
}

function contentOf(syntax: SyntaxElement): readonly SyntaxElement[] {
  return syntax.children.filter(({ tag }) => tag !== 'ADMIN-DATA');
}

/** `difference`: where the definitions begin to differ. */
export function reportConflict(
  path: string,
  at: Position,
  other: Position,
  diagnostics: Diagnostics,
  difference?: Position,
): void {
  diagnostics.report('element-conflict', at, { path }, [
    { message: 'the other definition', at: other },
    ...(difference === undefined ? [] : [{ message: 'the first difference', at: difference }]),
  ]);
}
