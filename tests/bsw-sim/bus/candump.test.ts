/** The candump export: what can-utils reads back is what was on the bus. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameName } from '../../../bsw-sim/bus/can-frame.ts';
import { formatCandump } from '../../../bsw-sim/bus/candump.ts';
import type { TraceRecord } from '../../../bsw-sim/sim/trace.ts';
import { frame, wire } from './wire.ts';

const toCan0 = new Map([['Powertrain', 'can0']]);

describe('candump', () => {
  it('has one line for every frame of the bus and nothing else', () => {
    const { queue, trace, node, records } = wire();
    const [a] = [node('A'), node('B')];
    trace.record(0, trace.kind('task-start'), trace.subject('Front', 'Task_10ms'));
    a.send(frame(0x123, { data: [0xde, 0xad, 0xbe, 0xef] }));
    a.send(frame(0x124));
    a.send(frame(0x125, { remote: true, lengthBytes: 8 }));
    a.send(frame(0x12345678, { extended: true, data: [1] }));
    a.send(frame(0x100, { extended: true, remote: true }));
    queue.runUntil(1_000_000);
    expect([...formatCandump(records(), toCan0)].map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'can0 00000100#R0',
      'can0 123#DEADBEEF',
      'can0 124#',
      'can0 125#R8',
      'can0 12345678#01',
    ]);
  });

  it('cuts instants to microseconds', () => {
    const record = (atNs: number): TraceRecord => ({
      atNs,
      kind: 'frame',
      source: 'Powertrain',
      name: '0x100',
      value: Uint8Array.of(1),
    });
    const instants = [999, 1_234_567_999, 86_400_000_000_000];
    expect([...formatCandump(instants.map(record), toCan0)]).toEqual([
      '(0000000000.000000) can0 100#01',
      '(0000000001.234567) can0 100#01',
      '(0000086400.000000) can0 100#01',
    ]);
  });

  it('tells buses apart and leaves out those without an interface', () => {
    const records = ['Body', 'Powertrain', 'Chassis'].map(
      (source): TraceRecord => ({ atNs: 0, kind: 'remote-frame', source, name: '0x001', value: 0 }),
    );
    const interfaces = new Map([
      ['Powertrain', 'can0'],
      ['Body', 'can1'],
    ]);
    expect([...formatCandump(records, interfaces)]).toEqual([
      '(0000000000.000000) can1 001#R0',
      '(0000000000.000000) can0 001#R0',
    ]);
  });

  it('gives back identifier, kind and data of any frame', () => {
    const anyFrame = fc.record({
      atNs: fc.nat(),
      extended: fc.boolean(),
      id: fc.nat(0x7ff),
      data: fc.uint8Array({ maxLength: 8 }),
    });
    fc.assert(
      fc.property(anyFrame, ({ atNs, extended, id, data }) => {
        const name = frameName(id, extended);
        const record: TraceRecord = {
          atNs,
          kind: 'frame',
          source: 'Powertrain',
          name,
          value: data,
        };
        const [line = ''] = formatCandump([record], toCan0);
        const match = /^\((\d{10})\.(\d{6})\) can0 ([0-9A-F]+)#([0-9A-F]*)$/.exec(line);
        expect(Number(`${match?.[1]}${match?.[2]}`)).toBe(Math.floor(atNs / 1000));
        expect(match?.[3]).toHaveLength(extended ? 8 : 3);
        expect(Number.parseInt(match?.[3] ?? '', 16)).toBe(id);
        expect([...Buffer.from(match?.[4] ?? '', 'hex')]).toEqual([...data]);
      }),
    );
  });

  it.each(['', 'my bus', 'interface-of-16-c'])("refuses the interface name '%s'", (name) => {
    const lines = formatCandump([], new Map([['Powertrain', name]]));
    expect(() => [...lines]).toThrow('candump');
  });
});
