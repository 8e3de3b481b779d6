/**
 * What real files do to a naive reader, on a small system of our own: spellings that mean the same
 * give the same plan, and what is ambiguous is reported.
 */
import { describe, expect, it } from 'vitest';
import { canMatrix, pduSignals } from '../../generator/system/can-matrix.ts';
import { Diagnostics, planEcu, type RtePlan, readModel } from '../../vehicle/index.ts';
import {
  arxml,
  component,
  composition,
  ecuExtract,
  numerical,
  senderReceiver,
  sources,
} from '../helpers/arxml.ts';
import { ecucContainer, ecucModule, network } from '../helpers/arxml-network.ts';
import { named, ref, xml } from '../helpers/arxml-print.ts';
import { errorsOf } from './corpus.ts';

const system = arxml(
  senderReceiver('SpeedIf', { speed: 'uint16' }),
  component('Sensor', {
    provides: { Out: 'SpeedIf' },
    runnables: { Measure: { every: '0.01', writes: ['Out.speed'] } },
  }),
  component('Display', {
    requires: { In: 'SpeedIf' },
    comSpecs: { 'In.speed': [xml('ENABLE-UPDATE', 'true'), xml('INIT-VALUE', numerical(10))] },
    runnables: { Show: { every: '0.1', reads: ['In.speed'] } },
  }),
  composition('Car', {
    parts: { sensor: 'Sensor', display: 'Display' },
    connect: ['sensor.Out -> display.In'],
  }),
  ecuExtract('Ecu', 'Car'),
);

function planned(...texts: readonly string[]): { plan: RtePlan | undefined; errors: string[] } {
  const diagnostics = new Diagnostics();
  const model = readModel(sources(...texts), diagnostics);
  const plan = planEcu(model, 'Ecu', diagnostics);
  return { plan, errors: errorsOf(diagnostics) };
}

/** A package beside /Car, as text. */
const otherPackage = (content: string): string =>
  system.replace('</AR-PACKAGES>', `<AR-PACKAGE>${content}</AR-PACKAGE></AR-PACKAGES>`);

const inPackage = (content: string): string =>
  system.replace('<SHORT-NAME>Car</SHORT-NAME>', `<SHORT-NAME>Car</SHORT-NAME>${content}`);

const referenceBase = (label: string, isDefault: boolean, path: string): string =>
  `<REFERENCE-BASE><SHORT-LABEL>${label}</SHORT-LABEL><IS-DEFAULT>${isDefault}</IS-DEFAULT>
   <PACKAGE-REF DEST="AR-PACKAGE">${path}</PACKAGE-REF></REFERENCE-BASE>`;

const elsewhere = referenceBase('platform', true, '/AUTOSAR_Platform');
const here = referenceBase('car', false, '/Car');

