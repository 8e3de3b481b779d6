/** The same ARXML in another order: packages, and the elements inside a package, have none. */

/** Reproducible order of a list: the shuffle of a number. */
export function shuffled<T>(list: readonly T[], random: () => number): readonly T[] {
  const result = [...list];
  for (let i = result.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}

/** Numbers from 0 to 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Node {
  readonly tag: string;
  readonly content: (Node | string)[];
}

/** ARXML whose packages and package elements are in another order; all else stays where it is. */
export function permuted(text: string, random: () => number): string {
  return print(parse(text), '', random);
}

function parse(text: string): Node {
  const root: Node = { tag: '', content: [] };
  const open = [root];
  // Comments, declarations and text are pieces as they are.
  for (const [piece] of text.matchAll(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<[^>]*>|[^<]+/g)) {
    const top = open.at(-1) ?? root;
    const tag = /^<([\w-]+)/.exec(piece)?.[1];
    if (tag !== undefined) {
      const node: Node = { tag, content: [piece] };
      top.content.push(node);
      if (!piece.endsWith('/>')) open.push(node);
    } else {
      top.content.push(piece);
      if (piece.startsWith('</')) open.pop();
    }
  }
  return root;
}

function print(node: Node, parent: string, random: () => number): string {
  const isUnordered =
    node.tag === 'AR-PACKAGES' || (node.tag === 'ELEMENTS' && parent === 'AR-PACKAGE');
  const children = node.content.filter((part) => typeof part !== 'string');
  const order = [...(isUnordered ? shuffled(children, random) : children)];
  return node.content
    .map((part) =>
      typeof part === 'string' ? part : print(order.shift() ?? part, node.tag, random),
    )
    .join('');
}
