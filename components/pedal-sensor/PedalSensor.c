/* From raw readings to a pedal position in permille, and whether it can be trusted. */
#include "Rte_PedalSensor.h"

/* Readings with the pedal released and at its stop; what lies beyond is play of the mechanics. */
#define RELEASED_RAW 450U
#define PRESSED_RAW 3700U

/* A bad reading is believed at once, a good one only after five in a row: 50 ms. */
#define GOOD_READINGS_NEEDED 5U

static uint16 raw;
static uint8 goodReadings = 0U;

static PedalPositionType position(uint16 reading)
{
    const uint32 range = PRESSED_RAW - RELEASED_RAW;
    uint32 permille;
    if (reading <= RELEASED_RAW) {
        return 0U;
    }
    /* Half of the divisor on top rounds to the nearest. */
    permille = ((reading - RELEASED_RAW) * (uint32)1000U + range / 2U) / range;
    return (PedalPositionType)((permille < 1000U) ? permille : 1000U);
}

/* Every 10 ms. */
void PedalSensor_Run(void)
{
    boolean valid;
    if (Rte_Call_Pedal_Read(&raw) != RTE_E_OK) {
        goodReadings = 0U;
    } else if (goodReadings < GOOD_READINGS_NEEDED) {
        goodReadings++;
    } else {
        /* Enough already. */
    }
    valid = (goodReadings == GOOD_READINGS_NEEDED) ? TRUE : FALSE;

    (void)Rte_Write_Position_value(valid ? position(raw) : (PedalPositionType)0U);
    (void)Rte_Write_Position_valid(valid);
}
