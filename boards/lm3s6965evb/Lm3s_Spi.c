/* SSI0 with the lines of the MCP2515. */
#include "Board.h"
#include "Board_Cfg.h"
#include "Lm3s.h"

#define SSI_CR0 REGISTER(0x40008000UL)
#define SSI_CR1 REGISTER(0x40008004UL)
#define SSI_DR REGISTER(0x40008008UL)
#define SSI_SR REGISTER(0x4000800CUL)
#define SSI_CPSR REGISTER(0x40008010UL)
#define SSI_NOT_EMPTY 4UL

#define PIN_CLOCK 0x02U
#define PIN_SELECT 0x03U
#define PIN_MISO 0x04U
#define PIN_MOSI 0x05U
#define PIN_CAN 0x32U

void Board_SpiInit(void)
{
    Board_SpiRelease();
    Lm3s_SetBit(PIN_SELECT, LM3S_ALTERNATE, 0);
    Lm3s_SetBit(PIN_SELECT, LM3S_DIRECTION, 1);
    Lm3s_SetBit(PIN_SELECT, LM3S_DIGITAL, 1);
    Lm3s_TakeAlternate(PIN_CLOCK);
    Lm3s_TakeAlternate(PIN_MISO);
    Lm3s_TakeAlternate(PIN_MOSI);
    Lm3s_SetBit(PIN_MISO, LM3S_PULL_UP, 1);
    /* Master, mode 0, bytes, 50 MHz / 6. */
    SSI_CR1 = 0UL;
    SSI_CPSR = 6UL;
    SSI_CR0 = 7UL;
    SSI_CR1 = 2UL;
    /* A falling edge there interrupts. */
    Lm3s_SetBit(PIN_CAN, LM3S_DIRECTION, 0);
    Lm3s_SetBit(PIN_CAN, LM3S_PULL_UP, 1);
    Lm3s_SetBit(PIN_CAN, LM3S_DIGITAL, 1);
    Lm3s_SetBit(PIN_CAN, LM3S_EVENT, 0);
    Lm3s_SetBit(PIN_CAN, LM3S_INTERRUPT_MASK, 1);
    Cortex_DeferInterrupt(CORTEX_CAN_INTERRUPT);
}

void Board_CanInterrupt(void)
{
    LM3S_REGISTER(PIN_CAN, LM3S_INTERRUPT_CLEAR) = LM3S_BIT(PIN_CAN);
    Board_CanIndication();
}

bool Board_SetCanInterrupt(bool isEnabled)
{
    return Cortex_SetInterrupt(CORTEX_CAN_INTERRUPT, isEnabled);
}

bool Board_CanRequests(void)
{
    return !Board_ReadChannel(PIN_CAN);
}

void Board_SpiSelect(void)
{
    Board_WriteChannel(PIN_SELECT, false);
}

void Board_SpiRelease(void)
{
    Board_WriteChannel(PIN_SELECT, true);
}

uint8_t Board_SpiTransfer(uint8_t byte)
{
    uint32_t patience = CORTEX_PATIENCE;
    SSI_DR = byte;
    while ((SSI_SR & SSI_NOT_EMPTY) == 0UL && patience != 0UL) { patience--; }
    return (uint8_t)SSI_DR;
}
