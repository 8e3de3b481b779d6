/* The instrument cluster: needle, turn indicator tell-tales, and one warning lamp for all worries. */
#include "Rte_Display.h"

/* Full deflection of the needle in 0.01 km/h; the sports version has a dial of its own. */
#define STANDARD_SCALE 24000U
#define SPORTS_SCALE 30000U
#define SPORTS_CHARACTER 0x53U

/* In units of their signals: 110 degrees, 3 degrees, 5 km/h, 15,000 km in millimetres. */
#define HOT_COOLANT 150U
#define FROST 43U
#define ROLLING 500U
#define SERVICE_DUE UINT64_C(15000000000)

/* Refreshes without news from the engine until that is a worry: 250 ms. */
#define PATIENCE 5U

static EngineStatusType status;
static EngineVariantType variant;
static VehicleSpeedType speed;
static boolean pedalValid;
static boolean doorOpen;
static TemperatureType ambient;
static uint64 odometer;
static TurnSignalType signal = TURN_OFF;
static boolean lampOn;
static uint32 refreshesWithoutEngine;

static boolean worried(void)
{
    /* Asked before Rte_Read, which takes the news away. */
    if (Rte_IsUpdated_Engine_status()) {
        refreshesWithoutEngine = 0U;
    } else {
        refreshesWithoutEngine++;
    }
    (void)Rte_Read_Engine_status(&status);
    (void)Rte_Read_Pedal_valid(&pedalValid);
    (void)Rte_Read_Door_open(&doorOpen);
    /* Unconnected in this vehicle: always 21 degrees, with RTE_E_UNCONNECTED. */
    (void)Rte_Read_Ambient_temperature(&ambient);
    (void)Rte_Read_Trip_odometer(&odometer);
    return (refreshesWithoutEngine > PATIENCE || status.coolant > HOT_COOLANT || !pedalValid ||
            (doorOpen && speed > ROLLING) || ambient < FROST || odometer >= SERVICE_DUE)
               ? TRUE
               : FALSE;
}

/* Every 50 ms. */
void Display_Refresh(void)
{
    uint32 scale;
    (void)Rte_Read_Motion_speed(&speed);
    (void)Rte_Read_Service_variant(variant);
    scale = (variant[3] == SPORTS_CHARACTER) ? SPORTS_SCALE : STANDARD_SCALE;
    /* Half of the divisor on top rounds to the nearest. */
    (void)Rte_Call_SpeedNeedle_SetNeedle((uint16)((speed * (uint32)1000U + scale / 2U) / scale));
    (void)Rte_Call_WarningLamp_SetLamp(worried());
}

/* Whenever the Body ECU has sent the state of its turn indicators. */
void Display_OnIndicator(void)
{
    TurnSignalType shown;
    (void)Rte_Read_Indicator_signal(&signal);
    (void)Rte_Read_Indicator_lampOn(&lampOn);
    shown = lampOn ? signal : (TurnSignalType)TURN_OFF;
    (void)Rte_Call_LeftLamp_SetLamp((shown == TURN_LEFT || shown == TURN_HAZARD) ? TRUE : FALSE);
    (void)Rte_Call_RightLamp_SetLamp((shown == TURN_RIGHT || shown == TURN_HAZARD) ? TRUE : FALSE);
}
