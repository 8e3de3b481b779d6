/* The registers and instructions are those of Microchip's data sheet DS20001801. */
#include "Mcp2515.h"

#include "Board.h"
#include "Slcan.h"

#define RESET 0xC0U
#define READ 0x03U
#define WRITE 0x02U
#define BIT_MODIFY 0x05U
#define READ_STATUS 0xA0U
#define READ_RX0 0x90U
#define READ_RX1 0x94U
/* Buffers 1 and 2 are at 0x42 and 0x44. */
#define LOAD_TX0 0x40U

#define CANSTAT 0x0EU
#define CANCTRL 0x0FU
#define CNF3 0x28U
#define CANINTE 0x2BU
#define CANINTF 0x2CU
#define EFLG 0x2DU
/* Buffers 1 and 2 are at 0x40 and 0x50. */
#define TXB0CTRL 0x30U
#define RXB0CTRL 0x60U
#define RXB1CTRL 0x70U

/* CANSTAT, CANCTRL */
#define MODE_MASK 0xE0U
#define MODE_NORMAL 0x00U
#define MODE_LOOPBACK 0x40U
#define MODE_LISTEN 0x60U
#define MODE_CONFIGURATION 0x80U
#define ABORT_ALL 0x10U

/* CANINTE, CANINTF */
#define RX0_INTERRUPT 0x01U
#define RX1_INTERRUPT 0x02U
#define ERROR_INTERRUPT 0x20U
#define MESSAGE_ERROR 0x80U

/* EFLG */
#define ERROR_WARNING 0x01U
#define ERROR_PASSIVE 0x18U
#define BUS_OFF 0x20U
#define RX_OVERFLOW 0xC0U

/* TXBnCTRL */
#define TX_REQUEST 0x08U
#define TX_LOST_ARBITRATION 0x20U

/* RXBnCTRL: whatever is valid; buffer 0 lets the next frame roll over to buffer 1. */
#define RX_ANY 0x60U
#define RX_ROLL_OVER 0x04U

/* READ STATUS */
#define STATUS_RX0 0x01U
#define STATUS_RX1 0x02U
/* Buffers 1 and 2 two and four bits further. */
#define STATUS_TX0 0x04U
#define STATUS_TX_ANY 0x54U

/* Identifier registers and length */
#define SIDL_REMOTE 0x10U
#define SIDL_EXTENDED 0x08U
#define DLC_REMOTE 0x40U

/*
 * Of frames that wait, the controller sends that of the highest priority, and of equal ones that of the
 * highest buffer. So each frame gets the next lower of 4 * 3 places, and when they are used up, the next
 * frame begins at the top once nothing waits.
 */
#define TOP_BUFFER 2U
#define TOP_PRIORITY 3U
static uint8_t txBuffer;
static uint8_t txPriority;

/* Of buffers that lost arbitration and were told: they say so until they are used again. */
static uint8_t txToldBuffers;

static uint8_t wantedMode;
static bool isRunning;
static uint8_t flags;

/* ---- instructions --------------------------------------------------------------------------------------- */

static uint8_t readRegister(uint8_t address)
{
    uint8_t value;
    Board_SpiSelect();
    (void)Board_SpiTransfer(READ);
    (void)Board_SpiTransfer(address);
    value = Board_SpiTransfer(0U);
    Board_SpiRelease();
    return value;
}

static void writeRegister(uint8_t address, uint8_t value)
{
    Board_SpiSelect();
    (void)Board_SpiTransfer(WRITE);
    (void)Board_SpiTransfer(address);
    (void)Board_SpiTransfer(value);
    Board_SpiRelease();
}

static void clearBits(uint8_t address, uint8_t bits)
{
    Board_SpiSelect();
    (void)Board_SpiTransfer(BIT_MODIFY);
    (void)Board_SpiTransfer(address);
    (void)Board_SpiTransfer(bits);
    (void)Board_SpiTransfer(0U);
    Board_SpiRelease();
}

static uint8_t readStatus(void)
{
    uint8_t status;
    Board_SpiSelect();
    (void)Board_SpiTransfer(READ_STATUS);
    status = Board_SpiTransfer(0U);
    Board_SpiRelease();
    return status;
}

static uint8_t modeNow(void)
{
    return readRegister(CANSTAT) & MODE_MASK;
}

