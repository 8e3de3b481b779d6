/* UART0 on PA0 and PA1. */
#include "Board_Cfg.h"
#include "Lm3s.h"
#include "Slcan_Port.h"

#define UART_DR REGISTER(0x4000C000UL)
#define UART_FR REGISTER(0x4000C018UL)
#define UART_IBRD REGISTER(0x4000C024UL)
#define UART_FBRD REGISTER(0x4000C028UL)
#define UART_LCRH REGISTER(0x4000C02CUL)
#define UART_CTL REGISTER(0x4000C030UL)
#define UART_IM REGISTER(0x4000C038UL)
#define UART_ICR REGISTER(0x4000C044UL)
#define FR_RX_EMPTY (1UL << 4)
#define FR_TX_FULL (1UL << 5)
/* Framing, parity, break, overrun: they come with the byte. */
#define DR_ERRORS 0xF00UL
#define RX_INTERRUPT (1UL << 4)
#define TX_INTERRUPT (1UL << 5)
#define EIGHT_BITS 0x60UL
#define ENABLE_BOTH 0x301UL
#define DIVISOR_64 ((LM3S_CLOCK_HZ * 4UL + BOARD_BAUD / 2UL) / BOARD_BAUD)

#define PIN_RX 0x00U
#define PIN_TX 0x01U

void Slcan_Port_Open(void)
{
    Lm3s_TakeAlternate(PIN_RX);
    Lm3s_TakeAlternate(PIN_TX);
    UART_IBRD = DIVISOR_64 / 64UL;
    UART_FBRD = DIVISOR_64 % 64UL;
    UART_LCRH = EIGHT_BITS;
    UART_IM = RX_INTERRUPT;
    UART_CTL = ENABLE_BOTH;
    Cortex_EnableInterrupt(CORTEX_UART_INTERRUPT);
}

/* The transmit interrupt comes when a byte has left, so whoever begins gives the first one. */
static void sendBytes(void)
{
    bool isMore = true;
    while (isMore && (UART_FR & FR_TX_FULL) == 0UL) {
        uint8_t byte;
        isMore = Slcan_Port_TxConfirmation(&byte);
        if (isMore) { UART_DR = byte; }
    }
    UART_IM = isMore ? RX_INTERRUPT | TX_INTERRUPT : RX_INTERRUPT;
}

void Board_UartInterrupt(void)
{
    UART_ICR = RX_INTERRUPT | TX_INTERRUPT;
    while ((UART_FR & FR_RX_EMPTY) == 0UL) {
        const uint32_t data = UART_DR;
        Slcan_Port_RxIndication((uint8_t)data, (data & DR_ERRORS) != 0UL);
    }
    sendBytes();
}

void Slcan_Port_StartSending(void)
{
    Cortex_DisableInterrupts();
    sendBytes();
    Cortex_EnableInterrupts();
}
