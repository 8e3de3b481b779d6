/* The pins of a Mega 2560. */
#include "Avr_Channels.h"

const Avr_ChannelType Avr_Channels[BOARD_CHANNELS] FLASH = {
    /* D0 and D1 are the serial line. */
    AVR_NO_CHANNEL,       AVR_NO_CHANNEL,       AVR_PWM(E, 4, 3, B),  AVR_PWM(E, 5, 3, C),
    AVR_DIGITAL(G, 5),    AVR_PWM(E, 3, 3, A),  AVR_PWM(H, 3, 4, A),  AVR_PWM(H, 4, 4, B),
    AVR_PWM(H, 5, 4, C),  AVR_DIGITAL(H, 6),    AVR_DIGITAL(B, 4),    AVR_PWM(B, 5, 1, A),
    AVR_PWM(B, 6, 1, B),  AVR_DIGITAL(B, 7),    AVR_DIGITAL(J, 1),    AVR_DIGITAL(J, 0),
    /* D16 to D29 */
    AVR_DIGITAL(H, 1),    AVR_DIGITAL(H, 0),    AVR_DIGITAL(D, 3),    AVR_DIGITAL(D, 2),
    AVR_DIGITAL(D, 1),    AVR_DIGITAL(D, 0),    AVR_DIGITAL(A, 0),    AVR_DIGITAL(A, 1),
    AVR_DIGITAL(A, 2),    AVR_DIGITAL(A, 3),    AVR_DIGITAL(A, 4),    AVR_DIGITAL(A, 5),
    AVR_DIGITAL(A, 6),    AVR_DIGITAL(A, 7),
    /* D30 to D41 */
    AVR_DIGITAL(C, 7),    AVR_DIGITAL(C, 6),    AVR_DIGITAL(C, 5),    AVR_DIGITAL(C, 4),
    AVR_DIGITAL(C, 3),    AVR_DIGITAL(C, 2),    AVR_DIGITAL(C, 1),    AVR_DIGITAL(C, 0),
    AVR_DIGITAL(D, 7),    AVR_DIGITAL(G, 2),    AVR_DIGITAL(G, 1),    AVR_DIGITAL(G, 0),
    /* D42 to D53 */
    AVR_DIGITAL(L, 7),    AVR_DIGITAL(L, 6),    AVR_DIGITAL(L, 5),    AVR_DIGITAL(L, 4),
    AVR_DIGITAL(L, 3),    AVR_DIGITAL(L, 2),    AVR_DIGITAL(L, 1),    AVR_DIGITAL(L, 0),
    AVR_DIGITAL(B, 3),    AVR_DIGITAL(B, 2),    AVR_DIGITAL(B, 1),    AVR_DIGITAL(B, 0),
    /* A0 to A15 */
    AVR_ANALOG(F, 0, 0),  AVR_ANALOG(F, 1, 1),  AVR_ANALOG(F, 2, 2),  AVR_ANALOG(F, 3, 3),
    AVR_ANALOG(F, 4, 4),  AVR_ANALOG(F, 5, 5),  AVR_ANALOG(F, 6, 6),  AVR_ANALOG(F, 7, 7),
    AVR_ANALOG(K, 0, 8),  AVR_ANALOG(K, 1, 9),  AVR_ANALOG(K, 2, 10), AVR_ANALOG(K, 3, 11),
    AVR_ANALOG(K, 4, 12), AVR_ANALOG(K, 5, 13), AVR_ANALOG(K, 6, 14), AVR_ANALOG(K, 7, 15),
};
