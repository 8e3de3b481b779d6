/* Bit timing, the crystal, modes. */
#include "Mcp2515_Internal.h"

#include "Board.h"
#include "Flash.h"

/* CANSTAT, CANCTRL */
#define MODE_MASK 0xE0U
#define MODE_NORMAL 0x00U
#define MODE_LOOPBACK 0x40U
#define MODE_LISTEN 0x60U
#define MODE_CONFIGURATION 0x80U
#define ABORT_ALL 0x10U

/* RXBnCTRL: whatever is valid; buffer 0 lets the next frame roll over to buffer 1. */
#define RX_ANY 0x60U
#define RX_ROLL_OVER 0x04U

#define BIT_RATES 9U

/* The longest frame has 160 bits: 16 ms at the lowest rate of a host. */
#define LEAVE_MS 20U

static uint8_t wantedMode;
static bool isStarted;
static bool isOnline;

static uint8_t modeNow(void)
{
    return Mcp2515_ReadRegister(MCP2515_CANSTAT) & MODE_MASK;
}

/* Into configuration mode, with all registers as after power-on. */
static bool reset(void)
{
    const uint16_t startMs = Board_Milliseconds();
    bool isThere = false;

    (void)Board_SetCanInterrupt(false);
    isStarted = false;
    isOnline = false;
    Mcp2515_ClearReception();
    Mcp2515_ClearTransmission();
    Mcp2515_ClearErrors();
    Board_SpiInit();
    Mcp2515_Begin(MCP2515_RESET);
    Mcp2515_End();
    /* 128 periods of the crystal until it answers. A line that floats must not pass for an answer. */
    while (!isThere && (uint16_t)(Board_Milliseconds() - startMs) < 3U) {
        isThere = Mcp2515_ReadRegister(MCP2515_CANSTAT) == MODE_CONFIGURATION &&
                  Mcp2515_ReadRegister(MCP2515_CANCTRL) == 0x87U;
    }
    return isThere;
}

/* ---- bit timing ------------------------------------------------------------------------------------------ */

bool Mcp2515_SetTiming(Mcp2515_TimingType *timing, uint8_t prescaler, uint8_t tseg1, uint8_t tseg2,
                       uint8_t sjw, bool samplesThrice)
{
    const uint8_t phase1 = tseg1 / 2U;
    const uint8_t propagation = (uint8_t)(tseg1 - phase1);

    if (prescaler < 1U || prescaler > 64U || tseg1 < 2U || tseg1 > 16U || tseg2 < 2U || tseg2 > 8U ||
        tseg1 < tseg2 || sjw < 1U || sjw > 4U || sjw >= tseg2) {
        return false;
    }
    timing->cnf[0] = (uint8_t)((uint8_t)((sjw - 1U) << 6) | (uint8_t)(prescaler - 1U));
    timing->cnf[1] = (uint8_t)(0x80U | (samplesThrice ? 0x40U : 0U) | (uint8_t)((phase1 - 1U) << 3) |
                               (uint8_t)(propagation - 1U));
    timing->cnf[2] = (uint8_t)(tseg2 - 1U);
    return true;
}

bool Mcp2515_SetBitRate(Mcp2515_TimingType *timing, uint8_t crystalMhz, uint8_t rate)
{
    /*
     * Prescaler at 16 MHz and quanta in a bit, of which the last two are phase 2. At 8 MHz the prescaler is
     * the half, or else the quanta are; a bit of 1 Mbit/s has four then, and the controller needs five.
     */
    static const uint8_t timings[BIT_RATES][2] FLASH = {
        {50U, 16U}, {25U, 16U}, {10U, 16U}, {5U, 16U}, {4U, 16U},
        {2U, 16U},  {1U, 16U},  {1U, 10U},  {1U, 8U},
    };
    uint8_t prescaler;
    uint8_t quanta;

    if (rate >= BIT_RATES || (crystalMhz != 8U && crystalMhz != 16U)) { return false; }
    prescaler = Flash_ReadByte(&timings[rate][0]);
    quanta = Flash_ReadByte(&timings[rate][1]);
    if (crystalMhz == 8U) {
        if ((prescaler & 1U) == 0U) {
            prescaler /= 2U;
        } else {
            quanta /= 2U;
        }
    }
    return Mcp2515_SetTiming(timing, prescaler, (uint8_t)(quanta - 3U), 2U, 1U, false);
}

static void writeTiming(const Mcp2515_TimingType *timing)
{
    /* CNF3, CNF2 and CNF1 follow each other. */
    Mcp2515_Begin(MCP2515_WRITE);
    (void)Board_SpiTransfer(MCP2515_CNF3);
    (void)Board_SpiTransfer(timing->cnf[2]);
    (void)Board_SpiTransfer(timing->cnf[1]);
    (void)Board_SpiTransfer(timing->cnf[0]);
    Mcp2515_End();
}

