import { describe, expect, it } from 'vitest';
import { SeriesCollector } from '../../cli/series.ts';
import { formatNumber, formatTable, sparkline } from '../../cli/table.ts';

describe('the series of a summary', () => {
  it('hold the last value of each part of the run', () => {
    const collector = new SeriesCollector({ columns: 4, durationNs: 400 });
    const add = (atNs: number, value: number | bigint) =>
      collector.add({ atNs, kind: 'signal-send', source: 'Front', name: 'Speed', value });
    add(100, 1);
    add(150, 7);
    add(399, 3);
    add(400, 5n);
    expect(collector.series()).toEqual([
      {
        kind: 'signal-send',
        source: 'Front',
        name: 'Speed',
        count: 4,
        minimum: 1,
        maximum: 7,
        last: 5,
        columns: [undefined, 7, 7, 5],
      },
    ]);
  });

  it('leave out values that are no numbers', () => {
    const collector = new SeriesCollector({ columns: 4, durationNs: 400 });
    const record = { atNs: 0, kind: 'signal-send', source: 'A', name: 'B' };
    collector.add({ ...record, value: Uint8Array.of(1) });
    expect(collector.series()).toEqual([]);
  });

  it('count the frames of each identifier and the time between them', () => {
    const collector = new SeriesCollector({ columns: 4, durationNs: 400 });
    for (const atNs of [10, 20, 40]) {
      collector.add({ atNs, kind: 'frame', source: 'CAN', name: '0x100', value: undefined });
    }
    collector.add({ atNs: 50, kind: 'frame', source: 'CAN', name: '0x200', value: undefined });
    expect(collector.frames()).toEqual([
      {
        bus: 'CAN',
        id: '0x100',
        count: 3,
        periodNs: { minimum: 10, average: 15, maximum: 20 },
      },
      { bus: 'CAN', id: '0x200', count: 1, periodNs: undefined },
    ]);
  });
});

describe('text of a summary', () => {
  it('draws values from the lowest to the highest', () => {
    expect(sparkline([undefined, 0, 5, 10])).toBe(' ▁▅█');
    expect(sparkline([3, 3])).toBe('▁▁');
    expect(sparkline([undefined])).toBe(' ');
  });

  it('prints numbers with the digits they need', () => {
    expect([0, 1234567, 0.8, 1 / 3, 1e-9, -2.5, Number.NaN].map(formatNumber)).toEqual([
      '0',
      '1,234,567',
      '0.8',
      '0.333',
      '1.000e-9',
      '-2.5',
      'NaN',
    ]);
  });

  it('lines columns up, and pads before it colours', () => {
    const paint = (text: string): string => `<${text}>`;
    expect(
      formatTable([
        [
          { text: 'a', paint },
          { text: '1', align: 'right' },
        ],
        [{ text: 'long' }, { text: '100', align: 'right' }],
      ]),
    ).toEqual(['  <a   >    1', '  long  100']);
  });
});
