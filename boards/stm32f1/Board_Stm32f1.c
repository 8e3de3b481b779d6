/* Clock from the internal oscillator, USART1, and SPI1 with the lines of the MCP2515. */
#include "Board.h"
#include "Board_Cfg.h"
#include "Cortex.h"
#include "Slcan_Port.h"
#include "Stm32f1.h"

#define RCC_CR REGISTER(0x40021000UL)
#define RCC_CFGR REGISTER(0x40021004UL)
#define RCC_APB2ENR REGISTER(0x40021018UL)
#define RCC_APB1ENR REGISTER(0x4002101CUL)
#define AFIO_EXTICR1 REGISTER(0x40010008UL)
#define EXTI_IMR REGISTER(0x40010400UL)
#define EXTI_FTSR REGISTER(0x4001040CUL)
#define EXTI_PR REGISTER(0x40010414UL)
#define USART1_SR REGISTER(0x40013800UL)
#define USART1_DR REGISTER(0x40013804UL)
#define USART1_BRR REGISTER(0x40013808UL)
#define USART1_CR1 REGISTER(0x4001380CUL)
#define SPI1_CR1 REGISTER(0x40013000UL)
#define SPI1_SR REGISTER(0x40013008UL)
#define SPI1_DR REGISTER(0x4001300CUL)

#define PLL_ON (1UL << 24)
#define PLL_READY (1UL << 25)
#define CLOCK_PLL 2UL
/* Half of the internal 8 MHz, times six: what all parts can do, without wait states. */
#define PLL_TIMES_6 (4UL << 18)
#define CLOCK_HZ 24000000UL

/* AFIO, GPIOA to GPIOC, ADC1, SPI1, USART1 */
#define APB2_CLOCKS 0x521DUL
#define TIM2_CLOCK 1UL

#define SR_FE (1UL << 1)
#define SR_NE (1UL << 2)
#define SR_ORE (1UL << 3)
#define SR_RXNE (1UL << 5)
#define SR_TXE (1UL << 7)
/* Enabled, with both directions and the receive interrupt. */
#define CR1_RUN 0x202CUL
#define CR1_TXEIE (1UL << 7)

#define SPI_RXNE 1UL
/* Master of mode 0 at a quarter of the clock, 6 MHz; the select line is ours. */
#define SPI_RUN 0x034CUL

#define PIN_SELECT 4U
#define PIN_SCK 5U
#define PIN_MISO 6U
#define PIN_MOSI 7U
#define PIN_TX 9U
#define PIN_RX 10U
#define PIN_CAN 0x10U

static void startClock(void)
{
    uint32_t patience = CORTEX_PATIENCE;
    RCC_CFGR = PLL_TIMES_6;
    RCC_CR |= PLL_ON;
    while ((RCC_CR & PLL_READY) == 0UL && patience != 0UL) { patience--; }
    RCC_CFGR = PLL_TIMES_6 | CLOCK_PLL;
}

void Board_Init(void)
{
    startClock();
    RCC_APB2ENR = APB2_CLOCKS;
    RCC_APB1ENR = TIM2_CLOCK;
    Stm32f1_SetMode(PIN_TX, STM32F1_ALTERNATE);
    Stm32f1_SetMode(PIN_RX, STM32F1_PULL_UP);
    USART1_BRR = (CLOCK_HZ + BOARD_BAUD / 2UL) / BOARD_BAUD;
    USART1_CR1 = CR1_RUN;
    Cortex_StartClock(CLOCK_HZ);
    Cortex_EnableInterrupt(CORTEX_UART_INTERRUPT);
    Cortex_EnableInterrupts();
}

/* Whoever begins gives the first byte, and the interrupt the others: QEMU's USART has none for sending. */
static void sendBytes(void)
{
    bool isMore = true;
    while (isMore && (USART1_SR & SR_TXE) != 0UL) {
        uint8_t byte;
        isMore = Slcan_Port_TxConfirmation(&byte);
        if (isMore) { USART1_DR = byte; }
    }
    USART1_CR1 = isMore ? CR1_RUN | CR1_TXEIE : CR1_RUN;
}

void Board_UartInterrupt(void)
{
    const uint32_t status = USART1_SR;
    if ((status & (SR_RXNE | SR_ORE)) != 0UL) {
        /* Reading both registers takes the byte and its errors. */
        const uint8_t byte = (uint8_t)USART1_DR;
        Slcan_Port_RxIndication(byte, (status & (SR_FE | SR_NE | SR_ORE)) != 0UL);
    }
    sendBytes();
}

void Slcan_Port_StartSending(void)
{
    Cortex_DisableInterrupts();
    sendBytes();
    Cortex_EnableInterrupts();
}

void Board_SpiInit(void)
{
    Board_SpiRelease();
    Stm32f1_SetMode(PIN_SELECT, STM32F1_OUTPUT);
    Stm32f1_SetMode(PIN_SCK, STM32F1_ALTERNATE);
    Stm32f1_SetMode(PIN_MISO, STM32F1_PULL_UP);
    Stm32f1_SetMode(PIN_MOSI, STM32F1_ALTERNATE);
    Stm32f1_SetMode(PIN_CAN, STM32F1_PULL_UP);
    SPI1_CR1 = SPI_RUN;
    /* A falling edge on line 0, which is that of port B, ends the sleep. */
    AFIO_EXTICR1 = 1UL;
    EXTI_FTSR = 1UL;
    EXTI_IMR = 1UL;
    Cortex_EnableInterrupt(CORTEX_CAN_INTERRUPT);
}

void Board_CanInterrupt(void)
{
    EXTI_PR = 1UL;
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
