/* UART 0 with its interrupts, which end within a few microseconds: at 1 MBd a byte comes every 160 cycles. */
#include "Board_Cfg.h"
#include "Slcan_Port.h"

#include <avr/interrupt.h>
#include <avr/io.h>

/* Rounded; the table of the data sheet has 500000, 1000000 and 115200 (2.1 % off) at 16 MHz. */
#define DIVISOR ((F_CPU + 4UL * BOARD_BAUD) / (8UL * BOARD_BAUD))
#define ACTUAL_BAUD (F_CPU / (8UL * DIVISOR))
typedef char baudRateIsPossible
    [ACTUAL_BAUD * 1000UL > BOARD_BAUD * 975UL && ACTUAL_BAUD * 1000UL < BOARD_BAUD * 1025UL ? 1 : -1];

ISR(AVR_RX_VECTOR)
{
    /* The status belongs to the byte, and is gone once that is read. */
    const uint8_t status = UCSR0A;
    const uint8_t byte = UDR0;
    Slcan_Port_RxIndication(byte, (status & (uint8_t)((1U << FE0) | (1U << DOR0))) != 0U);
}

ISR(AVR_UDRE_VECTOR)
{
    uint8_t byte;
    if (Slcan_Port_TxConfirmation(&byte)) {
        UDR0 = byte;
    } else {
        UCSR0B = (1U << RXCIE0) | (1U << RXEN0) | (1U << TXEN0);
    }
}

void Slcan_Port_Open(void)
{
    /* Before the divisor: simulators, and people, compute the rate when that is written. */
    UCSR0A = (1U << U2X0);
    UBRR0 = (uint16_t)(DIVISOR - 1UL);
    UCSR0C = (1U << UCSZ01) | (1U << UCSZ00);
    UCSR0B = (1U << RXCIE0) | (1U << RXEN0) | (1U << TXEN0);
}

/* An interrupt between reading and writing may disable it: then it is enabled once more, and finds more. */
void Slcan_Port_StartSending(void)
{
    UCSR0B |= (1U << UDRIE0);
}
