/*
 * '?' is answered with what the peripherals say: MCUSR, pin D2, the upper bits of ADC 1, the byte of the
 * SPI slave for 0xA5, and how many periods of a millisecond timer 1 has in 20 ms of busy waiting.
 * 'W' waits for the watchdog.
 */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/wdt.h>
#include <stdint.h>
#include <util/delay.h>

static volatile uint8_t milliseconds;

ISR(TIMER1_COMPA_vect)
{
    milliseconds++;
}

static void put(uint8_t byte)
{
    while ((UCSR0A & _BV(UDRE0)) == 0)
    {
    }
    UDR0 = byte;
}

static uint8_t analog(uint8_t channel)
{
    ADMUX = (uint8_t)(_BV(REFS0) | _BV(ADLAR) | channel);
    ADCSRA = (uint8_t)(_BV(ADEN) | _BV(ADSC) | 7u);
    while ((ADCSRA & _BV(ADSC)) != 0)
    {
    }
    return ADCH;
}

static uint8_t spi(uint8_t byte)
{
    SPDR = byte;
    while ((SPSR & _BV(SPIF)) == 0)
    {
    }
    return SPDR;
}

int main(void)
{
    const uint8_t cause = MCUSR;
    MCUSR = 0u;
    wdt_disable();
    UCSR0A = (uint8_t)_BV(U2X0);
    UBRR0 = 3u;
    UCSR0B = (uint8_t)(_BV(RXEN0) | _BV(TXEN0));
    SPCR = (uint8_t)(_BV(SPE) | _BV(MSTR));
    OCR1A = 15999u;
    TIMSK1 = (uint8_t)_BV(OCIE1A);
    TCCR1B = (uint8_t)(_BV(WGM12) | _BV(CS10));
    sei();
    for (;;)
    {
        while ((UCSR0A & _BV(RXC0)) == 0)
        {
        }
        if (UDR0 == 'W')
        {
            wdt_enable(WDTO_15MS);
            for (;;)
            {
            }
        }
        put(cause);
        put((uint8_t)((PIND >> PD2) & 1u));
        put(analog(1u));
        put(spi(0xA5u));
        TCNT1 = 0u;
        milliseconds = 0u;
        _delay_ms(20.2);
        put(milliseconds);
    }
}
