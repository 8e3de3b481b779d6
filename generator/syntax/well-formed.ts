/**
 * Decides whether a text is one well-formed XML document, and says where it is not.
 *
 * fast-xml-parser accepts most malformed input, and its validator misses a second empty root,
 * `<` in an attribute, undefined entities and open comments, and reports a truncated file at 1:1.
 * This pass finds what saxes, a strict parser, finds; a property test compares the two.
 */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import type { SourceFile } from './element.ts';

/** What the tree builder has to know of a well-formed text. */
export interface Outline {
  /** Start and end offsets of the XML declaration and of processing instructions. */
  readonly instructions: readonly { readonly start: number; readonly end: number }[];
}

/** Deeper elements are refused; the 309 public files that we test with have up to 20 levels. */
export const maxDepth = 1000;

/** Names that the tree builder cannot hold, as it stores elements by property name. */
const reservedTags: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const space = '[ \\t\\r\\n]';
const nameStart =
  ':A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d' +
  '\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}';
const name = `[${nameStart}][${nameStart}\\-.0-9\\u00b7\\u0300-\\u036f\\u203f\\u2040]*`;
const value = `(?:"[^<"]*"|'[^<']*')`;
const attribute = `${space}+(${name})${space}*=${space}*${value}`;

const nameAt = new RegExp(name, 'yu');
const attributeAt = new RegExp(attribute, 'yu');
const startTagAt = new RegExp(
  `<(${name})((?:${space}+${name}${space}*=${space}*${value})*)${space}*(/?)>`,
  'yu',
);
const endTagAt = new RegExp(`</(${name})${space}*>`, 'yu');
const referenceAt = /&(?:lt|gt|amp|quot|apos|#([0-9]+)|#x([0-9a-fA-F]+));/y;
const declarationAt = new RegExp(
  `<\\?xml${space}+version${space}*=${space}*(?:"1\\.[0-9]+"|'1\\.[0-9]+')` +
    `(?:${space}+encoding${space}*=${space}*(?:"[A-Za-z][\\w.-]*"|'[A-Za-z][\\w.-]*'))?` +
    `(?:${space}+standalone${space}*=${space}*(?:"(?:yes|no)"|'(?:yes|no)'))?${space}*\\?>`,
  'yu',
);
const instructionTargetAt = new RegExp(`<\\?(${name})(?=${space}|\\?>)`, 'yu');
const notSpace = /[^ \t\r\n]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids.
const forbiddenCharacter = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/u;

/** Reports the first violation and returns undefined, or the outline of a well-formed text. */
export function outlineOf(file: SourceFile, diagnostics: Diagnostics): Outline | undefined {
  return new OutlineReader(file, diagnostics).read();
}

interface OpenElement {
  readonly tag: string;
  readonly offset: number;
}

class OutlineReader {
  readonly #file: SourceFile;
  readonly #text: string;
  readonly #diagnostics: Diagnostics;
  readonly #open: OpenElement[] = [];
  readonly #instructions: { start: number; end: number }[] = [];
  #rootSeen = false;
  /** Offsets of the next `&` and the next `]]>`, so that each is looked for only once. */
  #nextReference: number;
  #nextSectionEnd: number;

  constructor(file: SourceFile, diagnostics: Diagnostics) {
    this.#file = file;
    this.#text = file.text;
    this.#diagnostics = diagnostics;
    this.#nextReference = this.#text.indexOf('&');
    this.#nextSectionEnd = this.#text.indexOf(']]>');
  }

  read(): Outline | undefined {
    const text = this.#text;
    const forbidden = forbiddenCharacter.exec(text);
    if (forbidden !== null) {
      const code = (text.codePointAt(forbidden.index) ?? 0).toString(16).padStart(4, '0');
      this.#malformed(forbidden.index, `the character U+${code.toUpperCase()} is not allowed`);
      return undefined;
    }
    let at: number | undefined = 0;
    while (at < text.length) {
      const markup = text.indexOf('<', at);
      const textEnd = markup < 0 ? text.length : markup;
      // Whatever the rest looks like, such as half an entity: the file was cut off in it.
      if (markup < 0 && this.#open.length > 0) break;
      if (!this.#checkText(at, textEnd)) return undefined;
      if (markup < 0) break;
      at = this.#readMarkup(markup);
      if (at === undefined) return undefined;
    }
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) {
      this.#truncated(`<${unclosed.tag}>`, unclosed.offset);
      return undefined;
    }
    if (!this.#rootSeen) {
      this.#malformed(text.length, 'there is no element');
      return undefined;
    }
    return { instructions: this.#instructions };
  }

  /** Reads what begins at the `<` and returns the offset behind it; undefined after a report. */
  #readMarkup(at: number): number | undefined {
    const text = this.#text;
    switch (text[at + 1]) {
      case '/':
        return this.#readEndTag(at);
      case '?':
        return this.#readInstruction(at);
      case '!':
        if (text.startsWith('<!--', at)) return this.#readComment(at);
        if (text.startsWith('<![CDATA[', at)) return this.#readSection(at);
        if (text.startsWith('<!DOCTYPE', at)) {
          this.#diagnostics.report('xml-doctype', this.#position(at), undefined);
          return undefined;
        }
        return this.#explainDeclaration(at);
      default:
        return this.#readStartTag(at);
    }
  }

  #readStartTag(at: number): number | undefined {
    startTagAt.lastIndex = at;
    const match = startTagAt.exec(this.#text);
    if (match === null) return this.#explainStartTag(at);
    const [, tag = '', attributes = '', slash] = match;
    const end = startTagAt.lastIndex;
    if (this.#rootSeen && this.#open.length === 0) {
      this.#diagnostics.report('xml-two-roots', this.#position(at), { tag });
      return undefined;
    }
    if (reservedTags.has(tag)) {
      this.#diagnostics.report('xml-name-reserved', this.#position(at), { tag });
      return undefined;
    }
    if (attributes !== '' && !this.#checkRepeatedAttributes(at + 1 + tag.length, attributes)) {
      return undefined;
    }
    if (!this.#checkReferences(end)) return undefined;
    this.#skipSectionEnds(end);
    this.#rootSeen = true;
    if (this.#open.length >= maxDepth) {
      this.#diagnostics.report('xml-too-deep', this.#position(at), { limit: maxDepth });
      return undefined;
    }
    if (slash === '') this.#open.push({ tag, offset: at });
    return end;
  }

  /** Walks a start tag that does not match as a whole, to report the place where it goes wrong. */
  #explainStartTag(at: number): undefined {
    const text = this.#text;
    nameAt.lastIndex = at + 1;
    const tag = nameAt.exec(text)?.[0];
    if (tag === undefined) {
      if (at + 1 >= text.length) return this.#truncated('a tag', at);
      return this.#malformed(at, 'a name must follow <; the character itself is written &lt;');
    }
    let end = at + 1 + tag.length;
    attributeAt.lastIndex = end;
    while (attributeAt.test(text)) end = attributeAt.lastIndex;
    // Without a later `>` the tag cannot end any more: the file was cut off.
    if (text.indexOf('>', end) < 0) return this.#truncated(`the tag <${tag}`, at);
    notSpace.lastIndex = end;
    const wrong = notSpace.exec(text)?.index ?? end;
    return this.#malformed(wrong, `in the tag <${tag}, name="value", > or /> is expected here`);
  }

  #checkRepeatedAttributes(start: number, attributes: string): boolean {
    const seen = new Set<string>();
    attributeAt.lastIndex = start;
    for (let end = start; end < start + attributes.length; ) {
      const match = attributeAt.exec(this.#text);
      if (match === null) throw new Error(`attributes at ${start} do not match twice`);
      const [whole, attributeName = ''] = match;
      if (seen.has(attributeName)) {
        this.#malformed(end + whole.indexOf(attributeName), `repeated attribute ${attributeName}`);
        return false;
      }
      seen.add(attributeName);
      end = attributeAt.lastIndex;
    }
    return true;
  }

  #readEndTag(at: number): number | undefined {
    endTagAt.lastIndex = at;
    const tag = endTagAt.exec(this.#text)?.[1];
    if (tag === undefined) {
      if (this.#text.indexOf('>', at) < 0) return this.#truncated('an end tag', at);
      return this.#malformed(at, 'an end tag has a name and nothing else');
    }
    const opened = this.#open.pop();
    if (opened === undefined) return this.#malformed(at, `</${tag}> was never opened`);
    if (opened.tag !== tag) {
      return this.#malformed(at, `</${tag}> where </${opened.tag}> is expected`, [
        { message: `<${opened.tag}> is opened here`, at: this.#position(opened.offset) },
      ]);
    }
    return endTagAt.lastIndex;
  }

  #readComment(at: number): number | undefined {
    const dashes = this.#text.indexOf('--', at + 4);
    if (dashes < 0) return this.#truncated('a comment', at);
    if (this.#text[dashes + 2] !== '>') {
      if (dashes + 2 >= this.#text.length) return this.#truncated('a comment', at);
      return this.#malformed(dashes, 'a comment must not contain --');
    }
    return this.#skipTo(dashes + 3);
  }

  #readSection(at: number): number | undefined {
    if (this.#open.length === 0) return this.#malformed(at, 'CDATA outside the root element');
    const end = this.#text.indexOf(']]>', at + 9);
    if (end < 0) return this.#truncated('a CDATA section', at);
    return this.#skipTo(end + 3);
  }

  #readInstruction(at: number): number | undefined {
    const close = this.#text.indexOf('?>', at + 2);
    if (close < 0) return this.#truncated('a processing instruction', at);
    instructionTargetAt.lastIndex = at;
    const target = instructionTargetAt.exec(this.#text)?.[1];
    if (target === undefined) return this.#malformed(at, 'a processing instruction needs a name');
    if (target.toLowerCase() === 'xml') {
      if (at > 0) {
        return this.#malformed(at, 'the XML declaration must be the very first characters');
      }
      declarationAt.lastIndex = 0;
      if (!declarationAt.test(this.#text)) return this.#malformed(at, 'wrong XML declaration');
    }
    this.#instructions.push({ start: at, end: close + 2 });
    return this.#skipTo(close + 2);
  }

  /** Character data between two pieces of markup. */
  #checkText(start: number, end: number): boolean {
    if (this.#open.length === 0) {
      notSpace.lastIndex = start;
      const wrong = notSpace.exec(this.#text)?.index ?? end;
      if (wrong >= end) return true;
      if (this.#rootSeen) {
        this.#diagnostics.report('xml-text-after-root', this.#position(wrong), undefined);
      } else if (start === 0) {
        this.#diagnostics.report('not-xml', this.#position(wrong), undefined);
      } else {
        this.#malformed(wrong, 'text before the root element');
      }
      return false;
    }
    const sectionEnd = this.#nextSectionEnd;
    if (sectionEnd >= 0 && sectionEnd < end) {
      this.#malformed(sectionEnd, ']]> outside a CDATA section; write ]]&gt;');
      return false;
    }
    return this.#checkReferences(end);
  }

  /** Checks every `&` before `end` that has not been checked or skipped. */
  #checkReferences(end: number): boolean {
    while (this.#nextReference >= 0 && this.#nextReference < end) {
      const at = this.#nextReference;
      referenceAt.lastIndex = at;
      const match = referenceAt.exec(this.#text);
      if (match === null) {
        this.#malformed(at, 'an unknown or unfinished entity; the character & is written &amp;');
        return false;
      }
      const [whole, decimal, hexadecimal] = match;
      const code = decimal !== undefined ? Number(decimal) : Number(`0x${hexadecimal ?? '20'}`);
      if (!isXmlCharacter(code)) {
        this.#malformed(at, `${whole} is no character`);
        return false;
      }
      this.#nextReference = this.#text.indexOf('&', referenceAt.lastIndex);
    }
    return true;
  }

  /** Goes on behind a comment, section or instruction, where `&` and `]]>` mean nothing. */
  #skipTo(end: number): number {
    if (this.#nextReference >= 0 && this.#nextReference < end) {
      this.#nextReference = this.#text.indexOf('&', end);
    }
    this.#skipSectionEnds(end);
    return end;
  }

  #skipSectionEnds(end: number): void {
    if (this.#nextSectionEnd >= 0 && this.#nextSectionEnd < end) {
      this.#nextSectionEnd = this.#text.indexOf(']]>', end);
    }
  }

  /** `<!` that begins neither a comment nor a section: perhaps as the file ends within its mark. */
  #explainDeclaration(at: number): undefined {
    const rest = this.#text.slice(at, at + '<![CDATA['.length);
    if ('<!--'.startsWith(rest) || '<![CDATA['.startsWith(rest)) {
      return this.#truncated('a comment or CDATA section', at);
    }
    return this.#malformed(at, 'no declaration that ARXML knows');
  }

  #position(offset: number) {
    return { file: this.#file, offset };
  }

  #malformed(
    offset: number,
    reason: string,
    related: Parameters<Diagnostics['report']>[3] = [],
  ): undefined {
    this.#diagnostics.report('xml-malformed', this.#position(offset), { reason }, related);
  }

  #truncated(inside: string, begin: number): undefined {
    // The last line that shows something, rather than the empty one behind it.
    const end = this.#position(this.#text.trimEnd().length);
    this.#diagnostics.report('xml-truncated', end, { inside }, [
      { message: 'begins here', at: this.#position(begin) },
    ]);
  }
}

/** XML 1.0 §2.2 Char. */
function isXmlCharacter(code: number): boolean {
  return (
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}
