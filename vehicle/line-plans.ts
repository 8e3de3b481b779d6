/** Who takes part over a serial line: from the setup of ECUs and buses to lines, each checked. */
import type { PinMapping } from '../bsw-sim/bridge/board-pins.ts';
import { bitRateCommand } from '../bsw-sim/bridge/slcan-frames.ts';
import type { Diagnostics } from '../generator/diagnostics/diagnostics.ts';
import type { BusesPlan } from './buses.ts';
import { isBoard, type Member } from './members.ts';
import type { Stimulus, VehicleSetup } from './vehicle-setup.ts';

export type LinePlan = LineOfEcu | LineOfBus | LineOfPins;

interface Line {
  /** In recordings, reports and the trace. */
  readonly name: string;
  readonly port: string;
  readonly baud: number;
}

export interface LineOfEcu extends Line {
  readonly kind: 'board';
  readonly ecu: string;
  readonly controller: string;
  readonly bus: string;
  readonly bitRateCommand: string;
}

export interface LineOfPins extends Line {
  readonly kind: 'io';
  readonly ecu: string;
  readonly mappings: readonly PinMapping[];
  readonly reportMs: number;
}

export type LineOfBus = Line & { readonly bus: string } & (
    | {
        readonly kind: 'bridge';
        readonly transmits: boolean;
        readonly bitRateCommand: string;
      }
    | { readonly kind: 'adapter' }
  );

/** A board has no bus whose bit rate it could miss. */
const anyBitRate = 'S6';

/** By name. */
export function planLines(
  setup: VehicleSetup,
  members: readonly Member[],
  buses: BusesPlan,
  diagnostics: Diagnostics,
): LinePlan[] {
  const lines = [
    ...members.flatMap((member) => linesOfEcu(member, buses, diagnostics)),
    ...linesOfBuses(setup, buses, diagnostics),
  ];
  const uses = new Map<string, string[]>();
  for (const { port, name } of lines) uses.set(port, [...(uses.get(port) ?? []), name]);
  for (const [port, names] of uses) {
    if (names.length < 2) continue;
    diagnostics.report('port-twice', undefined, { port, lines: names.join(' and ') });
  }
  return lines.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function linesOfEcu(member: Member, buses: BusesPlan, diagnostics: Diagnostics): LinePlan[] {
  const { name: ecu, setup } = member;
  const { board, io } = setup;
  const lines: LinePlan[] = [];
  if (board !== undefined) {
    const [first, ...others] = buses.controllers.get(ecu) ?? [];
    if (first === undefined || others.length > 0) {
      const count = first === undefined ? 0 : 1 + others.length;
      diagnostics.report('board-buses', board.at, { ecu, count });
    } else {
      const [controller, bus] = first;
      const rate = buses.buses.find(({ name }) => name === bus)?.bitRate ?? 0;
      lines.push({
        kind: 'board',
        name: `${ecu}.board`,
        port: board.port,
        baud: board.baud,
        ecu,
        controller,
        bus,
        bitRateCommand: bitRateCommand(rate) ?? anyBitRate,
      });
    }
  }
  if (io?.port !== undefined) {
    const { mappings, reportMs, port } = io;
    if (board !== undefined) diagnostics.report('pins-of-board', io.at, { ecu });
    if (mappings.length === 0) diagnostics.report('pins-unmapped', io.at, { ecu });
    const line = { name: `${ecu}.io`, port: port.port, baud: port.baud };
    lines.push({ kind: 'io', ...line, ecu, mappings, reportMs });
  }
  if (io !== undefined) checkChannels(member, io, diagnostics);
  return lines;
}

function checkChannels(
  { name: ecu, plan }: Member,
  { mappings, at }: NonNullable<Member['setup']['io']>,
  diagnostics: Diagnostics,
): void {
  const { adc, dio, pwm } = plan.bsw;
  for (const { as, channel } of mappings) {
    const driver = as === 'analog-input' ? 'adc' : as === 'pwm-output' ? 'pwm' : 'dio';
    const channels = { adc: adc.groups, dio: dio.channels, pwm: pwm.channels }[driver];
    if (channels.some(({ name }) => name === channel)) continue;
    const known = channels.map(({ name }) => name).join(', ') || 'none';
    diagnostics.report('pin-unknown', at, { ecu, driver, channel, known });
  }
}

function linesOfBuses(setup: VehicleSetup, buses: BusesPlan, diagnostics: Diagnostics): LinePlan[] {
  return setup.buses.flatMap(({ name: bus, bridge, adapter }): LinePlan[] => {
    const plan = buses.buses.find(({ name }) => name === bus);
    // An unknown bus has been reported.
    if (plan === undefined) return [];
    const lines: LinePlan[] = [];
    if (adapter !== undefined) {
      const { port, baud } = adapter;
      lines.push({ kind: 'adapter', name: `${bus}.adapter`, port, baud, bus });
    }
    if (bridge !== undefined) {
      const { port, baud, transmits } = bridge;
      const command = bitRateCommand(plan.bitRate, bridge.s7);
      if (command === undefined) {
        diagnostics.report('bridge-bit-rate', bridge.at, { bus, bitRate: plan.bitRate });
      } else {
        const line = { name: `${bus}.bridge`, port, baud, bus };
        lines.push({ kind: 'bridge', ...line, transmits, bitRateCommand: command });
      }
    }
    return lines;
  });
}

/** The line that has the point in the place of the simulation: of a board, or an input of pins. */
export function lineOfPoint(target: string, members: readonly Member[]): string | undefined {
  const [ecu, driver, channel] = target.split('.');
  const member = members.find(({ name }) => name === ecu);
  if (member === undefined) return undefined;
  if (isBoard(member)) return `${ecu}.board`;
  const { io } = member.setup;
  const isMapped = io?.mappings.some((one) => {
    if (one.channel !== channel) return false;
    return driver === (one.as === 'analog-input' ? 'adc' : one.as === 'pwm-output' ? 'pwm' : 'dio');
  });
  return isMapped && io?.port !== undefined ? `${ecu}.io` : undefined;
}

/** Stimuli for what is not simulated are left out, with a warning for each target. */
export function stimuliOfSimulation(
  stimuli: readonly Stimulus[],
  members: readonly Member[],
  diagnostics: Diagnostics,
): Stimulus[] {
  const reported = new Set<string>();
  return stimuli.filter(({ target, at }) => {
    const line = lineOfPoint(target, members);
    if (line === undefined) return true;
    if (!reported.has(target)) diagnostics.report('stimulus-without-point', at, { target, line });
    reported.add(target);
    return false;
  });
}
