/*
 * Answers every byte with that byte plus one, sleeping in between; drives pin B5 high while it has
 * seen an odd number of them. BAUD_UBRR is the divider with U2X.
 */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <stdbool.h>
#include <stdint.h>

#define RING 64u

static volatile uint8_t ring[RING];
static volatile uint8_t head;
static volatile uint8_t tail;

#ifndef USART0_RX_vect
#define USART0_RX_vect USART_RX_vect
#define USART0_UDRE_vect USART_UDRE_vect
#endif

ISR(USART0_RX_vect)
{
    ring[head % RING] = (uint8_t)(UDR0 + 1u);
    head++;
    PORTB ^= (uint8_t)_BV(PB5);
    UCSR0B |= (uint8_t)_BV(UDRIE0);
}

ISR(USART0_UDRE_vect)
{
    if (tail == head)
    {
        UCSR0B &= (uint8_t)~_BV(UDRIE0);
        return;
    }
    UDR0 = ring[tail % RING];
    tail++;
}

int main(void)
{
    MCUSR = 0u;
    wdt_disable();
    DDRB = (uint8_t)_BV(PB5);
    UCSR0A = (uint8_t)_BV(U2X0);
    UBRR0 = BAUD_UBRR;
    UCSR0B = (uint8_t)(_BV(RXCIE0) | _BV(RXEN0) | _BV(TXEN0));
    set_sleep_mode(SLEEP_MODE_IDLE);
    for (;;)
    {
        cli();
        if (tail == head)
        {
            sleep_enable();
            sei();
            sleep_cpu();
        }
        sei();
    }
}
