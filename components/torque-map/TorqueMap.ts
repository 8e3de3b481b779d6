/** Characteristic maps of the engine, each a row of torques over engine speed. */
import { RTE_E_TorqueLookup_OUTSIDE_MAP, type Rte_TorqueMap } from 'Rte_TorqueMap';
import { type Out, RTE_E_OK, type Std_ReturnType } from 'vfb/rte';

/** Torques in 0.1 Nm at 0, 800, 1600, ... 8000 rpm. */
const fullLoad = [600, 1100, 1500, 1800, 1950, 2000, 1950, 1800, 1550, 1200, 0];
const drag = [60, 80, 110, 150, 200, 260, 330, 400, 480, 570, 670];

/** 800 rpm in the unit of engine speed, 0.25 rpm. */
const step = 3200;

/** The port-defined argument of a port: which map it stands for. */
const driveMap = 0;

/** Server of Drive.Lookup and Drag.Lookup. `speed` in 0.25 rpm, `pedal` in permille. */
export function TorqueMap_Lookup(
  _self: Rte_TorqueMap,
  map: number,
  speed: number,
  pedal: number,
  torque: Out<number>,
): Std_ReturnType {
  if (speed >= step * (fullLoad.length - 1)) return RTE_E_TorqueLookup_OUTSIDE_MAP;
  torque.value =
    map === driveMap
      ? Math.round((interpolate(fullLoad, speed) * pedal) / 1000)
      : Math.round(interpolate(drag, speed));
  return RTE_E_OK;
}

function interpolate(row: readonly number[], speed: number): number {
  const index = Math.floor(speed / step);
  const lower = row[index] ?? 0;
  const upper = row[index + 1] ?? lower;
  return lower + ((upper - lower) * (speed - index * step)) / step;
}
