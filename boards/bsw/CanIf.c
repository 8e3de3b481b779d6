/* Transmit buffers, and the filter of received frames. */
#include "CanIf.h"

#include "Can.h"
#include "CanIf_Internal.h"
#include "PduR.h"

#include <string.h>

/* Objects, since a comparison with a constant that may be 0 is warned about. */
static const uint16 bufferCount = CANIF_TX_BUFFERS;
static const uint16 rxCount = CANIF_RX_PDUS;

uint8 CanIf_TooShortFrames;

/* The newest instance of each buffered PDU that no mailbox has taken yet. */
static struct {
    boolean isWaiting;
    uint8 data[CANIF_FRAME_BYTES];
} buffers[COMPILER_ROWS(CANIF_TX_BUFFERS)];

static CanIf_TxRowType txRow(uint16 txPdu)
{
    CanIf_TxRowType row;
    Compiler_FromFlash(&row, &CanIf_TxRows[txPdu], sizeof row);
    return row;
}

void CanIf_Init(void)
{
    uint16 i;
    CanIf_TooShortFrames = 0U;
    for (i = 0U; i < bufferCount; i++) { buffers[i].isWaiting = FALSE; }
}

static Std_ReturnType write(uint16 txPdu, const CanIf_TxRowType *row, const uint8 *data)
{
    Can_PduType pdu;
    pdu.swPduHandle = txPdu;
    pdu.id = row->canId;
    pdu.isExtended = row->isExtended;
    pdu.length = row->length;
    pdu.sdu = data;
    return Can_Write(&pdu);
}

Std_ReturnType CanIf_Transmit(uint16 txPdu, const uint8 *data)
{
    const CanIf_TxRowType row = txRow(txPdu);
    const Std_ReturnType status = write(txPdu, &row, data);
    const boolean isBuffered = (row.buffer != CANIF_UNBUFFERED) ? TRUE : FALSE;
    /* An older instance may still wait if the driver was restarted without CanIf. */
    if (status == E_OK && isBuffered != FALSE) { buffers[row.buffer].isWaiting = FALSE; }
    if (status != CAN_BUSY) { return status; }
    if (isBuffered == FALSE) { return E_NOT_OK; }
    (void)memcpy(buffers[row.buffer].data, data, row.length);
    buffers[row.buffer].isWaiting = TRUE;
    return E_OK;
}

/* Hands over waiting PDUs, the most urgent first, until there is no mailbox left. */
static void sendWaiting(void)
{
    uint16 i;
    for (i = 0U; i < bufferCount; i++) {
        uint16 txPdu;
        CanIf_TxRowType row;
        Compiler_FromFlash(&txPdu, &CanIf_ByUrgency[i], sizeof txPdu);
        row = txRow(txPdu);
        if (buffers[row.buffer].isWaiting == FALSE) { continue; }
        if (write(txPdu, &row, buffers[row.buffer].data) != E_OK) { return; }
        buffers[row.buffer].isWaiting = FALSE;
    }
}

void CanIf_TxConfirmation(uint16 txPdu)
{
    /* First those that wait: what the confirmation triggers above is newer. */
    sendWaiting();
    PduR_CanIfTxConfirmation(txPdu);
}

void CanIf_TxCancelled(void)
{
    sendWaiting();
}

void CanIf_RxIndication(uint32 id, boolean isExtended, const uint8 *data, uint8 length)
{
    uint16 i;
    for (i = 0U; i < rxCount; i++) {
        CanIf_RxRowType row;
        Compiler_FromFlash(&row, &CanIf_RxRows[i], sizeof row);
        if (row.canId != id || row.isExtended != isExtended) { continue; }
        if (length >= row.length) {
            PduR_CanIfRxIndication(i, data);
        } else if (CanIf_TooShortFrames != 0xFFU) {
            CanIf_TooShortFrames++;
        } else {
            /* Counted to the end. */
        }
        return;
    }
}
