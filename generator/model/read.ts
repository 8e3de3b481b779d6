/**
 * Syntax tree → elements, driven by the declarations. What no declaration reads is collected, so
 * that it can be reported.
 */
import type { SyntaxElement } from '../syntax/element.ts';
import type { Declaration, Member, Reference, UnsupportedConstruct } from './declare.ts';
import { declarations, type Element, needsShortName } from './elements.ts';
import { parseBoolean, parseNumber, parseSecondsNs } from './literals.ts';

/** Named bases for relative references, innermost package first. */
export interface ReferenceBase {
  readonly label: string;
  readonly isDefault: boolean;
  readonly packagePath: string;
}

/** What reading an element needs from around it, and what it leaves. */
export interface ReadContext {
  readonly bases: readonly ReferenceBase[];
  /** Called for every element read, outermost first: the model indexes them by path. */
  readonly found: (element: Element) => void;
  /** An element without the short name that references need. */
  readonly unnamed: (element: SyntaxElement) => void;
  /** A variation point: whether the element at that path exists depends on the variant. */
  readonly variant: (variationPoint: SyntaxElement, path: string) => void;
  /** An element no declaration mentions. */
  readonly unread: (element: SyntaxElement, inside: string) => void;
  /** A value that is not what its member says. */
  readonly invalid: (element: SyntaxElement, expected: string) => void;
}

type Slot = { readonly name: string; readonly member: Member };

/** Declared members as a tree of tags. */
interface Shape {
  readonly slots: Map<string, Slot>;
  readonly wrappers: Map<string, Shape>;
  readonly unsupported: Map<string, string>;
  readonly ignored: Set<string>;
}

/** Tags that may stand anywhere and say nothing about the system. */
const documentation = new Set([
  'SHORT-NAME',
  'SHORT-NAME-FRAGMENTS',
  'LONG-NAME',
  'DESC',
  'ADMIN-DATA',
  'INTRODUCTION',
  'ANNOTATIONS',
  'CATEGORY',
]);

const shapes = new Map<string, Shape>();

/** Reads `syntax`, whose tag must be declared, and everything below it. */
export function readElement(
  syntax: SyntaxElement,
  parentPath: string,
  context: ReadContext,
): Element {
  const declaration = declarations.get(syntax.tag);
  if (declaration === undefined) throw new Error(`no declaration of ${syntax.tag}`);
  const shortName = shortNameOf(syntax);
  const path = shortName === '' ? parentPath : `${parentPath}/${shortName}`;
  const unsupported: UnsupportedConstruct[] = [];
  const values: Record<string, unknown> = {
    kind: syntax.tag,
    shortName,
    path,
    file: syntax.file,
    offset: syntax.offset,
    unsupported,
  };
  for (const [name, member] of Object.entries(declaration.members))
    values[name] = emptyValue(member);
  // The element is complete only once its members are read, but `found` must see parents first, so
  // that of two equal paths the outer one decides which is kept.
  const element = values as unknown as Element;
  if (shortName !== '') context.found(element);
  else if (needsShortName(syntax.tag)) context.unnamed(syntax);
  const whole = declaration.unsupported['*'];
  if (whole !== undefined) unsupported.push(construct(syntax, whole));
  const own = [...Object.entries(declaration.members)].find(([, member]) => member.at === '.');
  if (own !== undefined) values[own[0]] = syntax.text;
  readMembers(
    syntax,
    shapeOf(declaration),
    { values, unsupported, path, tag: syntax.tag },
    context,
  );
  return element;
}

interface Target {
  readonly values: Record<string, unknown>;
  readonly unsupported: UnsupportedConstruct[];
  readonly path: string;
  readonly tag: string;
}

function readMembers(
  syntax: SyntaxElement,
  shape: Shape,
  target: Target,
  context: ReadContext,
): void {
  for (const childSyntax of syntax.children) {
    const slot = shape.slots.get(childSyntax.tag);
    if (slot !== undefined) readSlot(childSyntax, slot, target, context);
    const wrapper = shape.wrappers.get(childSyntax.tag);
    if (wrapper !== undefined) readMembers(childSyntax, wrapper, target, context);
    if (slot === undefined && wrapper === undefined) readOther(childSyntax, shape, target, context);
  }
}

function readSlot(syntax: SyntaxElement, slot: Slot, target: Target, context: ReadContext): void {
  const { name, member } = slot;
  const { values } = target;
  switch (member.of) {
    case 'children':
      (values[name] as Element[]).push(readElement(syntax, target.path, context));
      return;
    case 'references':
      (values[name] as Reference[]).push(readReference(syntax, member.kinds, context));
      return;
    case 'child':
      values[name] ??= readElement(syntax, target.path, context);
      return;
    case 'reference':
      values[name] ??= readReference(syntax, member.kinds, context);
      return;
    case 'present':
      values[name] = true;
      return;
    default:
      values[name] ??= readValue(syntax, member, context);
  }
}

