/* Clock of 50 MHz from the crystal of 8 MHz, UART0, and SSI0 with the lines of the MCP2515. */
#include "Board.h"
#include "Board_Cfg.h"
#include "Lm3s.h"
#include "Slcan_Port.h"

#define SYSCTL_RIS REGISTER(0x400FE050UL)
#define SYSCTL_RCC REGISTER(0x400FE060UL)
#define SYSCTL_RCGC0 REGISTER(0x400FE100UL)
#define SYSCTL_RCGC1 REGISTER(0x400FE104UL)
#define SYSCTL_RCGC2 REGISTER(0x400FE108UL)
#define PLL_LOCKED (1UL << 6)
#define RCC_BYPASS (1UL << 11)
/* The main oscillator with 8 MHz, and the PLL of 200 MHz. */
#define RCC_CRYSTAL 0x0380UL
#define RCC_DIVIDE_BY_4 0x01C00000UL
#define CLOCK_HZ 50000000UL

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
#define DIVISOR_64 ((CLOCK_HZ * 4UL + BOARD_BAUD / 2UL) / BOARD_BAUD)

#define SSI_CR0 REGISTER(0x40008000UL)
#define SSI_CR1 REGISTER(0x40008004UL)
#define SSI_DR REGISTER(0x40008008UL)
#define SSI_SR REGISTER(0x4000800CUL)
#define SSI_CPSR REGISTER(0x40008010UL)
#define SSI_NOT_EMPTY 4UL

#define PIN_RX 0x00U
#define PIN_TX 0x01U
#define PIN_CLOCK 0x02U
#define PIN_SELECT 0x03U
#define PIN_MISO 0x04U
#define PIN_MOSI 0x05U
#define PIN_CAN 0x32U

static void startClock(void)
{
    uint32_t patience = CORTEX_PATIENCE;
    SYSCTL_RCC = RCC_BYPASS | RCC_CRYSTAL;
    while ((SYSCTL_RIS & PLL_LOCKED) == 0UL && patience != 0UL) { patience--; }
    SYSCTL_RCC = RCC_BYPASS | RCC_CRYSTAL | RCC_DIVIDE_BY_4;
    SYSCTL_RCC = RCC_CRYSTAL | RCC_DIVIDE_BY_4;
}

static void takeAlternate(uint8_t channel)
{
    Lm3s_SetBit(channel, LM3S_ALTERNATE, 1);
    Lm3s_SetBit(channel, LM3S_DIGITAL, 1);
}

void Board_Init(void)
{
    startClock();
    /* ADC; UART0 and SSI0; all ports. The last read lets their clocks begin. */
    SYSCTL_RCGC0 = 0x00010000UL;
    SYSCTL_RCGC1 = 0x00000011UL;
    SYSCTL_RCGC2 = 0x0000007FUL;
    (void)SYSCTL_RCGC2;
    takeAlternate(PIN_RX);
    takeAlternate(PIN_TX);
    UART_IBRD = DIVISOR_64 / 64UL;
    UART_FBRD = DIVISOR_64 % 64UL;
    UART_LCRH = EIGHT_BITS;
    UART_IM = RX_INTERRUPT;
    UART_CTL = ENABLE_BOTH;
    Cortex_StartClock(CLOCK_HZ);
    Cortex_EnableInterrupt(CORTEX_UART_INTERRUPT);
    Cortex_EnableInterrupts();
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

void Board_SpiInit(void)
{
    Board_SpiRelease();
    Lm3s_SetBit(PIN_SELECT, LM3S_ALTERNATE, 0);
    Lm3s_SetBit(PIN_SELECT, LM3S_DIRECTION, 1);
    Lm3s_SetBit(PIN_SELECT, LM3S_DIGITAL, 1);
    takeAlternate(PIN_CLOCK);
    takeAlternate(PIN_MISO);
    takeAlternate(PIN_MOSI);
    Lm3s_SetBit(PIN_MISO, LM3S_PULL_UP, 1);
    /* Master, mode 0, bytes, 50 MHz / 6. */
    SSI_CR1 = 0UL;
    SSI_CPSR = 6UL;
    SSI_CR0 = 7UL;
    SSI_CR1 = 2UL;
    /* A falling edge there ends the sleep. */
    Lm3s_SetBit(PIN_CAN, LM3S_DIRECTION, 0);
    Lm3s_SetBit(PIN_CAN, LM3S_PULL_UP, 1);
    Lm3s_SetBit(PIN_CAN, LM3S_DIGITAL, 1);
    Lm3s_SetBit(PIN_CAN, LM3S_EVENT, 0);
    Lm3s_SetBit(PIN_CAN, LM3S_INTERRUPT_MASK, 1);
    Cortex_EnableInterrupt(CORTEX_CAN_INTERRUPT);
}

void Board_CanInterrupt(void)
{
    LM3S_REGISTER(PIN_CAN, LM3S_INTERRUPT_CLEAR) = LM3S_BIT(PIN_CAN);
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
