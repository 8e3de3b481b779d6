/**
 * A system of two ECUs on a CAN cluster whose components use what is not supported yet: read and
 * resolved, each construct refused by name, its frames exchanged without the components.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadVehicle, type Vehicle } from '../../vehicle/index.ts';
import { armodelFiles, corpus, corpusMissing, errorsOf, readAndPlan } from './corpus.ts';

const counter = '/DemoApplication/SwComponentTypes/SWC_CyclicCounter';
const echo = '/DemoApplication/SwComponentTypes/SWC_ModifyEcho';

/** Construct → where it is used. */
const unsupported: Readonly<Record<string, readonly string[]>> = {
  'inter-runnable variables': [
    `${counter}/IB_SWC_CyclicCounter`,
    `${counter}/IB_SWC_CyclicCounter/Cyclic`,
    `${counter}/IB_SWC_CyclicCounter/Init`,
    `${counter}/IB_SWC_CyclicCounter/SetCounter`,
    `${counter}/IB_SWC_CyclicCounter/Shutdown`,
  ],
  'per-instance memory': [`${counter}/IB_SWC_CyclicCounter`],
  'per-instance calibration parameters': [`${counter}/IB_SWC_CyclicCounter`],
  'calibration parameter access': [`${counter}/IB_SWC_CyclicCounter/Init`],
  'a mode switch port': [
    `${counter}/ModeSwitchPort_BSWM_COMBINEDACTION_BswMMode_PortInterfaces_BswMMode`,
  ],
  'mode disabling of an event': [`${counter}/IB_SWC_CyclicCounter/CyclicEvent`],
  'swc mode switch event': [
    `${counter}/IB_SWC_CyclicCounter/ModeSwitchedPrpShutdown`,
    `${counter}/IB_SWC_CyclicCounter/ModeSwitchedRunTwo`,
  ],
  'implicit write access (Rte_IWrite)': [`${echo}/IB_SWC_ModifyEcho/ModifyEcho`],
  'queued communication (Rte_Send, Rte_Receive)': [
    `${counter}/R_SpecialHandling EventMessage`,
    `${echo}/P_SpecialRequest EventMessage`,
  ],
};

function framesOf({ trace }: Vehicle): { atNs: number; frame: string; bytes: number[] }[] {
  return Array.from({ length: trace.length }, (_, index) => trace.at(index))
    .filter(({ kind }) => kind === 'frame')
    .map(({ atNs, name, value }) => ({ atNs, frame: name, bytes: [...(value as Uint8Array)] }));
}

const description = {
  systems: [{ arxml: armodelFiles.map((path) => join(corpus, path)) }],
  restBus: ['DebugNode', 'EcuTestNode'],
};

describe.skipIf(corpusMissing)('the CAN system of py-armodel', () => {
  it('is read without an error, and refused for each unsupported construct by name', () => {
    const { diagnostics, plans } = readAndPlan(armodelFiles);
    const expected = Object.entries(unsupported).flatMap(([what, places]) =>
      places.map((where) => `construct-unsupported ${where}: ${what} is not supported`),
    );
    expect(errorsOf(diagnostics).sort()).toEqual(expected.sort());
    expect(plans.get('EcuTestNode')).toBeUndefined();
    expect(plans.get('DebugNode')).toMatchObject({ components: [], tasks: [] });
  });

  it('is planned without them on request', () => {
    const { diagnostics, plans } = readAndPlan(armodelFiles, { allowUnsupported: true });
    expect(errorsOf(diagnostics)).toEqual([]);
    const plan = plans.get('EcuTestNode');
    expect(plan?.components.map(({ name }) => name)).toEqual([
      'SWC_CyclicCounter',
      'SWC_IoHwAbs',
      'SWC_ModifyEcho',
    ]);
    expect(plan?.bsw.canIf).toMatchObject({
      txPdus: [{ name: 'Pdu_CounterOut', canId: 0x110, extended: false, lengthBytes: 1 }],
      rxPdus: [{ name: 'Pdu_CounterIn', canId: 0x100, extended: false, lengthBytes: 1 }],
    });
  });

  it('exchanges 0x100 and 0x110 as rest bus, each with its repetition after one second', async () => {
    const vehicle = await loadVehicle({
      ...description,
      stimuli: [
        { at: '10ms', set: 'DebugNode.signal.CounterIn', to: 42 },
        { at: '20ms', set: 'EcuTestNode.signal.CounterOut', to: 43 },
      ],
    });
    expect(vehicle.ecus.map(({ name, restBus }) => `${name} ${restBus}`)).toEqual([
      'DebugNode true',
      'EcuTestNode true',
    ]);
    vehicle.run('5s');
    const frames = framesOf(vehicle);
    expect(frames.map(({ frame, bytes }) => `${frame} ${bytes}`)).toEqual([
      '0x100 42',
      '0x110 43',
      '0x100 42',
      '0x110 43',
    ]);
    const [first, second, third, fourth] = frames.map(({ atNs }) => atNs);
    expect((third ?? 0) - (first ?? 0)).toBe(1_000_000_000);
    expect((fourth ?? 0) - (second ?? 0)).toBe(1_000_000_000);
    expect(vehicle.get('EcuTestNode.signal.CounterIn')).toBe(42);
    expect(vehicle.get('DebugNode.signal.CounterOut')).toBe(43);
  });

  it('starts the repetition anew when a value follows before it', async () => {
    const vehicle = await loadVehicle({
      ...description,
      stimuli: [
        { at: '10ms', set: 'DebugNode.signal.CounterIn', to: 1 },
        { at: '510ms', set: 'DebugNode.signal.CounterIn', to: 2 },
      ],
    });
    vehicle.run('3s');
    const frames = framesOf(vehicle);
    expect(frames.map(({ bytes }) => bytes)).toEqual([[1], [2], [2]]);
    expect(frames.map(({ atNs }) => Math.round(atNs / 1e6 / 10) * 10)).toEqual([10, 510, 1510]);
  });
});
