import { describe, expect, it } from 'vitest';
import { lineAndColumn } from '../../../generator/syntax/position.ts';

const at = (text: string, offset: number) =>
  lineAndColumn({ file: { path: 'door.arxml', text }, offset });

describe('lineAndColumn', () => {
  it('counts from 1', () => {
    expect(at('<A/>', 0)).toEqual({ line: 1, column: 1, lineText: '<A/>' });
  });

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('knows %s as a line end', (_name, end) => {
    const text = `<A>${end}${end}  <B/>${end}</A>`;
    expect(at(text, text.indexOf('<B'))).toEqual({ line: 3, column: 3, lineText: '  <B/>' });
  });

  it('counts a tab as one column', () => {
    expect(at('\t\t<A/>', 2)).toEqual({ line: 1, column: 3, lineText: '\t\t<A/>' });
  });

  it('puts a line end into the line that it ends', () => {
    expect(at('a\nb', 1)).toEqual({ line: 1, column: 2, lineText: 'a' });
  });

  it('knows the end of the file as a place', () => {
    expect(at('a\n', 2)).toEqual({ line: 2, column: 1, lineText: '' });
    expect(at('', 0)).toEqual({ line: 1, column: 1, lineText: '' });
  });

  it.each([-1, 2, 0.5])('throws for the offset %d of a file with one character', (offset) => {
    expect(() => at('a', offset)).toThrow(String(offset));
  });
});
