/*
 * From the controller's two buffers into a ring, by its interrupt: as fast as possible, so that the buffers
 * do not overflow, since the controller does not say how many frames it has dropped. What finds the ring full
 * is counted here. Frames stay as the registers have them until they are taken.
 */
#include "Mcp2515_Internal.h"

#include "Board.h"

/* Identifier and length, then data. */
#define HEADER_BYTES 5U
#define SIDL 1U
#define DLC 4U
#define FRAME_BYTES (HEADER_BYTES + 8U)
#define PLACES (MCP2515_RX_FRAMES + 1U)

/* A line that stays low whatever is done must not end everything: then it is looked at in each millisecond. */
#define TURNS_MAX 100U

static volatile uint8_t ring[PLACES][FRAME_BYTES];
static volatile uint8_t head;
static volatile uint8_t tail;
static volatile uint16_t lost;
/* Since the line was high, the last buffer that was emptied is 0. */
static bool wasBuffer0;

void Mcp2515_ClearReception(void)
{
    head = 0U;
    tail = 0U;
    lost = 0U;
    wasBuffer0 = false;
}

void Mcp2515_FrameLost(void)
{
    lost++;
}

static uint8_t after(uint8_t place)
{
    return place == PLACES - 1U ? 0U : (uint8_t)(place + 1U);
}

/*
 * ---- in the interrupt, or while it is disabled: instructions need not keep it out, which would take a third of
 * the time that there is for a frame at 1 Mbit/s.
 */

static uint8_t readStatus(void)
{
    uint8_t status;
    Board_SpiSelect();
    (void)Board_SpiTransfer(MCP2515_READ_STATUS);
    status = Board_SpiTransfer(0U);
    Board_SpiRelease();
    return status;
}

static void clearInterrupts(uint8_t interrupts)
{
    Board_SpiSelect();
    (void)Board_SpiTransfer(MCP2515_BIT_MODIFY);
    (void)Board_SpiTransfer(MCP2515_CANINTF);
    (void)Board_SpiTransfer(interrupts);
    (void)Board_SpiTransfer(0U);
    Board_SpiRelease();
}

static bool isRemote(uint8_t sidl, uint8_t dlc)
{
    return (sidl & MCP2515_SIDL_EXTENDED) != 0U ? (dlc & MCP2515_DLC_REMOTE) != 0U
                                                : (sidl & MCP2515_SIDL_REMOTE) != 0U;
}

static void empty(uint8_t instruction, uint8_t interrupt)
{
    const uint8_t place = head;
    const uint8_t next = after(place);
    volatile uint8_t *to = ring[place];
    uint8_t length;
    uint8_t i;

    if (next == tail) {
        clearInterrupts(interrupt);
        lost++;
        return;
    }
    Board_SpiSelect();
    (void)Board_SpiTransfer(instruction);
    for (i = 0U; i < HEADER_BYTES; i++) { to[i] = Board_SpiTransfer(0U); }
    /* 9 to 15 are on the bus what 8 is. */
    length = to[DLC] & 0x0FU;
    if (length > 8U) { length = 8U; }
    if (isRemote(to[SIDL], to[DLC])) { length = 0U; }
    to += HEADER_BYTES;
    for (i = 0U; i < length; i++) { to[i] = Board_SpiTransfer(0U); }
    /* This clears the buffer's interrupt flag: it is free again. */
    Board_SpiRelease();
    head = next;
}

/*
 * A frame goes to buffer 1 only while buffer 0 is full. So buffer 0 is the older of both, unless it was just
 * emptied: then what is in buffer 1 came before, and what is in buffer 0 after that.
 */
static void serve(void)
{
    const uint8_t status = readStatus();
    const bool has0 = (status & MCP2515_STATUS_RX0) != 0U;
    const bool has1 = (status & MCP2515_STATUS_RX1) != 0U;

    if (has1 && (wasBuffer0 || !has0)) {
        wasBuffer0 = false;
        empty(MCP2515_READ_RX1, MCP2515_RX1_INTERRUPT);
    } else if (has0) {
        wasBuffer0 = true;
        empty(MCP2515_READ_RX0, MCP2515_RX0_INTERRUPT);
    } else {
        wasBuffer0 = false;
    }
#if MCP2515_CONFIRMS
    if ((status & MCP2515_STATUS_TX_SENT) != 0U) {
        uint8_t sent = 0U;
        uint8_t buffer;
        for (buffer = 0U; buffer < MCP2515_TX_BUFFERS; buffer++) {
            if ((status & (uint8_t)(MCP2515_STATUS_TX0_SENT << (2U * buffer))) != 0U) {
                sent = (uint8_t)(sent | (1U << buffer));
            }
        }
        clearInterrupts((uint8_t)(sent * MCP2515_TX0_INTERRUPT));
        Mcp2515_Sent(sent);
        return;
    }
#endif
    if (!has0 && !has1) { Mcp2515_LookAtErrors(); }
}

void Board_CanIndication(void)
{
    uint8_t turns = TURNS_MAX;
    while (turns != 0U && Board_CanRequests()) {
        serve();
        turns--;
    }
    if (turns != 0U) { wasBuffer0 = false; }
}

/* ---- outside of it ------------------------------------------------------------------------------------- */

bool Mcp2515_HasWork(void)
{
    return head != tail || Mcp2515_HasSent();
}

static void read(const volatile uint8_t *from, CanFrameType *frame)
{
    const uint8_t sidh = from[0];
    const uint8_t sidl = from[SIDL];
    const uint8_t dlc = from[DLC];
    uint8_t i;

    frame->isExtended = (sidl & MCP2515_SIDL_EXTENDED) != 0U;
    frame->isRemote = isRemote(sidl, dlc);
    if (frame->isExtended) {
        const uint16_t high = (uint16_t)((uint16_t)((uint16_t)sidh << 5) |
                                         (uint16_t)((sidl >> 3) & 0x1CU) | (sidl & 0x03U));
        frame->id = ((uint32_t)high << 16) | (uint16_t)((uint16_t)((uint16_t)from[2] << 8) | from[3]);
    } else {
        frame->id = (uint16_t)((uint16_t)((uint16_t)sidh << 3) | (uint16_t)(sidl >> 5));
    }
    frame->length = dlc & 0x0FU;
    if (frame->length > 8U) { frame->length = 8U; }
    for (i = 0U; i < frame->length; i++) { frame->data[i] = from[HEADER_BYTES + i]; }
}

bool Mcp2515_TakeFrame(CanFrameType *frame)
{
    const uint8_t place = tail;
    if (place == head) { return false; }
    read(ring[place], frame);
    tail = after(place);
    return true;
}

uint16_t Mcp2515_TakeLost(void)
{
    const bool wasEnabled = Board_SetCanInterrupt(false);
    const uint16_t taken = lost;
    lost = 0U;
    (void)Board_SetCanInterrupt(wasEnabled);
    return taken;
}
