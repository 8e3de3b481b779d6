/* Registers and instructions of Microchip's data sheet DS20001801, for the files of the driver. */
#ifndef MCP2515_INTERNAL_H
#define MCP2515_INTERNAL_H

#include "Mcp2515.h"
#include "Mcp2515_Cfg.h"

#define MCP2515_RESET 0xC0U
#define MCP2515_READ 0x03U
#define MCP2515_WRITE 0x02U
#define MCP2515_BIT_MODIFY 0x05U
#define MCP2515_READ_STATUS 0xA0U
#define MCP2515_READ_RX0 0x90U
#define MCP2515_READ_RX1 0x94U
/* Buffers 1 and 2 are at 0x42 and 0x44. */
#define MCP2515_LOAD_TX0 0x40U

#define MCP2515_CANSTAT 0x0EU
#define MCP2515_CANCTRL 0x0FU
#define MCP2515_CNF3 0x28U
#define MCP2515_CANINTE 0x2BU
#define MCP2515_CANINTF 0x2CU
#define MCP2515_EFLG 0x2DU
/* Buffers 1 and 2 are at 0x40 and 0x50. */
#define MCP2515_TXB0CTRL 0x30U
#define MCP2515_RXB0CTRL 0x60U
#define MCP2515_RXB1CTRL 0x70U

/* CANINTE, CANINTF */
#define MCP2515_RX0_INTERRUPT 0x01U
#define MCP2515_RX1_INTERRUPT 0x02U
/* Buffers 1 and 2 one and two bits further. */
#define MCP2515_TX0_INTERRUPT 0x04U
#define MCP2515_TX_INTERRUPTS 0x1CU
#define MCP2515_ERROR_INTERRUPT 0x20U
#define MCP2515_MESSAGE_ERROR_INTERRUPT 0x80U

/* READ STATUS: of transmit buffers 1 and 2 two and four bits further. */
#define MCP2515_STATUS_RX0 0x01U
#define MCP2515_STATUS_RX1 0x02U
#define MCP2515_STATUS_TX0_IN_USE 0x04U
#define MCP2515_STATUS_TX0_SENT 0x08U
#define MCP2515_STATUS_TX_SENT 0xA8U

/* Identifier registers and length */
#define MCP2515_SIDL_REMOTE 0x10U
#define MCP2515_SIDL_EXTENDED 0x08U
#define MCP2515_DLC_REMOTE 0x40U

/*
 * ---- instructions (Mcp2515_Spi.c): the controller's interrupt, which has its own, does not come in between.
 */
void Mcp2515_Begin(uint8_t instruction);
void Mcp2515_End(void);

uint8_t Mcp2515_ReadRegister(uint8_t address);
void Mcp2515_WriteRegister(uint8_t address, uint8_t value);
/* Writes those bits of a register that `mask` has. */
void Mcp2515_ModifyRegister(uint8_t address, uint8_t mask, uint8_t value);
uint8_t Mcp2515_ReadStatus(void);

/* ---- reception (Mcp2515_Reception.c), errors (Mcp2515_Errors.c): the interrupt disabled --------------- */

void Mcp2515_ClearReception(void);
void Mcp2515_FrameLost(void);
void Mcp2515_ClearErrors(void);
void Mcp2515_LookAtErrors(void);

/* ---- transmission (Mcp2515_Transmission.c) ---------------------------------------------------------- */

void Mcp2515_ClearTransmission(void);
/* Frames that wait, or were given up when the bus was left. */
uint8_t Mcp2515_CountUnsent(void);
/* For the interrupt: frames were sent, by buffer. */
void Mcp2515_Sent(uint8_t buffers);
/* There is something for Mcp2515_TakeSent. */
bool Mcp2515_HasSent(void);
/* A buffer lost arbitration since it was filled, and that was not told before. */
bool Mcp2515_HasLostArbitration(uint8_t buffer);

#endif
