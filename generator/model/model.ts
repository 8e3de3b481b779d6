/**
 * The model: all elements of the input files by path. Several files are one model: packages merge,
 * identical duplicates are one element, split ECUC modules merge, differing duplicates are reported.
 */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { Position, SyntaxElement } from '../syntax/element.ts';
import type { Reference } from './declare.ts';
import { declarations, type Element, type ElementKind, type Elements } from './elements.ts';
import { isMergeable, mergeModule } from './merge-modules.ts';
import { platformTypes } from './platform-types.ts';
import {
  absolutePath,
  type ReadContext,
  type ReferenceBase,
  readElement,
  shortNameOf,
} from './read.ts';
import { firstDifference, reportConflict, sameContent } from './same-content.ts';

/** Elements that describe for people or other tools; the code does not depend on them. */
const descriptive = new Set([
  'UNIT',
  'UNIT-GROUP',
  'PHYSICAL-DIMENSION',
  'DOCUMENTATION',
  'SW-ADDR-METHOD',
]);

export class Model {
  readonly #byPath = new Map<string, Element>();
  readonly #byKind = new Map<string, Element[]>();
  /** Elements whose path another one had before; that is reported, and each is still found. */
  readonly #namesakes = new Map<string, Element[]>();
  readonly #packages = new Map<string, SyntaxElement>();
  /** Elements of kinds that no declaration knows: present, so a reference to them does not dangle. */
  readonly #other = new Map<string, Position & { tag: string }>();
  readonly #syntax = new Map<string, SyntaxElement[]>();
  readonly #unread = new Map<string, { count: number; first: Position }>();

  /** Adds the packages of one file's root element. */
  add(root: SyntaxElement, diagnostics: Diagnostics): void {
    for (const child of root.children) {
      if (child.tag === 'AR-PACKAGES') this.#addPackages(child, '', [], diagnostics);
      else if (
        child.tag !== 'ADMIN-DATA' &&
        child.tag !== 'FILE-INFO-COMMENT' &&
        child.tag !== 'INTRODUCTION'
      ) {
        this.#noteUnread(child, root.tag);
      }
    }
  }

  /** All elements of a kind, by path. */
  all<K extends ElementKind>(kind: K): readonly Elements[K][] {
    const list = (this.#byKind.get(kind) ?? []) as Elements[K][];
    return [...list].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  }

  /** The element at a path, platform types included. */
  at(path: string): Element | undefined {
    return this.#byPath.get(path) ?? platformTypes().get(path);
  }

  isPackage(path: string): boolean {
    return this.#packages.has(path);
  }

  /** The element a reference means; a dangling one or one of the wrong kind is reported. */
  resolve<K extends string>(
    reference: Reference<K> | undefined,
    diagnostics: Diagnostics,
  ): Elements[K & ElementKind] | undefined {
    if (reference === undefined) return undefined;
    const element = this.#bestAt(reference);
    if (element === undefined) {
      const other = this.#other.get(reference.path);
      if (other === undefined) {
        diagnostics.report('reference-unresolved', reference, {
          path: this.#missingAt(reference.path),
        });
      } else {
        diagnostics.report('reference-unsupported-kind', reference, {
          path: reference.path,
          tag: other.tag,
        });
      }
      return undefined;
    }
    if (!isOneOf(element, reference.kinds)) {
      diagnostics.report(
        'reference-wrong-kind',
        reference,
        { path: reference.path, kind: element.kind, expected: oneOf(reference.kinds) },
        [{ message: 'the element is here', at: element }],
      );
      return undefined;
    }
    return element as never;
  }

  /** As `resolve`, for places where a missing element does no harm. */
  find<K extends string>(
    reference: Reference<K> | undefined,
  ): Elements[K & ElementKind] | undefined {
    if (reference === undefined) return undefined;
    const element = this.#bestAt(reference);
    if (element === undefined || !isOneOf(element, reference.kinds)) return undefined;
    return element as never;
  }

  /** Of namesakes the one of a kind that fits, so that one mistake is not reported twice. */
  #bestAt({ path, kinds }: Reference): Element | undefined {
    const element = this.at(path);
    if (element === undefined || isOneOf(element, kinds)) return element;
    return this.#namesakes.get(path)?.find((other) => isOneOf(other, kinds)) ?? element;
  }

