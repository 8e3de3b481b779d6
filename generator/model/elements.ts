/** All declarations in one list, and the types that follow from them. */
import * as bswModule from './bsw-module.ts';
import * as communication from './communication.ts';
import * as components from './components.ts';
import * as constants from './constants.ts';
import * as dataTypes from './data-types.ts';
import type { Declaration, ElementOf } from './declare.ts';
import * as ecuc from './ecuc.ts';
import * as internalBehavior from './internal-behavior.ts';
import * as portInterfaces from './port-interfaces.ts';
import * as system from './system.ts';

const chapters = {
  ...bswModule,
  ...communication,
  ...components,
  ...constants,
  ...dataTypes,
  ...ecuc,
  ...internalBehavior,
  ...portInterfaces,
  ...system,
} as const;

type Chapters = typeof chapters;
/** Exports of the chapters that are declarations, not lists of tags. */
type Declarations = {
  [N in keyof Chapters]: Chapters[N] extends { tag: string; members: object } ? Chapters[N] : never;
}[keyof Chapters];

export type Elements = { [D in Declarations as D['tag']]: ElementOf<D> };

/** A tag of the model, such as 'I-SIGNAL'. */
export type ElementKind = keyof Elements;
export type Element<K extends ElementKind = ElementKind> = Elements[K];

const list = (Object.values(chapters) as readonly unknown[]).filter(isDeclaration);

/** The declaration of a tag. */
export const declarations: ReadonlyMap<string, Declaration> = new Map(
  list.map((declaration) => [declaration.tag, declaration]),
);

/** What something refers to, or what gives generated code a name. */
const named = new Set<string>([
  ...list.flatMap(({ members }) =>
    Object.values(members).flatMap((member) =>
      member.of === 'reference' || member.of === 'references' ? member.kinds : [],
    ),
  ),
  ...internalBehavior.events,
  'ARGUMENT-DATA-PROTOTYPE',
  'ECUC-CONTAINER-VALUE',
  'EXCLUSIVE-AREA',
  'SW-COMPONENT-PROTOTYPE',
]);

/** Whether an element of this tag must have a SHORT-NAME. */
export function needsShortName(tag: string): boolean {
  return named.has(tag);
}

function isDeclaration(value: unknown): value is Declaration {
  return typeof value === 'object' && value !== null && 'tag' in value && 'members' in value;
}
