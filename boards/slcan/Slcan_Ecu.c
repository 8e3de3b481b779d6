/* Mailboxes whose bus is at the other end of the serial line. */
#include "Slcan_Ecu.h"

#include "Slcan.h"

#include <stddef.h>

/* A host that has the frame, and a bus for it, says so sooner: perhaps the line was damaged. */
#define REPEAT_MS 100U
/* After so long the host will not say any more what became of a frame. */
#define GIVE_UP_MS 2000U

/* Hexadecimal digits. */
#define MAILBOX_MASK 0x0FU
#define SEQUENCE_MASK 0x0FU

typedef struct {
    /* The caller's; NULL while the mailbox is free. */
    const CanFrameType *frame;
    /* When it was offered first, and last. */
    uint16_t sinceMs;
    uint16_t saidMs;
    /* Of the frame, or of the next one. */
    uint8_t sequence;
} MailboxType;

static bool hasConfirmations;
static bool isOnline;
static MailboxType mailboxes[SLCAN_ECU_MAILBOXES];
static uint16_t lastMs;

void Slcan_Ecu_Init(void)
{
    uint8_t mailbox;

    hasConfirmations = false;
    isOnline = false;
    lastMs = 0U;
    for (mailbox = 0U; mailbox < SLCAN_ECU_MAILBOXES; mailbox++) {
        mailboxes[mailbox].frame = NULL;
        mailboxes[mailbox].sequence = 0U;
    }
}

/* Whatever is said of its frame from now on means nothing. False where it has none. */
static bool empty(MailboxType *mailbox)
{
    if (mailbox->frame == NULL) { return false; }
    mailbox->frame = NULL;
    mailbox->sequence = (uint8_t)(mailbox->sequence + 1U) & SEQUENCE_MASK;
    return true;
}

static void release(uint8_t mailbox, Slcan_Ecu_OutcomeType outcome)
{
    if (empty(&mailboxes[mailbox])) { Slcan_Ecu_TxConfirmation(mailbox, outcome); }
}

/* False where the line has no room now. */
static bool say(uint8_t mailbox, const CanFrameType *frame)
{
    /* x, t, mailbox, sequence, and CR at the end. */
    uint8_t text[SLCAN_FRAME_TEXT_MAX + 5U] = {(uint8_t)'x', (uint8_t)'t'};
    uint8_t *const plain =
        Slcan_WriteDigit(Slcan_WriteDigit(text + 2, mailbox), mailboxes[mailbox].sequence);
    const uint8_t plainLength = Slcan_WriteFrame(frame, plain);

    mailboxes[mailbox].saidMs = lastMs;
    return hasConfirmations ? Slcan_SendLine(text, (uint8_t)(plainLength + 4U))
                            : Slcan_SendLine(plain, plainLength);
}

void Slcan_Ecu_MainFunction(uint16_t nowMs)
{
    uint8_t mailbox;

    lastMs = nowMs;
    for (mailbox = 0U; mailbox < SLCAN_ECU_MAILBOXES; mailbox++) {
        const MailboxType *const box = &mailboxes[mailbox];
        if (box->frame == NULL) { continue; }
        if ((uint16_t)(nowMs - box->sinceMs) >= GIVE_UP_MS) {
            release(mailbox, SLCAN_ECU_SILENCE);
        } else if ((uint16_t)(nowMs - box->saidMs) >= REPEAT_MS) {
            (void)say(mailbox, box->frame);
        } else {
            /* The host has time. */
        }
    }
}

Slcan_Ecu_ResultType Slcan_Ecu_Transmit(uint8_t mailbox, const CanFrameType *frame)
{
    if (!isOnline) { return SLCAN_ECU_OFFLINE; }
    if (mailboxes[mailbox].frame != NULL) { return SLCAN_ECU_BUSY; }
    if (!say(mailbox, frame)) { return SLCAN_ECU_BUSY; }
    if (hasConfirmations) {
        mailboxes[mailbox].frame = frame;
        mailboxes[mailbox].sinceMs = lastMs;
    } else {
        Slcan_Ecu_TxConfirmation(mailbox, SLCAN_ECU_SENT);
    }
    return SLCAN_ECU_ACCEPTED;
}

void Slcan_Ecu_Cancel(void)
{
    uint8_t mailbox;
    for (mailbox = 0U; mailbox < SLCAN_ECU_MAILBOXES; mailbox++) { (void)empty(&mailboxes[mailbox]); }
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
    uint8_t sequence;

    if (length != 4U || line[1] != (uint8_t)'k') { return false; }
    mailbox = Slcan_DigitOf(line[2]);
    sequence = Slcan_DigitOf(line[3]);
    if (mailbox > MAILBOX_MASK || sequence > SEQUENCE_MASK) { return false; }
    /*
     * Of another frame it is an old one, said again since its answer was damaged; of a mailbox that is not here,
     * an offer was damaged. Neither means anything, and the host is not to say it again.
     */
    if (mailbox < SLCAN_ECU_MAILBOXES && sequence == mailboxes[mailbox].sequence) {
        release(mailbox, SLCAN_ECU_SENT);
    }
    return true;
}