const spellings: Readonly<Record<string, readonly string[]>> = {
  'paths relative to a named base': [
    inPackage(`<REFERENCE-BASES>${elsewhere}${here}</REFERENCE-BASES>`).replace(
      /DEST="([^"]*)">\/Car\//g,
      'DEST="$1" BASE="car">',
    ),
  ],
  'paths relative to the default base': [
    inPackage(
      `<REFERENCE-BASES>${referenceBase('car', true, '/Car')}</REFERENCE-BASES>`,
    ).replaceAll('>/Car/', '>'),
  ],
  'a forgotten leading slash': [system.replaceAll('>/Car/', '>Car/')],
  'DEST that names a superclass, or something wrong': [
    system.replace(/DEST="[^"]*"/g, 'DEST="IDENTIFIABLE"'),
    system.replace(/DEST="[^"]*"/g, 'DEST="ECUC-MODULE-DEF"'),
    system.replace(/ DEST="[^"]*"/g, ''),
  ],
  'one UUID for everything': [
    system.replace(/<([A-Z-]+)>(\s*<SHORT-NAME>)/g, '<$1 UUID="5a0b6f98">$2'),
  ],
  'empty variation points everywhere': [
    system.replaceAll('</SHORT-NAME>', '</SHORT-NAME><VARIATION-POINT/>'),
    system.replaceAll('</SHORT-NAME>', '</SHORT-NAME><VARIATION-POINT></VARIATION-POINT>'),
  ],
  'other spellings of schemaLocation': [
    system.replace('r4.0"', 'r4.0" xsi:schemaLocation="http://autosar.org/schema/r4.0 AR.xsd"'),
    system.replace('r4.0"', 'r4.0" xsi:schemaLocation="http://autosar.org/3.2.3 autosar.xsd"'),
  ].map((text) => text.replace(' xsi:', ' xmlns:xsi="http://www.w3.org/2001/X" xsi:')),
  'numbers as hexadecimal, octal, binary, and with an exponent': [
    system.replace('<VALUE>10</VALUE>', '<VALUE>0xA</VALUE>'),
    system.replace('<VALUE>10</VALUE>', '<VALUE>012</VALUE>'),
    system.replace('<VALUE>10</VALUE>', '<VALUE>0b1010</VALUE>'),
    system.replace('<VALUE>10</VALUE>', '<VALUE>1.0E+01</VALUE>'),
    system.replace('<PERIOD>0.01</PERIOD>', '<PERIOD>1.0E-02</PERIOD>'),
  ],
  'true as 1': [system.replace('>true</ENABLE-UPDATE>', '>1</ENABLE-UPDATE>')],
  'line ends of Windows, no declaration': [
    system.replaceAll('\n', '\r\n'),
    system.replace(/<\?.*\?>\n/, ''),
  ],
  blueprints: [
    otherPackage(`<SHORT-NAME>Blueprints</SHORT-NAME><ELEMENTS>
      <SENDER-RECEIVER-INTERFACE><SHORT-NAME-PATTERN>{anyName}</SHORT-NAME-PATTERN>
      <DATA-ELEMENTS><VARIABLE-DATA-PROTOTYPE><SHORT-NAME>value</SHORT-NAME>
      <TYPE-TREF DEST="IMPLEMENTATION-DATA-TYPE">/Nowhere/Type</TYPE-TREF>
      </VARIABLE-DATA-PROTOTYPE></DATA-ELEMENTS></SENDER-RECEIVER-INTERFACE></ELEMENTS>`),
  ],
  'dangling references in what nobody uses': [
    otherPackage(`<SHORT-NAME>Stale</SHORT-NAME><ELEMENTS><IMPLEMENTATION-DATA-TYPE>
      <SHORT-NAME>Old</SHORT-NAME><CATEGORY>VALUE</CATEGORY><SW-DATA-DEF-PROPS>
      <SW-DATA-DEF-PROPS-VARIANTS><SW-DATA-DEF-PROPS-CONDITIONAL>
      <BASE-TYPE-REF DEST="SW-BASE-TYPE">/Vendor/gone</BASE-TYPE-REF>
      <COMPU-METHOD-REF DEST="COMPU-METHOD">/Vendor/too</COMPU-METHOD-REF>
      </SW-DATA-DEF-PROPS-CONDITIONAL></SW-DATA-DEF-PROPS-VARIANTS></SW-DATA-DEF-PROPS>
      </IMPLEMENTATION-DATA-TYPE></ELEMENTS>`),
  ],
  'names that differ by case only': [
    system.replace(
      '<ELEMENTS>',
      '<ELEMENTS><SENDER-RECEIVER-INTERFACE><SHORT-NAME>SPEEDIF</SHORT-NAME></SENDER-RECEIVER-INTERFACE>',
    ),
  ],
};

describe('a file that spells it differently', () => {
  const { plan: clean, errors } = planned(system);

  it('is compared with a plan that has what the spellings are about', () => {
    expect(errors).toEqual([]);
    expect(clean?.components.map(({ name }) => name)).toEqual(['Display', 'Sensor']);
    const display = clean?.instances.find(({ component: type }) => type === 'Display');
    expect(display?.buffers[0]).toMatchObject({ initValue: 10 });
    expect(display?.flags[0]).toMatchObject({ kind: 'updated' });
  });

  it.each(Object.entries(spellings))('gives the same plan: %s', (_, texts) => {
    for (const text of texts) {
      expect(text).not.toBe(system);
      expect(planned(text)).toEqual({ plan: clean, errors: [] });
    }
  });

  it('gives the same plan: the same elements twice, but for UUIDs and administrative data', () => {
    const copy = system.replace(
      /<([A-Z-]+)>(\s*<SHORT-NAME>[^<]*<\/SHORT-NAME>)/g,
      '<$1 UUID="2">$2<ADMIN-DATA><LANGUAGE>EN</LANGUAGE></ADMIN-DATA>',
    );
    expect(planned(system, copy)).toEqual({ plan: clean, errors: [] });
    expect(planned(copy, system)).toEqual({ plan: clean, errors: [] });
  });

  it('has runnables named by their short name where SYMBOL is missing', () => {
    expect(system).not.toContain('<SYMBOL>');
    const symbols = clean?.components.flatMap(({ runnables }) => runnables.map((r) => r.symbol));
    expect(symbols).toEqual(['Show', 'Measure']);
  });
});

