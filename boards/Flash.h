/* Constants that stay in flash: an AVR would copy them to its RAM otherwise. */
#ifndef FLASH_H
#define FLASH_H

#ifdef __AVR__
#include <avr/pgmspace.h>
#define FLASH PROGMEM
#define Flash_ReadByte(address) pgm_read_byte(address)
#else
#define FLASH
#define Flash_ReadByte(address) (*(address))
#endif

#endif
