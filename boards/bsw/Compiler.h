/*
 * Constants that stay in flash: an AVR would copy them to its RAM otherwise, and cannot read them like
 * other objects. A row of a table is copied to the stack, used, and forgotten.
 */
#ifndef COMPILER_H
#define COMPILER_H

#ifdef __AVR__
#include <avr/pgmspace.h>
#define COMPILER_FLASH PROGMEM
#define Compiler_FromFlash(to, from, length) ((void)memcpy_P((to), (from), (length)))
#else
#include <string.h>
#define COMPILER_FLASH
#define Compiler_FromFlash(to, from, length) ((void)memcpy((to), (from), (length)))
#endif

/* C has no arrays without elements: a table without rows has one that nobody reads. */
#define COMPILER_ROWS(count) (((count) == 0U) ? 1U : (count))

#endif
