/**
 * The library `vfb`: load a vehicle and run it, or use the generator's stages one by one.
 *
 * ```ts
 * import { loadVehicle } from 'vfb';
 * const vehicle = await loadVehicle('my.vehicle.json');
 * vehicle.set('Front.adc.Pedal', 0.8);
 * vehicle.run('500ms');
 * console.log(vehicle.get('Dashboard.pwm.Needle'), vehicle.bus('CAN').load);
 * ```
 */

export type { LineStatistics } from '../bsw-sim/bridge/line-statistics.ts';
export type { LockstepBoard } from '../bsw-sim/bridge/lockstep.ts';
export { formatCandump } from '../bsw-sim/bus/candump.ts';
export { formatRecord, type Trace, type TraceRecord } from '../bsw-sim/sim/trace.ts';
export {
  type Diagnostic,
  Diagnostics,
  type DiagnosticsOptions,
  type Severity,
} from '../generator/diagnostics/diagnostics.ts';
export {
  diagnosticToJson,
  formatDiagnostic,
  formatSummary,
} from '../generator/diagnostics/print.ts';
export {
  check,
  ecuNames,
  emitCContract,
  emitEcuc,
  emitSkeletons,
  emitTypeScript,
  type GeneratedFile,
  planContract,
  planEcu,
  readModel,
} from '../generator/pipeline.ts';
export type { RtePlan } from '../generator/plan/rte-plan.ts';
export type { Position, SourceFile } from '../generator/syntax/element.ts';
export { decodeSource } from '../generator/syntax/read-file.ts';
export type { SignalValue } from '../rte/typescript/configuration.ts';
export type { FailureView } from './failures.ts';
export type { LineView } from './lines.ts';
export { type LoadOptions, loadVehicle } from './load-vehicle.ts';
export { PointError } from './points.ts';
export type { Snapshot } from './snapshot.ts';
export { formatTime, parseTime } from './time.ts';
export type { RealTimeOptions, Vehicle } from './vehicle.ts';
export { VehicleError } from './vehicle-error.ts';
export type {
  BridgeDescription,
  BusDescription,
  EcuDescription,
  IoDescription,
  PortDescription,
  StimulusDescription,
  StimulusValue,
  SystemDescription,
  VehicleDescription,
} from './vehicle-file.ts';
export type { BusView, EcuView, FrameView, TaskView } from './views.ts';
