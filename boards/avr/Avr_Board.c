/* A clock of milliseconds on timer 2, and sleep, for any AVR with these. */
#include "Board.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

#ifdef BOARD_HAS_OS
#include "Os.h"
#endif

#define TICKS_IN_MS (F_CPU / 128UL / 1000UL)

static volatile uint16_t milliseconds;

ISR(TIMER2_COMPA_vect)
{
    milliseconds++;
#ifdef BOARD_HAS_OS
    /* Tasks run here, on top of what was interrupted, and are interrupted themselves. */
    if (Os_TickInterrupt() != 0U) {
        sei();
        Os_Work();
    }
#endif
}

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

    TCCR2A = (1U << WGM21);
    TCCR2B = (1U << CS22) | (1U << CS20);
    OCR2A = (uint8_t)(TICKS_IN_MS - 1UL);
    TIMSK2 = (1U << OCIE2A);

    sei();
}

void Board_Sleep(void)
{
    cli();
    if (!Board_HasWork()) {
        /* Idle: UART and timers go on. */
        SMCR = (1U << SE);
        /* The instruction after it runs before any interrupt. */
        sei();
        sleep_cpu();
        SMCR = 0U;
    }
    sei();
}
