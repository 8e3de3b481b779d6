/** Several files as one model: packages, references, copies, split modules. */
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../generator/diagnostics/diagnostics.ts';
import type { Reference } from '../../../generator/model/declare.ts';
import type { Elements } from '../../../generator/model/elements.ts';
import { type Model, readModel } from '../../../generator/pipeline.ts';
import { lineAndColumn } from '../../../generator/syntax/position.ts';
import { arxml, senderReceiver, sources } from '../../helpers/arxml.ts';
import { ecucContainer, ecucModule } from '../../helpers/arxml-network.ts';
import { named, ref, type Xml, xml } from '../../helpers/arxml-print.ts';

function read(...texts: readonly string[]) {
  const diagnostics = new Diagnostics();
  const model = readModel(sources(...texts), diagnostics);
  const messages = diagnostics.list
    .filter(({ severity }) => severity !== 'information')
    .map(({ code, message }) => `${code}: ${message}`);
  return { model, diagnostics, messages };
}

/** A package with reference bases: `label` or `label default` → package path. */
function based(name: string, bases: Readonly<Record<string, string>>, ...elements: Xml[]): Xml {
  const list = Object.entries(bases).map(([words, path]) => {
    const [label = '', isDefault] = words.split(' ');
    return xml(
      'REFERENCE-BASE',
      xml('SHORT-LABEL', label),
      xml('IS-DEFAULT', isDefault === 'default'),
      ref('PACKAGE-REF', 'AR-PACKAGE', path),
    );
  });
  return named('AR-PACKAGE', name, xml('REFERENCE-BASES', list), xml('ELEMENTS', elements));
}

function signal(name: string, systemSignal: string, base?: string): Xml {
  const attribute = base === undefined ? '' : ` BASE="${base}"`;
  return named(
    'I-SIGNAL',
    name,
    xml(`SYSTEM-SIGNAL-REF DEST="SYSTEM-SIGNAL"${attribute}`, systemSignal),
  );
}

const signals = named(
  'AR-PACKAGE',
  'Signals',
  xml('ELEMENTS', named('SYSTEM-SIGNAL', 'Speed')),
  xml(
    'AR-PACKAGES',
    named('AR-PACKAGE', 'Engine', xml('ELEMENTS', named('SYSTEM-SIGNAL', 'Torque'))),
  ),
);

function systemSignalOf(model: Model, path: string): string | undefined {
  const element = model.at(path) as Elements['I-SIGNAL'] | undefined;
  return model.resolve(element?.systemSignal as Reference<'SYSTEM-SIGNAL'>, new Diagnostics())
    ?.path;
}

