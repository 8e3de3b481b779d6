/* The pedal potentiometer, as the analogue-digital converter sees it. */
#include "Rte_PedalIo.h"
#include "Adc.h"

/* Of 0 to 4095. Less: broken wire or short to ground. More: short to the supply. */
#define LOWEST_RAW 100U
#define HIGHEST_RAW 3995U

/* Server of Pedal.Read: one reading, good or SENSOR_FAULT. */
Std_ReturnType PedalIo_Read(uint16 *raw)
{
    const Std_ReturnType status = Adc_ReadGroup(AdcConf_AdcGroup_Pedal, raw);
    if (status != E_OK || *raw < LOWEST_RAW || *raw > HIGHEST_RAW) {
        return RTE_E_PedalSensing_SENSOR_FAULT;
    }
    return RTE_E_OK;
}
