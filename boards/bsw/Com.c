/*
 * Signals, groups and I-PDUs. Contents are touched only with the lock held: a signal may be written in any
 * task, and the serial line brings I-PDUs at any time. Notifications are called without it, but for those
 * of timeouts.
 */
#include "Com_Internal.h"
#include "Det.h"
#include "Os.h"

#include <string.h>

/* Objects, since a comparison with a constant that may be 0 is warned about. */
static const uint16 txCount = COM_TX_IPDUS;
static const uint16 rxCount = COM_RX_IPDUS;
static const uint16 txDeadlineCount = COM_TX_DEADLINES;
static const uint16 rxDeadlineCount = COM_RX_DEADLINES;
static const Com_SignalIdType signalCount = COM_SIGNALS;
static const Com_SignalGroupIdType groupCount = COM_SIGNAL_GROUPS;

#define COM_E_PARAM 0x01U
#define API_SEND_SIGNAL 0x0AU
#define API_RECEIVE_SIGNAL 0x0BU
#define API_SEND_SIGNAL_GROUP 0x0DU
#define API_RECEIVE_SIGNAL_GROUP 0x0EU

/* Contents of the I-PDUs, and shadows of the groups. */
static uint8 contents[COMPILER_ROWS(COM_DATA_BYTES)];
/* What was received for I-PDUs with deferred processing, until Com_MainFunctionRx. */
static uint8 latches[COMPILER_ROWS(COM_LATCH_BYTES)];
static boolean isLatched[COMPILER_ROWS(COM_RX_IPDUS)];
static boolean isConfirmed[COMPILER_ROWS(COM_TX_IPDUS)];
static boolean isStarted;

static Com_TxRowType txRow(uint16 txIPdu)
{
    Com_TxRowType row;
    Compiler_FromFlash(&row, &Com_TxRows[txIPdu], sizeof row);
    return row;
}

static Com_RxRowType rxRow(uint16 rxIPdu)
{
    Com_RxRowType row;
    Compiler_FromFlash(&row, &Com_RxRows[rxIPdu], sizeof row);
    return row;
}

static uint8 availability(void)
{
    return (isStarted != FALSE) ? (uint8)E_OK : COM_SERVICE_NOT_AVAILABLE;
}

static uint8 refuse(uint8 api)
{
    (void)Det_ReportError(DET_MODULE_COM, 0U, api, COM_E_PARAM);
    return COM_SERVICE_NOT_AVAILABLE;
}

/* ---- start and stop --------------------------------------------------------------------------------------- */

void Com_Init(void)
{
    uint16 i;
    isStarted = FALSE;
    Compiler_FromFlash(contents, Com_InitialData, sizeof contents);
    for (i = 0U; i < txCount; i++) { isConfirmed[i] = FALSE; }
    for (i = 0U; i < rxCount; i++) { isLatched[i] = FALSE; }
}

void Com_IpduGroupStart(boolean initialize)
{
    uint16 i;
    if (isStarted != FALSE) { return; }
    if (initialize != FALSE) { Compiler_FromFlash(contents, Com_InitialData, sizeof contents); }
    isStarted = TRUE;
    for (i = 0U; i < txCount; i++) { Com_StartTransmission(i); }
    Com_StartDeadlines();
}

void Com_IpduGroupStop(void)
{
    const boolean wasStarted = isStarted;
    uint16 i;
    isStarted = FALSE;
    for (i = 0U; i < txCount; i++) { isConfirmed[i] = FALSE; }
    for (i = 0U; i < rxCount; i++) { isLatched[i] = FALSE; }
    if (wasStarted == FALSE) { return; }
    for (i = 0U; i < txCount; i++) {
        if (Com_IsTransmissionOutstanding(i) != FALSE) { Com_NotifyError(i); }
    }
}

/* ---- signals ------------------------------------------------------------------------------------------------ */

static void triggerIf(uint8 flags, uint16 txIPdu, boolean hasChanged)
{
    boolean isTriggered = ((flags & COM_TRIGGERS) != 0U) ? TRUE : FALSE;
    if (isStarted == FALSE) { return; }
    if ((flags & COM_ON_CHANGE) != 0U && hasChanged == FALSE) { isTriggered = FALSE; }
    if (isTriggered != FALSE) {
        Com_TriggerTransmission(txIPdu, ((flags & COM_REPEATS) != 0U) ? TRUE : FALSE);
    }
    if (Com_IsWriteSent(txIPdu, isTriggered) != FALSE) { Com_StartTxDeadline(txRow(txIPdu).deadline); }
}

/* The change is looked for in the packed bits: what the bus cannot show is none. */
static void writeSignal(Com_SignalIdType signal, const Com_SignalRowType *row, const uint8 *value)
{
    const uint8 length = txRow(row->iPdu).length;
    uint8 *const data = &contents[row->data];
    uint8 before[COM_IPDU_BYTES];
    (void)memcpy(before, data, length);
    Com_Pack(signal, data, value);
    triggerIf(row->flags, row->iPdu, (memcmp(before, data, length) != 0) ? TRUE : FALSE);
}

uint8 Com_SendSignal(Com_SignalIdType signal, const void *data)
{
    Com_SignalRowType row;
    if (signal >= signalCount) { return refuse(API_SEND_SIGNAL); }
    Compiler_FromFlash(&row, &Com_SignalRows[signal], sizeof row);
    if ((row.flags & COM_SENT) == 0U) { return refuse(API_SEND_SIGNAL); }
    SuspendOSInterrupts();
    if ((row.flags & COM_IN_GROUP) != 0U) {
        Com_Pack(signal, &contents[row.data], (const uint8 *)data);
    } else {
        writeSignal(signal, &row, (const uint8 *)data);
    }
    ResumeOSInterrupts();
    return availability();
}