describe('what several files say differently', () => {
  it('is reported with both places', () => {
    const diagnostics = new Diagnostics();
    const texts = [system, system.replace('<PERIOD>0.1<', '<PERIOD>0.2<')];
    readModel(sources(...texts), diagnostics);
    const [conflict, ...others] = diagnostics.list.filter(({ severity }) => severity === 'error');
    expect(others).toEqual([]);
    expect(conflict?.code).toBe('element-conflict');
    const places = [conflict?.at, ...(conflict?.related ?? []).map(({ at }) => at)];
    expect(new Set(places.map((at) => at?.file.path))).toEqual(new Set(['1.arxml', '2.arxml']));
  });

  it('is one module where an ECUC module is split', () => {
    const os = (task: string, priority: number): string =>
      arxml(
        ecucModule(
          'Os',
          ecucContainer('Os/OsTask', task, { 'Os/OsTask/OsTaskPriority': priority }),
        ),
      );
    const { plan, errors } = planned(system, os('Slow', 1), os('Fast', 2));
    expect(errors).toEqual([]);
    const tasks = plan?.tasks.filter(({ assumed }) => !assumed) ?? [];
    expect(tasks.map(({ name, priority }) => ({ name, priority }))).toEqual([
      { name: 'Fast', priority: 2 },
      { name: 'Slow', priority: 1 },
    ]);
    expect(planned(os('Fast', 2), system, os('Slow', 1))).toEqual({ plan, errors });
  });

  it('is refused where a module is configured twice for one ECU', () => {
    const module = ecucModule('Os', ecucContainer('Os/OsTask', 'Task'));
    const initial = named('AR-PACKAGE', 'InitialEcuC', xml('ELEMENTS', module));
    const active = named('AR-PACKAGE', 'ActiveEcuC', xml('ELEMENTS', module));
    const { plan, errors } = planned(system, arxml(initial), arxml(active));
    expect(plan).toBeUndefined();
    expect(errors).toEqual([
      'ecuc-module-twice module Os of one ECU is configured twice: /InitialEcuC/Os and /ActiveEcuC/Os',
    ]);
  });

  it('is an error where what is missing is needed', () => {
    const { plan, errors } = planned(system.replaceAll('>/Car/SpeedIf<', '>/Car/SpeedIff<'));
    expect(plan).toBeUndefined();
    expect(errors).toEqual(
      errors.map(() => 'reference-unresolved no element /Car/SpeedIff in the given ARXML files'),
    );
  });
});

describe('communication matrices', () => {
  const matrix = arxml(
    composition('Empty', { parts: {} }),
    ...network({
      root: 'Empty',
      parts: {},
      interfaces: {},
      ecus: { A: [], B: [] },
      frames: {
        Status: {
          id: '0x18FF0000',
          from: 'A',
          to: ['B'],
          signals: { Raw: { start: 7, lengthBits: 16 } },
        },
      },
    }),
  ).replace('>STANDARD<', '>EXTENDED<');

  function read(text: string) {
    const diagnostics = new Diagnostics();
    const model = readModel(sources(text), diagnostics);
    const [frame] = canMatrix(model, diagnostics);
    const pdu = frame?.pdus[0]?.pdu;
    const signals = pdu?.kind === 'I-SIGNAL-I-PDU' ? pduSignals(pdu, model, diagnostics) : [];
    return { frame, signals, errors: errorsOf(diagnostics) };
  }

  it('have extended identifiers, hexadecimal ones, and opaque signals', () => {
    const { frame, signals, errors } = read(matrix.replace('MOST-SIGNIFICANT-BYTE-LAST', 'OPAQUE'));
    expect(errors).toEqual([]);
    expect(frame).toMatchObject({ canId: 0x18ff0000, extended: true });
    expect(signals[0]).toMatchObject({ byteOrder: 'opaque', startPosition: 7, lengthBits: 16 });
  });

  it('have group entries without START-POSITION, which are no error', () => {
    const group = named(
      'I-SIGNAL-TO-I-PDU-MAPPING',
      'Group',
      ref('I-SIGNAL-GROUP-REF', 'I-SIGNAL-GROUP', '/Car/Group'),
    );
    const elements = [group, named('I-SIGNAL-GROUP', 'Group')].map((element) =>
      arxml(element).replace(/[\s\S]*<ELEMENTS>|<\/ELEMENTS>[\s\S]*/g, ''),
    );
    const text = matrix
      .replace('<I-SIGNAL-TO-PDU-MAPPINGS>', `<I-SIGNAL-TO-PDU-MAPPINGS>${elements[0]}`)
      .replace('<ELEMENTS>', `<ELEMENTS>${elements[1]}`);
    const { signals, errors } = read(text);
    expect(errors).toEqual([]);
    expect(signals.map(({ iSignal }) => iSignal.shortName)).toEqual(['Raw']);
  });

  it('say who sends by I-PDU groups where they have no ports', () => {
    const group = (name: string, direction: string) =>
      named(
        'I-SIGNAL-I-PDU-GROUP',
        name,
        xml('COMMUNICATION-DIRECTION', direction),
        xml(
          'I-SIGNAL-I-PDUS',
          xml(
            'I-SIGNAL-I-PDU-REF-CONDITIONAL',
            ref('I-SIGNAL-I-PDU-REF', 'I-SIGNAL-I-PDU', '/Car/StatusPdu'),
          ),
        ),
      );
    const groups = arxml(group('Tx', 'OUT'), group('Rx', 'IN')).replace(
      /[\s\S]*<ELEMENTS>|<\/ELEMENTS>[\s\S]*/g,
      '',
    );
    const starts = (ecu: string, started: string) => (text: string) =>
      text.replace(
        new RegExp(`(<ECU-INSTANCE>\\s*<SHORT-NAME>${ecu}</SHORT-NAME>)`),
        `$1<ASSOCIATED-COM-I-PDU-GROUP-REFS><ASSOCIATED-COM-I-PDU-GROUP-REF>/Car/${started}` +
          '</ASSOCIATED-COM-I-PDU-GROUP-REF></ASSOCIATED-COM-I-PDU-GROUP-REFS>',
      );
    const text = matrix
      .replace(/<FRAME-PORT-REFS>[\s\S]*<\/FRAME-PORT-REFS>/, '')
      .replace('<ELEMENTS>', `<ELEMENTS>${groups}`);
    expect(read(text).frame?.pdus[0]?.senders.size).toBe(0);
    const grouped = starts('B', 'Rx')(starts('A', 'Tx')(text));
    const pdu = read(grouped).frame?.pdus[0];
    expect([...(pdu?.senders ?? [])]).toEqual(['/Car/A']);
    expect([...(pdu?.receivers ?? [])]).toEqual(['/Car/B']);

    const planOf = (file: string, ecu: string) => {
      const diagnostics = new Diagnostics();
      const plan = planEcu(readModel(sources(file), diagnostics), ecu, diagnostics);
      return { canIf: plan?.bsw.canIf, errors: errorsOf(diagnostics) };
    };
    const canIfPdu = { name: 'StatusPdu', canId: 0x18ff0000, controller: 'Can' };
    expect(planOf(grouped, 'A')).toMatchObject({ canIf: { txPdus: [canIfPdu] }, errors: [] });
    expect(planOf(grouped, 'B')).toMatchObject({ canIf: { rxPdus: [canIfPdu] }, errors: [] });
    const offChannel = grouped.replace(/<COMM-CONNECTORS>[\s\S]*<\/COMM-CONNECTORS>/, '');
    expect(planOf(offChannel, 'A')).toEqual({
      canIf: undefined,
      errors: [
        'element-incomplete /Car/A has no connector to the channel of /Car/Bus/Channel/Status',
      ],
    });
  });
});