  /** The outermost element of a path that is missing: its members need no message of their own. */
  #missingAt(path: string): string {
    const names = path.split('/');
    for (let count = names.length - 1; count > 1; count -= 1) {
      const outer = names.slice(0, count).join('/');
      if (this.at(outer) !== undefined || this.#packages.has(outer) || this.#other.has(outer)) {
        return names.slice(0, count + 1).join('/');
      }
    }
    return path;
  }

  /** What nobody read: tag inside tag, how often, and where first. In the order of tags. */
  get unread(): readonly { tags: string; count: number; first: Position }[] {
    return [...this.#unread]
      .map(([tags, { count, first }]) => ({ tags, count, first }))
      .sort((a, b) => (a.tags < b.tags ? -1 : 1));
  }

  #addPackages(
    list: SyntaxElement,
    parentPath: string,
    bases: readonly ReferenceBase[],
    diagnostics: Diagnostics,
  ): void {
    for (const child of list.children) {
      if (child.tag === 'AR-PACKAGE') this.#addPackage(child, parentPath, bases, diagnostics);
      else this.#noteUnread(child, list.tag);
    }
  }

  #addPackage(
    syntax: SyntaxElement,
    parentPath: string,
    outerBases: readonly ReferenceBase[],
    diagnostics: Diagnostics,
  ): void {
    const shortName = shortNameOf(syntax);
    if (shortName === '') {
      diagnostics.report('short-name-missing', syntax, { tag: syntax.tag });
      return;
    }
    const path = `${parentPath}/${shortName}`;
    this.#packages.set(path, syntax);
    const bases = [...readBases(syntax, outerBases), ...outerBases];
    for (const child of syntax.children) {
      if (child.tag === 'AR-PACKAGES') this.#addPackages(child, path, bases, diagnostics);
      else if (child.tag === 'ELEMENTS') {
        for (const element of child.children) this.#addElement(element, path, bases, diagnostics);
      }
    }
  }

  #addElement(
    syntax: SyntaxElement,
    packagePath: string,
    bases: readonly ReferenceBase[],
    diagnostics: Diagnostics,
  ): void {
    const shortName = shortNameOf(syntax);
    const path = `${packagePath}/${shortName}`;
    if (shortName === '') {
      // Blueprints carry a pattern instead of a name; they describe, they are nothing.
      if (!syntax.children.some((c) => c.tag === 'SHORT-NAME-PATTERN')) {
        diagnostics.report('short-name-missing', syntax, { tag: syntax.tag });
      }
      return;
    }
    if (!declarations.has(syntax.tag)) {
      this.#other.set(path, { tag: syntax.tag, file: syntax.file, offset: syntax.offset });
      if (!descriptive.has(syntax.tag)) this.#noteUnread(syntax, 'ELEMENTS');
      return;
    }
    const others = this.#syntax.get(path) ?? [];
    if (others.some((other) => sameContent(other, syntax))) return;
    const first = others[0];
    this.#syntax.set(path, [...others, syntax]);
    const mergeable = syntax.tag === 'ECUC-MODULE-CONFIGURATION-VALUES';
    if (first !== undefined && !(mergeable && first.tag === syntax.tag)) {
      reportConflict(path, syntax, first, diagnostics, firstDifference(syntax, first));
      return;
    }
    const kept = this.#byPath.get(path);
    const element = readElement(syntax, packagePath, this.#context(bases, kept, diagnostics));
    if (kept !== undefined) mergeModule(kept, element, diagnostics);
  }

  #context(
    bases: readonly ReferenceBase[],
    merged: Element | undefined,
    diagnostics: Diagnostics,
  ): ReadContext {
    return {
      bases,
      found: (element) => {
        const other = this.#byPath.get(element.path);
        if (other === undefined) {
          this.#byPath.set(element.path, element);
          const list = this.#byKind.get(element.kind);
          if (list === undefined) this.#byKind.set(element.kind, [element]);
          else list.push(element);
        } else if (merged === undefined || !isMergeable(other, element)) {
          reportConflict(element.path, element, other, diagnostics);
          this.#namesakes.set(element.path, [
            ...(this.#namesakes.get(element.path) ?? []),
            element,
          ]);
        }
      },
      variant: (element, path) =>
        diagnostics.report('construct-unsupported', element, {
          where: path,
          what: 'a variation point (the element depends on the variant)',
        }),
      unnamed: (element) => diagnostics.report('short-name-missing', element, { tag: element.tag }),
      unread: (element, inside) => this.#noteUnread(element, inside),
      invalid: (element, expected) =>
        diagnostics.report('value-invalid', element, {
          tag: element.tag,
          value: element.text,
          expected,
        }),
    };
  }

  #noteUnread(syntax: SyntaxElement, inside: string): void {
    const tags = `${inside}/${syntax.tag}`;
    const entry = this.#unread.get(tags);
    if (entry === undefined) this.#unread.set(tags, { count: 1, first: syntax });
    else entry.count += 1;
  }
}

function isOneOf(element: Element, kinds: readonly string[]): boolean {
  return kinds.includes('*') || kinds.includes(element.kind);
}

function oneOf(kinds: readonly string[]): string {
  return kinds.length > 2 ? `one of ${kinds.join(', ')}` : kinds.join(' or ');
}

function readBases(
  packageSyntax: SyntaxElement,
  outer: readonly ReferenceBase[],
): readonly ReferenceBase[] {
  const list = packageSyntax.children.find((c) => c.tag === 'REFERENCE-BASES');
  return (list?.children ?? []).map((syntax) => {
    const child = (tag: string) => syntax.children.find((c) => c.tag === tag);
    const packageRef = child('PACKAGE-REF');
    return {
      label: child('SHORT-LABEL')?.text ?? '',
      isDefault: child('IS-DEFAULT')?.text === 'true',
      packagePath: absolutePath(packageRef?.text ?? '', packageRef?.attributes.BASE, outer),
    };
  });
}
