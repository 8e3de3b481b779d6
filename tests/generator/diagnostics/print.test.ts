import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../generator/diagnostics/diagnostics.ts';
import {
  diagnosticToJson,
  formatDiagnostic,
  formatSummary,
  inOrder,
} from '../../../generator/diagnostics/print.ts';

const file = { path: 'door.arxml', text: '<AUTOSAR>\r\n\t<TYPE-TREF>/Door</TYPE-TREF>\r\n' };

function diagnostic(changes: Partial<Diagnostic> = {}): Diagnostic {
  return {
    code: 'xml-malformed',
    severity: 'error',
    message: 'no element /Door',
    help: undefined,
    at: { file, offset: 12 },
    related: [],
    ...changes,
  };
}

const print = (value: Diagnostic) => formatDiagnostic(value, { color: false }).split('\n');

function printLine(text: string, offset: number): string[] {
  return print(diagnostic({ at: { file: { path: 'door.arxml', text }, offset } })).slice(1);
}

describe('formatDiagnostic', () => {
  it('shows the place, the line with a caret, and what helps', () => {
    expect(print(diagnostic({ help: 'add the file that has it' }))).toEqual([
      'door.arxml:2:2 error xml-malformed: no element /Door',
      '    2 |  <TYPE-TREF>/Door</TYPE-TREF>',
      '      |  ^',
      '      = help: add the file that has it',
    ]);
  });

  it('shows related places likewise', () => {
    const related = [{ message: 'begins here', at: { file, offset: 0 } }];
    expect(print(diagnostic({ related })).slice(3)).toEqual([
      '      = door.arxml:1:1 begins here',
      '    1 | <AUTOSAR>',
      '      | ^',
    ]);
  });

  it('shows nothing but the message without a place', () => {
    expect(print(diagnostic({ at: undefined }))).toEqual(['error xml-malformed: no element /Door']);
  });

  it('shows no line of a file without text', () => {
    const at = { file: { path: 'empty.arxml', text: '' }, offset: 0 };
    expect(print(diagnostic({ at }))).toEqual([
      'empty.arxml error xml-malformed: no element /Door',
    ]);
  });

  it('shows paths as it is told', () => {
    const text = formatDiagnostic(diagnostic(), { color: false, paths: (path) => `../${path}` });
    expect(text).toMatch(/^\.\.\/door\.arxml:2:2 /);
  });

  it('cuts a long line around the caret', () => {
    const [line = '', caret = ''] = printLine(`${'a'.repeat(5000)}<B/>${'c'.repeat(5000)}`, 5000);
    expect(line).toBe(`    1 | …${'a'.repeat(60)}<B/>${'c'.repeat(36)}…`);
    expect(line[caret.indexOf('^')]).toBe('<');
  });

  it('shows control characters instead of obeying them', () => {
    const [line = '', caret = ''] = printLine('<A>\u001b[31m\u007f\u202e\u0000<B/>', 11);
    expect(line).toBe('    1 | <A>␛[31m␡\ufffd␀<B/>');
    expect(line[caret.indexOf('^')]).toBe('<');
    expect(print(diagnostic({ message: 'name \u001b[2J\n' }))[0]).toContain('name ␛[2J␊');
  });

  it('puts the caret behind characters of two code units, and cuts none of them in half', () => {
    const [line = '', caret = ''] = printLine(`${'🚗'.repeat(31)}a<B/>`, 63);
    expect([...line][caret.indexOf('^')]).toBe('<');
    expect(line).toContain('…\ufffd🚗');
  });

  it('puts colours around words and never into the source line', () => {
    const text = formatDiagnostic(diagnostic(), { color: true });
    expect(text).toContain('\u001b[1;31merror xml-malformed\u001b[0m: no element /Door');
    expect(text).toContain('    2 |  <TYPE-TREF>/Door</TYPE-TREF>\n');
  });
});

describe('formatSummary', () => {
  it.each([
    [[], 'no problems'],
    [['information'], 'no problems'],
    [['error'], '1 error'],
    [['warning', 'error', 'information', 'error'], '2 errors, 1 warning'],
    [['warning', 'warning'], '2 warnings'],
  ] as const)('of %j is %s', (severities, summary) => {
    expect(formatSummary(severities.map((severity) => diagnostic({ severity })))).toBe(summary);
  });
});

describe('diagnosticToJson', () => {
  it('gives code, severity, message, help, place and related places', () => {
    const related = [{ message: 'begins here', at: { file, offset: 0 } }];
    expect(diagnosticToJson(diagnostic({ help: 'repair it', related }))).toEqual({
      code: 'xml-malformed',
      severity: 'error',
      message: 'no element /Door',
      help: 'repair it',
      file: 'door.arxml',
      line: 2,
      column: 2,
      related: [{ message: 'begins here', file: 'door.arxml', line: 1, column: 1 }],
    });
  });

  it('leaves out what is absent', () => {
    expect(Object.keys(diagnosticToJson(diagnostic({ at: undefined })))).toEqual([
      'code',
      'severity',
      'message',
      'related',
    ]);
  });
});

describe('inOrder', () => {
  const other = { path: 'car.arxml', text: file.text };
  const list = [
    diagnostic({ at: { file, offset: 3 } }),
    diagnostic({ at: { file, offset: 3 }, code: 'file-empty' }),
    diagnostic({ at: { file, offset: 1 } }),
    diagnostic({ at: { file: other, offset: 30 } }),
    diagnostic({ at: undefined }),
    diagnostic({ at: { file, offset: 3 }, message: 'another' }),
  ];
  const summary = (values: readonly Diagnostic[]) =>
    values.map(({ at, code, message }) => `${at?.file.path} ${at?.offset} ${code} ${message}`);

  it('orders by file, offset, code and message, whatever came first', () => {
    const expected = [
      'undefined undefined xml-malformed no element /Door',
      'car.arxml 30 xml-malformed no element /Door',
      'door.arxml 1 xml-malformed no element /Door',
      'door.arxml 3 file-empty no element /Door',
      'door.arxml 3 xml-malformed another',
      'door.arxml 3 xml-malformed no element /Door',
    ];
    expect(summary(inOrder(list))).toEqual(expected);
    expect(summary(inOrder([...list].reverse()))).toEqual(expected);
  });

  it('removes what says the same of the same place', () => {
    expect(inOrder([...list, ...list])).toEqual(inOrder(list));
  });
});
