/* GPIO of the LM3S6965: seven ports, a pin of which has an address for itself alone. */
#ifndef LM3S_H
#define LM3S_H

#include "Cortex.h"

#define LM3S_CLOCK_HZ 50000000UL
#define LM3S_PORTS 7U
#define LM3S_BIT(channel) (1UL << ((channel) & 0x07U))

/* Of the port of a channel. */
uint32_t Lm3s_Port(uint8_t channel);

#define LM3S_REGISTER(channel, offset) REGISTER(Lm3s_Port(channel) + (offset))
#define LM3S_DATA(channel) LM3S_REGISTER(channel, LM3S_BIT(channel) * 4UL)
#define LM3S_DIRECTION 0x400UL
#define LM3S_EVENT 0x40CUL
#define LM3S_INTERRUPT_MASK 0x410UL
#define LM3S_INTERRUPT_CLEAR 0x41CUL
#define LM3S_ALTERNATE 0x420UL
#define LM3S_PULL_UP 0x510UL
#define LM3S_DIGITAL 0x51CUL

/* Sets or clears the channel's bit in a register of its port. */
void Lm3s_SetBit(uint8_t channel, uint32_t offset, int isSet);

/* The pin belongs to the peripheral that it has besides. */
void Lm3s_TakeAlternate(uint8_t channel);

#endif