function readValue(syntax: SyntaxElement, member: Member, context: ReadContext): unknown {
  const { text } = syntax;
  if (member.of === 'text') return text;
  if (text === '') return undefined;
  const [value, expected] = parse(text, member);
  if (value === undefined) context.invalid(syntax, expected);
  return value;
}

function parse(text: string, member: Member): [unknown, string] {
  switch (member.of) {
    case 'number':
      return [parseNumber(text), 'a number'];
    case 'boolean':
      return [parseBoolean(text), 'true or false'];
    case 'seconds':
      return [parseSecondsNs(text), 'a time in seconds'];
    case 'enumeration':
      return [
        member.literals.includes(text) ? text : undefined,
        `one of ${member.literals.join(', ')}`,
      ];
    default:
      throw new Error(`member of kind ${member.of} holds no value`);
  }
}

function readOther(
  syntax: SyntaxElement,
  shape: Shape,
  target: Target,
  context: ReadContext,
): void {
  const what = shape.unsupported.get(syntax.tag);
  if (what !== undefined) {
    if (syntax.children.length > 0 || syntax.text !== '')
      target.unsupported.push(construct(syntax, what));
  } else if (syntax.tag === 'VARIATION-POINT') {
    // An empty one says nothing; tools write it everywhere.
    if (syntax.children.length > 0) context.variant(syntax, target.path);
  } else if (
    !documentation.has(syntax.tag) &&
    !shape.ignored.has(syntax.tag) &&
    !shape.ignored.has('*')
  ) {
    context.unread(syntax, target.tag);
  }
}

function construct(syntax: SyntaxElement, what: string): UnsupportedConstruct {
  return { tag: syntax.tag, what, file: syntax.file, offset: syntax.offset };
}

function readReference(
  syntax: SyntaxElement,
  kinds: readonly string[],
  context: ReadContext,
): Reference {
  return {
    path: absolutePath(syntax.text, syntax.attributes.BASE, context.bases),
    dest: syntax.attributes.DEST ?? '',
    kinds,
    file: syntax.file,
    offset: syntax.offset,
  };
}

/** A relative path counts from the base it names, else from the default base of the nearest package. */
export function absolutePath(
  path: string,
  base: string | undefined,
  bases: readonly ReferenceBase[],
): string {
  if (path.startsWith('/')) return path;
  const found = bases.find((b) =>
    base === undefined || base === '' ? b.isDefault : b.label === base,
  );
  // Without any base the leading slash was forgotten: that is how files with relative paths look.
  return found === undefined ? `/${path}` : `${found.packagePath}/${path}`;
}

function emptyValue(member: Member): unknown {
  switch (member.of) {
    case 'children':
    case 'references':
      return [];
    case 'present':
      return false;
    default:
      return undefined;
  }
}

export function shortNameOf(syntax: SyntaxElement): string {
  return syntax.children.find((c) => c.tag === 'SHORT-NAME')?.text ?? '';
}

function shapeOf(declaration: Declaration): Shape {
  let shape = shapes.get(declaration.tag);
  if (shape === undefined) {
    shape = emptyShape();
    for (const [name, member] of Object.entries(declaration.members))
      addMember(shape, name, member);
    for (const [path, what] of Object.entries(declaration.unsupported)) {
      const { parent, tag } = place(shape, path);
      parent.unsupported.set(tag, what);
    }
    for (const path of declaration.ignored) {
      const { parent, tag } = place(shape, path);
      parent.ignored.add(tag);
    }
    shapes.set(declaration.tag, shape);
  }
  return shape;
}

function addMember(shape: Shape, name: string, member: Member): void {
  if (member.at === '.') return;
  if (member.of === 'child' || member.of === 'children') {
    const parent = member.at === '' ? shape : wrapperAt(shape, member.at.split('/'));
    for (const tag of member.kinds) parent.slots.set(tag, { name, member });
  } else {
    const { parent, tag } = place(shape, member.at);
    parent.slots.set(tag, { name, member });
  }
}

function place(shape: Shape, path: string): { parent: Shape; tag: string } {
  const tags = path.split('/');
  const tag = tags.pop() ?? path;
  return { parent: wrapperAt(shape, tags), tag };
}

function wrapperAt(shape: Shape, tags: readonly string[]): Shape {
  let at = shape;
  for (const tag of tags) {
    let next = at.wrappers.get(tag);
    if (next === undefined) {
      next = emptyShape();
      at.wrappers.set(tag, next);
    }
    at = next;
  }
  return at;
}

function emptyShape(): Shape {
  return { slots: new Map(), wrappers: new Map(), unsupported: new Map(), ignored: new Set() };
}
