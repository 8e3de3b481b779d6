/** The candump export is read by somebody else's reader: `log2asc` of can-utils. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulate } from '../../cli/simulate.ts';
import { projectRoot } from '../helpers/examples.ts';
import { capturedTerminal } from './captured.ts';

const installed = spawnSync('log2asc', ['-h']).error === undefined;
if (!installed) console.warn('log2asc is not installed: nobody reads the candump export');

describe.skipIf(!installed)('log2asc of can-utils', () => {
  let folder: string;
  let log: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vfb-can-utils-'));
    log = join(folder, 'car.log');
    const example = join(projectRoot, 'arxml', 'pedal-to-dashboard');
    const vehicle = join(example, 'pedal-to-dashboard.vehicle.json');
    const options = { for: '600ms', trace: log };
    expect(await simulate([vehicle], options, capturedTerminal())).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('reads every frame of a trace, standard and extended, as it was sent', () => {
    const sent = readFileSync(log, 'utf8').trimEnd().split('\n').map(fieldsOfLog);
    // Until 2021 log2asc took second 0 for no time at all, so the log starts a second later here.
    const later = join(folder, 'later.log');
    writeFileSync(later, readFileSync(log, 'utf8').replaceAll('(0000000000.', '(0000000001.'));
    const result = spawnSync('log2asc', ['-I', later, 'can0'], { encoding: 'utf8' });
    expect(result.stderr).toBe('');
    expect(result.status).toBe(0);
    const read = result.stdout
      .split('\n')
      .filter((line) => / Rx +d /.test(line))
      .map(fieldsOfAsc);
    expect(sent.length).toBeGreaterThan(50);
    expect(sent.some(({ id }) => id.length === 8)).toBe(true);
    // The reader counts from the first frame.
    const startUs = sent[0]?.atUs ?? 0;
    const wanted = sent.map(({ atUs, id, data }) => ({
      atUs: atUs - startUs,
      id: id.length === 8 ? `${id.replace(/^0+/, '')}x` : id.replace(/^0+(?=.)/, ''),
      data,
    }));
    expect(read).toEqual(wanted);
  });
});

/** `(0000000000.000870) can0 110#0000` */
function fieldsOfLog(line: string): { atUs: number; id: string; data: string } {
  const [, seconds, micros, id, data] = /^\((\d+)\.(\d{6})\) can0 (\w+)#(\w*)$/.exec(line) ?? [];
  if (id === undefined || data === undefined) throw new Error(`not a line of a log: ${line}`);
  return { atUs: Number(seconds) * 1_000_000 + Number(micros), id, data };
}

/** `   0.010221 1  110             Rx   d 2 00 00 ` */
function fieldsOfAsc(line: string): { atUs: number; id: string; data: string } {
  const fields = line.trim().split(/\s+/);
  const [at = '', , id = ''] = fields;
  const dAt = fields.indexOf('d');
  const length = Number(fields[dAt + 1]);
  const data = fields.slice(dAt + 2, dAt + 2 + length).join('');
  return { atUs: Math.round(Number(at) * 1_000_000), id, data };
}
