/** ARXML text → syntax tree: well-formed, of AUTOSAR 4, with the offset of each element. */
import { XMLParser } from 'fast-xml-parser';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { SourceFile, SyntaxElement } from './element.ts';
import { maxDepth, type Outline, outlineOf } from './well-formed.ts';

const autosar4 = 'http://autosar.org/schema/r4.0';
const olderAutosar = /^http:\/\/autosar\.org\/[23]\./;
const attributePrefix = '@_';

/**
 * Returns the AUTOSAR root element of a file, or undefined after one error has been reported: what
 * follows the first wrong character of an XML file cannot be trusted. Comments, the XML
 * declaration and processing instructions leave no trace in the tree; entities are decoded; a
 * prefix that stands for the AUTOSAR namespace is taken off the tags.
 */
export function parseArxml(file: SourceFile, diagnostics: Diagnostics): SyntaxElement | undefined {
  if (file.text.trim() === '') {
    diagnostics.report('file-empty', { file, offset: 0 }, undefined);
    return undefined;
  }
  // A conflict is malformed XML as well; but this is what has happened, and what has to be done.
  const conflict = conflictMarker.exec(file.text);
  if (conflict !== null) {
    diagnostics.report('conflict-marker', { file, offset: conflict.index }, undefined);
    return undefined;
  }
  const outline = outlineOf(file, diagnostics);
  if (outline === undefined) return undefined;
  const root = new TreeBuilder(file).build(outline);
  return isAutosar4(root, diagnostics) ? root : undefined;
}

/** The marks that git, Mercurial and Subversion leave; `=======` alone may be a text. */
const conflictMarker = /^(?:<{7}|>{7})(?: |$)/m;

/** Reports a root that is not AUTOSAR 4. */
function isAutosar4(root: SyntaxElement, diagnostics: Diagnostics): boolean {
  if (root.tag !== 'AUTOSAR') {
    diagnostics.report('root-not-autosar', root, { tag: root.tag });
    return false;
  }
  const namespace = namespaceOf(root);
  if (namespace !== undefined && olderAutosar.test(namespace)) {
    diagnostics.report('autosar-3', root, { evidence: `its namespace is ${namespace}` });
    return false;
  }
  if (namespace !== undefined && namespace !== autosar4) {
    diagnostics.report('namespace-unknown', root, { namespace });
    return false;
  }
  const packages = root.children.find((child) => child.tag === 'TOP-LEVEL-PACKAGES');
  if (packages !== undefined) {
    diagnostics.report('autosar-3', packages, { evidence: 'it has TOP-LEVEL-PACKAGES' });
    return false;
  }
  if (namespace === undefined) diagnostics.report('namespace-missing', root, undefined);
  return true;
}

/** The default namespace, or the one whose prefix the builder took off: never xsi's. */
function namespaceOf(root: SyntaxElement): string | undefined {
  const { attributes } = root;
  if (attributes.xmlns !== undefined) return attributes.xmlns;
  const prefixed = Object.keys(attributes).filter((name) => name.startsWith('xmlns:'));
  return prefixed.map((name) => attributes[name]).find((uri) => uri?.includes('autosar.org'));
}

/** What fast-xml-parser makes of an element: `{ TAG: children, ':@': attributes }`. */
type Node = Readonly<Record<string | symbol, unknown>>;

const startOf = XMLParser.getMetaDataSymbol() as unknown as symbol;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: attributePrefix,
  // Values stay text: `1.10` is no 1.1, and the SHORT-NAME `1E5` no number.
  parseTagValue: false,
  parseAttributeValue: false,
  // Trimmed at the end: the space between a text and a CDATA section belongs to the value.
  trimValues: false,
  jPath: false,
  captureMetaData: true,
  maxNestedTags: maxDepth,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Names like toString are harmless here, as only own properties are read.
  onDangerousProperty: (name) => name,
  entityDecoder: {
    decode: decodeEntities,
    reset: () => {},
    setXmlVersion: () => {},
    addInputEntities: () => {},
    setExternalEntities: () => {},
  },
});

const namedEntities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/** Decodes XML's own entities and character references, which `outlineOf` has checked. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x?)?(\w+);/g, (_whole, mark: string | undefined, body: string) => {
    if (mark === undefined) return namedEntities[body] ?? '';
    return String.fromCodePoint(Number.parseInt(body, mark === '#' ? 10 : 16));
  });
}

const noChildren: readonly SyntaxElement[] = Object.freeze([]);
const noAttributes: Readonly<Record<string, string>> = Object.freeze(Object.create(null));

class TreeBuilder {
  readonly #file: SourceFile;
  /** One copy of each tag and attribute: a part of the parser's string would keep all of it. */
  readonly #words = new Map<string, string>();
  #prefix = '';

  constructor(file: SourceFile) {
    this.#file = file;
  }

  build(outline: Outline): SyntaxElement {
    const nodes = parser.parse(withoutInstructions(this.#file.text, outline)) as readonly Node[];
    const root = nodes.find((node) => tagOf(node) !== '#text');
    if (root === undefined) throw new Error(`no root element in ${this.#file.path}`);
    const tag = tagOf(root);
    this.#prefix = tag.endsWith(':AUTOSAR') ? tag.slice(0, tag.indexOf(':') + 1) : '';
    return this.#element(root, tag);
  }

  #element(node: Node, tag: string): SyntaxElement {
    const children: SyntaxElement[] = [];
    let text = '';
    for (const child of node[tag] as readonly Node[]) {
      const childTag = tagOf(child);
      if (childTag === '#text') text += child['#text'];
      else children.push(this.#element(child, childTag));
    }
    const start = node[startOf] as { startIndex: number };
    return {
      file: this.#file,
      offset: start.startIndex,
      tag: this.#word(tag.startsWith(this.#prefix) ? tag.slice(this.#prefix.length) : tag),
      attributes: this.#attributes(node[':@'] as Readonly<Record<string, string>> | undefined),
      children: children.length === 0 ? noChildren : children,
      text: children.length === 0 ? text.trim() : '',
    };
  }

  #attributes(raw: Readonly<Record<string, string>> | undefined) {
    if (raw === undefined) return noAttributes;
    // Without a prototype, so that an absent attribute `constructor` is absent.
    const attributes: Record<string, string> = Object.create(null);
    for (const [name, value] of Object.entries(raw)) {
      attributes[this.#word(name.slice(attributePrefix.length))] = this.#word(value.trim());
    }
    return attributes;
  }

  #word(word: string): string {
    const known = this.#words.get(word);
    if (known !== undefined) return known;
    const copy = Buffer.from(word).toString();
    this.#words.set(copy, copy);
    return copy;
  }
}

function tagOf(node: Node): string {
  for (const key in node) return key;
  throw new Error('a node without tag');
}

/**
 * Makes comments of the same length out of processing instructions: fast-xml-parser reads quotes
 * in them, and an apostrophe would hide all elements up to the next one.
 */
function withoutInstructions(text: string, outline: Outline): string {
  let result = '';
  let from = 0;
  for (const { start, end } of outline.instructions) {
    const filler = end - start - '<!---->'.length;
    // Too short to hold a quote.
    if (filler < 0) continue;
    result += `${text.slice(from, start)}<!--${' '.repeat(filler)}-->`;
    from = end;
  }
  return result + text.slice(from);
}
