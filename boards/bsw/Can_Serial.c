/*
 * The serial line as CAN controller, in the role of an ECU (docs/bridge-protocol.md). While the channel is
 * closed there is nobody on the bus: frames stay in their mailboxes until it is opened.
 */
#include "Board.h"
#include "Can_Controller.h"
#include "Os.h"
#include "Slcan.h"
#include "Slcan_Ecu.h"
#include "Slcan_Port.h"

/* Lines that one interrupt obeys at most, so that a chattering host does not hold up the tick. */
#define LINES_AT_ONCE 8U

#if CAN_RX_FIFO_DEPTH != 0U
/* The receive FIFO of a controller that is polled. */
static CanFrameType received[CAN_RX_FIFO_DEPTH];
static uint8 receivedFirst;
static uint8 receivedCount;
#endif

void Can_Controller_Init(void)
{
    Can_Controller_Stop();
    Slcan_Init();
    Slcan_Ecu_Init();
}

/* The line is always there. */
void Can_Controller_Start(void)
{
}

void Can_Controller_Stop(void)
{
    Slcan_Ecu_Cancel();
#if CAN_RX_FIFO_DEPTH != 0U
    receivedFirst = 0U;
    receivedCount = 0U;
#endif
}

boolean Can_Controller_Transmit(uint8 mailbox, const CanFrameType *frame)
{
    return (Slcan_Ecu_Transmit(mailbox, frame) == SLCAN_ECU_ACCEPTED) ? TRUE : FALSE;
}

void Can_Controller_MainFunction(void)
{
    const uint16 nowMs = (uint16)Os_NowMs();
    uint8 lines = 0U;

    Slcan_Ecu_MainFunction(nowMs);
    do {
        Slcan_MainFunction(nowMs);
        lines++;
    } while (lines < LINES_AT_ONCE && !Slcan_Port_IsIdle());
}

boolean Can_Controller_TakeFrame(CanFrameType *frame)
{
#if CAN_RX_FIFO_DEPTH != 0U
    if (receivedCount == 0U) { return FALSE; }
    *frame = received[receivedFirst];
    receivedFirst = (uint8)((receivedFirst + 1U) % CAN_RX_FIFO_DEPTH);
    receivedCount--;
    return TRUE;
#else
    (void)frame;
    return FALSE;
#endif
}

bool Board_HasWork(void)
{
    return !Slcan_Port_IsIdle();
}

void Slcan_Ecu_TxConfirmation(uint8_t mailbox, Slcan_Ecu_OutcomeType outcome)
{
    switch (outcome) {
    case SLCAN_ECU_SENT:
        Can_MailboxSent(mailbox);
        break;
    case SLCAN_ECU_UNKNOWN:
        Can_MailboxReturned(mailbox);
        break;
    case SLCAN_ECU_SILENCE:
    default:
        Can_MailboxGivenUp(mailbox);
        break;
    }
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
    Slcan_Ecu_Close();
}

uint8_t Slcan_Device_TakeFlags(void)
{
    return 0U;
}

/* A frame of the bus. */
Slcan_TransmitType Slcan_Device_Transmit(const CanFrameType *frame)
{
#if CAN_RX_FIFO_DEPTH != 0U
    if (Can_IsStarted() == FALSE || frame->isRemote) { return SLCAN_TAKEN; }
    if (receivedCount == CAN_RX_FIFO_DEPTH) { return SLCAN_FULL; }
    received[(uint8)(receivedFirst + receivedCount) % CAN_RX_FIFO_DEPTH] = *frame;
    receivedCount++;
#else
    Can_RxIndication(frame);
#endif
    return SLCAN_TAKEN;
}

bool Slcan_Device_Extension(const uint8_t *line, uint8_t length)
{
    return Slcan_Ecu_Extension(line, length);
}
