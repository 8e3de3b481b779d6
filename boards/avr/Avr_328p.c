/* The pins of Uno and Nano. */
#include "Avr_Channels.h"

const Avr_ChannelType Avr_Channels[BOARD_CHANNELS] FLASH = {
    /* D0 and D1 are the serial line. */
    AVR_NO_CHANNEL,     AVR_NO_CHANNEL,     AVR_DIGITAL(D, 2),    AVR_DIGITAL(D, 3),
    AVR_DIGITAL(D, 4),  AVR_DIGITAL(D, 5),  AVR_DIGITAL(D, 6),    AVR_DIGITAL(D, 7),
    AVR_DIGITAL(B, 0),  AVR_PWM(B, 1, 1, A), AVR_PWM(B, 2, 1, B), AVR_DIGITAL(B, 3),
    AVR_DIGITAL(B, 4),  AVR_DIGITAL(B, 5),
    /* A0 to A5, and of a Nano A6 and A7. */
    AVR_ANALOG(C, 0, 0), AVR_ANALOG(C, 1, 1), AVR_ANALOG(C, 2, 2), AVR_ANALOG(C, 3, 3),
    AVR_ANALOG(C, 4, 4), AVR_ANALOG(C, 5, 5),
#if BOARD_CHANNELS == 22
    AVR_ANALOG_ONLY(6), AVR_ANALOG_ONLY(7),
#endif
};
