/**
 * How an AUTOSAR element is declared: one declaration gives its tag, its members and their types,
 * its reader and its writer. A member is plain data, so that TypeScript infers the declarations
 * although they refer to each other in circles; `Elements` (model.ts) ties the knot.
 */
import type { Position } from '../syntax/element.ts';
import type { Elements } from './elements.ts';

/** Where a member stands below its element: tags separated by '/', wrappers included. */
type TagPath = string;

export type Member =
  | { readonly of: 'text'; readonly at: TagPath }
  | { readonly of: 'number'; readonly at: TagPath }
  | { readonly of: 'boolean'; readonly at: TagPath }
  | { readonly of: 'seconds'; readonly at: TagPath }
  | { readonly of: 'enumeration'; readonly at: TagPath; readonly literals: readonly string[] }
  | { readonly of: 'present'; readonly at: TagPath }
  | { readonly of: 'reference'; readonly at: TagPath; readonly kinds: readonly Tag[] }
  | { readonly of: 'references'; readonly at: TagPath; readonly kinds: readonly Tag[] }
  | { readonly of: 'child'; readonly at: TagPath; readonly kinds: readonly Tag[] }
  | { readonly of: 'children'; readonly at: TagPath; readonly kinds: readonly Tag[] };

/** A member's tags are literals of declarations; checked where `Elements` looks them up. */
type Tag = string;

export interface Declaration {
  readonly tag: Tag;
  readonly members: Readonly<Record<string, Member>>;
  /** Tags that are understood and change the meaning of generated code, but are not supported. */
  readonly unsupported: Readonly<Record<string, string>>;
  /** Tags that say nothing the product needs. */
  readonly ignored: readonly string[];
}

/** Text of an element, trimmed. */
export const text = <const A extends string>(at: A) => ({ of: 'text', at }) as const;
/** A number: decimal, hexadecimal, binary, octal with leading 0, INF; true and false count as 1 and 0. */
export const number = <const A extends string>(at: A) => ({ of: 'number', at }) as const;
export const boolean = <const A extends string>(at: A) => ({ of: 'boolean', at }) as const;
/** A time that ARXML gives in seconds, read as integer nanoseconds. */
export const seconds = <const A extends string>(at: A) => ({ of: 'seconds', at }) as const;
export const enumeration = <const A extends string, const L extends readonly string[]>(
  at: A,
  ...literals: L
) => ({ of: 'enumeration', at, literals }) as const;
/** Whether the element is there at all. */
export const present = <const A extends string>(at: A) => ({ of: 'present', at }) as const;
export const reference = <const A extends string, const K extends readonly string[]>(
  at: A,
  ...kinds: K
) => ({ of: 'reference', at, kinds }) as const;
export const references = <const A extends string, const K extends readonly string[]>(
  at: A,
  ...kinds: K
) => ({ of: 'references', at, kinds }) as const;
/** The first element of one of these kinds inside the wrapper `at` ('' for directly below). */
export const child = <const A extends string, const K extends readonly string[]>(
  at: A,
  ...kinds: K
) => ({ of: 'child', at, kinds }) as const;
/** All elements of these kinds inside the wrapper `at` ('' for directly below), in order. */
export const children = <const A extends string, const K extends readonly string[]>(
  at: A,
  ...kinds: K
) => ({ of: 'children', at, kinds }) as const;

export function element<const T extends string, const M extends Readonly<Record<string, Member>>>(
  tag: T,
  members: M,
  more: { unsupported?: Readonly<Record<string, string>>; ignored?: readonly string[] } = {},
) {
  return {
    tag,
    members,
    unsupported: more.unsupported ?? {},
    ignored: more.ignored ?? [],
  } as const;
}

// ---- the types that follow from a declaration ---------------------------------------------------

/** A reference as written: the absolute path it means, and where it stands. */
export interface Reference<K extends string = string> extends Position {
  /** Absolute path after applying BASE and reference bases. */
  readonly path: string;
  /** DEST as written; real files name a superclass or something wrong, so nothing depends on it. */
  readonly dest: string;
  readonly kinds: readonly K[];
}

/** What every element has. */
export interface ElementBase extends Position {
  /** '' where the element has none. */
  readonly shortName: string;
  /** AUTOSAR path; for an element without short name that of the nearest one above it. */
  readonly path: string;
  /** Constructs inside this element (not inside its children) that are not supported. */
  readonly unsupported: readonly UnsupportedConstruct[];
}

export interface UnsupportedConstruct extends Position {
  readonly tag: string;
  readonly what: string;
}

export type MemberValue<M> = M extends { of: 'text' }
  ? string | undefined
  : M extends { of: 'number' | 'seconds' }
    ? number | undefined
    : M extends { of: 'boolean' }
      ? boolean | undefined
      : M extends { of: 'present' }
        ? boolean
        : M extends { of: 'enumeration'; literals: readonly (infer L)[] }
          ? L | undefined
          : M extends { of: 'reference'; kinds: readonly (infer K extends string)[] }
            ? Reference<K> | undefined
            : M extends { of: 'references'; kinds: readonly (infer K extends string)[] }
              ? readonly Reference<K>[]
              : M extends { of: 'child'; kinds: readonly (infer K)[] }
                ? Elements[K & keyof Elements] | undefined
                : M extends { of: 'children'; kinds: readonly (infer K)[] }
                  ? readonly Elements[K & keyof Elements][]
                  : never;

export type ElementOf<D extends { tag: string; members: object }> = ElementBase & {
  readonly kind: D['tag'];
} & { readonly [K in keyof D['members']]: MemberValue<D['members'][K]> };
