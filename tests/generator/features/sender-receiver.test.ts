/** What explicit sender-receiver calls do, seen by components that run on generated code. */
import { describe, expect, it } from 'vitest';
import {
  COM_SERVICE_NOT_AVAILABLE,
  RTE_E_COM_STOPPED,
  RTE_E_NO_DATA,
  RTE_E_OK,
  RTE_E_TRANSMIT_ACK,
  RTE_E_UNCONNECTED,
} from '../../../rte/typescript/index.ts';
import {
  array,
  arxml,
  type ComponentWords,
  component,
  composition,
  ecuExtract,
  numerical,
  senderReceiver,
  structure,
} from '../../helpers/arxml.ts';
import { network } from '../../helpers/arxml-network.ts';
import { type Xml, xml } from '../../helpers/arxml-print.ts';
import { type Api, fakeEcu } from '../../helpers/fake-ecu.ts';

const writer: ComponentWords = {
  provides: { Out: 'SpeedIf' },
  runnables: { Measure: { every: '0.01', writes: ['Out.speed'] } },
};
const reader: ComponentWords = {
  requires: { In: 'SpeedIf' },
  runnables: { Show: { every: '0.1', reads: ['In.speed'] } },
};

interface Connected {
  readonly type?: string;
  readonly types?: readonly Xml[];
  readonly sensor?: ComponentWords;
  readonly display?: ComponentWords;
  readonly parts?: Readonly<Record<string, string>>;
  readonly connect?: readonly string[];
}

/** An ECU with a sensor that writes and a display that reads; `apis` as their runnables see them. */
function connected(words: Connected = {}) {
  const apis: Record<string, Api> = {};
  const text = arxml(
    ...(words.types ?? []),
    senderReceiver('SpeedIf', { speed: words.type ?? 'uint16' }),
    component('Sensor', { multiple: true, ...writer, ...words.sensor }),
    component('Display', { multiple: true, ...reader, ...words.display }),
    composition('Vehicle', {
      parts: words.parts ?? { sensor: 'Sensor', display: 'Display' },
      connect: words.connect ?? ['sensor.Out -> display.In'],
    }),
    ecuExtract('Cluster', 'Vehicle'),
  );
  // The instances run in name order, each type by itself.
  const found: Record<string, Api[]> = { Sensor: [], Display: [] };
  const ecu = fakeEcu('Cluster', [text], {
    Sensor: { Measure: (self) => found.Sensor?.push(self) },
    Display: { Show: (self) => found.Display?.push(self) },
  });
  for (const { name } of ecu.plan.tasks) ecu.run(name);
  for (const type of ['Sensor', 'Display']) {
    const instances = ecu.plan.instances.filter((instance) => instance.component === type);
    for (const { name } of instances) {
      const api = found[type]?.shift();
      if (api !== undefined) apis[name] = api;
    }
  }
  const api = (name: string): Api => {
    const own = apis[name];
    if (own === undefined) throw new Error(`${name} did not run`);
    return own;
  };
  const read = (name = 'display') => {
    const data = { value: undefined };
    return { status: api(name).Rte_Read_In_speed?.(data), value: data.value };
  };
  const write = (value: unknown, name = 'sensor') => api(name).Rte_Write_Out_speed?.(value);
  return { ecu, api, read, write };
}

