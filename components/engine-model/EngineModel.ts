/**
 * Stands in for the engine, the gearbox and the road, so that the control loop closes: torque in,
 * speeds out. Physics is kept to what a look at the gauges can tell.
 */
import {
  type EngineStatusType,
  type EngineVariantType,
  GEAR_FIRST,
  GEAR_FOURTH,
  GEAR_NEUTRAL,
  type Rte_EngineModel,
} from 'Rte_EngineModel';
import { out, RTE_E_OK } from 'vfb/rte';

const stepSeconds = 0.02;
const idleRpm = 800;
const upshiftRpm = 2800;
const downshiftRpm = 1200;

/** By gear, neutral first: engine speed per km/h, and km/h gained per second and Nm. */
const rpmPerKph = [0, 130, 75, 50, 38];
const gainPerNm = [0, 0.2, 0.12, 0.08, 0.06];

/** "20TS": two litres, turbocharged, sports version. */
const variant: EngineVariantType = Uint8Array.from([0x32, 0x30, 0x54, 0x53]);

const demand = out(0);
const limit = out(0);
const drag = out(0);
const status: EngineStatusType = {
  speed: idleRpm * 4,
  torque: 0,
  gear: GEAR_NEUTRAL,
  coolant: 60,
  running: false,
};

let kph = 0;
let coolantCelsius = 20;
let operatingTime = 0;

/** Once, before any task runs. */
export function EngineModel_Init(self: Rte_EngineModel): void {
  self.Rte_Write_Service_variant(variant);
}

/** Every 20 ms. */
export function EngineModel_Step(self: Rte_EngineModel): void {
  self.Rte_Read_Torque_value(demand);
  // The torques a map knows nothing of are zero.
  if (self.Rte_Call_FullLoadMap_Lookup(status.speed, 1000, limit) !== RTE_E_OK) limit.value = 0;
  if (self.Rte_Call_DragMap_Lookup(status.speed, 0, drag) !== RTE_E_OK) drag.value = 0;
  const driveNm = Math.min(demand.value, limit.value) / 10;
  const crankshaftNm = driveNm - drag.value / 10;

  const rolling = 0.4 + 0.01 * kph;
  kph += ((gainPerNm[status.gear] ?? 0) * crankshaftNm - rolling) * stepSeconds;
  kph = Math.max(0, Math.min(300, kph));
  coolantCelsius = Math.min(95, coolantCelsius + 0.02 * driveNm * stepSeconds);

  // While driving off the clutch slips: the engine turns faster than the wheels would make it.
  const rpm = Math.max(idleRpm + 7 * driveNm, kph * (rpmPerKph[status.gear] ?? 0));
  status.gear = nextGear(rpm, driveNm);
  status.speed = Math.round(rpm * 4);
  status.torque = Math.round(crankshaftNm * 10);
  status.coolant = Math.round(coolantCelsius + 40);
  status.running = true;

  self.Rte_Write_Speed_value(status.speed);
  self.Rte_Write_Engine_status(status);
  self.Rte_Write_Motion_speed(Math.round(kph * 100));
}

/** Every 100 ms. */
export function EngineModel_CountTime(self: Rte_EngineModel): void {
  operatingTime += 1;
  self.Rte_Write_Service_operatingTime(operatingTime);
}

function nextGear(rpm: number, driveNm: number): number {
  const { gear } = status;
  if (kph === 0) return driveNm > 0 ? GEAR_FIRST : GEAR_NEUTRAL;
  const wheelRpm = kph * (rpmPerKph[gear] ?? 0);
  const clutchSlips = rpm > wheelRpm;
  if (wheelRpm > upshiftRpm && !clutchSlips && gear < GEAR_FOURTH) return gear + 1;
  if (wheelRpm < downshiftRpm && gear > GEAR_FIRST) return gear - 1;
  return gear;
}
