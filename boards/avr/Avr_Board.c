/*
 * UART 0, a clock of milliseconds on timer 2, and sleep, for any AVR with these. Every interrupt ends
 * within a few microseconds: at 1 MBd a byte comes every 160 cycles.
 */
#include "Board.h"
#include "Board_Cfg.h"
#include "Slcan_Port.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

/* Rounded; the table of the data sheet has 500000, 1000000 and 115200 (2.1 % off) at 16 MHz. */
#define DIVISOR ((F_CPU + 4UL * BOARD_BAUD) / (8UL * BOARD_BAUD))
#define ACTUAL_BAUD (F_CPU / (8UL * DIVISOR))
typedef char baudRateIsPossible
    [ACTUAL_BAUD * 1000UL > BOARD_BAUD * 975UL && ACTUAL_BAUD * 1000UL < BOARD_BAUD * 1025UL ? 1 : -1];

#define TICKS_IN_MS (F_CPU / 128UL / 1000UL)

static volatile uint16_t milliseconds;

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

/* An interrupt between reading and writing may disable it: then it is enabled once more, and finds more. */
void Slcan_Port_StartSending(void)
{
    UCSR0B |= (1U << UDRIE0);
}

ISR(TIMER2_COMPA_vect)
{
    milliseconds++;
}

/* Its only purpose is to end the sleep. */
EMPTY_INTERRUPT(AVR_CAN_VECTOR)

uint16_t Board_Milliseconds(void)
{
    const uint8_t interrupts = SREG;
    uint16_t now;
    cli();
    now = milliseconds;
    SREG = interrupts;
    return now;
}

void Board_Init(void)
{
    /* After a reset by the watchdog it would go on, and soon. */
    MCUSR = 0U;
    wdt_disable();

    /* Before the divisor: simulators, and people, compute the rate when that is written. */
    UCSR0A = (1U << U2X0);
    UBRR0 = (uint16_t)(DIVISOR - 1UL);
    UCSR0C = (1U << UCSZ01) | (1U << UCSZ00);
    UCSR0B = (1U << RXCIE0) | (1U << RXEN0) | (1U << TXEN0);

    TCCR2A = (1U << WGM21);
    TCCR2B = (1U << CS22) | (1U << CS20);
    OCR2A = (uint8_t)(TICKS_IN_MS - 1UL);
    TIMSK2 = (1U << OCIE2A);

    sei();
}

void Board_Sleep(void)
{
    cli();
    if (Slcan_Port_IsIdle() && !Board_CanRequests()) {
        /* Idle: UART and timers go on. */
        SMCR = (1U << SE);
        /* The instruction after it runs before any interrupt. */
        sei();
        sleep_cpu();
        SMCR = 0U;
    }
    sei();
}
