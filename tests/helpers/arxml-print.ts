/** XML as nested calls, printed with indentation: what the ARXML builders of the tests are made of. */

export interface Xml {
  /** With attributes, such as `TYPE-TREF DEST="P-PORT-PROTOTYPE"`. */
  readonly start: string;
  readonly content: readonly (Xml | string)[];
}

type Content = Xml | string | number | boolean | undefined | readonly Content[];

/** An element; what is undefined is left out, lists are flattened. */
export function xml(start: string, ...content: readonly Content[]): Xml {
  return { start, content: content.flatMap(flat) };
}

/** An element that is only there if it has content. */
export function some(start: string, ...content: readonly Content[]): Xml | undefined {
  const element = xml(start, ...content);
  return element.content.length === 0 ? undefined : element;
}

export function named(tag: string, shortName: string, ...content: readonly Content[]): Xml {
  return xml(tag, xml('SHORT-NAME', shortName), ...content);
}

export function ref(tag: string, dest: string, path: string): Xml {
  return xml(`${tag} DEST="${dest}"`, path);
}

export function print(element: Xml, indent = ''): string {
  const { start, content } = element;
  const tag = start.split(' ')[0];
  const [first] = content;
  if (first === undefined) return `${indent}<${start}/>\n`;
  if (content.length === 1 && typeof first === 'string') {
    return `${indent}<${start}>${escaped(first)}</${tag}>\n`;
  }
  const inner = content.map((child) =>
    typeof child === 'string' ? `${indent}  ${escaped(child)}\n` : print(child, `${indent}  `),
  );
  return `${indent}<${start}>\n${inner.join('')}${indent}</${tag}>\n`;
}

function flat(content: Content): readonly (Xml | string)[] {
  if (content === undefined) return [];
  if (typeof content === 'object' && 'length' in content) return content.flatMap(flat);
  return [typeof content === 'object' ? content : String(content)];
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
