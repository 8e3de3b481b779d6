/* What the controller says of the bus, gathered until somebody asks. */
#include "Mcp2515_Internal.h"

#include "Board.h"

/* EFLG */
#define ERROR_WARNING 0x01U
#define ERROR_PASSIVE 0x18U
#define BUS_OFF 0x20U
#define RX_OVERFLOW 0xC0U

static volatile uint8_t errors;

void Mcp2515_ClearErrors(void)
{
    errors = 0U;
}

void Mcp2515_LookAtErrors(void)
{
    const uint8_t told = MCP2515_ERROR_INTERRUPT | MCP2515_MESSAGE_ERROR_INTERRUPT;
    uint8_t interrupts;
    uint8_t states;

    Mcp2515_Begin(MCP2515_READ);
    (void)Board_SpiTransfer(MCP2515_CANINTF);
    interrupts = Board_SpiTransfer(0U);
    states = Board_SpiTransfer(0U);
    Mcp2515_End();

    if ((interrupts & told) != 0U) { Mcp2515_ModifyRegister(MCP2515_CANINTF, interrupts & told, 0U); }
    if ((states & RX_OVERFLOW) != 0U) {
        Mcp2515_ModifyRegister(MCP2515_EFLG, states & RX_OVERFLOW, 0U);
        Mcp2515_FrameLost();
    }
    if ((states & ERROR_WARNING) != 0U) { errors |= MCP2515_ERROR_WARNING; }
    if ((states & ERROR_PASSIVE) != 0U) { errors |= MCP2515_ERROR_PASSIVE; }
    if ((states & BUS_OFF) != 0U) { errors |= MCP2515_BUS_OFF; }
    if ((interrupts & MCP2515_MESSAGE_ERROR_INTERRUPT) != 0U) { errors |= MCP2515_MESSAGE_ERROR; }
}

uint8_t Mcp2515_TakeErrors(void)
{
    const bool wasEnabled = Board_SetCanInterrupt(false);
    uint8_t taken;
    uint8_t buffer;

    Mcp2515_LookAtErrors();
    taken = errors;
    errors = 0U;
    (void)Board_SetCanInterrupt(wasEnabled);
    for (buffer = 0U; buffer < MCP2515_TX_BUFFERS; buffer++) {
        if (Mcp2515_HasLostArbitration(buffer)) { taken |= MCP2515_ARBITRATION_LOST; }
    }
    return taken;
}
