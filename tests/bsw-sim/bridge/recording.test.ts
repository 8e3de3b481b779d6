import { describe, expect, it } from 'vitest';
import {
  formatEnd,
  formatTraffic,
  parseRecording,
  type RecordedTraffic,
  recordingHeader,
} from '../../../bsw-sim/bridge/recording.ts';
import { asciiBytes } from '../../../bsw-sim/bridge/serial-line.ts';

const traffic: readonly RecordedTraffic[] = [
  { atNs: 0, line: 'A.board', traffic: { kind: 'in', input: { kind: 'up' } } },
  { atNs: 10, line: 'A.board', traffic: { kind: 'out', bytes: asciiBytes('V\r') } },
  {
    atNs: 20,
    line: 'B.io',
    traffic: { kind: 'in', input: { kind: 'bytes', bytes: Uint8Array.of(0, 255, 13) } },
  },
  { atNs: 20, line: 'B.io', traffic: { kind: 'in', input: { kind: 'full' } } },
  { atNs: 30, line: 'B.io', traffic: { kind: 'in', input: { kind: 'drained' } } },
  {
    atNs: 40,
    line: 'A.board',
    traffic: {
      kind: 'in',
      input: { kind: 'down', reason: 'the port was closed', unsentBytes: 12 },
    },
  },
];

const text = [recordingHeader, ...traffic.map(formatTraffic), formatEnd(50), ''].join('\n');

describe('a recording', () => {
  it('is a line of text for everything that crossed the door', () => {
    expect(text).toBe(`# vfb serial recording 1
0 A.board up
10 A.board > 560d
20 B.io < 00ff0d
20 B.io full
30 B.io drained
40 A.board down 12 the port was closed
50 end
`);
  });

  it('is read back as it was written', () => {
    expect(parseRecording(text)).toEqual({ traffic, endNs: 50, isCut: false });
  });

  it('of a run that was killed ends with its last complete line, wherever it was cut', () => {
    const whole = text.replace('50 end\n', '');
    expect(parseRecording(whole)).toEqual({ traffic, endNs: 40, isCut: true });
    for (let length = recordingHeader.length + 1; length < whole.length; length++) {
      const { traffic: found, endNs, isCut } = parseRecording(text.slice(0, length));
      expect(found).toEqual(traffic.slice(0, found.length));
      const lines = text.slice(0, length).split('\n').length - 2;
      expect({ length, count: found.length, isCut }).toEqual({ length, count: lines, isCut: true });
      expect(endNs).toBe(found.at(-1)?.atNs ?? 0);
    }
  });

  it.each([
    ['', 'line 1'],
    ['# vfb serial recording 2', 'line 1'],
    [`${recordingHeader}\n10 A > 560\n`, 'line 2'],
    [`${recordingHeader}\n10 A > 56 0d\n`, 'line 2'],
    [`${recordingHeader}\n10 A up\n5 A up\n`, 'line 3'],
    [`${recordingHeader}\n-1 A up\n`, 'line 2'],
    [`${recordingHeader}\n1 A sideways\n`, 'line 2'],
    [`${recordingHeader}\n1 A down away\n`, 'line 2'],
    [`${recordingHeader}\n1 end\n2 A up\n`, 'line 3'],
  ])('%j is none', (wrong, place) => {
    expect(() => parseRecording(wrong)).toThrow(place);
  });
});
