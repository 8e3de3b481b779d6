/* Mailboxes, and the serial line on their other side. */
#include "Can.h"

#include "CanIf.h"
#include "Compiler.h"
#include "Os.h"
#include "Slcan.h"
#include "Slcan_Ecu.h"
#include "Slcan_Port.h"

#include <string.h>

/* Objects, since a comparison with a constant that may be 0 is warned about. */
static const uint8 mailboxCount = CAN_TX_HARDWARE_OBJECTS;

/* Lines that one interrupt obeys at most, so that a chattering host does not hold up the tick. */
#define LINES_AT_ONCE 8U

/* A mailbox of which the host has said nothing for so long is taken for cancelled: a line got lost. */
#define PATIENCE_MS 2000U

typedef enum {
    FREE,
    /* Not on the line yet. */
    PENDING,
    ON_LINE,
    /* The host has said what became of it, and CanIf does not know yet. */
    SENT,
    CANCELLED
} MailboxStateType;

static struct {
    uint8 state;
    /* Of frames of one identifier the first written goes first. */
    uint8 order;
    uint16 swPduHandle;
    /* When it was put on the line. */
    uint16 sinceMs;
    CanFrameType frame;
} mailboxes[COMPILER_ROWS(CAN_TX_HARDWARE_OBJECTS)];

static uint8 written;
static boolean isStarted;
/* The host leaves the bus: its frames are not lost, but wait for it to come back. */
static boolean isClosing;

#if CAN_RX_FIFO_DEPTH != 0U
/* The receive FIFO of a controller that is polled. */
static CanFrameType received[CAN_RX_FIFO_DEPTH];
static uint8 receivedFirst;
static uint8 receivedCount;
#endif

/* ---- transmission ---------------------------------------------------------------------------------------- */

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

/* Puts pending frames on the line, the most urgent first, as long as it takes them. */
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
        mailboxes[first].state = (uint8)ON_LINE;
        mailboxes[first].sinceMs = (uint16)Os_NowMs();
        isTaken = (Slcan_Ecu_Transmit(first, &mailboxes[first].frame) == SLCAN_ECU_ACCEPTED) ? TRUE : FALSE;
        if (isTaken == FALSE) { mailboxes[first].state = (uint8)PENDING; }
    }
}

static void giveUpLost(void)
{
    uint8 i;
    for (i = 0U; i < mailboxCount; i++) {
        const uint16 ageMs = (uint16)((uint16)Os_NowMs() - mailboxes[i].sinceMs);
        if (mailboxes[i].state == (uint8)ON_LINE && ageMs >= PATIENCE_MS) {
            Slcan_Ecu_GiveUp(i);
            mailboxes[i].state = (uint8)CANCELLED;
        }
    }
}

/* Tells CanIf what has become of frames. */
static void confirm(void)
{
    uint8 i;
    for (i = 0U; i < mailboxCount; i++) {
        const uint8 state = mailboxes[i].state;
        if (state != (uint8)SENT && state != (uint8)CANCELLED) { continue; }
        mailboxes[i].state = (uint8)FREE;
        if (state == (uint8)SENT) {
            CanIf_TxConfirmation(mailboxes[i].swPduHandle);
        } else {
            CanIf_TxCancelled();
        }
    }
}

void Slcan_Ecu_TxConfirmation(uint8_t mailbox, bool isSent)
{
    /* After a stop the host may still speak of what was in a mailbox before. */
    if (mailbox >= mailboxCount || mailboxes[mailbox].state != (uint8)ON_LINE) { return; }
    if (isSent) {
        mailboxes[mailbox].state = (uint8)SENT;
    } else {
        mailboxes[mailbox].state = (uint8)((isClosing != FALSE) ? PENDING : CANCELLED);
    }
}

/* ---- services of the driver ------------------------------------------------------------------------------- */

static void forget(void)
{
    uint8 i;
    for (i = 0U; i < mailboxCount; i++) { mailboxes[i].state = (uint8)FREE; }
#if CAN_RX_FIFO_DEPTH != 0U
    receivedFirst = 0U;
    receivedCount = 0U;
#endif
}

void Can_Init(void)
{
    isStarted = FALSE;
    isClosing = FALSE;
    written = 0U;
    forget();
    Slcan_Init();
    Slcan_Ecu_Init();
}

Std_ReturnType Can_SetControllerMode(uint8 controller, Can_ControllerStateType transition)
{
    if (controller != 0U) { return E_NOT_OK; }
    isStarted = (transition == CAN_CS_STARTED) ? TRUE : FALSE;
    if (isStarted == FALSE) { forget(); }
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
    SuspendOSInterrupts();
    while (receivedCount != 0U) {
        const CanFrameType *const frame = &received[receivedFirst];
        receivedFirst = (uint8)((receivedFirst + 1U) % CAN_RX_FIFO_DEPTH);
        receivedCount--;
        CanIf_RxIndication(frame->id, frame->isExtended ? TRUE : FALSE, frame->data, frame->length);
    }
    ResumeOSInterrupts();
#endif
}

void Can_Interrupt(void)
{
    const uint16 nowMs = (uint16)Os_NowMs();
    uint8 lines = 0U;

    Slcan_Ecu_MainFunction(nowMs);
    do {
        Slcan_MainFunction(nowMs);
        lines++;
    } while (lines < LINES_AT_ONCE && !Slcan_Port_IsIdle());
    giveUpLost();
    offer();
#if !CAN_TX_POLLED
    confirm();
#endif
}

/* ---- what the line asks of its device ---------------------------------------------------------------------- */

bool Slcan_Device_SelectRole(uint8_t role)
{
    return Slcan_Ecu_SelectRole(role);
}

/* The bit rate is that of the bus at the other end. */
bool Slcan_Device_SetBitRate(uint8_t rate)
{
    (void)rate;
    return true;
}

bool Slcan_Device_SetBitTiming(uint8_t btr0, uint8_t btr1)
{
    (void)btr0;
    (void)btr1;
    return true;
}

bool Slcan_Device_Open(bool isListening)
{
    Slcan_Ecu_Open(isListening);
    return true;
}

void Slcan_Device_Close(void)
{
    isClosing = TRUE;
    Slcan_Ecu_Close();
    isClosing = FALSE;
}

uint8_t Slcan_Device_TakeFlags(void)
{
    return 0U;
}

/* A frame of the bus. Classic CAN in AUTOSAR knows no remote frames: they are dropped. */
Slcan_TransmitType Slcan_Device_Transmit(const CanFrameType *frame)
{
    if (isStarted == FALSE || frame->isRemote) { return SLCAN_TAKEN; }
#if CAN_RX_FIFO_DEPTH != 0U
    if (receivedCount == CAN_RX_FIFO_DEPTH) { return SLCAN_FULL; }
    received[(uint8)(receivedFirst + receivedCount) % CAN_RX_FIFO_DEPTH] = *frame;
    receivedCount++;
#else
    CanIf_RxIndication(frame->id, frame->isExtended ? TRUE : FALSE, frame->data, frame->length);
#endif
    return SLCAN_TAKEN;
}

bool Slcan_Device_Extension(const uint8_t *line, uint8_t length)
{
    return Slcan_Ecu_Extension(line, length);
}
