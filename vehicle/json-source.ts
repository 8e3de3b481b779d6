/**
 * JSON text → value that knows where everything in it stands. `JSON.parse` forgets positions and
 * lets the last of two equal keys win in silence; a vehicle file deserves better messages.
 */

export interface JsonSource {
  readonly value: unknown;
  /** Offset of the value at a JSON pointer (RFC 6901), or of the nearest container there is. */
  offsetOf(pointer: string): number;
  /** Offset of the key of the property at a JSON pointer; its value's for list items and the root. */
  keyOffsetOf(pointer: string): number;
}

/** The first thing that is not JSON. */
export class JsonSyntaxError extends Error {
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.offset = offset;
  }
}

interface Place {
  readonly offset: number;
  readonly keyOffset: number;
}

/** Throws a JsonSyntaxError. Objects have no prototype, so that a key `__proto__` is only a key. */
export function parseJson(text: string): JsonSource {
  const parser = new Parser(text);
  const value = parser.document();
  const place = (pointer: string): Place => {
    for (let path = pointer; ; path = path.slice(0, path.lastIndexOf('/'))) {
      const found = parser.places.get(path);
      if (found !== undefined) return found;
      if (path === '') return { offset: 0, keyOffset: 0 };
    }
  };
  return {
    value,
    offsetOf: (pointer) => place(pointer).offset,
    keyOffsetOf: (pointer) => place(pointer).keyOffset,
  };
}

/** A key as a part of a JSON pointer. */
export function pointerPart(key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

const maximumDepth = 100;

class Parser {
  readonly places = new Map<string, Place>();
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): unknown {
    this.#space();
    const value = this.#value('', this.#at, 0);
    this.#space();
    if (this.#at < this.#text.length) this.#fail('text after the end of the document');
    return value;
  }

  #value(pointer: string, keyOffset: number, depth: number): unknown {
    if (depth > maximumDepth) this.#fail(`nested more than ${maximumDepth} deep`);
    this.places.set(pointer, { offset: this.#at, keyOffset });
    const next = this.#text[this.#at];
    if (next === '{') return this.#object(pointer, depth);
    if (next === '[') return this.#list(pointer, depth);
    if (next === '"') return this.#string();
    return this.#word();
  }

  #object(pointer: string, depth: number): Record<string, unknown> {
    const object: Record<string, unknown> = Object.create(null);
    this.#at++;
    for (let first = true; ; first = false) {
      this.#space();
      if (first && this.#take('}')) return object;
      const keyOffset = this.#at;
      if (this.#text[this.#at] !== '"') this.#fail('a property name in double quotes is expected');
      const key = this.#string();
      if (key in object) this.#failAt(`property "${key}" stands here a second time`, keyOffset);
      this.#space();
      if (!this.#take(':')) this.#fail('":" is expected after the property name');
      this.#space();
      object[key] = this.#value(pointer + pointerPart(key), keyOffset, depth + 1);
      this.#space();
      if (this.#take('}')) return object;
      if (!this.#take(',')) this.#fail('"," or "}" is expected');
    }
  }

  #list(pointer: string, depth: number): unknown[] {
    const list: unknown[] = [];
    this.#at++;
    for (let first = true; ; first = false) {
      this.#space();
      if (first && this.#take(']')) return list;
      list.push(this.#value(pointer + pointerPart(list.length), this.#at, depth + 1));
      this.#space();
      if (this.#take(']')) return list;
      if (!this.#take(',')) this.#fail('"," or "]" is expected');
    }
  }

  #string(): string {
    const start = this.#at;
    const match = this.#match(/"(?:[^"\\]|\\.)*"/y);
    try {
      if (match !== undefined) return JSON.parse(match) as string;
    } catch {
      // A line end in it, most likely since its own end is missing, or a wrong escape.
    }
    throw new JsonSyntaxError('a text that does not end on its line, or a wrong escape', start);
  }

  #word(): unknown {
    const literal = this.#match(/(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y);
    if (literal === undefined) {
      if (this.#at >= this.#text.length) this.#fail('a value is expected');
      if (this.#text[this.#at] === '/') this.#fail('JSON has no comments; use "description"');
      this.#fail('a value is expected');
    }
    return JSON.parse(literal);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match[0];
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    this.#match(/[ \t\r\n]*/y);
  }

  #fail(reason: string): never {
    this.#failAt(reason, this.#at);
  }

  #failAt(reason: string, offset: number): never {
    const atEnd = this.#at >= this.#text.length && reason !== 'text after the end of the document';
    throw new JsonSyntaxError(atEnd ? `${reason}, but the document ends` : reason, offset);
  }
}
