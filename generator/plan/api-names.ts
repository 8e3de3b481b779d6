/** Names of the RTE API as SWS_Rte composes them, in one place for both languages. */

export const rteWrite = (port: string, element: string) => `Rte_Write_${port}_${element}`;
export const rteRead = (port: string, element: string) => `Rte_Read_${port}_${element}`;
export const rteIsUpdated = (port: string, element: string) => `Rte_IsUpdated_${port}_${element}`;
export const rteFeedback = (port: string, element: string) => `Rte_Feedback_${port}_${element}`;
export const rteCall = (port: string, operation: string) => `Rte_Call_${port}_${operation}`;
export const rteInitValue = (port: string, element: string) => `Rte_InitValue_${port}_${element}`;
export const rteApplicationError = (portInterface: string, error: string) =>
  `RTE_E_${portInterface}_${error}`;

/** COM call-backs, by signal or signal group. */
export const rteComCallback = (signal: string) => `Rte_COMCbk_${signal}`;
export const rteComAcknowledge = (signal: string) => `Rte_COMCbkTAck_${signal}`;
export const rteComError = (signal: string) => `Rte_COMCbkTErr_${signal}`;
export const rteComRxTimeout = (signal: string) => `Rte_COMCbkRxTOut_${signal}`;
export const rteComTxTimeout = (signal: string) => `Rte_COMCbkTxTOut_${signal}`;

// Hooks of the VFB trace, by what they tell of. A trace client's stand after `Rte_`.

type Phase = 'Start' | 'Return';

export const rteCallHook = (call: string, component: string, phase: Phase) =>
  `${call.replace(/^Rte_([A-Za-z]+)_/, `Rte_$1Hook_${component}_`)}_${phase}`;
export const rteRunnableHook = (component: string, runnable: string, phase: Phase) =>
  `Rte_Runnable_${component}_${runnable}_${phase}`;
export const rteSignalHook = (signal: string, way: 'SigTx' | 'SigRx') =>
  `Rte_ComHook_${signal}_${way}`;
/** Rte_ComHook<event>_<signal>: Rx, TAck, TErr, RxTOut, TxTOut. */
export const rteComCallbackHook = (callback: string) =>
  callback.replace(/^Rte_COMCbk([A-Za-z]*)_/, (_, event) => `Rte_ComHook${event || 'Rx'}_`);
export const rteTaskHook = (
  what: 'Activate' | 'Dispatch' | 'SetEvent' | 'WaitEvent' | 'WaitEventRet',
) => `Rte_Task_${what}`;
export const rteClientHook = (hook: string, client: string) =>
  hook.replace(/^Rte_/, `Rte_${client}_`);
