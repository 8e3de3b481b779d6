/* Mailboxes, and the services of the driver. */
#include "Can.h"

#include "CanIf.h"
#include "Can_Controller.h"
#include "Compiler.h"
#include "Os.h"

#include <string.h>

/* Objects, since a comparison with a constant that may be 0 is warned about. */
static const uint8 mailboxCount = CAN_TX_HARDWARE_OBJECTS;

typedef enum {
    FREE,
    /* The controller does not have it yet. */
    PENDING,
    OFFERED,
    /* The controller has said what became of it, and CanIf does not know yet. */
    SENT,
    GIVEN_UP
} MailboxStateType;

static struct {
    uint8 state;
    /* Of frames of one identifier the first written goes first. */
    uint8 order;
    uint16 swPduHandle;
    CanFrameType frame;
} mailboxes[COMPILER_ROWS(CAN_TX_HARDWARE_OBJECTS)];

static uint8 written;
static boolean isStarted;

/* ---- the order of frames --------------------------------------------------------------------------------- */

/* What wins arbitration is less: identifier, then the bits that tell an extended from a standard one. */
static uint32 arbitrationField(const CanFrameType *frame)
{
    const uint32 identifierExtension = 3U;
    if (!frame->isExtended) { return frame->id << 21; }
    return ((frame->id >> 18) << 21) | (identifierExtension << 19) | ((frame->id & 0x3FFFFU) << 1);
}

static boolean goesBefore(uint8 mailbox, uint8 other)
{
    const uint32 field = arbitrationField(&mailboxes[mailbox].frame);
    const uint32 otherField = arbitrationField(&mailboxes[other].frame);
    const uint8 age = (uint8)(mailboxes[other].order - mailboxes[mailbox].order);
    return (field < otherField || (field == otherField && age < 0x80U)) ? TRUE : FALSE;
}

uint8 Can_MailboxesBefore(uint8 mailbox)
{
    uint8 count = 0U;
    uint8 i;
    for (i = 0U; i < mailboxCount; i++) {
        if (i != mailbox && mailboxes[i].state == (uint8)OFFERED && goesBefore(i, mailbox) != FALSE) { count++; }
    }
    return count;
}

/* Offers pending frames, the most urgent first, as long as the controller takes them. */
static void offer(void)
{
    boolean isTaken = TRUE;
    while (isTaken != FALSE) {
        uint8 first = mailboxCount;
        uint8 i;
        for (i = 0U; i < mailboxCount; i++) {
            if (mailboxes[i].state != (uint8)PENDING) { continue; }
            if (first == mailboxCount || goesBefore(i, first) != FALSE) { first = i; }
        }
        if (first == mailboxCount) { return; }
        mailboxes[first].state = (uint8)OFFERED;
        isTaken = Can_Controller_Transmit(first, &mailboxes[first].frame);
        if (isTaken == FALSE) { mailboxes[first].state = (uint8)PENDING; }
    }
}

/* ---- what the controller says ---------------------------------------------------------------------------- */

boolean Can_IsMailboxOffered(uint8 mailbox)
{
    return (mailbox < mailboxCount && mailboxes[mailbox].state == (uint8)OFFERED) ? TRUE : FALSE;
}

static void settle(uint8 mailbox, MailboxStateType state)
{
    /* After a stop it may still speak of what was in a mailbox before. */
    if (Can_IsMailboxOffered(mailbox) != FALSE) { mailboxes[mailbox].state = (uint8)state; }
}

void Can_MailboxSent(uint8 mailbox)
{
    settle(mailbox, SENT);
}

void Can_MailboxReturned(uint8 mailbox)
{
    settle(mailbox, PENDING);
}

void Can_MailboxGivenUp(uint8 mailbox)
{
    settle(mailbox, GIVEN_UP);
}

boolean Can_IsStarted(void)
{
    return isStarted;
}

void Can_RxIndication(const CanFrameType *frame)
{
    if (isStarted == FALSE || frame->isRemote) { return; }
    CanIf_RxIndication(frame->id, frame->isExtended ? TRUE : FALSE, frame->data, frame->length);
}

/* Tells CanIf what has become of frames. */
static void confirm(void)
{
    uint8 i;
    for (i = 0U; i < mailboxCount; i++) {
        const uint8 state = mailboxes[i].state;
        if (state != (uint8)SENT && state != (uint8)GIVEN_UP) { continue; }
        mailboxes[i].state = (uint8)FREE;
        if (state == (uint8)SENT) {
            CanIf_TxConfirmation(mailboxes[i].swPduHandle);
        } else {
            CanIf_TxCancelled();
        }
    }
}

/* ---- services of the driver ------------------------------------------------------------------------------- */

void Can_Init(void)
{
    uint8 i;
    isStarted = FALSE;
    written = 0U;
    for (i = 0U; i < mailboxCount; i++) { mailboxes[i].state = (uint8)FREE; }
    Can_Controller_Init();
}

Std_ReturnType Can_SetControllerMode(uint8 controller, Can_ControllerStateType transition)
{
    uint8 i;
    if (controller != 0U) { return E_NOT_OK; }
    isStarted = (transition == CAN_CS_STARTED) ? TRUE : FALSE;
    if (isStarted != FALSE) {
        Can_Controller_Start();
    } else {
        Can_Controller_Stop();
        for (i = 0U; i < mailboxCount; i++) { mailboxes[i].state = (uint8)FREE; }
    }
    return E_OK;
}

Std_ReturnType Can_Write(const Can_PduType *pdu)
{
    uint8 i;
    if (isStarted == FALSE) { return E_NOT_OK; }
    for (i = 0U; i < mailboxCount; i++) {
        CanFrameType *const frame = &mailboxes[i].frame;
        if (mailboxes[i].state != (uint8)FREE) { continue; }
        frame->id = pdu->id;
        frame->isExtended = pdu->isExtended != FALSE;
        frame->isRemote = false;
        frame->length = pdu->length;
        (void)memcpy(frame->data, pdu->sdu, pdu->length);
        mailboxes[i].swPduHandle = pdu->swPduHandle;
        mailboxes[i].order = written;
        written++;
        mailboxes[i].state = (uint8)PENDING;
        offer();
        return E_OK;
    }
    return CAN_BUSY;
}

void Can_MainFunction_Write(void)
{
#if CAN_TX_POLLED
    SuspendOSInterrupts();
    confirm();
    ResumeOSInterrupts();
#endif
}

void Can_MainFunction_Read(void)
{
#if CAN_RX_FIFO_DEPTH != 0U
    CanFrameType frame;
    SuspendOSInterrupts();
    while (Can_Controller_TakeFrame(&frame) != FALSE) { Can_RxIndication(&frame); }
    ResumeOSInterrupts();
#endif
}

void Can_Interrupt(void)
{
    Can_Controller_MainFunction();
    offer();
#if !CAN_TX_POLLED
    confirm();
#endif
}