describe('a relative reference', () => {
  it('counts from the base it names', () => {
    const { model } = read(
      arxml(signals, based('Bus', { sig: '/Signals' }, signal('Speed', 'Speed', 'sig'))),
    );
    expect(systemSignalOf(model, '/Bus/Speed')).toBe('/Signals/Speed');
  });

  it('counts from the default base without BASE', () => {
    const bases = { other: '/Other', 'sig default': '/Signals/Engine' };
    const { model } = read(arxml(signals, based('Bus', bases, signal('Torque', 'Torque'))));
    expect(systemSignalOf(model, '/Bus/Torque')).toBe('/Signals/Engine/Torque');
  });

  it('goes down into packages below its base', () => {
    const { model } = read(
      arxml(signals, based('Bus', { sig: '/Signals' }, signal('Torque', 'Engine/Torque', 'sig'))),
    );
    expect(systemSignalOf(model, '/Bus/Torque')).toBe('/Signals/Engine/Torque');
  });

  it('finds the base of an outer package, and the nearest of two with one label', () => {
    const inner = based('Inner', { sig: '/Signals/Engine' }, signal('Torque', 'Torque', 'sig'));
    const plain = named('AR-PACKAGE', 'Plain', xml('ELEMENTS', signal('Speed', 'Speed', 'sig')));
    const outer = based('Bus', { sig: '/Signals' });
    const { model } = read(
      arxml(signals, { ...outer, content: [...outer.content, xml('AR-PACKAGES', inner, plain)] }),
    );
    expect(systemSignalOf(model, '/Bus/Inner/Torque')).toBe('/Signals/Engine/Torque');
    expect(systemSignalOf(model, '/Bus/Plain/Speed')).toBe('/Signals/Speed');
  });

  it('may count from a base that is itself relative', () => {
    const inner = xml(
      'REFERENCE-BASES',
      xml(
        'REFERENCE-BASE',
        xml('SHORT-LABEL', 'engine'),
        xml('IS-DEFAULT', 'false'),
        xml('PACKAGE-REF DEST="AR-PACKAGE" BASE="sig"', 'Engine'),
      ),
    );
    const outer = based('Bus', { sig: '/Signals' });
    const inside = named(
      'AR-PACKAGE',
      'Inner',
      inner,
      xml('ELEMENTS', signal('Torque', 'Torque', 'engine')),
    );
    const { model } = read(
      arxml(signals, { ...outer, content: [...outer.content, xml('AR-PACKAGES', inside)] }),
    );
    expect(systemSignalOf(model, '/Bus/Inner/Torque')).toBe('/Signals/Engine/Torque');
  });
});

describe('a package in several files', () => {
  it('is one package', () => {
    const { model, messages } = read(
      arxml(senderReceiver('SpeedIf', { speed: 'uint16' })),
      arxml(senderReceiver('TorqueIf', { torque: 'uint16' })),
    );
    expect(model.all('SENDER-RECEIVER-INTERFACE').map(({ path }) => path)).toEqual([
      '/Car/SpeedIf',
      '/Car/TorqueIf',
    ]);
    expect(messages).toEqual([]);
  });

  it('may hold packages in packages, each with its own path', () => {
    const deep = named(
      'AR-PACKAGE',
      'A',
      xml(
        'AR-PACKAGES',
        named(
          'AR-PACKAGE',
          'B',
          xml('AR-PACKAGES', named('AR-PACKAGE', 'A', xml('ELEMENTS', signal('Speed', '/x')))),
        ),
      ),
    );
    expect(read(arxml(deep)).model.at('/A/B/A/Speed')?.kind).toBe('I-SIGNAL');
  });
});

describe('an element that is there twice', () => {
  const original = senderReceiver('SpeedIf', { speed: 'uint16' });

  it('is one element if the copies differ only in UUID and administrative data', () => {
    const text = arxml(original);
    const copy = text
      .replace('<SENDER-RECEIVER-INTERFACE>', '<SENDER-RECEIVER-INTERFACE UUID="4711" T="2026">')
      .replace(
        '<VARIABLE-DATA-PROTOTYPE>',
        '<VARIABLE-DATA-PROTOTYPE UUID="4712"><ADMIN-DATA><LANGUAGE>EN</LANGUAGE></ADMIN-DATA>',
      );
    const { model, messages } = read(text, copy);
    expect(messages).toEqual([]);
    expect(model.all('SENDER-RECEIVER-INTERFACE')).toHaveLength(1);
    expect(model.all('VARIABLE-DATA-PROTOTYPE')).toHaveLength(1);
  });

  it('is a conflict that names both places and the first difference', () => {
    const other = senderReceiver('SpeedIf', { speed: 'uint16', distance: 'uint32' });
    const { diagnostics } = read(arxml(original), arxml(other));
    const [conflict] = diagnostics.list;
    expect(conflict).toMatchObject({
      code: 'element-conflict',
      at: { file: { path: '2.arxml' } },
      related: [
        { message: 'the other definition', at: { file: { path: '1.arxml' } } },
        { message: 'the first difference', at: { file: { path: '2.arxml' } } },
      ],
    });
    const difference = conflict?.related[1]?.at;
    const line = difference && lineAndColumn(difference).lineText.trim();
    expect(line).toBe('<VARIABLE-DATA-PROTOTYPE>');
  });

  it('is a conflict too when the second is of another kind, or inside another element', () => {
    const inside = senderReceiver('SpeedIf', { speed: 'uint16', distance: 'uint32' });
    const twice = {
      ...inside,
      content: inside.content,
    };
    const text = arxml(twice).replace('<SHORT-NAME>distance<', '<SHORT-NAME>speed<');
    expect(read(text).messages).toEqual([
      'element-conflict: /Car/SpeedIf/speed is defined twice, differently',
    ]);
    expect(read(arxml(original), arxml(named('SYSTEM-SIGNAL', 'SpeedIf'))).messages).toEqual([
      'element-conflict: /Car/SpeedIf is defined twice, differently',
    ]);
  });

  it('may share its path with one of a kind that nobody reads', () => {
    const { model, messages } = read(
      arxml(named('UNIT', 'Speed'), signal('Other', '/Car/Speed')),
      arxml(named('SYSTEM-SIGNAL', 'Speed')),
    );
    expect(systemSignalOf(model, '/Car/Other')).toBe('/Car/Speed');
    expect(messages).toEqual([]);
  });
});

