import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../generator/diagnostics/diagnostics.ts';
import type { SyntaxElement } from '../../../generator/syntax/element.ts';
import { parseArxml } from '../../../generator/syntax/parse.ts';
import { lineAndColumn } from '../../../generator/syntax/position.ts';

const namespace = 'xmlns="http://autosar.org/schema/r4.0"';

function parse(text: string): SyntaxElement {
  const diagnostics = new Diagnostics();
  const root = parseArxml({ path: 'door.arxml', text }, diagnostics);
  expect(diagnostics.list).toEqual([]);
  if (root === undefined) throw new Error('no root element and no diagnostic');
  return root;
}

/** The only child of an AUTOSAR element around `content`. */
function parseOne(content: string): SyntaxElement {
  const child = parse(`<AUTOSAR ${namespace}>${content}</AUTOSAR>`).children[0];
  if (child === undefined) throw new Error(`no child in ${content}`);
  return child;
}

describe('parseArxml', () => {
  it('keeps the order of different siblings', () => {
    const { children } = parseOne('<P><A/><B/><A/></P>');
    expect(children.map(({ tag }) => tag)).toEqual(['A', 'B', 'A']);
  });

  it.each(['1.10', '1E5', '0x1F', 'true', '007', ' 5 '])('leaves the value %j a text', (value) => {
    expect(parseOne(`<V>${value}</V>`).text).toBe(value.trim());
  });

  it('keeps all attributes', () => {
    const { attributes } = parseOne(
      `<A BASE="b" DEST='I-SIGNAL' UUID="u" GID="1.0" T="2020-01-01T00:00:00Z"/>`,
    );
    expect({ ...attributes }).toEqual({
      BASE: 'b',
      DEST: 'I-SIGNAL',
      UUID: 'u',
      GID: '1.0',
      T: '2020-01-01T00:00:00Z',
    });
  });

  it('knows no attribute that is not there', () => {
    expect(parseOne('<A/>').attributes.constructor).toBeUndefined();
    expect(parseOne('<A UUID="1"/>').attributes.toString).toBeUndefined();
  });

  it('keeps attributes with the names of object members', () => {
    const { attributes } = parseOne('<A __proto__="1" constructor="2" toString="3"/>');
    expect(Object.entries(attributes)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
      ['toString', '3'],
    ]);
  });

  it.each(['toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'length'])(
    'reads an element named %s as any other',
    (tag) => {
      expect(parseOne(`<${tag}>1</${tag}>`)).toMatchObject({ tag, text: '1', children: [] });
    },
  );

  it('decodes entities and character references once, in texts and attributes', () => {
    const { text, attributes } = parseOne(
      '<A UUID="&quot;&#65;&apos;">&lt;&gt;&amp;lt;&#x20AC;&#128663;</A>',
    );
    expect(text).toBe('<>&lt;€🚗');
    expect(attributes.UUID).toBe('"A\'');
  });

  it('joins texts around comments, CDATA sections and processing instructions', () => {
    expect(parseOne('<A>a<!-- b -->c <![CDATA[<&amp;>]]> d<?e f?>g</A>').text).toBe(
      'ac <&amp;> dg',
    );
  });

  it('has no text for an element with children', () => {
    expect(parseOne('<P>a<B>b</B>c</P>').text).toBe('');
  });

  it('is not confused by quotes in a processing instruction', () => {
    const text = `<?xml version="1.0"?><?made it's "?><AUTOSAR ${namespace}><A B="it's"/></AUTOSAR>`;
    expect(parse(text).children[0]?.attributes.B).toBe("it's");
  });

  it('reads > and / in attributes', () => {
    expect(parseOne('<A UUID="a/>b/"/>')).toMatchObject({ children: [], text: '' });
    expect(parseOne("<A UUID='/'>x</A>").text).toBe('x');
  });

  it('takes off a prefix that stands for the AUTOSAR namespace', () => {
    const root = parse(
      '<ar:AUTOSAR xmlns:ar="http://autosar.org/schema/r4.0"><ar:A><ar:B/></ar:A></ar:AUTOSAR>',
    );
    expect(root.tag).toBe('AUTOSAR');
    expect(root.children[0]?.children[0]?.tag).toBe('B');
  });

  it('reads elements nested 900 deep', () => {
    expect(parseOne(`${'<A>'.repeat(900)}${'</A>'.repeat(900)}`).tag).toBe('A');
  });

  it('reads the same text again as the same tree', () => {
    const text = `<AUTOSAR ${namespace}><A UUID="1">b</A></AUTOSAR>`;
    expect(parse(text)).toEqual(parse(text));
  });

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
    ['mixed', '\n\r\r\n\r'],
  ])('puts every element at its < with %s line ends', (_name, end) => {
    const text = [
      '<?xml version="1.0"?><!-- <A> -->',
      `<AUTOSAR`,
      `    ${namespace}>`,
      '  <A>&lt;A></A>',
      '  <B><![CDATA[<A>]]></B>',
      '  <C',
      '    UUID="1"',
      '    DEST="2"/>',
      '  <D>',
      '    <E/><F>x</F>',
      '  </D>',
      '</AUTOSAR>',
      '',
    ].join(end);
    const elements = descendants(parse(text));
    expect(elements.map(({ tag }) => tag)).toEqual(['AUTOSAR', 'A', 'B', 'C', 'D', 'E', 'F']);
    for (const { tag, offset } of elements) {
      expect(text.slice(offset, offset + 1 + tag.length)).toBe(`<${tag}`);
    }
    const f = elements.find(({ tag }) => tag === 'F');
    if (f === undefined) throw new Error('no element F');
    expect(lineAndColumn(f)).toMatchObject({ column: 9, lineText: '    <E/><F>x</F>' });
  });

  it('points from a wrong end tag to the start tag', () => {
    const diagnostics = new Diagnostics();
    const text = `<AUTOSAR ${namespace}><A><B></A></AUTOSAR>`;
    parseArxml({ path: 'door.arxml', text }, diagnostics);
    const related = diagnostics.list[0]?.related[0];
    expect(related?.message).toBe('<B> is opened here');
    expect(related?.at.offset).toBe(text.indexOf('<B>'));
  });
});

function descendants(element: SyntaxElement): SyntaxElement[] {
  return [element, ...element.children.flatMap(descendants)];
}
