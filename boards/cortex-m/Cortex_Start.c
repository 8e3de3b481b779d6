/* Where a Cortex-M begins, and what every board with one has: SysTick and sleep. */
#include "Board.h"
#include "Cortex.h"

#include <stddef.h>

#ifdef BOARD_HAS_OS
#include "Os.h"
#define INTERRUPT_CONTROL REGISTER(0xE000ED04UL)
#define SET_PENDSV (1UL << 28)
#define EXCEPTION_PRIORITIES REGISTER(0xE000ED20UL)
#define PENDSV_LAST 0x00FF0000UL
#endif

#define SYSTICK_CONTROL REGISTER(0xE000E010UL)
#define SYSTICK_RELOAD REGISTER(0xE000E014UL)
#define SYSTICK_VALUE REGISTER(0xE000E018UL)
#define INTERRUPT_SET_ENABLE(number) REGISTER(0xE000E100UL + (number) / 32UL * 4UL)
#define INTERRUPT_CLEAR_ENABLE(number) REGISTER(0xE000E180UL + (number) / 32UL * 4UL)
#define INTERRUPT_BIT(number) (1UL << ((number) % 32UL))
#define INTERRUPT_PRIORITY(number) (*(volatile uint8_t *)(0xE000E400UL + (number)))

/* From the linker script. */
extern uint32_t Cortex_DataLoad[];
extern uint32_t Cortex_DataStart[];
extern uint32_t Cortex_DataEnd[];
extern uint32_t Cortex_BssStart[];
extern uint32_t Cortex_BssEnd[];

void Cortex_Reset(void);
void Cortex_Unexpected(void);
void Cortex_SysTick(void);
int main(void);

static volatile uint16_t milliseconds;

void Cortex_Reset(void)
{
    const volatile uint32_t *from = Cortex_DataLoad;
    volatile uint32_t *to;
    for (to = Cortex_DataStart; to < Cortex_DataEnd; to++) {
        *to = *from;
        from++;
    }
    for (to = Cortex_BssStart; to < Cortex_BssEnd; to++) { *to = 0U; }
    (void)main();
    Cortex_Unexpected();
}

/* A fault, or an interrupt that nobody expects: the processor begins anew. */
void Cortex_Unexpected(void)
{
    REGISTER(0xE000ED0CUL) = 0x05FA0004UL;
    for (;;) {}
}

/* Firmware without a serial line, or without an SPI, has no handlers for them. */
#define UNLESS_DEFINED __attribute__((weak, alias("Cortex_Unexpected")))
UNLESS_DEFINED void Board_UartInterrupt(void);
UNLESS_DEFINED void Board_CanInterrupt(void);

void Cortex_SysTick(void)
{
    milliseconds++;
#ifdef BOARD_HAS_OS
    if (Os_TickInterrupt() != 0U) { INTERRUPT_CONTROL = SET_PENDSV; }
#endif
}

void Cortex_StartClock(uint32_t clockHz)
{
#ifdef BOARD_HAS_OS
    EXCEPTION_PRIORITIES = PENDSV_LAST;
#endif
    SYSTICK_RELOAD = clockHz / 1000UL - 1UL;
    SYSTICK_VALUE = 0UL;
    SYSTICK_CONTROL = 7UL;
}

void Cortex_EnableInterrupt(uint32_t number)
{
    INTERRUPT_SET_ENABLE(number) = INTERRUPT_BIT(number);
}

bool Cortex_SetInterrupt(uint32_t number, bool isEnabled)
{
    const bool wasEnabled = (INTERRUPT_SET_ENABLE(number) & INTERRUPT_BIT(number)) != 0UL;
    if (isEnabled) {
        INTERRUPT_SET_ENABLE(number) = INTERRUPT_BIT(number);
    } else {
        INTERRUPT_CLEAR_ENABLE(number) = INTERRUPT_BIT(number);
        /* What follows must not begin before this has happened. */
        __asm__ __volatile__("dsb\n\tisb" ::: "memory");
    }
    return wasEnabled;
}

void Cortex_DeferInterrupt(uint32_t number)
{
    INTERRUPT_PRIORITY(number) = 0x80U;
}

uint16_t Board_Milliseconds(void)
{
    return milliseconds;
}

void Board_Sleep(void)
{
    Cortex_DisableInterrupts();
    /* An interrupt that waits ends the sleep although it is not taken before the last line. */
    if (!Board_HasWork()) { __asm__ __volatile__("wfi" ::: "memory"); }
    Cortex_EnableInterrupts();
}

/* The compiler calls these for structures. */
void *memcpy(void *to, const void *from, size_t length);
void *memset(void *to, int value, size_t length);

void *memcpy(void *to, const void *from, size_t length)
{
    volatile uint8_t *const bytes = (volatile uint8_t *)to;
    const uint8_t *const source = (const uint8_t *)from;
    size_t i;
    for (i = 0U; i < length; i++) { bytes[i] = source[i]; }
    return to;
}

void *memset(void *to, int value, size_t length)
{
    volatile uint8_t *const bytes = (volatile uint8_t *)to;
    size_t i;
    for (i = 0U; i < length; i++) { bytes[i] = (uint8_t)value; }
    return to;
}