describe('a module configuration in several files', () => {
  const task = (name: string, values: Record<string, string | number>, ...more: Xml[]) =>
    arxml(ecucModule('Os', ecucContainer('OsTask', name, values, ...more)));
  const parts = [
    task('Fast', { OsTaskPriority: 5 }),
    task('Slow', { OsTaskPriority: 1 }, ecucContainer('OsTaskAutostart', 'Autostart')),
    task('Fast', { OsTaskSchedule: 'FULL', OsTaskResourceRef: '/Car/Os/Bus' }),
    task('Slow', {}, ecucContainer('OsTaskTimingProtection', 'Timing', { OsTaskTimeFrame: 1 })),
    task('Fast', { OsTaskResourceRef: '/Car/Os/Flash' }),
  ];
  const orders = [
    [0, 1, 2, 3, 4],
    [4, 3, 2, 1, 0],
    [2, 0, 4, 1, 3],
  ];

  it('is one module whatever the order of the files', () => {
    const summaries = orders.map((order) => {
      const { model, messages } = read(...order.map((index) => parts[index] ?? ''));
      expect(messages).toEqual([]);
      return describeModule(model);
    });
    expect(summaries[0]).toEqual([
      'Fast OsTaskPriority=5',
      'Fast OsTaskResourceRef=/Car/Os/Bus',
      'Fast OsTaskResourceRef=/Car/Os/Flash',
      'Fast OsTaskSchedule=FULL',
      'Slow OsTaskPriority=1',
      'Slow/Autostart',
      'Slow/Timing',
      'Timing OsTaskTimeFrame=1',
    ]);
    for (const summary of summaries) expect(summary).toEqual(summaries[0]);
  });

  it('gives every container its path, also those of later files', () => {
    for (const order of orders) {
      const { model } = read(...order.map((index) => parts[index] ?? ''));
      for (const path of ['/Car/Os/Fast', '/Car/Os/Slow/Autostart', '/Car/Os/Slow/Timing']) {
        expect(model.at(path)?.kind).toBe('ECUC-CONTAINER-VALUE');
      }
    }
  });

  it('is a conflict where the parts give one parameter two values, or one name two meanings', () => {
    expect(read(parts[0] ?? '', task('Fast', { OsTaskPriority: 6 })).messages).toEqual([
      'element-conflict: /Car/Os/Fast OsTaskPriority is defined twice, differently',
    ]);
    const alarm = arxml(ecucModule('Os', ecucContainer('OsAlarm', 'Fast')));
    expect(read(parts[0] ?? '', alarm).messages).toEqual([
      'element-conflict: /Car/Os/Fast is defined twice, differently',
    ]);
  });

  it('is a conflict where one file has two containers of one name', () => {
    const container = ecucContainer('OsTask', 'Fast', { OsTaskPriority: 5 });
    const text = arxml(ecucModule('Os', container, ecucContainer('OsTask', 'Fast')));
    expect(read(text).messages).toEqual([
      'element-conflict: /Car/Os/Fast is defined twice, differently',
    ]);
  });
});