/* Into configuration mode, with all registers as after power-on. */
static bool reset(void)
{
    const uint16_t startMs = Board_Milliseconds();
    bool isThere = false;

    Board_SpiInit();
    Board_SpiSelect();
    (void)Board_SpiTransfer(RESET);
    Board_SpiRelease();
    isRunning = false;
    txBuffer = TOP_BUFFER;
    txPriority = TOP_PRIORITY;
    txToldBuffers = 0U;
    /* 128 periods of the crystal until it answers. A line that floats must not pass for an answer. */
    while (!isThere && (uint16_t)(Board_Milliseconds() - startMs) < 3U) {
        isThere = readRegister(CANSTAT) == MODE_CONFIGURATION && readRegister(CANCTRL) == 0x87U;
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

static void writeTiming(const Mcp2515_TimingType *timing)
{
    /* CNF3, CNF2 and CNF1 follow each other. */
    Board_SpiSelect();
    (void)Board_SpiTransfer(WRITE);
    (void)Board_SpiTransfer(CNF3);
    (void)Board_SpiTransfer(timing->cnf[2]);
    (void)Board_SpiTransfer(timing->cnf[1]);
    (void)Board_SpiTransfer(timing->cnf[0]);
    Board_SpiRelease();
}

/* Milliseconds until `isDone` or the limit. */
static uint16_t waitMs(bool (*isDone)(void), uint16_t limitMs)
{
    const uint16_t startMs = Board_Milliseconds();
    uint16_t passedMs = 0U;
    while (!isDone() && passedMs < limitMs) { passedMs = (uint16_t)(Board_Milliseconds() - startMs); }
    return passedMs;
}

static bool isInLoopback(void)
{
    return modeNow() == MODE_LOOPBACK;
}

static bool hasNothingToSend(void)
{
    return (readStatus() & STATUS_TX_ANY) == 0U;
}

static bool isNever(void)
{
    return false;
}

uint8_t Mcp2515_MeasureCrystalMhz(void)
{
    /* 48 bits with its stuff bits, of 25 quanta of 128 periods: 9.6 ms at 16 MHz, 19.2 ms at 8 MHz. */
    static const Slcan_FrameType probe = {0x007U, false, false, 0U, {0U, 0U, 0U, 0U, 0U, 0U, 0U, 0U}};
    Mcp2515_TimingType slow;
    uint16_t tookMs;

    if (!reset()) { return 0U; }
    (void)Mcp2515_SetTiming(&slow, 64U, 16U, 8U, 1U, false);
    writeTiming(&slow);
    writeRegister(CANCTRL, MODE_LOOPBACK);
    if (waitMs(isInLoopback, 10U) >= 10U) { return 0U; }
    isRunning = true;
    /* The eleven idle bits before it may send; and from the beginning of a millisecond, since those are counted. */
    (void)waitMs(isNever, 6U);
    (void)Mcp2515_Transmit(&probe);
    tookMs = waitMs(hasNothingToSend, 25U);
    isRunning = false;
    if (tookMs == 9U || tookMs == 10U) { return 16U; }
    return tookMs >= 18U && tookMs <= 20U ? 8U : 0U;
}

/* ---- modes -------------------------------------------------------------------------------------------- */

bool Mcp2515_Start(const Mcp2515_TimingType *timing, bool isListening)
{
    if (!reset()) { return false; }
    writeTiming(timing);
    writeRegister(RXB0CTRL, RX_ANY | RX_ROLL_OVER);
    writeRegister(RXB1CTRL, RX_ANY);
    writeRegister(CANINTE, RX0_INTERRUPT | RX1_INTERRUPT | ERROR_INTERRUPT);
    wantedMode = isListening ? MODE_LISTEN : MODE_NORMAL;
    writeRegister(CANCTRL, wantedMode);
    flags = 0U;
    return true;
}

void Mcp2515_Stop(void)
{
    writeRegister(CANINTE, 0U);
    writeRegister(CANCTRL, MODE_CONFIGURATION | ABORT_ALL);
    isRunning = false;
}

/* ---- frames ------------------------------------------------------------------------------------------- */

static void readFrame(uint8_t instruction)
{
    Slcan_FrameType frame;
    uint8_t sidh;
    uint8_t sidl;
    uint8_t eid8;
    uint8_t eid0;
    uint8_t dlc;
    uint8_t i;

    Board_SpiSelect();
    (void)Board_SpiTransfer(instruction);
    sidh = Board_SpiTransfer(0U);
    sidl = Board_SpiTransfer(0U);
    eid8 = Board_SpiTransfer(0U);
    eid0 = Board_SpiTransfer(0U);
    dlc = Board_SpiTransfer(0U);
    frame.isExtended = (sidl & SIDL_EXTENDED) != 0U;
    if (frame.isExtended) {
        const uint16_t high = (uint16_t)((uint16_t)((uint16_t)sidh << 5) |
                                         (uint16_t)((sidl >> 3) & 0x1CU) | (sidl & 0x03U));
        frame.id = ((uint32_t)high << 16) | (uint16_t)((uint16_t)(eid8 << 8) | eid0);
        frame.isRemote = (dlc & DLC_REMOTE) != 0U;
    } else {
        frame.id = (uint16_t)((uint16_t)((uint16_t)sidh << 3) | (uint16_t)(sidl >> 5));
        frame.isRemote = (sidl & SIDL_REMOTE) != 0U;
    }
    /* 9 to 15 are on the bus what 8 is. */
    frame.length = dlc & 0x0FU;
    if (frame.length > 8U) { frame.length = 8U; }
    if (!frame.isRemote) {
        for (i = 0U; i < frame.length; i++) { frame.data[i] = Board_SpiTransfer(0U); }
    }
    /* This clears the buffer's interrupt flag: it is free again. */
    Board_SpiRelease();
    Mcp2515_RxIndication(&frame);
}

void Mcp2515_Receive(void)
{
    /*
     * A frame goes to buffer 1 only while buffer 0 is full, so buffer 0 is the older of both. That
     * stays true as long as buffer 1 is looked at once more right after buffer 0 was emptied: a frame
     * may have gone there meanwhile, and the one after it will go to buffer 0.
     */
    uint8_t status = readStatus();
    if ((status & STATUS_RX0) != 0U) {
        readFrame(READ_RX0);
        status = readStatus();
    }
    if ((status & STATUS_RX1) != 0U) { readFrame(READ_RX1); }
}

static uint8_t controlOf(uint8_t buffer)
{
    return (uint8_t)(TXB0CTRL + (uint8_t)(buffer << 4));
}

static void loadFrame(uint8_t buffer, const Slcan_FrameType *frame)
{
    const uint16_t low = (uint16_t)frame->id;
    const uint16_t high = (uint16_t)(frame->id >> 16);
    uint8_t i;

    Board_SpiSelect();
    (void)Board_SpiTransfer((uint8_t)(LOAD_TX0 + 2U * buffer));
    if (frame->isExtended) {
        (void)Board_SpiTransfer((uint8_t)(high >> 5));
        (void)Board_SpiTransfer(
            (uint8_t)((uint8_t)((high & 0x1CU) << 3) | SIDL_EXTENDED | (high & 0x03U)));
        (void)Board_SpiTransfer((uint8_t)(low >> 8));
        (void)Board_SpiTransfer((uint8_t)low);
    } else {
        (void)Board_SpiTransfer((uint8_t)(low >> 3));
        (void)Board_SpiTransfer((uint8_t)(low << 5));
        (void)Board_SpiTransfer(0U);
        (void)Board_SpiTransfer(0U);
    }
    (void)Board_SpiTransfer((uint8_t)(frame->length | (frame->isRemote ? DLC_REMOTE : 0U)));
    if (!frame->isRemote) {
        for (i = 0U; i < frame->length; i++) { (void)Board_SpiTransfer(frame->data[i]); }
    }
    Board_SpiRelease();
}

static void lookAtArbitration(uint8_t buffer)
{
    const uint8_t bit = (uint8_t)(1U << buffer);
    if ((txToldBuffers & bit) == 0U && (readRegister(controlOf(buffer)) & TX_LOST_ARBITRATION) != 0U) {
        txToldBuffers |= bit;
        flags |= SLCAN_FLAG_ARBITRATION_LOST;
    }
}

bool Mcp2515_Transmit(const Slcan_FrameType *frame)
{
    const bool isAtTop = txBuffer == TOP_BUFFER && txPriority == TOP_PRIORITY;
    const uint8_t inTheWay = isAtTop ? STATUS_TX_ANY : (uint8_t)(STATUS_TX0 << (txBuffer * 2U));

    if (!isRunning || (readStatus() & inTheWay) != 0U) { return false; }
    lookAtArbitration(txBuffer);
    txToldBuffers &= (uint8_t)~(1U << txBuffer);
    loadFrame(txBuffer, frame);
    writeRegister(controlOf(txBuffer), TX_REQUEST | txPriority);
    if (txBuffer != 0U) {
        txBuffer--;
    } else {
        txBuffer = TOP_BUFFER;
        txPriority = txPriority == 0U ? TOP_PRIORITY : (uint8_t)(txPriority - 1U);
    }
    return true;
}

/* ---- errors ------------------------------------------------------------------------------------------- */

void Mcp2515_LookAtErrors(void)
{
    uint8_t interrupts;
    uint8_t errors;

    /* It takes part in the bus once that was idle for eleven bits. */
    if (!isRunning && modeNow() == wantedMode) { isRunning = true; }

    Board_SpiSelect();
    (void)Board_SpiTransfer(READ);
    (void)Board_SpiTransfer(CANINTF);
    interrupts = Board_SpiTransfer(0U);
    errors = Board_SpiTransfer(0U);
    Board_SpiRelease();

    if ((interrupts & (ERROR_INTERRUPT | MESSAGE_ERROR)) != 0U) {
        clearBits(CANINTF, interrupts & (ERROR_INTERRUPT | MESSAGE_ERROR));
    }
    if ((errors & RX_OVERFLOW) != 0U) {
        clearBits(EFLG, errors & RX_OVERFLOW);
        Mcp2515_RxOverflow();
    }
    if ((errors & ERROR_WARNING) != 0U) { flags |= SLCAN_FLAG_ERROR_WARNING; }
    if ((errors & ERROR_PASSIVE) != 0U) { flags |= SLCAN_FLAG_ERROR_PASSIVE; }
    if ((interrupts & MESSAGE_ERROR) != 0U || (errors & BUS_OFF) != 0U) {
        flags |= SLCAN_FLAG_BUS_ERROR;
    }
}

uint8_t Mcp2515_TakeFlags(void)
{
    uint8_t taken;
    uint8_t buffer;

    Mcp2515_LookAtErrors();
    for (buffer = 0U; buffer < 3U; buffer++) { lookAtArbitration(buffer); }
    taken = flags;
    flags = 0U;
    return taken;
}
