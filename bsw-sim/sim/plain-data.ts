/**
 * A graph of plain data, taken down as a list of its objects and put back into the very objects it
 * came from, so that code which holds one of them sees the old contents. Shared and circular
 * references stay what they are. Functions and foreign objects are no data: they may occur where
 * they have a name, under which they are found again.
 */

/** Objects and functions that a graph may refer to but does not own. */
export type NamedReferences = ReadonlyMap<object, string>;

/** What a structured clone keeps as it is. */
export interface RecordedGraph {
  readonly nodes: readonly Node[];
}

type Value =
  | readonly ['value', undefined | null | boolean | number | bigint | string]
  | readonly ['node', number]
  | readonly ['name', string];

type Node =
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Value])[] }
  | { readonly kind: 'array'; readonly elements: readonly Value[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Value, Value])[] }
  | { readonly kind: 'set'; readonly elements: readonly Value[] }
  | { readonly kind: 'binary'; readonly type: string; readonly bytes: Uint8Array };

/** Something in a graph that is not plain data; `path` leads there from the root. */
export class NotPlainData extends Error {
  readonly path: string;
  readonly what: string;

  constructor(path: string, what: string) {
    super(`${path} is ${what}`);
    this.path = path;
    this.what = what;
  }
}

/** Throws NotPlainData. */
export function recordGraph(root: object, named: NamedReferences): RecordedGraph {
  const nodes: Node[] = [];
  const ids = new Map<object, number>();

  function recorded(value: unknown, path: string): Value {
    if (typeof value === 'symbol') throw new NotPlainData(path, 'a symbol');
    if (!isObject(value)) return ['value', value as null];
    const name = named.get(value);
    if (typeof value === 'function') {
      if (Object.keys(value).length > 0) throw new NotPlainData(path, 'a function with properties');
      if (name === undefined) {
        throw new NotPlainData(path, 'a function that may keep variables of its own');
      }
    }
    if (name !== undefined) return ['name', name];
    return ['node', nodeOf(value, path)];
  }

  function nodeOf(object: object, path: string): number {
    const known = ids.get(object);
    if (known !== undefined) return known;
    const id = nodes.length;
    ids.set(object, id);
    // Takes the place, so that what it refers to comes after it.
    nodes.push({ kind: 'array', elements: [] });
    nodes[id] = describe(object, path);
    return id;
  }

  function describe(object: object, path: string): Node {
    if (ArrayBuffer.isView(object)) {
      const { buffer, byteOffset, byteLength } = object;
      const bytes = new Uint8Array(buffer, byteOffset, byteLength).slice();
      return { kind: 'binary', type: object.constructor.name, bytes };
    }
    const prototype: unknown = Object.getPrototypeOf(object);
    if (!plainPrototypes.has(prototype)) throw new NotPlainData(path, typeWords(object));
    throwOnHidden(object, path);
    if (Array.isArray(object)) {
      return { kind: 'array', elements: object.map((one, i) => recorded(one, `${path}[${i}]`)) };
    }
    if (object instanceof Map) {
      const entries = [...object].map(
        ([key, value], i) =>
          [recorded(key, `${path}.keys[${i}]`), recorded(value, `${path}.values[${i}]`)] as const,
      );
      return { kind: 'map', entries };
    }
    if (object instanceof Set) {
      return { kind: 'set', elements: [...object].map((one, i) => recorded(one, `${path}[${i}]`)) };
    }
    const entries = Object.entries(object).map(
      ([key, value]) => [key, recorded(value, path === '' ? key : `${path}.${key}`)] as const,
    );
    return { kind: 'object', entries };
  }

  nodeOf(root, '');
  return { nodes };
}

