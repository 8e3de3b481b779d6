/* Three tables. */
#include "PduR.h"

#include "CanIf.h"
#include "Com.h"
#include "PduR_Cfg.h"

static uint16 routeOf(const uint16 *route)
{
    uint16 destination;
    Compiler_FromFlash(&destination, route, sizeof destination);
    return destination;
}

Std_ReturnType PduR_ComTransmit(uint16 txIPdu, const uint8 *data)
{
    const uint16 txPdu = routeOf(&PduR_Transmit[txIPdu]);
    return (txPdu == PDUR_NOWHERE) ? E_NOT_OK : CanIf_Transmit(txPdu, data);
}

void PduR_CanIfRxIndication(uint16 rxPdu, const uint8 *data)
{
    const uint16 rxIPdu = routeOf(&PduR_Receive[rxPdu]);
    if (rxIPdu != PDUR_NOWHERE) { Com_RxIndication(rxIPdu, data); }
}

void PduR_CanIfTxConfirmation(uint16 txPdu)
{
    const uint16 txIPdu = routeOf(&PduR_Confirm[txPdu]);
    if (txIPdu != PDUR_NOWHERE) { Com_TxConfirmation(txIPdu); }
}
