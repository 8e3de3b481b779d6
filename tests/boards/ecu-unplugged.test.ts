/** The cable of a board that is an ECU is pulled and plugged in again, in real time, while its firmware runs on. */
import { expect, it } from 'vitest';
import { loadVehicle, type Vehicle } from '../../vehicle/index.ts';
import { BodyPinsInQemu, bootBody } from '../helpers/boards/body-in-qemu.ts';
import { canBuildFor } from '../helpers/boards/ecu-images.ts';
import { hasQemu } from '../helpers/boards/qemu.ts';
import { QemuOnPty } from '../helpers/boards/qemu-on-pty.ts';
import { hasSocat, until } from '../helpers/pty-pair.ts';

const hasTools = hasQemu && hasSocat && canBuildFor('lm3s6965evb');
if (!hasTools)
  console.warn('a board that is unplugged: skipped, it takes qemu-system-arm, socat and gcc');

const example = 'arxml/pedal-to-dashboard/pedal-to-dashboard.vehicle.json';

it.skipIf(!hasTools && process.env.CI !== 'true')(
  'an ECU in QEMU that is unplugged goes on, so does the simulation, and then they are one again',
  async () => {
    const qemu = await bootBody('lm3s6965evb');
    const board = new QemuOnPty(qemu);
    let vehicle: Vehicle | undefined;
    let isOver = false;
    try {
      await board.start();
      vehicle = await loadVehicle(example, { boards: { Body: { port: board.path } } });
      const { lines } = vehicle;
      expect(lines).toHaveLength(1);
      const isOnline = (): boolean => vehicle?.lines[0]?.isOnline === true;
      const flashes = (): number => Number(vehicle?.get('Dashboard.signal.BlinkCount'));
      const running = vehicle.runRealTime('10min', { isStopped: () => isOver });

      await until(isOnline, 'the board did not come online');
      new BodyPinsInQemu(qemu).set('StalkLeft', 1);
      await until(() => flashes() >= 2, 'the board does not blink');

      await board.pull();
      await until(() => !isOnline(), 'nobody noticed');
      const [pulledNs, before] = [vehicle.nowNs, flashes()];
      await until(() => Number(vehicle?.nowNs) > pulledNs + 2e9, 'the simulation stands still');
      expect(flashes()).toBe(before);

      await board.plug();
      await until(isOnline, 'the board did not come back');
      // Nobody has reset it: it has counted on, two flashes a second.
      await until(() => flashes() > before + 3, 'it says nothing any more');
      isOver = true;
      await running;
      await vehicle.close();
      const codes = vehicle.diagnostics.map(({ code }) => code);
      expect(codes).toContain('line-lost');
      expect(vehicle.lines[0]?.statistics).toMatchObject({ connections: 2, losses: 1 });
    } finally {
      isOver = true;
      await vehicle?.close();
      await board.end();
    }
  },
  180_000,
);
