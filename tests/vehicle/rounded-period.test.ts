import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadVehicle } from '../../vehicle/index.ts';
import { arxml } from '../helpers/arxml.ts';
import { network } from '../helpers/arxml-network.ts';

const folder = mkdtempSync(join(tmpdir(), 'vfb-rounded-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Engine sends a frame with a period that Com_MainFunctionTx, called every 1 ms, must meet. */
function engineSending(cycle: string): string {
  const path = join(folder, `${cycle}.arxml`);
  const matrix = network({
    root: '',
    parts: {},
    interfaces: {},
    ecus: { Engine: [], Cluster: [] },
    frames: {
      EngineStatus: {
        id: '0x100',
        from: 'Engine',
        to: ['Cluster'],
        cycle,
        signals: { Speed: { start: 0, lengthBits: 16 } },
      },
    },
  });
  // Without the SYSTEM: nobody needs software here.
  writeFileSync(path, arxml(matrix.slice(1)));
  return path;
}

async function warnings(cycle: string): Promise<string[]> {
  const arxmlPath = engineSending(cycle);
  const vehicle = await loadVehicle({
    systems: [{ arxml: [arxmlPath] }],
    restBus: ['Engine', 'Cluster'],
  });
  return vehicle.diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

describe('a period of an I-PDU', () => {
  it('that COM cannot meet is used rounded, with a warning', async () => {
    expect(await warnings('0.0125')).toEqual([
      expect.stringMatching(/^com-period-rounded: .*EngineStatusPdu.* 12.5 ?ms; .*13 ?ms is used/),
    ]);
  });

  it('that is a multiple of the time base is used without a word', async () => {
    expect(await warnings('0.012')).toEqual([]);
  });
});