uint8 Com_ReceiveSignal(Com_SignalIdType signal, void *data)
{
    Com_SignalRowType row;
    if (signal >= signalCount) { return refuse(API_RECEIVE_SIGNAL); }
    Compiler_FromFlash(&row, &Com_SignalRows[signal], sizeof row);
    if ((row.flags & COM_SENT) != 0U) { return refuse(API_RECEIVE_SIGNAL); }
    SuspendOSInterrupts();
    Com_Unpack(signal, &contents[row.data], (uint8 *)data);
    ResumeOSInterrupts();
    return availability();
}

/* ---- signal groups ------------------------------------------------------------------------------------------ */

static void writeGroup(const Com_GroupRowType *row)
{
    const Com_TxRowType iPdu = txRow(row->iPdu);
    uint8 *const data = &contents[iPdu.data];
    const uint8 *const shadow = &contents[row->shadow];
    uint8 changed = 0U;
    uint8 i;
    for (i = 0U; i < iPdu.length; i++) {
        const uint8 differing = data[i] ^ shadow[i];
        changed |= (uint8)(differing & row->observed[i]);
        data[i] ^= (uint8)(differing & row->bits[i]);
    }
    triggerIf(row->flags, row->iPdu, (changed != 0U) ? TRUE : FALSE);
}

static boolean groupRow(Com_SignalGroupIdType group, Com_GroupRowType *row, boolean isSent)
{
    if (group >= groupCount) { return FALSE; }
    Compiler_FromFlash(row, &Com_GroupRows[group], sizeof *row);
    return (((row->flags & COM_SENT) != 0U) == (isSent != FALSE)) ? TRUE : FALSE;
}

uint8 Com_SendSignalGroup(Com_SignalGroupIdType group)
{
    Com_GroupRowType row;
    if (groupRow(group, &row, TRUE) == FALSE) { return refuse(API_SEND_SIGNAL_GROUP); }
    SuspendOSInterrupts();
    writeGroup(&row);
    ResumeOSInterrupts();
    return availability();
}

uint8 Com_ReceiveSignalGroup(Com_SignalGroupIdType group)
{
    Com_GroupRowType row;
    Com_RxRowType iPdu;
    if (groupRow(group, &row, FALSE) == FALSE) { return refuse(API_RECEIVE_SIGNAL_GROUP); }
    iPdu = rxRow(row.iPdu);
    SuspendOSInterrupts();
    (void)memcpy(&contents[row.shadow], &contents[iPdu.data], iPdu.length);
    ResumeOSInterrupts();
    return availability();
}

/* ---- from below -------------------------------------------------------------------------------------------- */

void Com_RxIndication(uint16 rxIPdu, const uint8 *data)
{
    const Com_RxRowType row = rxRow(rxIPdu);
    if (isStarted == FALSE) { return; }
    Com_RestartRxDeadline(row.deadline);
    if (row.isDeferred != FALSE) {
        (void)memcpy(&latches[row.latch], data, row.length);
        isLatched[rxIPdu] = TRUE;
    } else {
        (void)memcpy(&contents[row.data], data, row.length);
        Com_NotifyReception(rxIPdu);
    }
}

void Com_TxConfirmation(uint16 txIPdu)
{
    if (isStarted == FALSE) { return; }
    Com_EndTransmission(txIPdu);
    /* With N repetitions the deadline is met by the last of them [SWS_Com_00308]. */
    if (Com_IsTransmissionRequested(txIPdu) == FALSE) { Com_CancelTxDeadline(txRow(txIPdu).deadline); }
    if (txRow(txIPdu).isDeferred != FALSE) {
        isConfirmed[txIPdu] = TRUE;
    } else {
        Com_NotifyConfirmation(txIPdu);
    }
}

/* ---- main functions ---------------------------------------------------------------------------------------- */

void Com_MainFunctionTx(void)
{
    uint16 i;
    for (i = 0U; i < txCount; i++) {
        if (isConfirmed[i] == FALSE) { continue; }
        isConfirmed[i] = FALSE;
        Com_NotifyConfirmation(i);
    }
    /* Told with the lock held, so that no confirmation comes between the timeout and its notification. */
    for (i = 0U; i < txDeadlineCount; i++) {
        SuspendOSInterrupts();
        if (isStarted != FALSE && Com_AdvanceTxDeadline(i) != FALSE) { Com_NotifyTxTimeout(i); }
        ResumeOSInterrupts();
    }
    for (i = 0U; i < txCount; i++) {
        SuspendOSInterrupts();
        if (isStarted != FALSE) { Com_AdvanceTransmission(i, &contents[txRow(i).data]); }
        ResumeOSInterrupts();
    }
}

void Com_MainFunctionRx(void)
{
    uint16 i;
    for (i = 0U; i < rxCount; i++) {
        const Com_RxRowType row = rxRow(i);
        if (isLatched[i] == FALSE) { continue; }
        SuspendOSInterrupts();
        isLatched[i] = FALSE;
        (void)memcpy(&contents[row.data], &latches[row.latch], row.length);
        ResumeOSInterrupts();
        Com_NotifyReception(i);
    }
    /* With the lock held: what is received meanwhile must not be found outdated. */
    for (i = 0U; i < rxDeadlineCount; i++) {
        SuspendOSInterrupts();
        if (isStarted != FALSE && Com_AdvanceRxDeadline(i, contents) != FALSE) { Com_NotifyRxTimeout(i); }
        ResumeOSInterrupts();
    }
}
