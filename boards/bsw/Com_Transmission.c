/*
 * When an I-PDU leaves: its transmission mode, counted in calls of Com_MainFunctionTx. Called with the lock
 * held.
 */
#include "Com_Internal.h"
#include "PduR.h"

/* What asks for the next transmission. Several reasons make one [SWS_Com_00478]. */
#define TRIGGERED 0x01U
#define REPETITION_DUE 0x02U
#define CYCLE_DUE 0x04U
#define DUE (TRIGGERED | REPETITION_DUE | CYCLE_DUE)
/* Handed down, and not confirmed. */
#define UNCONFIRMED 0x08U

static struct {
    uint8 flags;
    Com_CallsType cycleCountdown;
    Com_CallsType repetitionCountdown;
    /* Confirmations that end the repetitions of the last trigger; 0: nothing to repeat. */
    uint16 confirmationsLeft;
    /* Triggered or repeated transmissions that may still be confirmed. */
    uint16 directUnconfirmed;
} transmissions[COMPILER_ROWS(COM_TX_IPDUS)];

static Com_TxModeType modeOf(uint16 txIPdu)
{
    Com_TxModeType mode;
    Compiler_FromFlash(&mode, &Com_TxRows[txIPdu].mode, sizeof mode);
    return mode;
}

/* The first cyclic transmission leaves at the first call, or the offset after it [SWS_Com_00787]. */
void Com_StartTransmission(uint16 txIPdu)
{
    transmissions[txIPdu].flags = 0U;
    transmissions[txIPdu].cycleCountdown = modeOf(txIPdu).offsetCalls;
    transmissions[txIPdu].confirmationsLeft = 0U;
    transmissions[txIPdu].directUnconfirmed = 0U;
}

/* Cancels the repetitions of older triggers [SWS_Com_00279]; without effect in modes PERIODIC and NONE. */
void Com_TriggerTransmission(uint16 txIPdu, boolean withRepetitions)
{
    const Com_TxModeType mode = modeOf(txIPdu);
    const uint8 flags = transmissions[txIPdu].flags;
    if (mode.isDirect == FALSE) { return; }
    /* Two triggers that leave together: one that wants repetitions is enough to have them. */
    if ((flags & TRIGGERED) == 0U) { transmissions[txIPdu].confirmationsLeft = 0U; }
    transmissions[txIPdu].flags = (uint8)((flags | TRIGGERED) & (uint8)~REPETITION_DUE);
    transmissions[txIPdu].directUnconfirmed = 0U;
    if (withRepetitions != FALSE && mode.repetitions != 0U) {
        transmissions[txIPdu].confirmationsLeft = (uint16)(mode.repetitions + 1U);
    }
}

static void count(uint16 txIPdu, const Com_TxModeType *mode)
{
    if (mode->cycleCalls != 0U) {
        if (transmissions[txIPdu].cycleCountdown == 0U) {
            transmissions[txIPdu].flags |= CYCLE_DUE;
            transmissions[txIPdu].cycleCountdown = mode->cycleCalls;
        }
        transmissions[txIPdu].cycleCountdown--;
    }
    if (transmissions[txIPdu].confirmationsLeft != 0U &&
        (transmissions[txIPdu].flags & (TRIGGERED | REPETITION_DUE)) == 0U) {
        transmissions[txIPdu].repetitionCountdown--;
        if (transmissions[txIPdu].repetitionCountdown == 0U) {
            transmissions[txIPdu].flags |= REPETITION_DUE;
        }
    }
}

/* Where the lower layer refuses, the transmission stays due. */
static void handDown(uint16 txIPdu, const Com_TxModeType *mode, const uint8 *data)
{
    const uint8 before = transmissions[txIPdu].flags;
    const boolean isDirect = ((before & (TRIGGERED | REPETITION_DUE)) != 0U) ? TRUE : FALSE;
    /* While it is handed down, for a lower layer that confirms at once. */
    transmissions[txIPdu].flags = UNCONFIRMED;
    if (isDirect != FALSE) {
        if (transmissions[txIPdu].directUnconfirmed != 0xFFFFU) {
            transmissions[txIPdu].directUnconfirmed++;
        }
        transmissions[txIPdu].repetitionCountdown = mode->repetitionCalls;
    }
    if (PduR_ComTransmit(txIPdu, data) == E_OK) { return; }
    transmissions[txIPdu].flags = (uint8)(transmissions[txIPdu].flags | (before & DUE));
    if ((before & UNCONFIRMED) == 0U) { transmissions[txIPdu].flags &= (uint8)~UNCONFIRMED; }
    if (isDirect != FALSE && transmissions[txIPdu].directUnconfirmed != 0U) {
        transmissions[txIPdu].directUnconfirmed--;
    }
}

void Com_AdvanceTransmission(uint16 txIPdu, const uint8 *data)
{
    const Com_TxModeType mode = modeOf(txIPdu);
    count(txIPdu, &mode);
    if ((transmissions[txIPdu].flags & DUE) != 0U) { handDown(txIPdu, &mode, data); }
}

/*
 * Repetitions go on until they and the first transmission are confirmed, N + 1 in all [SWS_Com_00305]. A
 * confirmation between a trigger and the transmission it asks for belongs to an older one and does not
 * count; nor do those of the cyclic part while no triggered transmission is open.
 */
void Com_EndTransmission(uint16 txIPdu)
{
    transmissions[txIPdu].flags &= (uint8)~UNCONFIRMED;
    if (transmissions[txIPdu].directUnconfirmed == 0U) { return; }
    transmissions[txIPdu].directUnconfirmed--;
    if (transmissions[txIPdu].confirmationsLeft != 0U) { transmissions[txIPdu].confirmationsLeft--; }
}

void Com_StopRepetitions(uint16 txIPdu)
{
    transmissions[txIPdu].flags &= (uint8)~REPETITION_DUE;
    transmissions[txIPdu].confirmationsLeft = 0U;
}

boolean Com_IsWriteSent(uint16 txIPdu, boolean isTriggered)
{
    const Com_TxModeType mode = modeOf(txIPdu);
    return (mode.cycleCalls != 0U || (isTriggered != FALSE && mode.isDirect != FALSE)) ? TRUE : FALSE;
}

boolean Com_IsTransmissionRequested(uint16 txIPdu)
{
    return ((transmissions[txIPdu].flags & TRIGGERED) != 0U || transmissions[txIPdu].confirmationsLeft != 0U)
               ? TRUE
               : FALSE;
}

boolean Com_IsTransmissionOutstanding(uint16 txIPdu)
{
    return ((transmissions[txIPdu].flags & (TRIGGERED | REPETITION_DUE | UNCONFIRMED)) != 0U) ? TRUE : FALSE;
}
