/* Platform types [SWS_Platform]: names and widths that generated code relies on. */
#ifndef PLATFORM_TYPES_H
#define PLATFORM_TYPES_H

#include <stdint.h>

typedef uint8_t boolean;
typedef uint8_t uint8;
typedef uint16_t uint16;
typedef uint32_t uint32;
typedef uint64_t uint64;
typedef int8_t sint8;
typedef int16_t sint16;
typedef int32_t sint32;
typedef int64_t sint64;
typedef float float32;
/* The double of some compilers has 32 bits, as that of avr-gcc: who wants to know it gets no float64 there. */
#if !defined(PLATFORM_EXACT_FLOAT64) || (__SIZEOF_DOUBLE__ == 8)
typedef double float64;
#endif

#ifndef TRUE
#define TRUE 1U
#endif
#ifndef FALSE
#define FALSE 0U
#endif

#endif
