/* SPI1 with the lines of the MCP2515. */
#include "Board.h"
#include "Board_Cfg.h"
#include "Cortex.h"
#include "Stm32f1.h"

#define AFIO_EXTICR1 REGISTER(0x40010008UL)
#define EXTI_IMR REGISTER(0x40010400UL)
#define EXTI_FTSR REGISTER(0x4001040CUL)
#define EXTI_PR REGISTER(0x40010414UL)
#define SPI1_CR1 REGISTER(0x40013000UL)
#define SPI1_SR REGISTER(0x40013008UL)
#define SPI1_DR REGISTER(0x4001300CUL)

#define SPI_RXNE 1UL
/* Master of mode 0 at a quarter of the clock, 6 MHz; the select line is ours. */
#define SPI_RUN 0x034CUL

#define PIN_SELECT 4U
#define PIN_SCK 5U
#define PIN_MISO 6U
#define PIN_MOSI 7U
#define PIN_CAN 0x10U

void Board_SpiInit(void)
{
    Board_SpiRelease();
    Stm32f1_SetMode(PIN_SELECT, STM32F1_OUTPUT);
    Stm32f1_SetMode(PIN_SCK, STM32F1_ALTERNATE);
    Stm32f1_SetMode(PIN_MISO, STM32F1_PULL_UP);
    Stm32f1_SetMode(PIN_MOSI, STM32F1_ALTERNATE);
    Stm32f1_SetMode(PIN_CAN, STM32F1_PULL_UP);
    SPI1_CR1 = SPI_RUN;
    /* A falling edge on line 0, which is that of port B, interrupts. */
    AFIO_EXTICR1 = 1UL;
    EXTI_FTSR = 1UL;
    EXTI_IMR = 1UL;
    Cortex_DeferInterrupt(CORTEX_CAN_INTERRUPT);
}

void Board_CanInterrupt(void)
{
    EXTI_PR = 1UL;
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
    SPI1_DR = byte;
    while ((SPI1_SR & SPI_RXNE) == 0UL && patience != 0UL) { patience--; }
    return (uint8_t)SPI1_DR;
}
