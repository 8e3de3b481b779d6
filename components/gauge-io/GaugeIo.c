/* The instruments: a needle at a PWM output, three lamps at digital outputs. */
#include "Rte_GaugeIo.h"
#include "Dio.h"
#include "Pwm.h"

/* By the port-defined argument of the ports LeftLamp, RightLamp and WarningLamp. */
static const Dio_ChannelType lamps[] = {
    DioConf_DioChannel_LeftTellTale,
    DioConf_DioChannel_RightTellTale,
    DioConf_DioChannel_WarningLamp
};

/* The needle stands at its last mark at 100 % duty cycle. */
#define FULL_DUTY_CYCLE ((uint32)0x8000U)

/* Server of SpeedNeedle.SetNeedle. Beyond its scale the needle stays at the last mark. */
Std_ReturnType GaugeIo_SetNeedle(uint16 permille)
{
    const uint16 shown = (permille < 1000U) ? permille : 1000U;
    const uint16 dutyCycle = (uint16)((shown * FULL_DUTY_CYCLE + 500U) / 1000U);
    Pwm_SetDutyCycle(PwmConf_PwmChannel_SpeedNeedle, dutyCycle);
    return (shown == permille) ? RTE_E_OK : RTE_E_NeedleControl_BEYOND_SCALE;
}

/* Server of SetLamp of the three lamps. */
void GaugeIo_SetLamp(uint8 lamp, boolean on)
{
    if (lamp < sizeof lamps / sizeof lamps[0]) {
        Dio_WriteChannel(lamps[lamp], on ? STD_HIGH : STD_LOW);
    }
}
