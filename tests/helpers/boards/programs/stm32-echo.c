/* An STM32F1 without anything around it: answers every byte on USART1 with that byte plus one. */
#include <stdint.h>

#define RCC_APB2ENR (*(volatile uint32_t *)0x40021018u)
#define GPIOA_CRH (*(volatile uint32_t *)0x40010804u)
#define USART1_SR (*(volatile uint32_t *)0x40013800u)
#define USART1_DR (*(volatile uint32_t *)0x40013804u)
#define USART1_BRR (*(volatile uint32_t *)0x40013808u)
#define USART1_CR1 (*(volatile uint32_t *)0x4001380Cu)

#define RXNE (1u << 5)
#define TXE (1u << 7)

/* With a value, so that a flash image without its data would be noticed. */
static volatile uint32_t step = 1u;

extern uint32_t stackTop;
extern uint32_t dataLoad;
extern uint32_t dataStart;
extern uint32_t dataEnd;

void Reset_Handler(void)
{
    const uint32_t *from = &dataLoad;
    for (uint32_t *to = &dataStart; to < &dataEnd; to++)
    {
        *to = *from;
        from++;
    }
    RCC_APB2ENR |= (1u << 14) | (1u << 2);
    GPIOA_CRH = 0x444444B4u;
    USART1_BRR = 8000000u / 115200u;
    USART1_CR1 = (1u << 13) | (1u << 3) | (1u << 2);
    for (;;)
    {
        while ((USART1_SR & RXNE) == 0u)
        {
        }
        const uint32_t byte = USART1_DR;
        while ((USART1_SR & TXE) == 0u)
        {
        }
        USART1_DR = (byte + step) & 0xFFu;
    }
}

__attribute__((section(".vectors"), used)) static const void *const vectors[2] = {&stackTop, (const void *)Reset_Handler};
