/* Digital pins, ADC against the supply, and PWM of 488 Hz with the whole resolution on 16-bit timers. */
#include "Avr_Channels.h"

#include "Board.h"

/* Registers of a port after its PINx, and of a timer after its TCCRnA. */
#define DDR 1
#define PORT 2
#define TCCRB 1
#define ICR 6

/* Fast PWM that counts to ICR, with the whole clock. */
#define MODE_A 0x02U
#define MODE_B 0x19U
#define TOP 0x7FFFU
#define DUTY_MAX 0x8000U

static Avr_ChannelType channelOf(uint8_t number)
{
    const uint8_t *const from = (const uint8_t *)&Avr_Channels[number];
    Avr_ChannelType channel;
    uint8_t *const to = (uint8_t *)&channel;
    uint8_t i;
    for (i = 0U; i < sizeof channel; i++) { to[i] = (uint8_t)Flash_ReadByte(from + i); }
    return channel;
}

static void setBit(volatile uint8_t *at, uint8_t mask, bool isSet)
{
    *at = (uint8_t)(isSet ? *at | mask : *at & (uint8_t)~mask);
}

static void initPwm(const Avr_ChannelType *channel)
{
    volatile uint8_t *const control = channel->control;
    control[0] |= MODE_A;
    control[TCCRB] = MODE_B;
    *(volatile uint16_t *)(control + ICR) = TOP;
}

bool Board_ConfigureChannel(uint8_t number, uint8_t function)
{
    const Avr_ChannelType channel = channelOf(number);
    const bool isOutput = function == 'o' || function == 'p';

    switch (function) {
    case 'i':
    case 'u':
    case 'o':
        if (channel.mask == 0U) { return false; }
        break;
    case 'a':
        if (channel.adc == AVR_NO_ADC) { return false; }
        ADCSRA = (1U << ADEN) | (1U << ADPS2) | (1U << ADPS1) | (1U << ADPS0);
        break;
    case 'p':
        if (channel.control == 0) { return false; }
        initPwm(&channel);
        break;
    default:
        return false;
    }
    /* The SPI would keep its pins; the adapter takes them again. */
    SPCR = 0U;
    if (channel.control != 0) { setBit(channel.control, channel.connect, false); }
    if (channel.mask != 0U) {
        setBit(channel.port + PORT, channel.mask, function == 'u');
        setBit(channel.port + DDR, channel.mask, isOutput);
    }
    return true;
}

bool Board_ReadChannel(uint8_t number)
{
    const Avr_ChannelType channel = channelOf(number);
    return (*channel.port & channel.mask) != 0U;
}

void Board_WriteChannel(uint8_t number, bool isHigh)
{
    const Avr_ChannelType channel = channelOf(number);
    setBit(channel.port + PORT, channel.mask, isHigh);
}

void Board_StartConversion(uint8_t number)
{
    const uint8_t input = channelOf(number).adc;
    ADMUX = (uint8_t)((1U << REFS0) | (1U << ADLAR) | (input & 0x07U));
#ifdef MUX5
    ADCSRB = (uint8_t)(input >= 8U ? 1U << MUX5 : 0U);
#endif
    ADCSRA |= (1U << ADSC);
}

bool Board_TakeConversion(uint16_t *value)
{
    if ((ADCSRA & (1U << ADSC)) != 0U) { return false; }
    *value = ADC;
    return true;
}

void Board_SetDutyCycle(uint8_t number, uint16_t duty)
{
    const Avr_ChannelType channel = channelOf(number);
    /* The pin is high for one count more than the register says: none at all is the port's low. */
    if (duty != 0U) { *channel.compare = (uint16_t)(duty - 1U); }
    setBit(channel.control, channel.connect, duty != 0U);
}