describe('Rte_Write and Rte_Read on one ECU', () => {
  it('carry the last value', () => {
    const { read, write } = connected();
    expect(write(50)).toBe(RTE_E_OK);
    write(60);
    expect(read()).toEqual({ status: RTE_E_OK, value: 60 });
    expect(read()).toEqual({ status: RTE_E_OK, value: 60 });
  });

  it('give the initial value before anything is written: the receiver’s own first', () => {
    const init = (value: number) => [xml('INIT-VALUE', numerical(value))];
    const sender = { ...writer, comSpecs: { 'Out.speed': init(7) } };
    const receiver = { ...reader, comSpecs: { 'In.speed': init(9) } };
    expect(connected({ display: receiver, sensor: sender }).read().value).toBe(9);
    expect(connected().read()).toEqual({ status: RTE_E_OK, value: 0 });
  });

  it.each([
    ['uint8', 300, 44],
    ['uint8', -1, 255],
    ['sint8', 200, -56],
    ['sint8', -129, 127],
    ['uint16', 65536, 0],
    ['sint16', 40000, -25536],
    ['uint32', -1, 4294967295],
    ['sint32', 2147483648, -2147483648],
    ['uint64', -1n, 18446744073709551615n],
    ['sint64', 9223372036854775808n, -9223372036854775808n],
    ['float32', 0.1, Math.fround(0.1)],
    ['float64', 0.1, 0.1],
    ['boolean', true, true],
  ])('keep what a %s can hold: %s becomes %s', (type, given, kept) => {
    const { read, write } = connected({ type });
    write(given);
    expect(read().value).toBe(kept);
  });

  it('cut what is between integers towards zero, as a C cast does', () => {
    const { read, write } = connected({ type: 'sint16' });
    write(-1.9);
    expect(read().value).toBe(-1);
  });

  it('copy structures and arrays, so that neither side sees the other change its own', () => {
    const types = [
      array('Wheels', 'uint8', 2),
      structure('Motion', { speed: 'uint16', wheels: 'Wheels' }),
    ];
    const { api, write } = connected({ type: 'Motion', types });
    const sent = { speed: 70000, wheels: [1, 2] };
    write(sent);
    sent.wheels[0] = 9;
    const received = { speed: 0, wheels: new Uint8Array(2) };
    api('display').Rte_Read_In_speed?.(received);
    expect(received.speed).toBe(70000 & 0xffff);
    expect([...received.wheels]).toEqual([1, 2]);
    received.wheels[1] = 9;
    const again = { speed: 0, wheels: new Uint8Array(2) };
    api('display').Rte_Read_In_speed?.(again);
    expect([...again.wheels]).toEqual([1, 2]);
  });

  it('reach every receiver, each with a value of its own', () => {
    const { read, write } = connected({
      parts: { sensor: 'Sensor', left: 'Display', right: 'Display' },
      connect: ['sensor.Out -> left.In', 'sensor.Out -> right.In'],
    });
    write(5);
    expect([read('left').value, read('right').value]).toEqual([5, 5]);
  });

  it('keep what the last of several senders wrote', () => {
    const { read, write } = connected({
      parts: { front: 'Sensor', rear: 'Sensor', display: 'Display' },
      connect: ['front.Out -> display.In', 'rear.Out -> display.In'],
    });
    write(1, 'front');
    write(2, 'rear');
    expect(read().value).toBe(2);
    write(3, 'front');
    expect(read().value).toBe(3);
  });

  it('do without a partner: a write is lost, a read gives the initial value and says so', () => {
    const init = { 'In.speed': [xml('INIT-VALUE', numerical(12))] };
    const { read, write } = connected({ connect: [], display: { ...reader, comSpecs: init } });
    expect(write(5)).toBe(RTE_E_OK);
    expect(read()).toEqual({ status: RTE_E_UNCONNECTED, value: 12 });
  });

  it('give the initial value and RTE_E_OK while the connected sender never writes', () => {
    const silent = { provides: { Out: 'SpeedIf' }, runnables: { Measure: { every: '0.01' } } };
    expect(connected({ sensor: silent }).read()).toEqual({ status: RTE_E_OK, value: 0 });
  });
});

