/* What all boards with a Cortex-M share: registers by address, the clock of milliseconds, interrupts. */
#ifndef CORTEX_H
#define CORTEX_H

#include <stdbool.h>
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))

/* A clock or a bus that does not answer must not end everything: whoever waits for one waits so long. */
#define CORTEX_PATIENCE 100000UL

/* Handlers of the board; where one is missing, its interrupt is unexpected. */
void Board_UartInterrupt(void);
void Board_CanInterrupt(void);

/* Counts milliseconds of a processor that runs at so many hertz. */
void Cortex_StartClock(uint32_t clockHz);
void Cortex_EnableInterrupt(uint32_t number);

/* Enables or disables; returns whether it was enabled. */
bool Cortex_SetInterrupt(uint32_t number, bool isEnabled);

/* All other interrupts, but for the one in which tasks run, interrupt this one. */
void Cortex_DeferInterrupt(uint32_t number);

static inline void Cortex_DisableInterrupts(void)
{
    __asm__ __volatile__("cpsid i" ::: "memory");
}

static inline void Cortex_EnableInterrupts(void)
{
    __asm__ __volatile__("cpsie i" ::: "memory");
}

#endif
