/* Which PDU of CanIf carries which I-PDU of Com. */
#ifndef PDUR_H
#define PDUR_H

#include "Std_Types.h"

/* E_NOT_OK where CanIf refuses, or no PDU carries the I-PDU. */
extern Std_ReturnType PduR_ComTransmit(uint16 txIPdu, const uint8 *data);

/* What goes nowhere is dropped: CanIf may know more than this ECU's Com wants. */
extern void PduR_CanIfRxIndication(uint16 rxPdu, const uint8 *data);
extern void PduR_CanIfTxConfirmation(uint16 txPdu);

#endif
