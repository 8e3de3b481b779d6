/* Frames of the host wait here for the controller; frames of the bus go straight to the serial line. */
#include "Bridge_Adapter.h"

#include "Board.h"
#include "Mcp2515.h"
#include "Slcan.h"
#include "Slcan_Flash.h"

#define QUEUE_FRAMES 16U
#define BIT_RATES 9U

/*
 * S0 to S8, for 16 and for 8 MHz: prescaler and quanta in a bit, of which the last two are phase 2. At
 * 8 MHz a bit of 1 Mbit/s has four quanta, and the controller needs five.
 */
static const uint8_t timings16[BIT_RATES][2] SLCAN_FLASH = {
    {50U, 16U}, {25U, 16U}, {10U, 16U}, {5U, 16U}, {4U, 16U}, {2U, 16U}, {1U, 16U}, {1U, 10U}, {1U, 8U},
};
static const uint8_t timings8[BIT_RATES][2] SLCAN_FLASH = {
    {25U, 16U}, {25U, 8U}, {5U, 16U}, {5U, 8U}, {2U, 16U}, {1U, 16U}, {1U, 8U}, {1U, 5U}, {1U, 4U},
};

static Slcan_FrameType queue[QUEUE_FRAMES];
static uint8_t queueHead;
static uint8_t queueTail;
/* 0 until a controller has answered. */
static uint8_t crystalMhz;
static bool hasTiming;
static Mcp2515_TimingType timing;
static uint16_t lastMs;

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
    uint8_t prescaler;
    uint8_t quanta;

    hasTiming = false;
    if (!hasController()) { return false; }
    prescaler = Slcan_FlashByte(crystalMhz == 16U ? &timings16[rate][0] : &timings8[rate][0]);
    quanta = Slcan_FlashByte(crystalMhz == 16U ? &timings16[rate][1] : &timings8[rate][1]);
    hasTiming = Mcp2515_SetTiming(&timing, prescaler, (uint8_t)(quanta - 3U), 2U, 1U, false);
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
    return hasTiming && Mcp2515_Start(&timing, isListening);
}

void Bridge_Adapter_Close(void)
{
    Mcp2515_Stop();
}

bool Bridge_Adapter_Transmit(const Slcan_FrameType *frame)
{
    const uint8_t next = (uint8_t)(queueHead + 1U) % QUEUE_FRAMES;

    if (next == queueTail) { return false; }
    queue[queueHead] = *frame;
    queueHead = next;
    return true;
}

uint8_t Bridge_Adapter_TakeFlags(void)
{
    return Mcp2515_TakeFlags();
}

bool Bridge_Adapter_MainFunction(uint16_t nowMs)
{
    const bool isNewMs = nowMs != lastMs;

    lastMs = nowMs;
    if (Board_CanRequests()) {
        Mcp2515_Receive();
        /* Nothing received: it is an error that requests. */
        if (Board_CanRequests()) { Mcp2515_LookAtErrors(); }
    }
    if (isNewMs) { Mcp2515_LookAtErrors(); }
    if (queueTail != queueHead && Mcp2515_Transmit(&queue[queueTail])) {
        queueTail = (uint8_t)(queueTail + 1U) % QUEUE_FRAMES;
    }
    return queueTail != queueHead;
}

void Mcp2515_RxIndication(const Slcan_FrameType *frame)
{
    Slcan_RxIndication(frame);
}

void Mcp2515_RxOverflow(void)
{
    Slcan_FramesLost(1U);
}
