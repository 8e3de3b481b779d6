/* Frames of the host wait here for the controller; frames of the bus go straight to the serial line. */
#include "Bridge_Adapter.h"

#include "Board.h"
#include "Mcp2515.h"
#include "Slcan.h"

#define QUEUE_FRAMES 16U
/* Frames of the bus that one turn of the main loop passes on: lines of the host have theirs then. */
#define FRAMES_AT_ONCE 4U

static CanFrameType queue[QUEUE_FRAMES];
static uint8_t queueHead;
static uint8_t queueTail;
/* 0 until a controller has answered. */
static uint8_t crystalMhz;
static bool hasTiming;
static Mcp2515_TimingType timing;
static uint16_t lastMs;

/*
 * Frames of the host leave in their order, through all three transmit buffers: each gets the next lower of
 * the 4 * 3 places of priority and buffer, and when they are used up, the next frame begins at the top once
 * nothing waits.
 */
#define TOP_BUFFER (MCP2515_TX_BUFFERS - 1U)
static uint8_t txBuffer;
static uint8_t txPriority;

void Bridge_Adapter_Init(void)
{
    queueHead = 0U;
    queueTail = 0U;
    crystalMhz = 0U;
    hasTiming = false;
    Board_SpiInit();
}

static bool hasController(void)
{
    if (crystalMhz == 0U) { crystalMhz = Mcp2515_MeasureCrystalMhz(); }
    return crystalMhz != 0U;
}

bool Bridge_Adapter_SetBitRate(uint8_t rate)
{
    hasTiming = hasController() && Mcp2515_SetBitRate(&timing, crystalMhz, rate);
    return hasTiming;
}

bool Bridge_Adapter_SetBitTiming(uint8_t btr0, uint8_t btr1)
{
    uint8_t prescaler = (uint8_t)((btr0 & 0x3FU) + 1U);

    hasTiming = false;
    if (!hasController()) { return false; }
    /* The registers count in 125 ns; with 8 MHz a quantum is a multiple of 250 ns. */
    if (crystalMhz == 8U) {
        if ((prescaler & 1U) != 0U) { return false; }
        prescaler /= 2U;
    }
    hasTiming = Mcp2515_SetTiming(&timing, prescaler, (uint8_t)((btr1 & 0x0FU) + 1U),
                                  (uint8_t)(((btr1 >> 4) & 0x07U) + 1U), (uint8_t)((btr0 >> 6) + 1U),
                                  (btr1 & 0x80U) != 0U);
    return hasTiming;
}

bool Bridge_Adapter_Open(bool isListening)
{
    queueHead = 0U;
    queueTail = 0U;
    txBuffer = TOP_BUFFER;
    txPriority = MCP2515_TOP_PRIORITY;
    return hasTiming && Mcp2515_Start(&timing, isListening);
}

bool Bridge_Adapter_Transmit(const CanFrameType *frame)
{
    const uint8_t next = (uint8_t)(queueHead + 1U) % QUEUE_FRAMES;

    if (next == queueTail) { return false; }
    queue[queueHead] = *frame;
    queueHead = next;
    return true;
}

uint8_t Bridge_Adapter_TakeFlags(void)
{
    const uint8_t errors = Mcp2515_TakeErrors();
    uint8_t flags = 0U;
    if ((errors & MCP2515_ERROR_WARNING) != 0U) { flags |= SLCAN_FLAG_ERROR_WARNING; }
    if ((errors & MCP2515_ERROR_PASSIVE) != 0U) { flags |= SLCAN_FLAG_ERROR_PASSIVE; }
    if ((errors & MCP2515_ARBITRATION_LOST) != 0U) { flags |= SLCAN_FLAG_ARBITRATION_LOST; }
    if ((errors & (MCP2515_MESSAGE_ERROR | MCP2515_BUS_OFF)) != 0U) { flags |= SLCAN_FLAG_BUS_ERROR; }
    return flags;
}

static void passOn(void)
{
    CanFrameType frame;
    uint8_t frames = 0U;
    const uint16_t lost = Mcp2515_TakeLost();

    if (lost != 0U) { Slcan_FramesLost(lost); }
    while (frames < FRAMES_AT_ONCE && Mcp2515_TakeFrame(&frame)) {
        Slcan_RxIndication(&frame);
        frames++;
    }
}

void Bridge_Adapter_Close(void)
{
    const uint8_t waiting = (uint8_t)(queueHead + QUEUE_FRAMES - queueTail) % QUEUE_FRAMES;
    const uint8_t unsent = Mcp2515_Leave();

    Slcan_FramesNotSent((uint16_t)((uint16_t)waiting + unsent));
    queueTail = queueHead;
    /* As far as the line has room for them. */
    do {
        passOn();
    } while (Mcp2515_HasWork());
}

static void sendNext(void)
{
    const bool isAtTop = txBuffer == TOP_BUFFER && txPriority == MCP2515_TOP_PRIORITY;
    const uint8_t inTheWay = isAtTop ? 0x07U : (uint8_t)(1U << txBuffer);

    if (queueTail == queueHead || !Mcp2515_IsOnline() || (Mcp2515_BuffersInUse() & inTheWay) != 0U) {
        return;
    }
    Mcp2515_Send(txBuffer, &queue[queueTail], txPriority);
    queueTail = (uint8_t)(queueTail + 1U) % QUEUE_FRAMES;
    if (txBuffer != 0U) {
        txBuffer--;
    } else {
        txBuffer = TOP_BUFFER;
        txPriority = txPriority == 0U ? MCP2515_TOP_PRIORITY : (uint8_t)(txPriority - 1U);
    }
}

bool Bridge_Adapter_MainFunction(uint16_t nowMs)
{
    if (nowMs != lastMs) {
        lastMs = nowMs;
        Mcp2515_MainFunction();
    }
    passOn();
    sendNext();
    return queueTail != queueHead;
}

bool Bridge_Adapter_HasWork(void)
{
    return Mcp2515_HasWork();
}