describe('Rte_IsUpdated', () => {
  const updating = { ...reader, comSpecs: { 'In.speed': [xml('ENABLE-UPDATE', 'true')] } };

  it('is true from a write to the next read', () => {
    const { api, read, write } = connected({ display: updating });
    const isUpdated = () => api('display').Rte_IsUpdated_In_speed?.();
    expect(isUpdated()).toBe(false);
    write(1);
    expect([isUpdated(), isUpdated()]).toEqual([true, true]);
    read();
    expect(isUpdated()).toBe(false);
    write(1);
    expect(isUpdated()).toBe(true);
  });

  it('belongs to the receiver: the read of another does not clear it', () => {
    const { api, read, write } = connected({
      display: updating,
      parts: { sensor: 'Sensor', left: 'Display', right: 'Display' },
      connect: ['sensor.Out -> left.In', 'sensor.Out -> right.In'],
    });
    write(1);
    read('left');
    expect(api('left').Rte_IsUpdated_In_speed?.()).toBe(false);
    expect(api('right').Rte_IsUpdated_In_speed?.()).toBe(true);
  });
});

describe('Rte_Feedback', () => {
  const acknowledged = {
    ...writer,
    comSpecs: { 'Out.speed': [xml('TRANSMISSION-ACKNOWLEDGE', xml('TIMEOUT', '0'))] },
  };

  it('acknowledges a local transmission at once', () => {
    const { api, write } = connected({ sensor: acknowledged });
    const feedback = () => api('sensor').Rte_Feedback_Out_speed?.();
    expect(feedback()).toBe(RTE_E_NO_DATA);
    write(1);
    expect(feedback()).toBe(RTE_E_TRANSMIT_ACK);
  });

  it('says that the port is not connected', () => {
    const { api } = connected({ sensor: acknowledged, connect: [] });
    expect(api('sensor').Rte_Feedback_Out_speed?.()).toBe(RTE_E_UNCONNECTED);
  });
});

describe('a port of both directions', () => {
  it('reads what it wrote itself, and what others write', () => {
    let self: Api = {};
    const text = arxml(
      senderReceiver('SpeedIf', { speed: 'uint16' }),
      component('Store', {
        both: { Value: 'SpeedIf' },
        runnables: { Run: { every: '0.01', reads: ['Value.speed'], writes: ['Value.speed'] } },
      }),
      component('Sensor', writer),
      composition('Vehicle', {
        parts: { store: 'Store', sensor: 'Sensor' },
        connect: ['sensor.Out -> store.Value'],
      }),
      ecuExtract('Cluster', 'Vehicle'),
    );
    let sensor: Api = {};
    const ecu = fakeEcu('Cluster', [text], {
      Store: { Run: (api) => (self = api) },
      Sensor: { Measure: (api) => (sensor = api) },
    });
    for (const { name } of ecu.plan.tasks) ecu.run(name);
    const read = () => {
      const data = { value: 0 };
      expect(self.Rte_Read_Value_speed?.(data)).toBe(RTE_E_OK);
      return data.value;
    };
    self.Rte_Write_Value_speed?.(4);
    expect(read()).toBe(4);
    sensor.Rte_Write_Out_speed?.(5);
    expect(read()).toBe(5);
  });
});

