/**
 * The example vehicle with a pedal sensor that fails, in TypeScript and in C: what is said of it, and
 * that the other ECUs run on as if the ECU were off the bus from that instant.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lineAndColumn } from '../../generator/syntax/position.ts';
import {
  formatRecord,
  type LoadOptions,
  loadVehicle,
  type Vehicle,
  type VehicleDescription,
  VehicleError,
} from '../../vehicle/index.ts';
import { runLimited } from '../../vehicle/watchdog.ts';
import { compilers, skippedWithoutCompiler } from './compilers.ts';

const example = 'arxml/pedal-to-dashboard';
const description = JSON.parse(
  readFileSync(`${example}/pedal-to-dashboard.vehicle.json`, 'utf8'),
) as VehicleDescription;
const folder = mkdtempSync(join(tmpdir(), 'vfb-failing-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Of the component in C: in its folder, and in one that it must go out of its folder for. */
const ratioHeader = `#include "../zero.h"
static inline sint32 ratio(sint32 of)
{
    return of / ZERO;
}
`;

/** The example, with this source as the PedalSensor of Front: its runnable runs every 10 ms. */
async function vehicleWith(
  language: 'ts' | 'c',
  source: string,
  options: LoadOptions = {},
): Promise<Vehicle> {
  const own = join(mkdtempSync(join(folder, `${language}-`)), 'front');
  mkdirSync(own);
  writeFileSync(join(own, 'ratio.h'), ratioHeader);
  writeFileSync(join(own, '..', 'zero.h'), '#define ZERO (runs - 6)\n');
  writeFileSync(join(own, `PedalSensor.${language}`), source);
  for (const [path, type] of [
    ['pedal-io', 'PedalIo'],
    ['kickdown-detector', 'KickdownDetector'],
  ]) {
    const name = `${type}.${language}`;
    writeFileSync(join(own, name), readFileSync(`components/${path}/${name}`));
  }
  const front = { ...description.ecus?.Front, target: language, components: [own] };
  const vehicle = { ...description, ecus: { ...description.ecus, Front: front } };
  return loadVehicle(vehicle, { folder: example, ...options });
}

function linesOf(vehicle: Vehicle): string[] {
  const { trace } = vehicle;
  return Array.from({ length: trace.length }, (_, index) => formatRecord(trace.at(index)));
}

