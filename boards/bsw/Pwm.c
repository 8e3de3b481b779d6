/* Channels of the configuration are PWM outputs of the board. */
#include "Pwm.h"

#include "Board.h"
#include "Compiler.h"
#include "Det.h"
#include "Os.h"

#define API_SET_DUTY_CYCLE 0x02U
#define PWM_E_PARAM_CHANNEL 0x12U
#define FULL_DUTY 0x8000U

void Pwm_SetDutyCycle(Pwm_ChannelType ChannelNumber, uint16 DutyCycle)
{
    const Pwm_ChannelType channels = PWM_CHANNELS;
    uint8 pin;
    if (ChannelNumber >= channels) {
        (void)Det_ReportError(DET_MODULE_PWM, 0U, API_SET_DUTY_CYCLE, PWM_E_PARAM_CHANNEL);
        return;
    }
    Compiler_FromFlash(&pin, &Pwm_Pins[ChannelNumber], 1U);
    /* Outputs of one timer share registers. */
    SuspendOSInterrupts();
    Board_SetDutyCycle(pin, (DutyCycle < FULL_DUTY) ? DutyCycle : FULL_DUTY);
    ResumeOSInterrupts();
}
