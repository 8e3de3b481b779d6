/* USART1 on PA9 and PA10. */
#include "Board_Cfg.h"
#include "Cortex.h"
#include "Slcan_Port.h"
#include "Stm32f1.h"

#define USART1_SR REGISTER(0x40013800UL)
#define USART1_DR REGISTER(0x40013804UL)
#define USART1_BRR REGISTER(0x40013808UL)
#define USART1_CR1 REGISTER(0x4001380CUL)

#define SR_FE (1UL << 1)
#define SR_NE (1UL << 2)
#define SR_ORE (1UL << 3)
#define SR_RXNE (1UL << 5)
#define SR_TXE (1UL << 7)
/* Enabled, with both directions and the receive interrupt. */
#define CR1_RUN 0x202CUL
#define CR1_TXEIE (1UL << 7)

#define PIN_TX 9U
#define PIN_RX 10U

void Slcan_Port_Open(void)
{
    Stm32f1_SetMode(PIN_TX, STM32F1_ALTERNATE);
    Stm32f1_SetMode(PIN_RX, STM32F1_PULL_UP);
    USART1_BRR = (STM32F1_CLOCK_HZ + BOARD_BAUD / 2UL) / BOARD_BAUD;
    USART1_CR1 = CR1_RUN;
    Cortex_EnableInterrupt(CORTEX_UART_INTERRUPT);
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