/* Milliseconds until `isDone` or the limit. */
static uint16_t waitMs(bool (*isDone)(void), uint16_t limitMs)
{
    const uint16_t startMs = Board_Milliseconds();
    uint16_t passedMs = 0U;
    while (!isDone() && passedMs < limitMs) { passedMs = (uint16_t)(Board_Milliseconds() - startMs); }
    return passedMs;
}

static bool isInConfiguration(void)
{
    return modeNow() == MODE_CONFIGURATION;
}

static bool isInLoopback(void)
{
    return modeNow() == MODE_LOOPBACK;
}

static bool hasNothingToSend(void)
{
    return Mcp2515_BuffersInUse() == 0U;
}

static bool isNever(void)
{
    return false;
}

uint8_t Mcp2515_MeasureCrystalMhz(void)
{
    /* 48 bits with its stuff bits, of 25 quanta of 128 periods: 9.6 ms at 16 MHz, 19.2 ms at 8 MHz. */
    static const CanFrameType probe = {0x007U, false, false, 0U, {0U, 0U, 0U, 0U, 0U, 0U, 0U, 0U}};
    Mcp2515_TimingType slow;
    uint16_t tookMs;

    if (!reset()) { return 0U; }
    (void)Mcp2515_SetTiming(&slow, 64U, 16U, 8U, 1U, false);
    writeTiming(&slow);
    Mcp2515_WriteRegister(MCP2515_CANCTRL, MODE_LOOPBACK);
    if (waitMs(isInLoopback, 10U) >= 10U) { return 0U; }
    /* The eleven idle bits before it may send; and from the beginning of a millisecond, since those are counted. */
    (void)waitMs(isNever, 6U);
    Mcp2515_Send(0U, &probe, 0U);
    tookMs = waitMs(hasNothingToSend, 25U);
    if (tookMs == 9U || tookMs == 10U) { return 16U; }
    return tookMs >= 18U && tookMs <= 20U ? 8U : 0U;
}

/* ---- modes -------------------------------------------------------------------------------------------- */

bool Mcp2515_Start(const Mcp2515_TimingType *timing, bool isListening)
{
    uint8_t interrupts = MCP2515_RX0_INTERRUPT | MCP2515_RX1_INTERRUPT | MCP2515_ERROR_INTERRUPT;

#if MCP2515_CONFIRMS
    interrupts |= MCP2515_TX_INTERRUPTS;
#endif
    if (!reset()) { return false; }
    writeTiming(timing);
    Mcp2515_WriteRegister(MCP2515_RXB0CTRL, RX_ANY | RX_ROLL_OVER);
    Mcp2515_WriteRegister(MCP2515_RXB1CTRL, RX_ANY);
    Mcp2515_WriteRegister(MCP2515_CANINTE, interrupts);
    wantedMode = isListening ? MODE_LISTEN : MODE_NORMAL;
    isStarted = true;
    (void)Board_SetCanInterrupt(true);
    Mcp2515_WriteRegister(MCP2515_CANCTRL, wantedMode);
    return true;
}

void Mcp2515_Stop(void)
{
    (void)Board_SetCanInterrupt(false);
    isStarted = false;
    isOnline = false;
    Mcp2515_WriteRegister(MCP2515_CANINTE, 0U);
    Mcp2515_WriteRegister(MCP2515_CANCTRL, MODE_CONFIGURATION | ABORT_ALL);
}

uint8_t Mcp2515_Leave(void)
{
    /* Its interrupt goes on meanwhile: the buffers must not overflow at the end. */
    Mcp2515_WriteRegister(MCP2515_CANCTRL, MODE_CONFIGURATION | ABORT_ALL);
    (void)waitMs(isInConfiguration, LEAVE_MS);
    (void)Board_SetCanInterrupt(false);
    Mcp2515_LookAtErrors();
    Board_CanIndication();
    Mcp2515_Stop();
    return Mcp2515_CountUnsent();
}

bool Mcp2515_IsOnline(void)
{
    return isOnline;
}

void Mcp2515_MainFunction(void)
{
    bool wasEnabled;

    if (!isStarted) { return; }
    wasEnabled = Board_SetCanInterrupt(false);
    Mcp2515_LookAtErrors();
    /* What the interrupt has left, if anything. */
    Board_CanIndication();
    (void)Board_SetCanInterrupt(wasEnabled);
    isOnline = modeNow() == wantedMode;
}
