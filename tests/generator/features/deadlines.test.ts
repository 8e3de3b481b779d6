/** Deadlines from the model to the plan and back as ECUC, and what components see of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../generator/diagnostics/diagnostics.ts';
import { emitEcuc, planEcu, readModel } from '../../../generator/pipeline.ts';
import type { RtePlan } from '../../../generator/plan/rte-plan.ts';
import {
  COM_SERVICE_NOT_AVAILABLE,
  RTE_E_COM_STOPPED,
  RTE_E_MAX_AGE_EXCEEDED,
  RTE_E_NO_DATA,
  RTE_E_OK,
  RTE_E_TIMEOUT,
  RTE_E_TRANSMIT_ACK,
} from '../../../rte/typescript/index.ts';
import {
  arxml,
  component,
  composition,
  ecuExtract,
  senderReceiver,
  sources,
} from '../../helpers/arxml.ts';
import { type Receiver, type SystemWords, systemText } from '../../helpers/arxml-deadlines.ts';
import { xml } from '../../helpers/arxml-print.ts';
import { type Api, fakeEcu, planOf } from '../../helpers/fake-ecu.ts';

/** The deadline of the signal or group, and that of its I-PDU. */
function deadlinesOf(plan: RtePlan) {
  const { signals, signalGroups, iPdus } = plan.bsw.com;
  return {
    members: [...signals, ...signalGroups].flatMap(({ deadline }) => deadline ?? []),
    iPdus: iPdus.map(({ deadline }) => deadline),
  };
}

const ms = 1_000_000;

describe('a deadline', () => {
  const cluster = (words: SystemWords) => deadlinesOf(planOf('Cluster', [systemText(words)]));

  it('is what the receiver wants, from its first reception on', () => {
    expect(cluster({ receivers: [{ alive: '0.1', replaces: true }] })).toEqual({
      members: [
        { assumed: true, timeoutNs: 100 * ms, firstTimeoutNs: 0, rxDataTimeoutAction: 'REPLACE' },
      ],
      iPdus: [{ timeoutNs: 100 * ms, firstTimeoutNs: 0 }],
    });
  });

  it('of several receivers is the smallest, and of a group is one', () => {
    for (const isRecord of [false, true]) {
      const receivers = [{ alive: '0.3' }, { alive: '0.2' }, {}];
      expect(cluster({ isRecord, receivers })).toEqual({
        members: [expect.objectContaining({ timeoutNs: 200 * ms })],
        iPdus: [{ timeoutNs: 200 * ms, firstTimeoutNs: 0 }],
      });
    }
  });

  it('is what the port of the signal says, which also knows of the first', () => {
    const ports = { Cluster: { timeout: '0.25', firstTimeout: '2' }, Engine: { timeout: '0.5' } };
    const words = { receivers: [{ alive: '0.25' }], ports };
    expect(cluster(words)).toEqual({
      members: [
        {
          assumed: false,
          timeoutNs: 250 * ms,
          firstTimeoutNs: 2000 * ms,
          rxDataTimeoutAction: 'NONE',
        },
      ],
      iPdus: [{ timeoutNs: 250 * ms, firstTimeoutNs: 2000 * ms }],
    });
    expect(deadlinesOf(planOf('Engine', [systemText(words)])).iPdus).toEqual([
      { timeoutNs: 500 * ms, firstTimeoutNs: 0 },
    ]);
  });

  it('may substitute the data, of a record by its members', () => {
    for (const isRecord of [false, true]) {
      const words = { isRecord, receivers: [{ alive: '0.1', substitution: 65000 }] };
      const { signals } = planOf('Cluster', [systemText(words)]).bsw.com;
      expect(signals.map(({ name, timeoutSubstitutionValue: value }) => [name, value])).toEqual(
        isRecord
          ? [
              ['Slope', 3],
              ['Speed', 65000],
            ]
          : [['Speed', 65000]],
      );
      expect(cluster(words).members).toEqual([
        expect.objectContaining({ rxDataTimeoutAction: 'SUBSTITUTE' }),
      ]);
    }
  });

  it('is none where nobody wants one', () => {
    expect(cluster({ receivers: [{ alive: '0' }, {}] })).toEqual({
      members: [],
      iPdus: [undefined],
    });
  });

  it('of a transmission is that of its acknowledgement', () => {
    const engine = planOf('Engine', [systemText({ acknowledged: '0.05' })]);
    expect(deadlinesOf(engine).iPdus).toEqual([{ timeoutNs: 50 * ms, firstTimeoutNs: 0 }]);
    const untimed = planOf('Engine', [systemText({ acknowledged: '0' })]);
    expect(deadlinesOf(untimed).iPdus).toEqual([undefined]);
    const names = untimed.comCallbacks.map(({ name }) => name);
    expect(names).toEqual(['Rte_COMCbkTAck_Speed', 'Rte_COMCbkTErr_Speed']);
  });
});

