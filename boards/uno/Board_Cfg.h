/* Arduino Uno: ATmega328P at 16 MHz. Channels are the numbers of the pins, A0 to A5 are 0E to 13. */
#ifndef BOARD_CFG_H
#define BOARD_CFG_H

#define BOARD_NAME "uno"
#define BOARD_CHANNELS 20U
#define BOARD_ADC_BITS 10U

#include "Avr_328p.h"

#endif
