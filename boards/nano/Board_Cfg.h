/* Arduino Nano: an Uno whose processor has the analog inputs A6 and A7 besides, channels 14 and 15. */
#ifndef BOARD_CFG_H
#define BOARD_CFG_H

#define BOARD_NAME "nano"
#define BOARD_CHANNELS 22U
#define BOARD_ADC_BITS 10U

#include "Avr_328p.h"

#endif
