/** EcuM_Cfg: main functions that no task calls, as a timer of the start-up code calls them. */
import type { RtePlan } from '../../../plan/rte-plan.ts';
import { tickNs } from './options.ts';

export interface MainFunction {
  readonly name: string;
  readonly periodNs: number;
}

/** In the order of calls at one instant: what was sent and received first, then what is to be sent. */
export function mainFunctions(plan: RtePlan): readonly MainFunction[] {
  const { com, can, schedulableEntities } = plan.bsw;
  const polled = (processing: 'txProcessing' | 'rxProcessing') =>
    can.controllers.filter((controller) => controller[processing] === 'POLLING');
  const has = (direction: 'SEND' | 'RECEIVE') =>
    com.iPdus.some((iPdu) => iPdu.direction === direction);
  const candidates = [
    ...polled('txProcessing').map((controller) => ({
      name: 'Can_MainFunction_Write',
      periodNs: controller.mainFunctionWritePeriodNs,
    })),
    ...polled('rxProcessing').map((controller) => ({
      name: 'Can_MainFunction_Read',
      periodNs: controller.mainFunctionReadPeriodNs,
    })),
    ...(has('RECEIVE') ? [{ name: 'Com_MainFunctionRx', periodNs: com.rxTimeBaseNs }] : []),
    ...(has('SEND') ? [{ name: 'Com_MainFunctionTx', periodNs: com.txTimeBaseNs }] : []),
  ];
  return candidates.filter(({ name }) => !schedulableEntities.includes(name));
}

export function ecuMView(plan: RtePlan) {
  return {
    mainFunctions: mainFunctions(plan).map(({ name, periodNs }) => ({
      name,
      counter: `until${name.replaceAll('_', '')}`,
      reload: periodNs / tickNs - 1,
    })),
  };
}
