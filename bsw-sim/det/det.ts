/**
 * The module Det of one ECU (SWS_Det): development errors, such as a channel that does not exist.
 * They are bugs of the ECU's software, not of the simulation, so they are recorded and the run
 * goes on, as it would on the target.
 */
import { E_OK, type Std_ReturnType } from '../../rte/typescript/index.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { Trace } from '../sim/trace.ts';

/** What a module needs of Det. */
export interface DevelopmentErrors {
  Det_ReportError(
    moduleId: number,
    instanceId: number,
    apiId: number,
    errorId: number,
  ): Std_ReturnType;
}

/** Module ids of the list of basic software modules, for those that report here. */
export const ModuleId = { Dio: 120, Pwm: 121, Adc: 123 } as const;

const moduleNames = new Map<number, string>(
  Object.entries(ModuleId).map(([name, id]) => [id, name]),
);

export class Det implements DevelopmentErrors {
  /** Errors reported since the start. */
  errorCount = 0;

  private readonly ecu: string;
  private readonly trace: Trace;
  private readonly now: () => number;
  private readonly kind: number;

  constructor(options: {
    readonly ecu: string;
    readonly trace: Trace;
    readonly now: () => number;
  }) {
    this.ecu = options.ecu;
    this.trace = options.trace;
    this.now = options.now;
    this.kind = options.trace.kind('det-error');
  }

  transfer(tape: StateTape): void {
    this.errorCount = tape.number(this.errorCount);
  }

  /** Recorded as `det-error` of `<module>[<instance>].0x<api>`, the value being the error id. */
  Det_ReportError(
    moduleId: number,
    instanceId: number,
    apiId: number,
    errorId: number,
  ): Std_ReturnType {
    this.errorCount++;
    if (this.trace.enabled) {
      const module = moduleNames.get(moduleId) ?? `Module${moduleId}`;
      const api = apiId.toString(16).padStart(2, '0');
      const subject = this.trace.subject(this.ecu, `${module}[${instanceId}].0x${api}`);
      this.trace.recordNumber(this.now(), this.kind, subject, errorId);
    }
    return E_OK;
  }
}
