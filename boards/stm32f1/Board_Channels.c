/* Pins of ports A to C, ADC1 on PA0 to PA7, PB0, PB1 and PC0 to PC5, PWM of 732 Hz by TIM2 on PA0 to PA3. */
#include "Board.h"
#include "Board_Cfg.h"
#include "Cortex.h"
#include "Stm32f1.h"

#define GPIO(channel) (0x40010800UL + (uint32_t)((channel) >> 4) * 0x400UL)
#define PIN(channel) ((channel) & 0x0FU)
#define CRL(channel) REGISTER(GPIO(channel) + PIN(channel) / 8U * 4U)
#define IDR(channel) REGISTER(GPIO(channel) + 0x08UL)
#define BSRR(channel) REGISTER(GPIO(channel) + 0x10UL)

#define ADC_SR REGISTER(0x40012400UL)
#define ADC_CR2 REGISTER(0x40012408UL)
#define ADC_SMPR1 REGISTER(0x4001240CUL)
#define ADC_SMPR2 REGISTER(0x40012410UL)
#define ADC_SQR3 REGISTER(0x40012434UL)
#define ADC_DR REGISTER(0x4001244CUL)
/* On, left-aligned, started by software. */
#define ADC_RUN 0x001E0801UL
#define ADC_START (1UL << 22)
#define ADC_END 2UL
/* 55.5 cycles for every input. */
#define ADC_SAMPLING 0x2DB6DB6DUL
#define NO_ADC 0xFFU

#define TIM2_CR1 REGISTER(0x40000000UL)
#define TIM2_CCMR(half) REGISTER(0x40000018UL + (half) * 4UL)
#define TIM2_CCER REGISTER(0x40000020UL)
#define TIM2_ARR REGISTER(0x4000002CUL)
#define TIM2_CCR(unit) REGISTER(0x40000034UL + (unit) * 4UL)
/* PWM mode 1 with preload, on both units of a half. */
#define PWM_MODES 0x6868UL
#define PWM_CHANNELS 4U

void Stm32f1_SetMode(uint8_t channel, Stm32f1_ModeType mode)
{
    const uint32_t shift = (uint32_t)(PIN(channel) % 8U) * 4UL;
    CRL(channel) = (CRL(channel) & ~(0xFUL << shift)) | ((uint32_t)mode << shift);
    if (mode == STM32F1_PULL_UP) { Board_WriteChannel(channel, true); }
}

/* The serial line and the debugger keep their pins. */
static bool isReserved(uint8_t channel)
{
    return channel == 0x09U || channel == 0x0AU || (channel >= 0x0DU && channel <= 0x0FU) ||
           channel == 0x13U || channel == 0x14U;
}

static uint8_t adcOf(uint8_t channel)
{
    if (channel <= 0x07U) { return channel; }
    if (channel == 0x10U || channel == 0x11U) { return (uint8_t)(channel - 0x10U + 8U); }
    return channel >= 0x20U && channel <= 0x25U ? (uint8_t)(channel - 0x20U + 10U) : NO_ADC;
}

static void initPwm(void)
{
    TIM2_ARR = 0x7FFFUL;
    TIM2_CCMR(0UL) = PWM_MODES;
    TIM2_CCMR(1UL) = PWM_MODES;
    TIM2_CCER = 0x1111UL;
    TIM2_CR1 = 1UL;
}

bool Board_ConfigureChannel(uint8_t channel, uint8_t function)
{
    if (isReserved(channel)) { return false; }
    switch (function) {
    case 'i':
        Stm32f1_SetMode(channel, STM32F1_FLOATING);
        return true;
    case 'u':
        Stm32f1_SetMode(channel, STM32F1_PULL_UP);
        return true;
    case 'o':
        Board_WriteChannel(channel, false);
        Stm32f1_SetMode(channel, STM32F1_OUTPUT);
        return true;
    case 'a':
        if (adcOf(channel) == NO_ADC) { return false; }
        Stm32f1_SetMode(channel, STM32F1_ANALOG);
        ADC_SMPR1 = ADC_SAMPLING;
        ADC_SMPR2 = ADC_SAMPLING;
        ADC_CR2 = ADC_RUN;
        return true;
    case 'p':
        if (channel >= PWM_CHANNELS) { return false; }
        initPwm();
        Board_SetDutyCycle(channel, 0U);
        Stm32f1_SetMode(channel, STM32F1_ALTERNATE);
        return true;
    default:
        return false;
    }
}

bool Board_ReadChannel(uint8_t channel)
{
    return (IDR(channel) & (1UL << PIN(channel))) != 0UL;
}

void Board_WriteChannel(uint8_t channel, bool isHigh)
{
    BSRR(channel) = 1UL << (PIN(channel) + (isHigh ? 0U : 16U));
}

void Board_StartConversion(uint8_t channel)
{
    ADC_SQR3 = adcOf(channel);
    ADC_CR2 = ADC_RUN | ADC_START;
}

bool Board_TakeConversion(uint16_t *value)
{
    if ((ADC_SR & ADC_END) == 0UL) { return false; }
    *value = (uint16_t)ADC_DR;
    return true;
}

void Board_SetDutyCycle(uint8_t channel, uint16_t duty)
{
    /* High while the counter is below: 0x8000 it never reaches. */
    TIM2_CCR(channel) = duty;
}
