/*
 * Deadlines: of an I-PDU to come, of a transmission to be confirmed. They are counted in calls of the main
 * function; the call that follows an event is not yet a period after it, so that none is found passed too
 * early. Called with the lock held.
 */
#include "Com_Internal.h"

/* Objects, since a comparison with a constant that may be 0 is warned about. */
static const uint16 rxCount = COM_RX_DEADLINES;
static const uint16 txCount = COM_TX_DEADLINES;

/* Calls left; 0: the timer does not run. */
static Com_CallsType rxTimers[COMPILER_ROWS(COM_RX_DEADLINES)];
static Com_CallsType txTimers[COMPILER_ROWS(COM_TX_DEADLINES)];

static Com_RxDeadlineRowType rxRow(uint16 deadline)
{
    Com_RxDeadlineRowType row;
    Compiler_FromFlash(&row, &Com_RxDeadlineRows[deadline], sizeof row);
    return row;
}

static Com_TxDeadlineRowType txRow(uint16 deadline)
{
    Com_TxDeadlineRowType row;
    Compiler_FromFlash(&row, &Com_TxDeadlineRows[deadline], sizeof row);
    return row;
}

/* Whether the timer ends with this call. */
static boolean advance(Com_CallsType *timer)
{
    if (*timer == 0U) { return FALSE; }
    (*timer)--;
    return (*timer == 0U) ? TRUE : FALSE;
}

void Com_StartDeadlines(void)
{
    uint16 i;
    for (i = 0U; i < rxCount; i++) { rxTimers[i] = rxRow(i).firstCalls; }
    for (i = 0U; i < txCount; i++) { txTimers[i] = 0U; }
}

/* ---- reception ---------------------------------------------------------------------------------------------- */

void Com_RestartRxDeadline(uint16 deadline)
{
    if (deadline < rxCount) { rxTimers[deadline] = rxRow(deadline).calls; }
}

boolean Com_AdvanceRxDeadline(uint16 deadline, uint8 *data)
{
    uint16 i;
    Com_RxDeadlineRowType row;
    if (advance(&rxTimers[deadline]) == FALSE) { return FALSE; }
    row = rxRow(deadline);
    for (i = 0U; i < row.length; i++) {
        uint8 *const byte = &data[row.data + i];
        *byte ^= (uint8)((*byte ^ row.values[i]) & row.replaced[i]);
    }
    return TRUE;
}

/* ---- transmission ------------------------------------------------------------------------------------------- */

void Com_StartTxDeadline(uint16 deadline)
{
    if (deadline < txCount && txTimers[deadline] == 0U) { txTimers[deadline] = txRow(deadline).calls; }
}

void Com_CancelTxDeadline(uint16 deadline)
{
    if (deadline < txCount) { txTimers[deadline] = 0U; }
}

boolean Com_AdvanceTxDeadline(uint16 deadline)
{
    if (advance(&txTimers[deadline]) == FALSE) { return FALSE; }
    Com_StopRepetitions(txRow(deadline).iPdu);
    return TRUE;
}
