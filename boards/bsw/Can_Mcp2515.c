/*
 * An MCP2515 as CAN controller: mailbox n is its transmit buffer n. Its receive buffers are emptied by its
 * interrupt; everything else happens in Can_Interrupt.
 */
#include "Board.h"
#include "Can.h"
#include "Can_Controller.h"
#include "Compiler.h"
#include "Det.h"
#include "Mcp2515.h"
#include "Os.h"

#define API_MAIN_FUNCTION_READ 0x08U
#define CAN_E_DATALOST 0x01U

/* Frames that one interrupt passes on at most, so that a full bus does not hold up the tick. */
#define FRAMES_AT_ONCE 16U

#define LOOK_MS 100U
/* A controller that takes no part in the bus for so long is set up anew. */
#define PATIENCE_LOOKS 10U

Can_ErrorsType Can_Errors;

/* Objects, since a comparison with a constant that may be 0 is warned about. */
static const uint8 mailboxCount = CAN_TX_HARDWARE_OBJECTS;

/* 0 until a controller has answered. */
static uint8 crystalMhz;
static uint8 priorities[COMPILER_ROWS(CAN_TX_HARDWARE_OBJECTS)];
static uint16 lastMs;
static uint16 lookedMs;
static uint8 looksOffline;
static boolean wasBusOff;

static uint8 increased(uint8 count)
{
    return (count == 0xFFU) ? count : (uint8)(count + 1U);
}

/* ---- the controller on the bus ----------------------------------------------------------------------------- */

void Can_Controller_Init(void)
{
    lastMs = 0U;
    lookedMs = 0U;
    /* Takes some tens of milliseconds: before the OS counts them. */
    crystalMhz = Mcp2515_MeasureCrystalMhz();
}

void Can_Controller_Start(void)
{
    Mcp2515_TimingType timing;
    boolean isThere = FALSE;

    looksOffline = 0U;
    wasBusOff = FALSE;
    if (crystalMhz == 0U) { crystalMhz = Mcp2515_MeasureCrystalMhz(); }
    if (Mcp2515_SetBitRate(&timing, crystalMhz, CAN_BIT_RATE)) {
        isThere = Mcp2515_Start(&timing, false) ? TRUE : FALSE;
        /* The next that answers may be another. */
        if (isThere == FALSE) { crystalMhz = 0U; }
    }
    if (isThere == FALSE) { Can_Errors.absences = increased(Can_Errors.absences); }
}

void Can_Controller_Stop(void)
{
    Mcp2515_Stop();
}

static void startAnew(void)
{
    uint8 i;
    Can_Controller_Start();
    for (i = 0U; i < mailboxCount; i++) { Can_MailboxReturned(i); }
}

static void look(void)
{
    const boolean isBusOff = ((Mcp2515_TakeErrors() & MCP2515_BUS_OFF) != 0U) ? TRUE : FALSE;

    if (isBusOff != FALSE && wasBusOff == FALSE) { Can_Errors.busOffs = increased(Can_Errors.busOffs); }
    wasBusOff = isBusOff;
    looksOffline = (uint8)(Mcp2515_IsOnline() ? 0U : (looksOffline + 1U));
    if (looksOffline == PATIENCE_LOOKS) { startAnew(); }
}

static void reportLost(uint16 frames)
{
    const uint16 room = (uint16)(0xFFFFU - Can_Errors.framesLost);
    Can_Errors.framesLost = (uint16)(Can_Errors.framesLost + ((frames < room) ? frames : room));
    (void)Det_ReportRuntimeError(DET_MODULE_CAN, 0U, API_MAIN_FUNCTION_READ, CAN_E_DATALOST);
}

/* ---- transmission ------------------------------------------------------------------------------------------ */

static uint8 priorityOf(uint8 mailbox)
{
    return (uint8)(MCP2515_TOP_PRIORITY - Can_MailboxesBefore(mailbox));
}

static void setPriority(uint8 mailbox, uint8 priority)
{
    Mcp2515_SetPriority(mailbox, priority);
    priorities[mailbox] = priority;
}

/*
 * The mailboxes that wait beside the new one, in the order of arbitration. Those that have to go down begin with
 * the last, those that have to go up with the first: their order is right all the time.
 */
static void makeRoom(uint8 mailbox)
{
    uint8 priority;
    uint8 i;
    for (priority = 1U; priority <= MCP2515_TOP_PRIORITY; priority++) {
        for (i = 0U; i < mailboxCount; i++) {
            const boolean isOther = (i != mailbox && Can_IsMailboxOffered(i) != FALSE) ? TRUE : FALSE;
            if (isOther != FALSE && priorityOf(i) == priority && priorities[i] > priority) {
                setPriority(i, priority);
            }
        }
    }
    for (priority = MCP2515_TOP_PRIORITY; priority > 1U; priority--) {
        for (i = 0U; i < mailboxCount; i++) {
            const boolean isOther = (i != mailbox && Can_IsMailboxOffered(i) != FALSE) ? TRUE : FALSE;
            if (isOther != FALSE && priorityOf(i) == priority && priorities[i] < priority) {
                setPriority(i, priority);
            }
        }
    }
}

boolean Can_Controller_Transmit(uint8 mailbox, const CanFrameType *frame)
{
    if (!Mcp2515_IsOnline()) { return FALSE; }
    makeRoom(mailbox);
    priorities[mailbox] = priorityOf(mailbox);
    Mcp2515_Send(mailbox, frame, priorities[mailbox]);
    return TRUE;
}

/* ---- what has happened --------------------------------------------------------------------------------------- */

void Can_Controller_MainFunction(void)
{
    const uint16 nowMs = (uint16)Os_NowMs();
    const uint8 sent = Mcp2515_TakeSent();
    const uint16 lost = Mcp2515_TakeLost();
    uint8 i;

    for (i = 0U; i < MCP2515_TX_BUFFERS; i++) {
        if ((sent & (uint8)(1U << i)) != 0U) { Can_MailboxSent(i); }
    }
    if (lost != 0U) { reportLost(lost); }
#if CAN_RX_FIFO_DEPTH == 0U
    for (i = 0U; i < FRAMES_AT_ONCE; i++) {
        CanFrameType frame;
        if (!Mcp2515_TakeFrame(&frame)) { break; }
        Can_RxIndication(&frame);
    }
#endif
    if (Can_IsStarted() != FALSE && nowMs != lastMs) {
        lastMs = nowMs;
        Mcp2515_MainFunction();
        if ((uint16)(nowMs - lookedMs) >= LOOK_MS) {
            lookedMs = nowMs;
            look();
        }
    }
}

boolean Can_Controller_TakeFrame(CanFrameType *frame)
{
    return Mcp2515_TakeFrame(frame) ? TRUE : FALSE;
}

/* Frames that wait to be polled are no work. */
bool Board_HasWork(void)
{
#if CAN_RX_FIFO_DEPTH == 0U
    return Mcp2515_HasWork();
#else
    return false;
#endif
}
