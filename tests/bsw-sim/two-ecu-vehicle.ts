/**
 * Two hand-written ECUs on one bus, as the generator would configure them: Front counts every 10 ms
 * and sends the count in frame 0x123, direct transmission; Rear is notified, and its task shows the
 * count as duty cycle of a lamp. One signal, one frame.
 */

import type { EcuServices } from '../../bsw-sim/ecu.ts';
import {
  E_OK,
  type EcuConfiguration,
  out,
  type Rte,
  type SignalValue,
} from '../../rte/typescript/index.ts';

const nothing = {
  com: {
    txTimeBaseNs: 1_000_000,
    rxTimeBaseNs: 1_000_000,
    mainFunctionTxScheduled: false,
    mainFunctionRxScheduled: false,
    signalGroups: [],
  },
  can: {
    controllers: [
      {
        name: 'Can0',
        rxProcessing: 'INTERRUPT',
        txProcessing: 'INTERRUPT',
        mainFunctionReadPeriodNs: 0,
        mainFunctionWritePeriodNs: 0,
        txHardwareObjects: 1,
      },
    ],
  },
  adc: { groups: [] },
  dio: { channels: [] },
  pwm: { channels: [] },
} as const;

const counterSignal = {
  name: 'Counter',
  iPdu: 0,
  transferProperty: 'TRIGGERED',
  initValue: 0,
  endByte: 1,
  pack: (data: Uint8Array, value: number) => {
    data[0] = value;
  },
  unpack: (data: Uint8Array) => data[0] as number,
} as const;

const counterIPdu = {
  name: 'CounterPdu',
  lengthBytes: 1,
  signalProcessing: 'IMMEDIATE',
  initialData: new Uint8Array(1),
  signals: [0],
  signalGroups: [],
} as const;

const counterFrame = {
  name: 'CounterFrame',
  canId: 0x123,
  extended: false,
  lengthBytes: 1,
  controller: 0,
} as const;

function task(name: string, priority: number) {
  return { name, priority, schedule: 'FULL', activation: 1, autostart: false } as const;
}

export const frontConfiguration: EcuConfiguration = {
  ...nothing,
  ecu: 'Front',
  os: {
    tasks: [task('Task_10ms', 1)],
    counters: [{ name: 'Timer', tickNs: 1_000_000, maxAllowedValue: 65_535, minCycle: 1 }],
    alarms: [
      {
        name: 'Alarm_10ms',
        counter: 0,
        activateTask: 0,
        autostart: { type: 'RELATIVE', alarmTime: 10, cycleTime: 10 },
      },
    ],
  },
  com: {
    ...nothing.com,
    iPdus: [
      {
        ...counterIPdu,
        direction: 'SEND',
        txMode: { mode: 'DIRECT', repetitions: 0, repetitionPeriodNs: 0 },
      },
    ],
    signals: [counterSignal],
  },
  pduR: { transmit: [{ comIPdu: 0, canIfTxPdu: 0 }], receive: [] },
  canIf: { txPdus: [{ ...counterFrame, buffered: true }], rxPdus: [] },
};

export const rearConfiguration: EcuConfiguration = {
  ...nothing,
  ecu: 'Rear',
  os: { tasks: [task('Task_Counter', 1)], counters: [], alarms: [] },
  com: {
    ...nothing.com,
    iPdus: [{ ...counterIPdu, direction: 'RECEIVE' }],
    signals: [{ ...counterSignal, notification: 'Rte_COMCbk_Counter' }],
  },
  pduR: { transmit: [], receive: [{ canIfRxPdu: 0, comIPdu: 0 }] },
  canIf: { txPdus: [], rxPdus: [counterFrame] },
  pwm: { channels: [{ name: 'Lamp' }] },
};

function rte(parts: Pick<Rte, 'tasks'> & Partial<Rte>): Rte {
  return {
    Rte_Start: () => E_OK,
    Rte_Stop: () => E_OK,
    comCallbacks: {},
    state: {},
    references: {},
    ...parts,
  };
}

export function createFrontRte(services: EcuServices): Rte {
  let count = 0;
  const countUp = {
    name: 'Counting/Count',
    run: () => {
      count = (count + 1) & 0xff;
      services.Com_SendSignal(0, count);
    },
  };
  return rte({ tasks: [{ name: 'Task_10ms', entries: [countUp] }] });
}

export function createRearRte(services: EcuServices): Rte {
  const received = out<SignalValue>(0);
  const show = {
    name: 'Lighting/Show',
    run: () => {
      services.Com_ReceiveSignal(0, received);
      services.Pwm_SetDutyCycle(0, Number(received.value) * 0x80);
    },
  };
  return rte({
    tasks: [{ name: 'Task_Counter', entries: [show] }],
    comCallbacks: { Rte_COMCbk_Counter: () => void services.ActivateTask(0) },
  });
}

/** The RTE of a node without software: its frames come and go as the matrix and the stimuli say. */
export const rteWithoutSoftware: Rte = rte({ tasks: [] });
