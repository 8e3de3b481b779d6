/*
 * The part of AUTOSAR Com that a generated RTE needs: signals and signal groups in I-PDUs of classic CAN,
 * transmission modes, deadlines, notifications. Time is counted in calls of the main functions.
 */
#ifndef COM_H
#define COM_H

#include "Std_Types.h"

typedef uint16 Com_SignalIdType;
typedef uint16 Com_SignalGroupIdType;

#include "Com_Cfg.h"

#define COM_SERVICE_NOT_AVAILABLE ((uint8)0x80U)

/* To the object of the signal's type, from it. COM_SERVICE_NOT_AVAILABLE while I-PDUs are stopped. */
extern uint8 Com_SendSignal(Com_SignalIdType signal, const void *data);
extern uint8 Com_ReceiveSignal(Com_SignalIdType signal, void *data);

/* Group signals are written to a shadow, and read from it; these bring it to the I-PDU, and the other way. */
extern uint8 Com_SendSignalGroup(Com_SignalGroupIdType group);
extern uint8 Com_ReceiveSignalGroup(Com_SignalGroupIdType group);

/* Every ComTxTimeBase and ComRxTimeBase. */
extern void Com_MainFunctionTx(void);
extern void Com_MainFunctionRx(void);

/* ---- start and stop, of the one group that holds every I-PDU ----------------------------------------- */

/* Initial values everywhere; stopped. */
extern void Com_Init(void);
extern void Com_IpduGroupStart(boolean initialize);
/* Forgets what is outstanding; whose transmission nobody has confirmed is notified of the error. */
extern void Com_IpduGroupStop(void);

/* ---- from below: I-PDUs by their numbers among those of their direction ------------------------------- */

/* `data` is as long as the I-PDU. */
extern void Com_RxIndication(uint16 rxIPdu, const uint8 *data);
extern void Com_TxConfirmation(uint16 txIPdu);

#endif
