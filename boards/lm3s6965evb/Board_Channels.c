/* Pins of ports A to G, and the ADC. PWM is not served on this board. */
#include "Board.h"
#include "Board_Cfg.h"
#include "Lm3s.h"

#define ADC_ACTIVE REGISTER(0x40038000UL)
#define ADC_RIS REGISTER(0x40038004UL)
#define ADC_CLEAR REGISTER(0x4003800CUL)
#define ADC_START REGISTER(0x40038028UL)
#define ADC_INPUT REGISTER(0x400380A0UL)
#define ADC_CONTROL REGISTER(0x400380A4UL)
#define ADC_FIFO REGISTER(0x400380A8UL)
/* Sequencer 3 has one sample, which is its last, and then says so. */
#define SEQUENCER_3 8UL
#define LAST_SAMPLE 6UL
#define FIRST_ANALOG 0x70U

static const uint32_t ports[LM3S_PORTS] = {
    0x40004000UL, 0x40005000UL, 0x40006000UL, 0x40007000UL, 0x40024000UL, 0x40025000UL, 0x40026000UL,
};

uint32_t Lm3s_Port(uint8_t channel)
{
    return ports[channel >> 4];
}

void Lm3s_SetBit(uint8_t channel, uint32_t offset, int isSet)
{
    const uint32_t others = LM3S_REGISTER(channel, offset) & ~LM3S_BIT(channel);
    LM3S_REGISTER(channel, offset) = isSet != 0 ? others | LM3S_BIT(channel) : others;
}

/* The serial line, and the debugger with PB7 and PC0 to PC3, keep their pins; ports have eight. */
static bool isDigital(uint8_t channel)
{
    return channel < FIRST_ANALOG && (channel & 0x08U) == 0U && channel > 0x01U && channel != 0x17U &&
           (channel < 0x20U || channel > 0x23U);
}

bool Board_ConfigureChannel(uint8_t channel, uint8_t function)
{
    if (function == 'a') {
        if (channel < FIRST_ANALOG) { return false; }
        ADC_CONTROL = LAST_SAMPLE;
        ADC_ACTIVE = SEQUENCER_3;
        return true;
    }
    if ((function != 'i' && function != 'u' && function != 'o') || !isDigital(channel)) { return false; }
    Lm3s_SetBit(channel, LM3S_ALTERNATE, 0);
    Lm3s_SetBit(channel, LM3S_PULL_UP, function == 'u');
    Lm3s_SetBit(channel, LM3S_DIRECTION, function == 'o');
    Lm3s_SetBit(channel, LM3S_DIGITAL, 1);
    if (function == 'o') { Board_WriteChannel(channel, false); }
    return true;
}

bool Board_ReadChannel(uint8_t channel)
{
    return LM3S_DATA(channel) != 0UL;
}

void Board_WriteChannel(uint8_t channel, bool isHigh)
{
    LM3S_DATA(channel) = isHigh ? 0xFFUL : 0UL;
}

void Board_StartConversion(uint8_t channel)
{
    ADC_INPUT = (uint32_t)channel - FIRST_ANALOG;
    ADC_START = SEQUENCER_3;
}

bool Board_TakeConversion(uint16_t *value)
{
    if ((ADC_RIS & SEQUENCER_3) == 0UL) { return false; }
    ADC_CLEAR = SEQUENCER_3;
    *value = (uint16_t)(ADC_FIFO << 6);
    return true;
}

/* Never called: no channel becomes an output of PWM. */
void Board_SetDutyCycle(uint8_t channel, uint16_t duty)
{
    (void)channel;
    (void)duty;
}