describe('limits', () => {
  it('may be INF, and a compu method may have no CATEGORY', () => {
    const type = named(
      'IMPLEMENTATION-DATA-TYPE',
      'Speed',
      xml('CATEGORY', 'TYPE_REFERENCE'),
      xml(
        'SW-DATA-DEF-PROPS',
        xml(
          'SW-DATA-DEF-PROPS-VARIANTS',
          xml(
            'SW-DATA-DEF-PROPS-CONDITIONAL',
            ref('COMPU-METHOD-REF', 'COMPU-METHOD', '/Car/SpeedMethod'),
            ref('DATA-CONSTR-REF', 'DATA-CONSTR', '/Car/SpeedLimits'),
            ref(
              'IMPLEMENTATION-DATA-TYPE-REF',
              'IMPLEMENTATION-DATA-TYPE',
              '/AUTOSAR_Platform/ImplementationDataTypes/float32',
            ),
          ),
        ),
      ),
    );
    const limits = named(
      'DATA-CONSTR',
      'SpeedLimits',
      xml(
        'DATA-CONSTR-RULES',
        xml(
          'DATA-CONSTR-RULE',
          xml(
            'INTERNAL-CONSTRS',
            xml('LOWER-LIMIT INTERVAL-TYPE="OPEN"', '-INF'),
            xml('UPPER-LIMIT INTERVAL-TYPE="OPEN"', 'INF'),
          ),
        ),
      ),
    );
    const method = named(
      'COMPU-METHOD',
      'SpeedMethod',
      xml(
        'COMPU-INTERNAL-TO-PHYS',
        xml('COMPU-SCALES', xml('COMPU-SCALE', xml('LOWER-LIMIT', 'INF'))),
      ),
    );
    const text = system.replaceAll(
      '/AUTOSAR_Platform/ImplementationDataTypes/uint16',
      '/Car/Speed',
    );
    const { plan, errors } = planned(text, arxml(type, limits, method));
    expect(errors).toEqual([]);
    expect(plan?.types.map(({ name }) => name)).toEqual(['Speed']);
    expect(plan?.components[0]?.enumerations).toEqual([]);
  });
});
