/* The three transmit buffers. */
#include "Mcp2515_Internal.h"

#include "Board.h"

/* TXBnCTRL */
#define TX_PRIORITY 0x03U
#define TX_REQUEST 0x08U
#define TX_LOST_ARBITRATION 0x20U
/* Until the buffer is used again. */
#define TX_ABORTED 0x40U

/* Of buffers that lost arbitration and were told: they say so until they are used again. */
static uint8_t toldBuffers;
static volatile uint8_t sentBuffers;

void Mcp2515_ClearTransmission(void)
{
    toldBuffers = 0U;
    sentBuffers = 0U;
}

static uint8_t controlOf(uint8_t buffer)
{
    return (uint8_t)(MCP2515_TXB0CTRL + (uint8_t)(buffer << 4));
}

uint8_t Mcp2515_BuffersInUse(void)
{
    const uint8_t status = Mcp2515_ReadStatus();
    uint8_t inUse = 0U;
    uint8_t buffer;
    for (buffer = 0U; buffer < MCP2515_TX_BUFFERS; buffer++) {
        const uint8_t bit = (uint8_t)(MCP2515_STATUS_TX0_IN_USE << (2U * buffer));
        if ((status & bit) != 0U) { inUse = (uint8_t)(inUse | (1U << buffer)); }
    }
    return inUse;
}

uint8_t Mcp2515_CountUnsent(void)
{
    uint8_t unsent = 0U;
    uint8_t buffer;
    for (buffer = 0U; buffer < MCP2515_TX_BUFFERS; buffer++) {
        if ((Mcp2515_ReadRegister(controlOf(buffer)) & (TX_REQUEST | TX_ABORTED)) != 0U) { unsent++; }
    }
    return unsent;
}

static void load(uint8_t buffer, const CanFrameType *frame)
{
    const uint16_t low = (uint16_t)frame->id;
    const uint16_t high = (uint16_t)(frame->id >> 16);
    uint8_t i;

    Mcp2515_Begin((uint8_t)(MCP2515_LOAD_TX0 + 2U * buffer));
    if (frame->isExtended) {
        (void)Board_SpiTransfer((uint8_t)(high >> 5));
        (void)Board_SpiTransfer((uint8_t)((uint8_t)((high & 0x1CU) << 3) | MCP2515_SIDL_EXTENDED |
                                          (high & 0x03U)));
        (void)Board_SpiTransfer((uint8_t)(low >> 8));
        (void)Board_SpiTransfer((uint8_t)low);
    } else {
        (void)Board_SpiTransfer((uint8_t)(low >> 3));
        (void)Board_SpiTransfer((uint8_t)(low << 5));
        (void)Board_SpiTransfer(0U);
        (void)Board_SpiTransfer(0U);
    }
    (void)Board_SpiTransfer((uint8_t)(frame->length | (frame->isRemote ? MCP2515_DLC_REMOTE : 0U)));
    if (!frame->isRemote) {
        for (i = 0U; i < frame->length; i++) { (void)Board_SpiTransfer(frame->data[i]); }
    }
    Mcp2515_End();
}

void Mcp2515_Send(uint8_t buffer, const CanFrameType *frame, uint8_t priority)
{
    toldBuffers &= (uint8_t)~(1U << buffer);
    load(buffer, frame);
    Mcp2515_WriteRegister(controlOf(buffer), (uint8_t)(TX_REQUEST | priority));
}

void Mcp2515_SetPriority(uint8_t buffer, uint8_t priority)
{
    Mcp2515_ModifyRegister(controlOf(buffer), TX_PRIORITY, priority);
}

void Mcp2515_Sent(uint8_t buffers)
{
    sentBuffers |= buffers;
}

bool Mcp2515_HasSent(void)
{
    return sentBuffers != 0U;
}

uint8_t Mcp2515_TakeSent(void)
{
    const bool wasEnabled = Board_SetCanInterrupt(false);
    const uint8_t taken = sentBuffers;
    sentBuffers = 0U;
    (void)Board_SetCanInterrupt(wasEnabled);
    return taken;
}

bool Mcp2515_HasLostArbitration(uint8_t buffer)
{
    const uint8_t bit = (uint8_t)(1U << buffer);
    if ((toldBuffers & bit) != 0U) { return false; }
    if ((Mcp2515_ReadRegister(controlOf(buffer)) & TX_LOST_ARBITRATION) == 0U) { return false; }
    toldBuffers |= bit;
    return true;
}
