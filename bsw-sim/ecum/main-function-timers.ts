/** Which main functions the start-up code has to call, since no OS task does, and how often. */
import type { EcuConfiguration } from '../../rte/typescript/index.ts';

/** The main functions of the modules of one ECU. */
export interface MainFunctions {
  Can_MainFunction_Write(): void;
  Can_MainFunction_Read(): void;
  Com_MainFunctionRx(): void;
  Com_MainFunctionTx(): void;
}

export interface MainFunctionTimer {
  readonly name: keyof MainFunctions;
  readonly periodNs: number;
}

/**
 * `calledByTasks` are the functions that tasks call. The order is that of calls at one instant: what
 * was sent and received first, then what is to be sent. A module whose main function would have
 * nothing to do gets no timer; one that polls several controllers takes the shortest period.
 */
export function mainFunctionTimers(
  configuration: EcuConfiguration,
  calledByTasks: ReadonlySet<string>,
): readonly MainFunctionTimer[] {
  const { com, can } = configuration;
  const pollsTx = can.controllers.filter(({ txProcessing }) => txProcessing === 'POLLING');
  const pollsRx = can.controllers.filter(({ rxProcessing }) => rxProcessing === 'POLLING');
  const receives = com.iPdus.some(({ direction }) => direction === 'RECEIVE');
  const sends = com.iPdus.some(({ direction }) => direction === 'SEND');
  const candidates: readonly (MainFunctionTimer & { readonly isNeeded: boolean })[] = [
    {
      name: 'Can_MainFunction_Write',
      periodNs: Math.min(...pollsTx.map((controller) => controller.mainFunctionWritePeriodNs)),
      isNeeded: pollsTx.length > 0,
    },
    {
      name: 'Can_MainFunction_Read',
      periodNs: Math.min(...pollsRx.map((controller) => controller.mainFunctionReadPeriodNs)),
      isNeeded: pollsRx.length > 0,
    },
    { name: 'Com_MainFunctionRx', periodNs: com.rxTimeBaseNs, isNeeded: receives },
    { name: 'Com_MainFunctionTx', periodNs: com.txTimeBaseNs, isNeeded: sends },
  ];
  return candidates
    .filter(({ name, isNeeded }) => isNeeded && !calledByTasks.has(name))
    .map(({ name, periodNs }) => ({ name, periodNs }));
}