describe('over COM', () => {
  /** A sensor on Engine; on Cluster a display, and a sensor of its own if `mixed`. */
  function overCom(ecuName: string, mixed = false, specs: ComponentWords = {}) {
    const parts: Record<string, string> = { sensor: 'Sensor', display: 'Display' };
    if (mixed) parts.own = 'Sensor';
    const text = arxml(
      senderReceiver('SpeedIf', { speed: 'sint16' }),
      component('Sensor', { multiple: true, ...writer, ...specs }),
      component('Display', {
        ...reader,
        comSpecs: { 'In.speed': [xml('ENABLE-UPDATE', 'true')] },
      }),
      composition('Vehicle', {
        parts,
        connect: ['sensor.Out -> display.In', ...(mixed ? ['own.Out -> display.In'] : [])],
      }),
      network({
        root: 'Vehicle',
        parts,
        interfaces: { 'Sensor.Out': 'SpeedIf', 'Display.In': 'SpeedIf' },
        ecus: { Engine: ['sensor'], Cluster: mixed ? ['display', 'own'] : ['display'] },
        frames: {
          EngineStatus: {
            id: '0x100',
            from: 'Engine',
            to: ['Cluster'],
            signals: {
              Speed: {
                start: 0,
                lengthBits: 16,
                carries: ['sensor.Out.speed', 'display.In.speed'],
              },
            },
          },
        },
      }),
    );
    const apis: Record<string, Api> = {};
    const ecu = fakeEcu(ecuName, [text], {
      Sensor: { Measure: (api) => (apis.sensor = api) },
      Display: { Show: (api) => (apis.display = api) },
    });
    for (const { name } of ecu.plan.tasks) ecu.run(name);
    const api = (name: string) => apis[name] ?? {};
    const read = () => {
      const data = { value: 0 };
      return { status: api('display').Rte_Read_In_speed?.(data), value: data.value };
    };
    return { ecu, api, read };
  }

  it('a write sends the signal, wrapped to its type', () => {
    const { ecu, api } = overCom('Engine');
    expect(api('sensor').Rte_Write_Out_speed?.(40000)).toBe(RTE_E_OK);
    expect(ecu.com).toEqual(['send Speed']);
    expect(ecu.signals.get('Speed')).toBe(-25536);
  });

  it('a write says that COM is stopped', () => {
    const { ecu, api } = overCom('Engine');
    ecu.comStatus = COM_SERVICE_NOT_AVAILABLE;
    expect(api('sensor').Rte_Write_Out_speed?.(1)).toBe(RTE_E_COM_STOPPED);
  });

  it('a read gets the signal from COM, with a value even while COM is stopped', () => {
    const { ecu, read } = overCom('Cluster');
    ecu.signals.set('Speed', 55);
    expect(read()).toEqual({ status: RTE_E_OK, value: 55 });
    ecu.comStatus = COM_SERVICE_NOT_AVAILABLE;
    expect(read()).toEqual({ status: RTE_E_COM_STOPPED, value: 55 });
  });

  it('Rte_IsUpdated is set by the call-back of the signal', () => {
    const { ecu, api, read } = overCom('Cluster');
    const isUpdated = () => api('display').Rte_IsUpdated_In_speed?.();
    expect(isUpdated()).toBe(false);
    ecu.notify('Rte_COMCbk_Speed');
    expect(isUpdated()).toBe(true);
    read();
    expect(isUpdated()).toBe(false);
  });

  it('a receiver with a local sender too keeps whichever value came last', () => {
    const { ecu, api, read } = overCom('Cluster', true);
    ecu.signals.set('Speed', 100);
    ecu.notify('Rte_COMCbk_Speed');
    expect(read().value).toBe(100);
    api('sensor').Rte_Write_Out_speed?.(7);
    expect(read()).toEqual({ status: RTE_E_OK, value: 7 });
    ecu.notify('Rte_COMCbk_Speed');
    expect(read().value).toBe(100);
    expect(ecu.com).toEqual([]);
  });

  it('Rte_Feedback waits for the confirmation of COM', () => {
    const { ecu, api } = overCom('Engine', false, {
      comSpecs: { 'Out.speed': [xml('TRANSMISSION-ACKNOWLEDGE', xml('TIMEOUT', '0'))] },
    });
    const feedback = () => api('sensor').Rte_Feedback_Out_speed?.();
    expect(feedback()).toBe(RTE_E_NO_DATA);
    api('sensor').Rte_Write_Out_speed?.(1);
    expect(feedback()).toBe(RTE_E_NO_DATA);
    ecu.notify('Rte_COMCbkTAck_Speed');
    expect(feedback()).toBe(RTE_E_TRANSMIT_ACK);
    api('sensor').Rte_Write_Out_speed?.(2);
    expect(feedback()).toBe(RTE_E_NO_DATA);
    ecu.notify('Rte_COMCbkTErr_Speed');
    expect(feedback()).toBe(RTE_E_COM_STOPPED);
    ecu.comStatus = COM_SERVICE_NOT_AVAILABLE;
    api('sensor').Rte_Write_Out_speed?.(3);
    expect(feedback()).toBe(RTE_E_COM_STOPPED);
  });
});