/** Puts a recorded graph back below `root`, which is an object of the same kind as the recorded root. */
export function restoreGraph(root: object, recorded: RecordedGraph, named: NamedReferences): void {
  const { nodes } = recorded;
  const byName = new Map([...named].map(([object, name]) => [name, object]));
  const objects = new Map<number, object>();
  /** Each object that is there takes the contents of one node. */
  const used = new Set<object>();

  function restored(value: Value, present: unknown): unknown {
    const [kind, content] = value;
    if (kind === 'value') return content;
    if (kind === 'node') return objectOf(content, present);
    const object = byName.get(content);
    if (object === undefined) throw new Error(`nothing here is called ${content}`);
    return object;
  }

  function objectOf(id: number, present: unknown): object {
    const known = objects.get(id);
    if (known !== undefined) return known;
    const node = nodes[id];
    if (node === undefined) throw new RangeError(`object ${id} of ${nodes.length}`);
    const reusable = isObject(present) && !used.has(present) && !named.has(present);
    const object = reusable && suits(present, node) ? present : create(node);
    objects.set(id, object);
    used.add(object);
    fill(object, node);
    return object;
  }

  function fill(object: object, node: Node): void {
    switch (node.kind) {
      case 'binary':
        bytesOf(object as ArrayBufferView).set(node.bytes);
        break;
      case 'array': {
        const array = object as unknown[];
        const { length } = node.elements;
        if (array.length !== length) array.length = length;
        for (let i = 0; i < length; i++) {
          const element = node.elements[i];
          if (element === undefined) delete array[i];
          else {
            const present = array[i];
            put(array, i, present, restored(element, present));
          }
        }
        break;
      }
      case 'map': {
        const map = object as Map<unknown, unknown>;
        const before = new Map(map);
        map.clear();
        for (const [key, value] of node.entries) {
          const restoredKey = restored(key, undefined);
          map.set(restoredKey, restored(value, before.get(restoredKey)));
        }
        break;
      }
      case 'set': {
        const set = object as Set<unknown>;
        set.clear();
        for (const element of node.elements) set.add(restored(element, undefined));
        break;
      }
      case 'object': {
        const record = object as Record<string, unknown>;
        const keys = new Set(node.entries.map(([key]) => key));
        for (const key of Object.keys(record)) if (!keys.has(key)) delete record[key];
        for (const [key, value] of node.entries) {
          const present = record[key];
          put(record, key, present, restored(value, present));
        }
        break;
      }
    }
  }

  objectOf(0, root);
}

/** Every function in a graph, by its path: those that were there from the start can be told by it. */
export function functionsIn(root: object, named: NamedReferences): Map<object, string> {
  const found = new Map<object, string>();
  const seen = new Set<object>();
  const visit = (value: unknown, path: string): void => {
    if (!isObject(value) || seen.has(value) || named.has(value)) return;
    seen.add(value);
    if (typeof value === 'function') {
      found.set(value, path);
    } else if (value instanceof Map) {
      let i = 0;
      for (const one of value.values()) visit(one, `${path}.values[${i++}]`);
    } else if (!ArrayBuffer.isView(value)) {
      for (const [key, one] of Object.entries(value)) visit(one, `${path}.${key}`);
    }
  };
  for (const [key, value] of Object.entries(root)) visit(value, key);
  return found;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/**
 * What is the same may be read-only. `present` was read before: a getter may give another object each
 * time.
 */
function put<K extends PropertyKey>(
  object: Record<K, unknown>,
  key: K,
  present: unknown,
  value: unknown,
): void {
  if (!Object.is(present, value) || !(key in object)) object[key] = value;
}

/** Of whose instances the contents are all that there is. A class that extends one may add fields. */
const plainPrototypes: ReadonlySet<unknown> = new Set([
  null,
  Object.prototype,
  Array.prototype,
  Map.prototype,
  Set.prototype,
]);

function typeWords(object: object): string {
  const type: unknown = object.constructor?.name;
  if (typeof type !== 'string' || type === '') return 'an object of a class';
  return `${/^[AEIOU]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** Throws on properties that no list of keys or elements has, and that would be lost in silence. */
function throwOnHidden(object: object, path: string): void {
  const isList = !isPlainObject(object);
  for (const key of Reflect.ownKeys(object)) {
    if (Array.isArray(object) && (key === 'length' || isIndex(key, object.length))) continue;
    if (
      !isList &&
      typeof key === 'string' &&
      Object.prototype.propertyIsEnumerable.call(object, key)
    )
      continue;
    throw new NotPlainData(path, `an object with the hidden property ${String(key)}`);
  }
}

function isIndex(key: PropertyKey, length: number): boolean {
  return typeof key === 'string' && Number(key) < length && String(Number(key)) === key;
}

function isPlainObject(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === Object.prototype || prototype === null;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function suits(object: object, node: Node): boolean {
  switch (node.kind) {
    case 'binary':
      return (
        ArrayBuffer.isView(object) &&
        object.constructor.name === node.type &&
        object.byteLength === node.bytes.length
      );
    case 'array':
      return Array.isArray(object);
    case 'map':
      return object instanceof Map;
    case 'set':
      return object instanceof Set;
    case 'object':
      return isPlainObject(object);
  }
}

const binaryTypes: Readonly<Record<string, new (buffer: ArrayBuffer) => object>> = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
};

function create(node: Node): object {
  switch (node.kind) {
    case 'binary': {
      const Binary = binaryTypes[node.type] ?? Uint8Array;
      return new Binary(new ArrayBuffer(node.bytes.length));
    }
    case 'array':
      return [];
    case 'map':
      return new Map();
    case 'set':
      return new Set();
    case 'object':
      return {};
  }
}
