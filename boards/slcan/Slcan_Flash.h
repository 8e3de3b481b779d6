/* Constants that stay in flash: an AVR would copy them to its RAM otherwise. */
#ifndef SLCAN_FLASH_H
#define SLCAN_FLASH_H

#ifdef __AVR__
#include <avr/pgmspace.h>
#define SLCAN_FLASH PROGMEM
#define Slcan_FlashByte(address) pgm_read_byte(address)
#else
#define SLCAN_FLASH
#define Slcan_FlashByte(address) (*(address))
#endif

#endif
