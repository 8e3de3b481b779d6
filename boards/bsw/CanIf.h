/* PDUs become frames and frames become PDUs. Called with the lock of the OS held. */
#ifndef CANIF_H
#define CANIF_H

#include "CanIf_Cfg.h"
#include "Std_Types.h"

/* Frames dropped because they were shorter than their PDU; stays at its largest value. */
extern uint8 CanIf_TooShortFrames;

/* Forgets what waits in the transmit buffers. */
extern void CanIf_Init(void);

/*
 * Copies the PDU and sends it. While every mailbox is taken, a buffered PDU waits for one, and a newer
 * instance of it replaces the waiting one. E_NOT_OK where the controller is stopped, or every mailbox is
 * taken and the PDU is not buffered.
 */
extern Std_ReturnType CanIf_Transmit(uint16 txPdu, const uint8 *data);

/* For Can: the mailbox is free again already. */
extern void CanIf_TxConfirmation(uint16 txPdu);
/* A mailbox is free again whose frame was given up. */
extern void CanIf_TxCancelled(void);
extern void CanIf_RxIndication(uint32 id, boolean isExtended, const uint8 *data, uint8 length);

#endif