describe('ECUC of deadlines', () => {
  const seconds = fc.constantFrom('0.05', '0.1', '1', '0.0125');
  const drawn = fc.record({
    isRecord: fc.boolean(),
    acknowledged: fc.option(fc.oneof(seconds, fc.constant('0')), { nil: undefined }),
    alive: fc.option(seconds, { nil: undefined }),
    replaces: fc.boolean(),
    substitution: fc.option(fc.nat(200), { nil: undefined }),
    updated: fc.boolean(),
    count: fc.integer({ min: 1, max: 2 }),
    ports: fc.record(
      {
        Engine: fc.record({ timeout: seconds }),
        Cluster: fc.record({ timeout: seconds, firstTimeout: seconds }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    ),
  });

  it('is added to a COM that is configured without them', () => {
    for (const isRecord of [false, true]) {
      const words = { isRecord, receivers: [{ alive: '0.1', substitution: 5 }] };
      const text = systemText(words);
      const ecucOf = (receivers: readonly Receiver[], more: readonly string[]) => {
        const diagnostics = new Diagnostics();
        const files = sources(systemText({ ...words, receivers }), ...more);
        const plan = planEcu(readModel(files, diagnostics), 'Cluster', diagnostics);
        expect(diagnostics.list.filter(({ severity }) => severity === 'error')).toEqual([]);
        return plan === undefined ? '' : emitEcuc([plan]);
      };
      // Of the same system, but for the deadline.
      const configured = ecucOf([{}], []);
      expect(configured).not.toContain('ComTimeout');
      const added = ecucOf(words.receivers, [configured]);
      expect(added).toContain('ComTimeoutSubstitutionValue');
      const diagnostics = new Diagnostics({ strict: true });
      const model = readModel(sources(text, configured, added), diagnostics);
      const plan = planEcu(model, 'Cluster', diagnostics);
      expect(diagnostics.list.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(plan && deadlinesOf(plan).members).toEqual([
        {
          assumed: false,
          timeoutNs: 100 * ms,
          firstTimeoutNs: 0,
          rxDataTimeoutAction: 'SUBSTITUTE',
        },
      ]);
      const values = plan?.bsw.com.signals.map(({ timeoutSubstitutionValue: value }) => value);
      expect(values).toEqual(isRecord ? [3, 5] : [5]);
    }
  });

  it('read back gives the same plan, and as little is left to assume', () => {
    let monitored = 0;
    fc.assert(
      fc.property(drawn, (one) => {
        const { alive, replaces, substitution, updated, count, acknowledged, ...words } = one;
        const receiver = {
          ...(alive === undefined ? {} : { alive, replaces }),
          ...(alive === undefined || substitution === undefined ? {} : { substitution }),
          updated,
        };
        const text = systemText({
          ...words,
          ...(acknowledged === undefined ? {} : { acknowledged }),
          receivers: new Array<Receiver>(count).fill(receiver),
        });
        const plans = (texts: readonly string[], diagnostics: Diagnostics) => {
          const model = readModel(sources(...texts), diagnostics);
          return ['Engine', 'Cluster'].map((ecu) => planEcu(model, ecu, diagnostics));
        };
        const first = new Diagnostics();
        const assumed = plans([text], first).filter((plan) => plan !== undefined);
        expect(first.list.filter(({ severity }) => severity === 'error')).toEqual([]);
        const second = new Diagnostics({ strict: true });
        const readBack = plans([text, emitEcuc(assumed)], second);
        expect(second.list.filter(({ severity }) => severity === 'error')).toEqual([]);
        const confirmed = JSON.stringify(assumed).replaceAll('"assumed":true', '"assumed":false');
        expect(readBack).toEqual(JSON.parse(confirmed));
        monitored += assumed.filter((plan) => deadlinesOf(plan).members.length > 0).length;
      }),
      { seed: 11, numRuns: 60 },
    );
    expect(monitored).toBeGreaterThan(40);
  });
});

describe('a receiver', () => {
  function receiving(words: SystemWords) {
    const apis: Api[] = [];
    const ran: string[] = [];
    const receivers = words.receivers ?? [];
    const ecu = fakeEcu(
      'Cluster',
      [systemText(words)],
      Object.fromEntries(
        receivers.map((_, i) => [
          `D${i}`,
          {
            [`D${i}Show`]: (api: Api) => {
              apis[i] = api;
            },
            [`D${i}Missed`]: () => {
              ran.push(`D${i}`);
            },
          },
        ]),
      ),
    );
    for (const { name } of ecu.plan.tasks.filter(
      ({ name: task }) => task !== 'Task_DataReceived',
    )) {
      ecu.run(name);
    }
    const read = (i = 0) => {
      const data = { value: 0 };
      return { status: apis[i]?.Rte_Read_In_data?.(data), value: data.value };
    };
    const updated = (i = 0) => apis[i]?.Rte_IsUpdated_In_data?.();
    return { ecu, ran, read, updated };
  }

  it('keeps the last value with RTE_E_MAX_AGE_EXCEEDED until the next reception', () => {
    const { ecu, read } = receiving({ receivers: [{ alive: '0.1' }] });
    ecu.signals.set('Speed', 55);
    ecu.notify('Rte_COMCbk_Speed');
    expect(read()).toEqual({ status: RTE_E_OK, value: 55 });
    ecu.notify('Rte_COMCbkRxTOut_Speed');
    expect(read()).toEqual({ status: RTE_E_MAX_AGE_EXCEEDED, value: 55 });
    expect(read()).toEqual({ status: RTE_E_MAX_AGE_EXCEEDED, value: 55 });
    ecu.comStatus = COM_SERVICE_NOT_AVAILABLE;
    expect(read()).toEqual({ status: RTE_E_COM_STOPPED, value: 55 });
    ecu.comStatus = RTE_E_OK;
    ecu.notify('Rte_COMCbk_Speed');
    expect(read()).toEqual({ status: RTE_E_OK, value: 55 });
  });

  it('that wants it replaced sees the replacement and the status together', () => {
    const { ecu, read } = receiving({ receivers: [{ alive: '0.1', replaces: true }] });
    expect(read()).toEqual({ status: RTE_E_OK, value: 7 });
    ecu.signals.set('Speed', 55);
    ecu.notify('Rte_COMCbk_Speed');
    expect(read()).toEqual({ status: RTE_E_OK, value: 55 });
    // COM replaces first and tells then.
    ecu.signals.set('Speed', 7);
    expect(read()).toEqual({ status: RTE_E_OK, value: 55 });
    ecu.notify('Rte_COMCbkRxTOut_Speed');
    expect(read()).toEqual({ status: RTE_E_MAX_AGE_EXCEEDED, value: 7 });
    ecu.signals.set('Speed', 60);
    ecu.notify('Rte_COMCbk_Speed');
    expect(read()).toEqual({ status: RTE_E_OK, value: 60 });
  });

  it('is not updated by a timeout, replaced or not', () => {
    for (const replaces of [false, true]) {
      const { ecu, read, updated } = receiving({
        receivers: [{ alive: '0.1', replaces, updated: true }],
      });
      ecu.notify('Rte_COMCbkRxTOut_Speed');
      expect(updated()).toBe(false);
      expect(read().status).toBe(RTE_E_MAX_AGE_EXCEEDED);
      ecu.notify('Rte_COMCbk_Speed');
      expect(updated()).toBe(true);
      expect(read().status).toBe(RTE_E_OK);
      expect(updated()).toBe(false);
    }
  });

  it('without an alive timeout is not told, beside one that is', () => {
    const { ecu, read } = receiving({ receivers: [{ alive: '0.1' }, {}] });
    ecu.notify('Rte_COMCbkRxTOut_Speed');
    expect(read(0).status).toBe(RTE_E_MAX_AGE_EXCEEDED);
    expect(read(1).status).toBe(RTE_E_OK);
  });

  it('has its runnable activated by the error event, each time', () => {
    const { ecu, ran } = receiving({ receivers: [{ alive: '0.1' }, { alive: '0.1' }] });
    ecu.activated.length = 0;
    ecu.notify('Rte_COMCbk_Speed');
    ecu.runActivated();
    expect(ran).toEqual([]);
    ecu.notify('Rte_COMCbkRxTOut_Speed');
    ecu.runActivated();
    expect(ran.sort()).toEqual(['D0', 'D1']);
    ecu.notify('Rte_COMCbkRxTOut_Speed');
    ecu.runActivated();
    expect(ran.length).toBe(4);
  });

  it('of a record is told by the call-back of the group', () => {
    const { ecu } = receiving({ isRecord: true, receivers: [{ alive: '0.1' }] });
    expect(ecu.plan.comCallbacks.map(({ name }) => name)).toEqual([
      'Rte_COMCbkRxTOut_Whole',
      'Rte_COMCbk_Whole',
    ]);
  });
});

describe('a sender', () => {
  function sending(acknowledged: string) {
    let api: Api = {};
    let done = 0;
    const ecu = fakeEcu('Engine', [systemText({ acknowledged })], {
      Sensor: {
        Measure: (self) => {
          api = self;
        },
        Done: () => {
          done++;
        },
      },
    });
    for (const { name } of ecu.plan.tasks.filter(
      ({ name: task }) => task !== 'Task_DataReceived',
    )) {
      ecu.run(name);
    }
    ecu.activated.length = 0;
    const end = (callback: string) => {
      ecu.notify(callback);
      ecu.runActivated();
      const status = api.Rte_Feedback_Out_data?.();
      return { status, done };
    };
    return {
      write: () => api.Rte_Write_Out_data?.(1),
      feedback: () => api.Rte_Feedback_Out_data?.(),
      end,
    };
  }

  it('learns that nobody confirmed in time, until it writes again', () => {
    const { write, feedback, end } = sending('0.05');
    write();
    expect(feedback()).toBe(RTE_E_NO_DATA);
    expect(end('Rte_COMCbkTxTOut_Speed')).toEqual({ status: RTE_E_TIMEOUT, done: 1 });
    expect(feedback()).toBe(RTE_E_TIMEOUT);
    write();
    expect(feedback()).toBe(RTE_E_NO_DATA);
    expect(end('Rte_COMCbkTAck_Speed')).toEqual({ status: RTE_E_TRANSMIT_ACK, done: 2 });
    write();
    expect(end('Rte_COMCbkTErr_Speed')).toEqual({ status: RTE_E_COM_STOPPED, done: 3 });
  });

  it('to its own ECU has ended when the write returns', () => {
    let done = 0;
    let api: Api = {};
    const text = arxml(
      senderReceiver('DataIf', { data: 'uint16' }),
      component('Sensor', {
        provides: { Out: 'DataIf' },
        comSpecs: { 'Out.data': [xml('TRANSMISSION-ACKNOWLEDGE', xml('TIMEOUT', '0.05'))] },
        runnables: {
          Measure: { every: '0.01', writes: ['Out.data'] },
          Done: { sent: ['Measure Out.data'] },
        },
      }),
      component('Display', {
        requires: { In: 'DataIf' },
        runnables: { Show: { every: '0.01', reads: ['In.data'] } },
      }),
      composition('Vehicle', {
        parts: { sensor: 'Sensor', display: 'Display' },
        connect: ['sensor.Out -> display.In'],
      }),
      ecuExtract('Cluster', 'Vehicle'),
    );
    const ecu = fakeEcu('Cluster', [text], {
      Sensor: {
        Measure: (self) => {
          api = self;
        },
        Done: () => {
          done++;
        },
      },
    });
    ecu.run('Task_10ms');
    ecu.activated.length = 0;
    api.Rte_Write_Out_data?.(1);
    ecu.runActivated();
    expect(api.Rte_Feedback_Out_data?.()).toBe(RTE_E_TRANSMIT_ACK);
    expect(done).toBe(1);
  });
});
