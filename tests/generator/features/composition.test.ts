/** Connections through compositions of any depth end at the right buffers. */
import { describe, expect, it } from 'vitest';
import { arxml, component, composition, ecuExtract, senderReceiver } from '../../helpers/arxml.ts';
import type { Xml } from '../../helpers/arxml-print.ts';
import { planOf } from '../../helpers/fake-ecu.ts';

const speedIf = senderReceiver('SpeedIf', { speed: 'uint16' });
const sensor = component('Sensor', {
  multiple: true,
  provides: { Out: 'SpeedIf' },
  runnables: { Measure: { every: '0.01', writes: ['Out.speed'] } },
});
const display = component('Display', {
  multiple: true,
  requires: { In: 'SpeedIf' },
  runnables: { Show: { every: '0.1', reads: ['In.speed'] } },
});

/** `writer -> receivers` for every instance that writes, and the origin of every read. */
function routes(...elements: readonly Xml[]): string[] {
  const plan = planOf('Cluster', [arxml(speedIf, sensor, display, elements, cluster)]);
  return plan.instances.flatMap(({ path, calls }) =>
    calls.flatMap((call) => {
      const name = path.replace('/Car/Cluster/Root/', '');
      if (call.kind === 'Rte_Read') return [`${name} reads ${call.from.kind}`];
      if (call.kind !== 'Rte_Write') return [];
      const to = call.to.map((d) => (d.kind === 'buffer' ? d.instance : d.kind));
      return [`${name} -> ${to.join(', ')}`];
    }),
  );
}

const cluster = ecuExtract('Cluster', 'Vehicle');

describe('a connection', () => {
  it('leads out of three compositions and into three others', () => {
    const wrapped = (name: string, inner: string) => [
      composition(`${name}Out`, {
        provides: { Out: 'SpeedIf' },
        parts: { inner: inner === 'leaf' ? 'Sensor' : `${inner}Out` },
        connect: ['inner.Out -> Out'],
      }),
      composition(`${name}In`, {
        requires: { In: 'SpeedIf' },
        parts: { inner: inner === 'leaf' ? 'Display' : `${inner}In` },
        connect: ['In -> inner.In'],
      }),
    ];
    const found = routes(
      ...wrapped('A', 'leaf'),
      ...wrapped('B', 'A'),
      ...wrapped('C', 'B'),
      composition('Vehicle', {
        parts: { front: 'COut', rear: 'CIn' },
        connect: ['front.Out -> rear.In'],
      }),
    );
    expect(found).toEqual(
      [
        'front/inner/inner/inner -> inner_rear_inner_inner_inner',
        'rear/inner/inner/inner reads buffer',
      ].map((line) => line.replace('inner_rear_inner_inner_inner', 'rear_inner_inner_inner')),
    );
  });

  it('passes through a composition', () => {
    const found = routes(
      composition('Gateway', {
        requires: { In: 'SpeedIf' },
        provides: { Out: 'SpeedIf' },
        parts: {},
        connect: ['In -> Out'],
      }),
      composition('Vehicle', {
        parts: { sensor: 'Sensor', gateway: 'Gateway', display: 'Display' },
        connect: ['sensor.Out -> gateway.In', 'gateway.Out -> display.In'],
      }),
    );
    expect(found).toEqual(['display reads buffer', 'sensor -> display']);
  });

  it('fans out at an inner composition and joins at an outer one', () => {
    const found = routes(
      composition('Panel', {
        requires: { In: 'SpeedIf' },
        parts: { left: 'Display', right: 'Display' },
        connect: ['In -> left.In', 'In -> right.In'],
      }),
      composition('Axles', {
        provides: { Out: 'SpeedIf' },
        parts: { front: 'Sensor', rear: 'Sensor' },
        connect: ['front.Out -> Out', 'rear.Out -> Out'],
      }),
      composition('Vehicle', {
        parts: { axles: 'Axles', panel: 'Panel' },
        connect: ['axles.Out -> panel.In'],
      }),
    );
    expect(found).toEqual([
      'axles/front -> left, right',
      'axles/rear -> left, right',
      'panel/left reads buffer',
      'panel/right reads buffer',
    ]);
  });

  it('reaches a receiver once although two ways lead there', () => {
    const found = routes(
      composition('Gateway', {
        requires: { In: 'SpeedIf' },
        provides: { Out: 'SpeedIf' },
        parts: {},
        connect: ['In -> Out'],
      }),
      composition('Vehicle', {
        parts: { sensor: 'Sensor', gateway: 'Gateway', display: 'Display' },
        connect: [
          'sensor.Out -> gateway.In',
          'gateway.Out -> display.In',
          'sensor.Out -> display.In',
        ],
      }),
    );
    expect(found).toEqual(['display reads buffer', 'sensor -> display']);
  });

  it('may go round through two compositions without an end', () => {
    const ring = composition('Ring', {
      requires: { In: 'SpeedIf' },
      provides: { Out: 'SpeedIf' },
      parts: {},
      connect: ['In -> Out'],
    });
    const found = routes(
      ring,
      composition('Vehicle', {
        parts: { a: 'Ring', b: 'Ring', sensor: 'Sensor', display: 'Display' },
        connect: ['a.Out -> b.In', 'b.Out -> a.In', 'sensor.Out -> a.In', 'b.Out -> display.In'],
      }),
    );
    expect(found).toEqual(['display reads buffer', 'sensor -> display']);
  });

  it('of one instance is not that of another instance of the same composition', () => {
    const found = routes(
      composition('Panel', {
        requires: { In: 'SpeedIf' },
        parts: { display: 'Display' },
        connect: ['In -> display.In'],
      }),
      composition('Vehicle', {
        parts: { one: 'Panel', two: 'Panel', a: 'Sensor', b: 'Sensor' },
        connect: ['a.Out -> one.In', 'b.Out -> two.In'],
      }),
    );
    expect(found).toEqual([
      'a -> display',
      'b -> two_display',
      'one/display reads buffer',
      'two/display reads buffer',
    ]);
  });
});
