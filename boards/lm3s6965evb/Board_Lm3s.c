/* Clock of 50 MHz from the crystal of 8 MHz, and the clocks of everything. */
#include "Board.h"
#include "Lm3s.h"

#define SYSCTL_RIS REGISTER(0x400FE050UL)
#define SYSCTL_RCC REGISTER(0x400FE060UL)
#define SYSCTL_RCGC0 REGISTER(0x400FE100UL)
#define SYSCTL_RCGC1 REGISTER(0x400FE104UL)
#define SYSCTL_RCGC2 REGISTER(0x400FE108UL)
#define PLL_LOCKED (1UL << 6)
#define RCC_BYPASS (1UL << 11)
/* The main oscillator with 8 MHz, and the PLL of 200 MHz. */
#define RCC_CRYSTAL 0x0380UL
#define RCC_DIVIDE_BY_4 0x01C00000UL

static void startClock(void)
{
    uint32_t patience = CORTEX_PATIENCE;
    SYSCTL_RCC = RCC_BYPASS | RCC_CRYSTAL;
    while ((SYSCTL_RIS & PLL_LOCKED) == 0UL && patience != 0UL) { patience--; }
    SYSCTL_RCC = RCC_BYPASS | RCC_CRYSTAL | RCC_DIVIDE_BY_4;
    SYSCTL_RCC = RCC_CRYSTAL | RCC_DIVIDE_BY_4;
}

void Board_Init(void)
{
    startClock();
    /* ADC; UART0 and SSI0; all ports. The last read lets their clocks begin. */
    SYSCTL_RCGC0 = 0x00010000UL;
    SYSCTL_RCGC1 = 0x00000011UL;
    SYSCTL_RCGC2 = 0x0000007FUL;
    (void)SYSCTL_RCGC2;
    Cortex_StartClock(LM3S_CLOCK_HZ);
    Cortex_EnableInterrupts();
}

void Lm3s_TakeAlternate(uint8_t channel)
{
    Lm3s_SetBit(channel, LM3S_ALTERNATE, 1);
    Lm3s_SetBit(channel, LM3S_DIGITAL, 1);
}
