/* Modes of an STM32F1's pins. */
#ifndef STM32F1_H
#define STM32F1_H

#include <stdint.h>

#define STM32F1_CLOCK_HZ 24000000UL

/* The four bits of a pin in CRL or CRH. */
typedef enum {
    STM32F1_ANALOG = 0x0,
    STM32F1_OUTPUT = 0x3,
    STM32F1_FLOATING = 0x4,
    STM32F1_PULL_UP = 0x8,
    STM32F1_ALTERNATE = 0xB
} Stm32f1_ModeType;

/* `channel` is port and pin. A pull-up sets the output register, which is what makes it one. */
void Stm32f1_SetMode(uint8_t channel, Stm32f1_ModeType mode);

#endif
