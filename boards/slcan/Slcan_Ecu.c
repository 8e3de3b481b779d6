/* Mailboxes whose bus is at the other end of the serial line. */
#include "Slcan_Ecu.h"

#include "Slcan.h"
#include "Slcan_Port.h"

/* After so long the host will not say any more what became of a frame. */
#define GIVE_UP_MS 2000U

static bool hasConfirmations;
static bool isOnline;
/* A bit for each mailbox. */
static uint16_t occupied;
/* When each was occupied. */
static uint16_t sinceMs[SLCAN_ECU_MAILBOXES];
static uint16_t lastMs;

void Slcan_Ecu_Init(void)
{
    hasConfirmations = false;
    isOnline = false;
    occupied = 0U;
    lastMs = 0U;
}

static uint16_t bitOf(uint8_t mailbox)
{
    return (uint16_t)(1U << mailbox);
}

static void release(uint8_t mailbox, Slcan_Ecu_OutcomeType outcome)
{
    if ((occupied & bitOf(mailbox)) == 0U) { return; }
    occupied &= (uint16_t)~bitOf(mailbox);
    Slcan_Ecu_TxConfirmation(mailbox, outcome);
}

void Slcan_Ecu_MainFunction(uint16_t nowMs)
{
    uint8_t mailbox;

    lastMs = nowMs;
    if (occupied == 0U) { return; }
    for (mailbox = 0U; mailbox < SLCAN_ECU_MAILBOXES; mailbox++) {
        if ((uint16_t)(nowMs - sinceMs[mailbox]) >= GIVE_UP_MS) {
            release(mailbox, SLCAN_ECU_SILENCE);
        }
    }
}

Slcan_Ecu_ResultType Slcan_Ecu_Transmit(uint8_t mailbox, const CanFrameType *frame)
{
    /* x, t, mailbox, and CR at the end. */
    uint8_t text[SLCAN_FRAME_TEXT_MAX + 4U] = {(uint8_t)'x', (uint8_t)'t'};
    uint8_t *const plain = Slcan_WriteDigit(text + 2, mailbox);
    const uint8_t plainLength = Slcan_WriteFrame(frame, plain);

    if (!isOnline) { return SLCAN_ECU_OFFLINE; }
    if ((occupied & bitOf(mailbox)) != 0U) { return SLCAN_ECU_BUSY; }
    if (!hasConfirmations) {
        if (!Slcan_SendLine(plain, plainLength)) { return SLCAN_ECU_BUSY; }
        Slcan_Ecu_TxConfirmation(mailbox, SLCAN_ECU_SENT);
        return SLCAN_ECU_ACCEPTED;
    }
    if (!Slcan_SendLine(text, (uint8_t)(plainLength + 3U))) { return SLCAN_ECU_BUSY; }
    occupied |= bitOf(mailbox);
    sinceMs[mailbox] = lastMs;
    return SLCAN_ECU_ACCEPTED;
}

bool Slcan_Ecu_SelectRole(uint8_t role)
{
    if (role != (uint8_t)'e') { return false; }
    hasConfirmations = true;
    return true;
}

void Slcan_Ecu_Open(bool isListening)
{
    isOnline = !isListening;
}

void Slcan_Ecu_Close(void)
{
    uint8_t mailbox;

    isOnline = false;
    for (mailbox = 0U; mailbox < SLCAN_ECU_MAILBOXES; mailbox++) {
        release(mailbox, SLCAN_ECU_UNKNOWN);
    }
}

bool Slcan_Ecu_Extension(const uint8_t *line, uint8_t length)
{
    uint8_t mailbox;

    if (length != 3U || (line[1] != 'k' && line[1] != 'f')) { return false; }
    mailbox = Slcan_DigitOf(line[2]);
    if (mailbox >= SLCAN_ECU_MAILBOXES) { return false; }
    /* A host that has missed the answer says it again: then it means nothing. */
    if (line[1] == 'k') {
        release(mailbox, SLCAN_ECU_SENT);
    } else {
        /*
         * The line itself, before the CR of every answer: what the host has read of the mailbox before it was
         * offered when the host had not said this yet, and does not count.
         */
        (void)Slcan_Port_Write(line, length, 0U);
        release(mailbox, SLCAN_ECU_UNKNOWN);
    }
    return true;
}
