/** What the examples do not happen to need of the emitter. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emitTypeScript } from '../../../generator/pipeline.ts';
import type { RtePlan } from '../../../generator/plan/rte-plan.ts';
import { typeCheck } from '../../helpers/type-check.ts';
import { emptyPlan, plannedComponent } from '../../vehicle/empty-plan.ts';

/** The text of Rte.ts, after all files have passed the compiler. */
async function emitted(plan: RtePlan): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'vfb-emit-'));
  try {
    mkdirSync(join(folder, plan.ecu));
    const files = emitTypeScript(plan);
    for (const { path, text } of files) writeFileSync(join(folder, plan.ecu, path), text);
    expect(await typeCheck(folder, [], [])).toBe('');
    return files.find(({ path }) => path === 'Rte.ts')?.text ?? '';
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('an ECU in which nothing runs compiles', async () => {
  const idle = plannedComponent('Idle', [{ name: 'Run', symbol: 'Idle_Run' }]);
  const instance = { name: 'idle', path: '/Idle', prototype: '/Idle', component: 'Idle' };
  await emitted({
    ...emptyPlan('Idle'),
    components: [idle],
    instances: [{ ...instance, buffers: [], flags: [], calls: [] }],
  });
});

it('bytes that COM received are stored in the buffer of the receiver', async () => {
  const plan = emptyPlan('Ecu');
  const text = await emitted({
    ...plan,
    types: [
      { name: 'Code', path: '/Code', definition: { kind: 'array', element: 'uint8', length: 4 } },
    ],
    components: [plannedComponent('Reader', [])],
    instances: [
      {
        name: 'reader',
        path: '/Reader',
        prototype: '/Reader',
        component: 'Reader',
        buffers: [
          {
            name: 'In_code',
            source: '/Reader/In/code',
            type: 'Code',
            initValue: [0, 0, 0, 0],
          },
        ],
        flags: [],
        calls: [],
      },
    ],
    comCallbacks: [
      {
        name: 'Rte_COMCbk_Code',
        signal: 'Code',
        context: { kind: 'start-up' },
        does: [
          {
            kind: 'store',
            instance: 'reader',
            buffer: 'In_code',
            type: 'Code',
            from: { kind: 'com-signal', signal: 'Code' },
          },
        ],
      },
    ],
    bsw: {
      ...plan.bsw,
      com: {
        ...plan.bsw.com,
        iPdus: [
          {
            name: 'IPdu',
            direction: 'RECEIVE',
            lengthBytes: 4,
            signalProcessing: 'DEFERRED',
            unusedAreasDefault: 0,
            initialData: [0, 0, 0, 0],
          },
        ],
        signals: [
          {
            name: 'Code',
            iPdu: 'IPdu',
            source: '/Code',
            path: '/Code',
            startPosition: 0,
            lengthBits: 32,
            byteOrder: 'opaque',
            type: 'bytes',
            transferProperty: 'PENDING',
            initValue: [0, 0, 0, 0],
            callbacks: { notification: 'Rte_COMCbk_Code' },
          },
        ],
      },
    },
  });
  expect(text).toContain(`    Rte_COMCbk_Code(): void {
      Rte_Bytes.value = Rte_Buffers_reader.In_code;
      services.Com_ReceiveSignal(ComConf_ComSignal_Code, Rte_Bytes);
    },`);
});
