/**
 * Two ECUs that monitor each other, in virtual time and in both languages: what comes late, what stays
 * away, and what is learned of it at which instant.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RTE_E_NO_DATA, RTE_E_TIMEOUT, RTE_E_TRANSMIT_ACK } from '../../rte/typescript/index.ts';
import { formatRecord, loadVehicle, type Vehicle, VehicleError } from '../../vehicle/index.ts';
import { arxml, component, composition, numerical, senderReceiver } from '../helpers/arxml.ts';
import { network } from '../helpers/arxml-network.ts';
import { xml } from '../helpers/arxml-print.ts';
import { skippedWithoutCompiler } from '../vehicle/compilers.ts';

const root = mkdtempSync(join(tmpdir(), 'vfb-deadlines-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/**
 * Engine sends its speed every 10 ms from 100 ms on, and waits 30 ms for a confirmation. Cluster waits 50 ms
 * for the first speed and 35 ms for each further one, shows 7 where it has none, and says what it sees.
 */
const system = arxml(
  senderReceiver('SpeedIf', { speed: 'uint16' }),
  senderReceiver('SeenIf', { value: 'uint16', status: 'uint8', missed: 'uint8' }),
  senderReceiver('SentIf', { feedback: 'uint8', ended: 'uint8' }),
  component('Sensor', {
    provides: { Out: 'SpeedIf', Sent: 'SentIf' },
    comSpecs: { 'Out.speed': [xml('TRANSMISSION-ACKNOWLEDGE', xml('TIMEOUT', '0.03'))] },
    runnables: {
      Measure: { every: '0.01', writes: ['Out.speed', 'Sent.feedback'] },
      Ended: { sent: ['Measure Out.speed'], writes: ['Out.speed', 'Sent.feedback', 'Sent.ended'] },
    },
  }),
  component('Display', {
    requires: { In: 'SpeedIf' },
    provides: { Seen: 'SeenIf' },
    comSpecs: {
      'In.speed': [
        xml('ALIVE-TIMEOUT', '0.035'),
        xml('HANDLE-TIMEOUT-TYPE', 'REPLACE'),
        xml('INIT-VALUE', numerical(7)),
      ],
    },
    runnables: {
      Show: { every: '0.005', reads: ['In.speed'], writes: ['Seen.value', 'Seen.status'] },
      Missed: { receiveErrors: ['In.speed'], writes: ['Seen.missed'] },
    },
  }),
  composition('Vehicle', {
    parts: { sensor: 'Sensor', display: 'Display' },
    connect: ['sensor.Out -> display.In'],
  }),
  network({
    root: 'Vehicle',
    parts: { sensor: 'Sensor', display: 'Display' },
    interfaces: {
      'Sensor.Out': 'SpeedIf',
      'Sensor.Sent': 'SentIf',
      'Display.In': 'SpeedIf',
      'Display.Seen': 'SeenIf',
    },
    ecus: { Engine: ['sensor'], Cluster: ['display'] },
    frames: {
      Status: {
        id: '0x100',
        from: 'Engine',
        to: ['Cluster'],
        signals: {
          Speed: {
            start: 0,
            lengthBits: 16,
            carries: ['sensor.Out.speed', 'display.In.speed'],
            ports: { Cluster: { firstTimeout: '0.05' } },
          },
        },
      },
      Seen: {
        id: '0x200',
        from: 'Cluster',
        to: ['Engine'],
        cycle: '1',
        signals: {
          SeenValue: { start: 0, lengthBits: 16, carries: ['display.Seen.value'] },
          SeenStatus: { start: 16, lengthBits: 8, carries: ['display.Seen.status'] },
          SeenMissed: { start: 24, lengthBits: 8, carries: ['display.Seen.missed'] },
        },
      },
      Sent: {
        id: '0x300',
        from: 'Engine',
        to: ['Cluster'],
        cycle: '1',
        signals: {
          Feedback: { start: 0, lengthBits: 8, carries: ['sensor.Sent.feedback'] },
          Ended: { start: 8, lengthBits: 8, carries: ['sensor.Sent.ended'] },
        },
      },
    },
  }),
);

/** `failsAt`: the run of its periodic runnable in which a component fails. */
const sources = {
  Sensor: {
    ts: (failsAt: number) => `
let runs = 0;
let ended = 0;
export function Measure(self: any) {
  runs++;
  if (runs === ${failsAt}) throw new Error('broken');
  self.Rte_Write_Sent_feedback(self.Rte_Feedback_Out_speed());
  self.Rte_Write_Out_speed(1000 + runs);
}
export function Ended(self: any) {
  ended++;
  self.Rte_Write_Sent_ended(ended);
}
`,
    c: (failsAt: number) => `
#include "Rte_Sensor.h"
static unsigned runs;
static unsigned ended;
void Measure(void)
{
    runs++;
    if (runs == ${failsAt}U) { __builtin_trap(); }
    (void)Rte_Write_Sent_feedback(Rte_Feedback_Out_speed());
    (void)Rte_Write_Out_speed((uint16)(1000U + runs));
}
void Ended(void)
{
    ended++;
    (void)Rte_Write_Sent_ended((uint8)ended);
}
`,
  },
  Display: {
    ts: (failsAt: number) => `
let runs = 0;
let missed = 0;
const speed = { value: 0 };
export function Show(self: any) {
  runs++;
  if (runs === ${failsAt}) throw new Error('broken');
  const status = self.Rte_Read_In_speed(speed);
  self.Rte_Write_Seen_value(speed.value);
  self.Rte_Write_Seen_status(status);
}
export function Missed(self: any) {
  missed++;
  self.Rte_Write_Seen_missed(missed);
}
`,
    c: (failsAt: number) => `
#include "Rte_Display.h"
static unsigned runs;
static unsigned missed;
void Show(void)
{
    uint16 speed;
    Std_ReturnType status;
    runs++;
    if (runs == ${failsAt}U) { __builtin_trap(); }
    status = Rte_Read_In_speed(&speed);
    (void)Rte_Write_Seen_value(speed);
    (void)Rte_Write_Seen_status(status);
}
void Missed(void)
{
    missed++;
    (void)Rte_Write_Seen_missed((uint8)missed);
}
`,
  },
};

