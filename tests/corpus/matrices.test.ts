/**
 * Communication matrices of other people against what two independent readers, cantools and
 * canmatrix, say of them: where every signal of a plain I-PDU lies, and how it is to be read.
 */
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MatrixFrame, MatrixPdu } from '../../generator/system/can-matrix.ts';
import { canMatrix, pduSignals } from '../../generator/system/can-matrix.ts';
import { Diagnostics, loadVehicle, type readModel } from '../../vehicle/index.ts';
import { corpus, corpusMissing, errorsOf, filesBelow, readAndPlan, readText } from './corpus.ts';

/** A frame as `expected/*.json` has it; cantools says `start`, canmatrix `start_lsb0`. */
interface ExpectedFrame {
  readonly name: string;
  readonly id: number;
  readonly ext: boolean;
  readonly fd: boolean;
  readonly len: number;
  readonly signals: readonly {
    readonly name: string;
    readonly start?: number;
    readonly start_lsb0?: number;
    readonly len: number;
    readonly order: string;
    readonly signed: boolean;
    readonly flt: boolean;
  }[];
}

interface Layout {
  readonly name: string;
  /** Of the least significant bit for little endian, of the most significant one for big endian. */
  readonly startPosition: number;
  readonly lengthBits: number;
  readonly byteOrder: string;
  readonly signed: boolean;
  readonly float: boolean;
}

/** Frames whose PDU is no plain I-SIGNAL-I-PDU, and what it is. */
const otherPdus: Readonly<Record<string, string>> = {
  MultiplexedMessage: 'MULTIPLEXED-I-PDU',
  Message3: 'SECURED-I-PDU',
  OneToContainThemAll: 'CONTAINER-I-PDU',
  AlarmStatus: 'NM-PDU',
  Frame_With_Container: 'CONTAINER-I-PDU',
  TestFrame: 'CONTAINER-I-PDU',
  Trame4PDUS: 'CONTAINER-I-PDU',
  Trame2PDUs: 'CONTAINER-I-PDU',
};

/** Matrices in AUTOSAR 3, which is not read. */
const autosar3 = ['system-3.2.3.arxml', 'ARXMLSecuredPDUTest.arxml', 'test.arxml'];

function byName(a: Layout, b: Layout): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function expectedLayouts({ signals }: ExpectedFrame): Layout[] {
  return signals
    .map(({ name, start, start_lsb0, len, order, signed, flt }) => ({
      name,
      startPosition: start ?? start_lsb0 ?? -1,
      lengthBits: len,
      byteOrder: `${order.split('_')[0]}-endian`,
      signed: signed || flt,
      float: flt,
    }))
    .sort(byName);
}

function layoutsOf(pdus: readonly MatrixPdu[], model: ReturnType<typeof readModel>): Layout[] {
  return pdus
    .flatMap(({ pdu, offsetBytes }) => {
      if (pdu.kind !== 'I-SIGNAL-I-PDU') return [];
      const diagnostics = new Diagnostics();
      const signals = pduSignals(pdu, model, diagnostics);
      expect(errorsOf(diagnostics)).toEqual([]);
      return signals.map(({ iSignal, startPosition, lengthBits, byteOrder, baseType = '' }) => ({
        name: iSignal.shortName,
        startPosition: offsetBytes * 8 + startPosition,
        lengthBits,
        byteOrder,
        signed: /^(sint|float)/.test(baseType),
        float: baseType.startsWith('float'),
      }));
    })
    .sort(byName);
}

const readings = filesBelow('.', /\/expected\/.*\.json$/).map((path) => {
  const name = basename(path).replace(/\.(cantools|canmatrix)\.json$/, '');
  const [origin = ''] = path.split('/');
  const source = filesBelow(origin, /\.arxml$/).find(
    (file) => basename(file) === name && !file.includes('/reference/'),
  );
  return { path, name, source: source ?? path };
});
const supported = readings.filter(({ name }) => !autosar3.includes(name));

