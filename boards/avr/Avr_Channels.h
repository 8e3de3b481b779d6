/* The channels of an AVR board: a table in flash, which each board fills in its Board_Channels.c. */
#ifndef AVR_CHANNELS_H
#define AVR_CHANNELS_H

#include "Board_Cfg.h"
#include "Flash.h"

#include <avr/io.h>
#include <stdint.h>

#define AVR_NO_ADC 0xFFU

typedef struct {
    /* PINx; DDRx and PORTx follow it. */
    volatile uint8_t *port;
    /* 0: no digital pin. */
    uint8_t mask;
    uint8_t adc;
    /* PWM: the compare register of a 16-bit timer, its TCCRnA, and the bit COMnx1 there. 0: none. */
    volatile uint16_t *compare;
    volatile uint8_t *control;
    uint8_t connect;
} Avr_ChannelType;

extern const Avr_ChannelType Avr_Channels[BOARD_CHANNELS] FLASH;

#define AVR_NO_CHANNEL {0, 0U, AVR_NO_ADC, 0, 0, 0U}
#define AVR_DIGITAL(x, bit) {&PIN##x, 1U << (bit), AVR_NO_ADC, 0, 0, 0U}
#define AVR_ANALOG(x, bit, input) {&PIN##x, 1U << (bit), input, 0, 0, 0U}
#define AVR_ANALOG_ONLY(input) {0, 0U, input, 0, 0, 0U}
#define AVR_PWM(x, bit, timer, unit)                                                               \
    {&PIN##x, 1U << (bit), AVR_NO_ADC, &OCR##timer##unit, &TCCR##timer##A, 1U << COM##timer##unit##1}

#endif
