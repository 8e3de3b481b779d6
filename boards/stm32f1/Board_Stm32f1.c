/* Clock from the internal oscillator, and the clocks of everything. */
#include "Board.h"
#include "Cortex.h"
#include "Stm32f1.h"

#define RCC_CR REGISTER(0x40021000UL)
#define RCC_CFGR REGISTER(0x40021004UL)
#define RCC_APB2ENR REGISTER(0x40021018UL)
#define RCC_APB1ENR REGISTER(0x4002101CUL)

#define PLL_ON (1UL << 24)
#define PLL_READY (1UL << 25)
#define CLOCK_PLL 2UL
/* Half of the internal 8 MHz, times six: what all parts can do, without wait states. */
#define PLL_TIMES_6 (4UL << 18)

/* AFIO, GPIOA to GPIOC, ADC1, SPI1, USART1 */
#define APB2_CLOCKS 0x521DUL
#define TIM2_CLOCK 1UL

static void startClock(void)
{
    uint32_t patience = CORTEX_PATIENCE;
    RCC_CFGR = PLL_TIMES_6;
    RCC_CR |= PLL_ON;
    while ((RCC_CR & PLL_READY) == 0UL && patience != 0UL) { patience--; }
    RCC_CFGR = PLL_TIMES_6 | CLOCK_PLL;
}

void Board_Init(void)
{
    startClock();
    RCC_APB2ENR = APB2_CLOCKS;
    RCC_APB1ENR = TIM2_CLOCK;
    Cortex_StartClock(STM32F1_CLOCK_HZ);
    Cortex_EnableInterrupts();
}
