import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonSyntaxError, parseJson } from '../../vehicle/json-source.ts';

describe('JSON with positions', () => {
  it('knows where values and keys stand', () => {
    const text = '{ "a": [1, {"b/c": "x"}], "d~": null }';
    const source = parseJson(text);
    expect(text.slice(source.offsetOf('/a/1'))).toMatch(/^\{"b\/c"/);
    expect(text.slice(source.offsetOf('/a/1/b~1c'))).toMatch(/^"x"/);
    expect(text.slice(source.keyOffsetOf('/a/1/b~1c'))).toMatch(/^"b\/c"/);
    expect(text.slice(source.keyOffsetOf('/d~0'))).toMatch(/^"d~"/);
  });

  it('falls back to the nearest container that is there', () => {
    const source = parseJson(' {"a": {}}');
    expect(source.offsetOf('/a/missing/deeper')).toBe(7);
    expect(source.offsetOf('/nothing')).toBe(1);
  });

  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(JSON.stringify(parseJson(text).value)).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('never accepts what JSON.parse refuses, nor the other way round', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '1',
      '-',
      'true',
      ' ',
      '.5',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const text = pieces.join('');
        let accepted = true;
        try {
          JSON.parse(text);
        } catch {
          accepted = false;
        }
        let ours = true;
        try {
          parseJson(text);
        } catch (error) {
          ours = error instanceof JsonSyntaxError && /a second time/.test(error.message);
        }
        expect(ours).toBe(accepted);
      }),
    );
  });

  it.each([
    ['{"a": 1,}', 8, 'a property name in double quotes is expected'],
    ['{"a" 1}', 5, '":" is expected after the property name'],
    ['[1 2]', 3, '"," or "]" is expected'],
    ['{"a": 1, "a": 2}', 9, 'property "a" stands here a second time'],
    ['// x\n{}', 0, 'JSON has no comments; use "description"'],
    ['{"a": 1', 7, '"," or "}" is expected, but the document ends'],
    ['', 0, 'a value is expected, but the document ends'],
    ['{} x', 3, 'text after the end of the document'],
    ['["a\nb"]', 1, 'a text that does not end on its line, or a wrong escape'],
    ["{'a': 1}", 1, 'a property name in double quotes is expected'],
  ])('refuses %j at %i', (text, offset, reason) => {
    let thrown: unknown;
    try {
      parseJson(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(JsonSyntaxError);
    expect(thrown).toMatchObject({ offset, message: reason });
  });
});