describe('a dangling reference', () => {
  it('is reported for every plan that needs it, but listed once', () => {
    const { model, diagnostics } = read(arxml(signal('A', '/Car/Lost'), signal('B', '/Car/Lost')));
    const before = diagnostics.errorCount;
    for (const path of ['/Car/B', '/Car/A', '/Car/A']) {
      const { systemSignal } = model.at(path) as Elements['I-SIGNAL'];
      expect(model.resolve(systemSignal, diagnostics)).toBeUndefined();
    }
    expect(diagnostics.errorCount - before).toBe(3);
    expect(diagnostics.list.map(({ message }) => message)).toEqual([
      'no element /Car/Lost in the given ARXML files',
    ]);
    // The first in the file, not the first that was asked for.
    const at = diagnostics.list[0]?.at;
    expect(at && lineAndColumn(at).line).toBe(9);
  });

  it('names the outermost element that is missing', () => {
    const { model, diagnostics } = read(arxml(signal('A', '/Car/Lost/Inner/Speed')));
    const { systemSignal } = model.at('/Car/A') as Elements['I-SIGNAL'];
    model.resolve(systemSignal, diagnostics);
    expect(diagnostics.list[0]?.message).toBe('no element /Car/Lost in the given ARXML files');
  });
});

describe('what nobody reads', () => {
  it('is listed by tag with its first place, documentation aside', () => {
    const documented = named(
      'SYSTEM-SIGNAL',
      'Speed',
      xml('LONG-NAME', xml('L-4 L="EN"', 'Speed')),
      xml('DESC', xml('L-2 L="EN"', 'of the vehicle')),
      xml('INTRODUCTION', xml('P', 'text')),
      xml('ADMIN-DATA', xml('LANGUAGE', 'EN')),
      xml('ANNOTATIONS', xml('ANNOTATION', xml('LABEL', 'x'))),
      xml('INTEGRITY', 'ASIL-B'),
    );
    const { diagnostics } = read(
      arxml(documented, named('SYSTEM-SIGNAL', 'Torque', xml('INTEGRITY', 'QM'))),
    );
    const unread = diagnostics.list.filter(({ code }) => code === 'elements-unread');
    expect(unread.map(({ message }) => message)).toEqual([
      'SYSTEM-SIGNAL/INTEGRITY is not read (2 times, first here)',
    ]);
    expect(unread[0]?.at && lineAndColumn(unread[0].at).lineText.trim()).toBe(
      '<INTEGRITY>ASIL-B</INTEGRITY>',
    );
  });
});

/** Containers with their values, sorted. */
function describeModule(model: Model): string[] {
  const last = (path = '') => path.slice(path.lastIndexOf('/') + 1);
  const lines: string[] = [];
  const visit = (containers: readonly Elements['ECUC-CONTAINER-VALUE'][]): void => {
    for (const container of containers) {
      for (const { definition, value } of container.parameters) {
        lines.push(`${container.shortName} ${last(definition?.path)}=${value}`);
      }
      for (const reference of container.references) {
        if (reference.kind !== 'ECUC-REFERENCE-VALUE') continue;
        const name = last(reference.definition?.path);
        lines.push(`${container.shortName} ${name}=${reference.value?.path}`);
      }
      for (const inner of container.subContainers) {
        lines.push(`${container.shortName}/${inner.shortName}`);
      }
      visit(container.subContainers);
    }
  };
  for (const module of model.all('ECUC-MODULE-CONFIGURATION-VALUES')) visit(module.containers);
  return lines.sort();
}
