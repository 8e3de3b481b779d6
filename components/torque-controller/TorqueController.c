/* The driver's wish, looked up in the map and smoothed, becomes the torque demanded of the engine. */
#include "Rte_TorqueController.h"

/* Change per 10 ms in 0.1 Nm: passengers dislike jerks, but a foot off the pedal must count soon. */
#define FASTEST_RISE 60
#define FASTEST_FALL 150

static PedalPositionType pedal;
static boolean pedalValid;
static boolean kickdown;
static EngineSpeedType speed;
static TorqueType wanted;

/* Permille of what the engine can give. */
static PedalPositionType wish = 0U;
/* What was demanded last, in 0.1 Nm. */
static sint32 demand = 0;

/* Each pedal position received over CAN, and when none came for 100 ms: then `valid` is FALSE again. */
void TorqueController_OnPedal(void)
{
    (void)Rte_Read_Pedal_value(&pedal);
    (void)Rte_Read_Pedal_valid(&pedalValid);
    (void)Rte_Read_Kickdown_active(&kickdown);
    if (!pedalValid) {
        wish = 0U;
    } else {
        wish = kickdown ? (PedalPositionType)1000U : pedal;
    }
}

/* Every 10 ms. */
void TorqueController_Run(void)
{
    sint32 target = 0;
    (void)Rte_Read_Engine_value(&speed);
    /* Outside its map an engine runs too fast already: no torque until it has slowed down. */
    if (Rte_Call_DriverMap_Lookup(speed, wish, &wanted) == RTE_E_OK) {
        target = wanted;
    }
    if (target > demand + FASTEST_RISE) {
        target = demand + FASTEST_RISE;
    }
    if (target < demand - FASTEST_FALL) {
        target = demand - FASTEST_FALL;
    }
    demand = target;
    (void)Rte_Write_Torque_value((TorqueType)demand);
}