async function vehicle(
  language: 'ts' | 'c',
  failsAt: { readonly Sensor?: number; readonly Display?: number },
): Promise<Vehicle> {
  const folder = mkdtempSync(join(root, `${language}-`));
  writeFileSync(join(folder, 'system.arxml'), system);
  for (const name of ['Sensor', 'Display'] as const) {
    const text = sources[name][language](failsAt[name] ?? 0);
    writeFileSync(join(folder, `${name}.${language}`), text);
  }
  return loadVehicle(
    {
      systems: [{ arxml: ['system.arxml'] }],
      components: ['.'],
      ecus: {
        Engine: { target: language, startOffset: '100ms' },
        Cluster: { target: language },
      },
    },
    { folder },
  );
}

/** Runs on, also past the failure of an ECU. */
function run(of: Vehicle, time: string): void {
  const endNs = of.nowNs + Number.parseInt(time, 10) * 1e6;
  while (of.nowNs < endNs) {
    try {
      of.run(endNs - of.nowNs);
    } catch (error) {
      if (!(error instanceof VehicleError)) throw error;
    }
  }
}

/** Records of a kind and a name, as `<ms> <value>`. */
function records(of: Vehicle, kind: string, name: string): string[] {
  const found: string[] = [];
  for (let i = 0; i < of.trace.length; i++) {
    const record = of.trace.at(i);
    if (record.kind !== kind || record.name !== name) continue;
    const value = record.value === undefined ? '' : ` ${record.value}`;
    found.push(`${record.atNs / 1e6}${value}`);
  }
  return found;
}

/** The same without what repeats the value before. */
function changes(of: Vehicle, name: string): string[] {
  const value = (line: string | undefined) => line?.split(' ')[1];
  return records(of, 'signal-send', name).filter(
    (line, i, all) => i === 0 || value(line) !== value(all[i - 1]),
  );
}

const languages = [
  { language: 'ts', skipped: false },
  { language: 'c', skipped: skippedWithoutCompiler },
] as const;

describe.each(languages)('two ECUs in $language', ({ language, skipped }) => {
  describe.skipIf(skipped)('that monitor each other', () => {
    it('learn of a partner that starts late and leaves the bus', async () => {
      const pair = await vehicle(language, { Sensor: 21 });
      run(pair, '500ms');
      // Not there till 100 ms, and gone with the run at 300 ms: the last frame is that of the run at 290 ms,
      // which COM sends a millisecond later.
      expect(records(pair, 'i-pdu-timeout', 'StatusPdu')).toEqual(['50', '327']);
      expect(changes(pair, 'SeenMissed')).toEqual(['50 1', '327 2']);
      const frames = records(pair, 'frame', '0x100');
      expect(frames.length).toBe(20);
      const sentAtMs = frames.map((line) => Math.floor(Number.parseFloat(line)));
      expect([sentAtMs[0], sentAtMs.at(-1)]).toEqual([101, 291]);
      expect(changes(pair, 'SeenStatus')).toEqual(['0 0', '50 64', '105 0', '330 64']);
      const shown = changes(pair, 'SeenValue');
      expect(shown.slice(0, 3)).toEqual(['0 7', '105 1001', '115 1002']);
      expect(shown.slice(-2)).toEqual(['295 1020', '330 7']);
    });

    it('learn that nobody is left to confirm', async () => {
      const pair = await vehicle(language, { Display: 41 });
      run(pair, '300ms');
      // Cluster leaves the bus at 200 ms, when Engine has written and not sent yet.
      expect(records(pair, 'ecu-failed', 'display/Show')).toEqual(['200']);
      const late = records(pair, 'i-pdu-timeout', 'StatusPdu');
      expect(late).toEqual(['50', '231', '271']);
      // The write after a timeout is the next that is waited for.
      expect(changes(pair, 'Feedback')).toEqual([
        `100 ${RTE_E_NO_DATA}`,
        `110 ${RTE_E_TRANSMIT_ACK}`,
        `210 ${RTE_E_NO_DATA}`,
        `240 ${RTE_E_TIMEOUT}`,
        `250 ${RTE_E_NO_DATA}`,
        `280 ${RTE_E_TIMEOUT}`,
        `290 ${RTE_E_NO_DATA}`,
      ]);
      // Each write ends once, confirmed or not.
      const ended = changes(pair, 'Ended');
      expect(ended.length).toBe(12);
      expect(ended.slice(-2)).toEqual(['231 11', '271 12']);
    });

    it('go on from a snapshot within a deadline as if nothing had been', async () => {
      const textOf = ({ trace }: Vehicle) =>
        Array.from({ length: trace.length }, (_, i) => formatRecord(trace.at(i))).join('\n');
      const pair = await vehicle(language, { Sensor: 21 });
      run(pair, '310ms');
      const snapshot = pair.snapshot();
      run(pair, '100ms');
      const whole = textOf(pair);
      pair.restore(snapshot);
      run(pair, '100ms');
      expect(textOf(pair)).toBe(whole);
    });
  });
});