describe.skipIf(corpusMissing)('the CAN matrices of the corpus', () => {
  it.each(supported)('$path says what we read', ({ path, source }) => {
    const { model } = readAndPlan([source], { allowUnsupported: true });
    const frames = canMatrix(model, new Diagnostics());
    const expected: readonly ExpectedFrame[] = JSON.parse(readText(path));
    expect(frames.map(({ canId }) => canId).sort()).toEqual(expected.map(({ id }) => id).sort());
    for (const wanted of expected) {
      const frame = frames.find(
        ({ canId, extended }) => canId === wanted.id && extended === wanted.ext,
      );
      expect(frame?.frame.shortName).toBe(wanted.name);
      if (frame === undefined) continue;
      expect(frame.frame.lengthBytes).toSatisfy((bytes: number) => isLength(bytes, wanted.len));
      expect(frame.fd, `${wanted.name} is CAN FD`).toBe(wanted.fd);
      const other = otherPdus[wanted.name];
      if (other !== undefined) expect(kindsOf(frame)).toEqual([other]);
      else expect(layoutsOf(frame.pdus, model), wanted.name).toEqual(expectedLayouts(wanted));
    }
  });

  it('have signals of both byte orders, signs, and CAN FD among them', () => {
    const frames = supported
      .flatMap(({ path }) => JSON.parse(readText(path)) as ExpectedFrame[])
      .filter(({ name }) => otherPdus[name] === undefined);
    const signals = frames.flatMap((frame) => frame.signals);
    expect(new Set(signals.map(({ order }) => order.split('_')[0]))).toEqual(
      new Set(['little', 'big']),
    );
    expect(new Set(signals.map(({ signed }) => signed))).toEqual(new Set([true, false]));
    expect(new Set(frames.map(({ fd }) => fd))).toEqual(new Set([true, false]));
  });

  it('of AUTOSAR 3 are refused as such', () => {
    for (const { source } of readings.filter(({ name }) => autosar3.includes(name))) {
      const { diagnostics, plans } = readAndPlan([source]);
      expect(diagnostics.list.map(({ code }) => code)).toContain('autosar-3');
      expect(errorsOf(diagnostics)).toHaveLength(1);
      expect(plans.size).toBe(0);
    }
  });
});

const cantools = 'cantools__cantools/tests/files/arxml';

/** Wrong on purpose, or odd; '' where nothing in the file is needed, so that nothing is amiss. */
const oddFiles: Readonly<Record<string, string>> = {
  compu_method_no_category: '',
  'ecu-extract-4.2': '',
  'system-DAI-3.1.2': 'autosar-3',
  'system-bad-root-tag-4.2': 'root-not-autosar',
  'system-float-limits-missing-compu-scale-4.2': '',
  'system-illegal-namespace-4.2': 'namespace-unknown',
  'system-illegal-root-4.2': 'root-not-autosar',
  'system-illegal-version-4.2.2.1.0': 'namespace-unknown',
  'system-missing-denominator-4.2': '',
  'system-missing-factor-4.2': '',
  'system-missing-rational-4.2': '',
};

describe.skipIf(corpusMissing)('the odd files of cantools', () => {
  it.each(Object.entries(oddFiles))('%s: %s', (name, code) => {
    const { diagnostics } = readAndPlan([`${cantools}/${name}.arxml`]);
    const codes = diagnostics.list
      .filter(({ severity }) => severity === 'error')
      .map((diagnostic) => diagnostic.code);
    expect(codes).toEqual(code === '' ? [] : [code]);
  });

  it('system-dangling-reference-4.2: the frame that is not there, once the matrix is needed', () => {
    const { model, diagnostics } = readAndPlan([`${cantools}/system-dangling-reference-4.2.arxml`]);
    expect(canMatrix(model, diagnostics)).toEqual([]);
    expect(diagnostics.list.map(({ code }) => code)).toContain('reference-unresolved');
  });

  it('system-4.2: who sends is known from I-PDU groups, and its plain frames run', async () => {
    const vehicle = await loadVehicle(
      {
        systems: [{ arxml: [join(corpus, cantools, 'system-4.2.arxml')], ecus: ['DJ', 'Dancer'] }],
        restBus: ['DJ', 'Dancer'],
        stimuli: [{ at: '1ms', set: 'DJ.signal.signal2', to: 5 }],
      },
      { allowUnsupported: true },
    );
    vehicle.run('100ms');
    expect(vehicle.buses.flatMap(({ frames }) => frames)).toMatchObject([
      { id: '0x065', matrix: { pdu: 'message4', sender: 'DJ' } },
    ]);
  });
});

/** canmatrix rounds the length of a CAN FD frame up to one that exists. */
function isLength(bytes: number, theirs: number): boolean {
  const lengths = [12, 16, 20, 24, 32, 48, 64];
  return bytes === theirs || lengths.find((length) => length >= bytes) === theirs;
}

function kindsOf({ pdus }: MatrixFrame): string[] {
  return pdus.map(({ pdu }) => pdu.kind);
}
