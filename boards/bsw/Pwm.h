/* The duty cycle of channels with a fixed period. */
#ifndef PWM_H
#define PWM_H

#include "Pwm_Cfg.h"
#include "Std_Types.h"

typedef uint16 Pwm_ChannelType;

/* From 0x0000 (0 %) to 0x8000 (100 %); what lies beyond is 100 %. */
extern void Pwm_SetDutyCycle(Pwm_ChannelType ChannelNumber, uint16 DutyCycle);

#endif
