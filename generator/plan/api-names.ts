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