/** What a run throws. */
function thrownBy(run: () => void): VehicleError {
  try {
    run();
  } catch (error) {
    if (error instanceof VehicleError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

/** Diagnostics as `code line:column message`. */
function textsOf({ diagnostics }: VehicleError): string[] {
  return diagnostics.map(({ code, at, message }) => {
    const { line, column } = at === undefined ? { line: 0, column: 0 } : lineAndColumn(at);
    return `${code} ${line}:${column} ${message}`;
  });
}

const failingInTypeScript = `import type { Rte_PedalSensor } from 'Rte_PedalSensor';
let runs = 0;
export function PedalSensor_Run(self: Rte_PedalSensor): void {
  runs++;
  self.Rte_Write_Position_value(runs);
  if (runs === 6) throw new Error('broken wire');
}
`;

describe('a component in TypeScript that fails', () => {
  it('stops its ECU at the end of a run that goes on, and is reported once', async () => {
    const vehicle = await vehicleWith('ts', failingInTypeScript);
    vehicle.run('40ms');
    expect(vehicle.ecu('Front').failure).toBeUndefined();
    const error = thrownBy(() => vehicle.run('160ms'));
    expect(textsOf(error)).toEqual([
      'ecu-failed 6:25 ECU Front failed at 50.12 ms in PedalSensor/Run of task Task_10ms: Error: broken wire',
    ]);
    expect(error.message).toContain("6 |   if (runs === 6) throw new Error('broken wire');");
    expect(vehicle.nowNs).toBe(200_000_000);
    const { failure, cpuLoad, tasks } = vehicle.ecu('Front');
    expect(failure).toEqual({
      atNs: 50_120_000,
      in: 'PedalSensor/Run',
      task: 'Task_10ms',
      reason: 'Error: broken wire',
      source: { file: expect.stringMatching(/PedalSensor\.ts$/), line: 6, column: 25 },
    });
    // The others run on, and the script may: what is known is not said again.
    vehicle.run('100ms');
    expect(vehicle.nowNs).toBe(300_000_000);
    expect(vehicle.ended).toBe(false);
    expect(vehicle.ecu('Front')).toMatchObject({ cpuLoad, tasks });
    expect(vehicle.diagnostics.filter(({ code }) => code === 'ecu-failed').length).toBe(1);
    const lines = linesOf(vehicle);
    const ofFront = lines.filter((line) => / Front (?!adc-input)/.test(line));
    expect(ofFront.at(-1)).toBe('50120000 Front ecu-failed PedalSensor/Run');
    expect(lines.at(-1)?.startsWith('50')).toBe(false);
  });

  it('ends runUntil at its condition, not at the failure', async () => {
    const vehicle = await vehicleWith('ts', failingInTypeScript);
    const error = thrownBy(() => vehicle.runUntil(() => vehicle.nowNs >= 90_000_000, '1s'));
    expect(textsOf(error)).toEqual([expect.stringMatching(/^ecu-failed 6:25 /)]);
    expect(vehicle.nowNs).toBeLessThan(100_000_000);
    expect(vehicle.runUntil(() => vehicle.ecu('Front').failure !== undefined, '1s')).toBe(true);
  });

  it('names the runnable where it fails without an error that knows its line', async () => {
    const source = `export const x = 1;\n\nexport function PedalSensor_Run() { throw 'a text'; }\n`;
    const vehicle = await vehicleWith('ts', source);
    expect(textsOf(thrownBy(() => vehicle.run('1ms')))).toEqual([
      'ecu-failed 3:1 ECU Front failed at 120 us in PedalSensor/Run of task Task_10ms: a text',
    ]);
  });

  it('is found by the line that called the RTE, when that is where it was thrown', async () => {
    const vehicle = await vehicleWith(
      'ts',
      `export function PedalSensor_Run(self: any): void {\n  self.Rte_Write_Position_value(Symbol('x'));\n}\n`,
    );
    expect(textsOf(thrownBy(() => vehicle.run('1ms')))).toEqual([
      expect.stringMatching(/^ecu-failed 2:8 .*: TypeError: /),
    ]);
  });
});

describe('a snapshot', () => {
  it('goes back to before a failure, which then happens again, and is thrown again', async () => {
    const vehicle = await vehicleWith('ts', failingInTypeScript);
    vehicle.run('40ms');
    const before = vehicle.snapshot();
    const first = textsOf(thrownBy(() => vehicle.run('100ms')));
    const lines = linesOf(vehicle);
    vehicle.restore(before);
    expect(vehicle.ecu('Front').failure).toBeUndefined();
    expect(textsOf(thrownBy(() => vehicle.run('100ms')))).toEqual(first);
    expect(linesOf(vehicle)).toEqual(lines);
  });

  it.each(['ts', 'c'] as const)(
    'of a failed ECU in %s is one of a failed ECU',
    async (language) => {
      if (language === 'c' && skippedWithoutCompiler) return;
      const source = {
        ts: failingInTypeScript,
        c: `#include "Rte_PedalSensor.h"
volatile uint32 runs;
void PedalSensor_Run(void)
{
    runs++;
    if (runs > 5U) { runs = 7U / (runs - 6U); }
}
`,
      }[language];
      const vehicle = await vehicleWith(language, source);
      thrownBy(() => vehicle.run('70ms'));
      const snapshot = structuredClone(vehicle.snapshot());
      const { failure, cpuLoad } = vehicle.ecu('Front');
      expect(failure).toMatchObject({ atNs: 50_120_000, source: { line: 6 } });
      vehicle.run('100ms');
      const lines = linesOf(vehicle).filter((line) => Number(line.split(' ')[0]) > 70_000_000);

      const other = await vehicleWith(language, source);
      other.restore(snapshot);
      other.run('100ms');
      const { file: _, ...place } = failure?.source ?? {};
      expect(other.ecu('Front')).toMatchObject({ failure: { ...failure, source: place }, cpuLoad });
      expect(linesOf(other)).toEqual(lines);
    },
  );
});

describe('a condition of runUntil', () => {
  it('may throw: the error is its own, and the vehicle runs on', async () => {
    const vehicle = await loadVehicle(description, { folder: example });
    const condition = (): boolean => {
      if (vehicle.nowNs > 10_000_000) throw new RangeError('too late');
      return false;
    };
    expect(() => vehicle.runUntil(condition, '1s')).toThrow(new RangeError('too late'));
    vehicle.run('10ms');
    expect(vehicle.ended).toBe(false);
  });

  it('cannot run the vehicle that asks it', async () => {
    const vehicle = await loadVehicle(description, { folder: example });
    const condition = (): boolean => {
      vehicle.run('1ms');
      return true;
    };
    expect(() => vehicle.runUntil(condition, '1s')).toThrow(
      'the vehicle cannot go on: it is running',
    );
  });
});

describe('the watchdog', () => {
  const endless: Readonly<Record<'ts' | 'c', string>> = {
    ts: `let runs = 0;\nexport function PedalSensor_Run() {\n  while (++runs > 5) runs = 10;\n}\n`,
    c: `#include "Rte_PedalSensor.h"\nvolatile uint32 runs;\nvoid PedalSensor_Run(void)\n{\n    while (++runs > 5U) { runs = 10U; }\n}\n`,
  };

  it.each(['ts', 'c'] as const)('ends an endless loop in %s, and the run', async (language) => {
    if (language === 'c' && skippedWithoutCompiler) return;
    const vehicle = await vehicleWith(language, endless[language], { watchdog: '2s' });
    vehicle.run('40ms');
    const error = thrownBy(() => vehicle.run('1s'));
    expect(textsOf(error)).toEqual([
      `ecu-endless ${language === 'ts' ? 2 : 3}:1 ECU Front has come to no end at 50.12 ms in PedalSensor/Run of task Task_10ms, after 2 s of real time: the run is over`,
    ]);
    expect(vehicle.ended).toBe(true);
    expect(vehicle.nowNs).toBe(50_120_000);
    expect(vehicle.ecu('Front').failure).toMatchObject({
      in: 'PedalSensor/Run',
      reason: 'no end after 2 s of real time',
    });
    expect(linesOf(vehicle).at(-1)).toBe('50120000 Front ecu-failed PedalSensor/Run');
    expect(() => vehicle.run('1ms')).toThrow('the vehicle cannot go on');
  });

  it('ends a condition that does not', async () => {
    const vehicle = await loadVehicle(description, { folder: example, watchdog: '1s' });
    const endlessCondition = (): boolean => {
      for (let n = 0; ; n = (n + 1) % 1000) if (n < 0) return true;
    };
    expect(textsOf(thrownBy(() => vehicle.runUntil(endlessCondition, '1s')))).toEqual([
      'simulation-failed 0:0 the simulation failed at 0: no end after 1 s of real time, and no software was running',
    ]);
  });

  it('reports with it the ECUs that failed before', async () => {
    const vehicle = await vehicleWith('ts', failingInTypeScript, { watchdog: '2s' });
    const condition = (): boolean => {
      while (vehicle.nowNs > 60_000_000);
      return false;
    };
    const codes = thrownBy(() => vehicle.runUntil(condition, '1s')).diagnostics.map((d) => d.code);
    expect(codes.sort()).toEqual(['ecu-failed', 'simulation-failed']);
  });

  it('leaves alone what is only slow: the time is that of a step, not of the run', () => {
    let steps = 0;
    const slowStep = (): boolean => {
      const endMs = performance.now() + 20;
      while (performance.now() < endMs);
      return ++steps === 110;
    };
    expect(runLimited(slowStep, 2000)).toBe(true);
    expect(steps).toBe(110);
  });

  it('changes nothing in a trace, and is off at 0', async () => {
    const traces = await Promise.all(
      ['10s', '0s'].map(async (watchdog) => {
        const vehicle = await loadVehicle(description, { folder: example, watchdog });
        vehicle.run('500ms');
        return linesOf(vehicle);
      }),
    );
    expect(traces[0]).toEqual(traces[1]);
  });
});

/** Each fails in its sixth run, after it has sent what the sixth run of `failingInTypeScript` sends. */
const traps: readonly {
  readonly title: string;
  readonly body: string;
  readonly check?: true;
  /** Where in `body`, as the message has it; where a compiler may choose, a pattern. */
  readonly at: RegExp;
  readonly reason: string;
}[] = [
  {
    title: 'an integer division by zero',
    body: `static sint32 share(sint32 of)
{
    const sint32 scaled = of * 3;
    return scaled /
           (runs - 6);
}
void PedalSensor_Run(void)
{
    send();
    if (share(runs) > 1000) { runs = 0; }
}
`,
    at: /^4:19 /,
    reason: 'integer division by zero',
  },
  {
    title: 'a division by zero in a header',
    body: `#include "ratio.h"
void PedalSensor_Run(void)
{
    send();
    if (ratio(runs) > 1000) { runs = 0; }
}
`,
    at: /^ratio.h 4:15 /,
    reason: 'integer division by zero',
  },
  {
    title: 'an access outside the memory',
    body: `static volatile sint32 table[4];
void PedalSensor_Run(void)
{
    send();
    if (runs > 5) {
        table[runs * 0x8000000] = runs;
    }
}
`,
    at: /^6:\d+ /,
    reason: "access outside the ECU's memory",
  },
  {
    title: 'an access outside the memory by a function of the run-time',
    body: `#include "string.h"
static uint8 data[8];
void PedalSensor_Run(void)
{
    send();
    (void)memset(data, 0, (runs > 5) ? 0x7fffffffU : 8U);
}
`,
    at: /^6:\d+ /,
    reason: "access outside the ECU's memory",
  },
  {
    title: 'a recursion that fills the stack in memory',
    body: `static sint32 deeper(sint32 level)
{
    volatile sint32 local[20];
    local[level % 20] = level;
    return deeper(level + 1) + local[3];
}
void PedalSensor_Run(void)
{
    send();
    if (runs > 5) { runs = deeper(0); }
}
`,
    at: /^[1-5]:\d+ /,
    reason: 'stack overflow',
  },
  {
    title: 'a recursion that fills the stack of the machine',
    body: `static sint32 deeper(sint32 level)
{
    if (runs < 0) { return level; }
    return deeper(level + 1) * deeper(level + 2) + runs;
}
void PedalSensor_Run(void)
{
    send();
    if (runs > 5) { runs = deeper(0); }
}
`,
    at: /^[1-4]:\d+ /,
    reason: 'stack overflow',
  },
  {
    title: 'a call through a wrong pointer',
    body: `static void (*volatile callee)(void) = 0;
void PedalSensor_Run(void)
{
    send();
    if (runs > 5) { callee(); }
}
`,
    at: /^5:\d+ /,
    reason: 'call through a pointer to no such function',
  },
  {
    title: 'an overflow, with checks',
    body: `static sint32 table[4];
void PedalSensor_Run(void)
{
    sint32 high = 0x7ffffff0;
    send();
    high += runs;
    table[runs % 4] = high;
    high += runs * 2;
    table[runs % 2] = high;
    table[runs / 2] = 5;
}
`,
    check: true,
    at: /^8:10 /,
    reason: 'undefined behaviour: overflow of an addition',
  },
  {
    title: 'a division by zero, with checks',
    body: `static sint32 share;
void PedalSensor_Run(void)
{
    send();
    share = 6 / (6 - runs);
}
`,
    check: true,
    at: /^5:\d+ /,
    reason: 'integer division by zero',
  },
  {
    title: 'an overflow of a division, with checks',
    body: `void PedalSensor_Run(void)
{
    sint32 lowest = -0x7fffffff - 1;
    send();
    lowest /= (runs > 5) ? -1 : 1;
}
`,
    check: true,
    at: /^5:\d+ /,
    reason: 'undefined behaviour: overflow of an integer division',
  },
  {
    title: 'an index out of range, with checks',
    body: `static sint32 table[6];
void PedalSensor_Run(void)
{
    send();
    table[runs] = 1;
}
`,
    check: true,
    at: /^5:\d+ /,
    reason: 'undefined behaviour: index out of range',
  },
  {
    title: 'a shift out of range, with checks',
    body: `static sint32 bits;
void PedalSensor_Run(void)
{
    send();
    bits = 0 << (26 + runs);
}
`,
    check: true,
    at: /^5:\d+ /,
    reason: 'undefined behaviour: shift out of range',
  },
];

describe.each(compilers)('a component in C, compiled by $name,', ({ use, skipped }) => {
  const head = `#include "Rte_PedalSensor.h"
static volatile sint32 runs;
static void send(void) { runs = runs + 1; (void)Rte_Write_Position_value((uint16)runs); }
`;
  const headLines = 3;

  it.skipIf(skipped).each(traps)('that fails by $title is found at its line', async (trap) => {
    const { body, check = false, at, reason } = trap;
    const vehicle = await use(() => vehicleWith('c', head + body, { check }));
    const { diagnostics } = thrownBy(() => vehicle.run('200ms'));
    expect(diagnostics.map(({ code }) => code)).toEqual(['ecu-failed']);
    const { failure } = vehicle.ecu('Front');
    expect(failure).toMatchObject({ atNs: 50_120_000, in: 'PedalSensor/Run', reason });
    const { file = '', line = 0, column = 0 } = failure?.source ?? {};
    const place = file.endsWith('.c')
      ? `${line - headLines}:${column}`
      : `${basename(file)} ${line}:${column}`;
    expect(`${place} in ${body}`).toMatch(at);

    // The whole trace is that of the same failure in TypeScript: to the byte, of all ECUs.
    const typescript = await vehicleWith('ts', failingInTypeScript);
    thrownBy(() => typescript.run('200ms'));
    expect(linesOf(vehicle)).toEqual(linesOf(typescript));
  });
});
