/* Instructions of the controller. */
#include "Mcp2515_Internal.h"

#include "Board.h"

/* Of the instruction under way. */
static bool interruptWasEnabled;

void Mcp2515_Begin(uint8_t instruction)
{
    const bool wasEnabled = Board_SetCanInterrupt(false);
    /* From here on nobody else begins one. */
    interruptWasEnabled = wasEnabled;
    Board_SpiSelect();
    (void)Board_SpiTransfer(instruction);
}

void Mcp2515_End(void)
{
    Board_SpiRelease();
    (void)Board_SetCanInterrupt(interruptWasEnabled);
}

uint8_t Mcp2515_ReadRegister(uint8_t address)
{
    uint8_t value;
    Mcp2515_Begin(MCP2515_READ);
    (void)Board_SpiTransfer(address);
    value = Board_SpiTransfer(0U);
    Mcp2515_End();
    return value;
}

void Mcp2515_WriteRegister(uint8_t address, uint8_t value)
{
    Mcp2515_Begin(MCP2515_WRITE);
    (void)Board_SpiTransfer(address);
    (void)Board_SpiTransfer(value);
    Mcp2515_End();
}

void Mcp2515_ModifyRegister(uint8_t address, uint8_t mask, uint8_t value)
{
    Mcp2515_Begin(MCP2515_BIT_MODIFY);
    (void)Board_SpiTransfer(address);
    (void)Board_SpiTransfer(mask);
    (void)Board_SpiTransfer(value);
    Mcp2515_End();
}

uint8_t Mcp2515_ReadStatus(void)
{
    uint8_t status;
    Mcp2515_Begin(MCP2515_READ_STATUS);
    status = Board_SpiTransfer(0U);
    Mcp2515_End();
    return status;
}
