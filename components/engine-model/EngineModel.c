/*
 * Stands in for the engine, the gearbox and the road, so that the control loop closes: torque in,
 * speeds out. Physics is kept to what a look at the gauges can tell. The same operations on
 * float64, in the same order, as in EngineModel.ts: both give the same bits.
 */
#include "Rte_EngineModel.h"

#define STEP_SECONDS 0.02
#define IDLE_RPM 800.0
#define UPSHIFT_RPM 2800.0
#define DOWNSHIFT_RPM 1200.0

/* By gear, neutral first: engine speed per km/h, and km/h gained per second and Nm. */
static const float64 rpmPerKph[] = {0.0, 130.0, 75.0, 50.0, 38.0};
static const float64 gainPerNm[] = {0.0, 0.2, 0.12, 0.08, 0.06};

/* "20TS": two litres, turbocharged, sports version. */
static const EngineVariantType variant = {0x32U, 0x30U, 0x54U, 0x53U};

static TorqueType demand;
static TorqueType limit;
static TorqueType drag;
static EngineStatusType status = Rte_InitValue_Engine_status;

static float64 kph = 0.0;
static float64 coolantCelsius = 20.0;
static uint32 operatingTime = 0U;

static float64 smaller(float64 a, float64 b)
{
    return (a < b) ? a : b;
}

static float64 larger(float64 a, float64 b)
{
    return (a > b) ? a : b;
}

/* To the nearest, a half upwards. */
static sint32 rounded(float64 value)
{
    sint32 whole = (sint32)value;
    if ((float64)whole > value) {
        whole--;
    }
    return (value - (float64)whole >= 0.5) ? whole + 1 : whole;
}

static GearType nextGear(float64 rpm, float64 driveNm)
{
    const GearType gear = status.gear;
    const float64 wheelRpm = kph * rpmPerKph[gear];
    const boolean clutchSlips = (rpm > wheelRpm) ? TRUE : FALSE;
    if (!(kph > 0.0)) {
        return (driveNm > 0.0) ? GEAR_FIRST : GEAR_NEUTRAL;
    }
    if (wheelRpm > UPSHIFT_RPM && !clutchSlips && gear < GEAR_FOURTH) {
        return (GearType)(gear + 1U);
    }
    if (wheelRpm < DOWNSHIFT_RPM && gear > GEAR_FIRST) {
        return (GearType)(gear - 1U);
    }
    return gear;
}

/* Once, before any task runs. */
void EngineModel_Init(void)
{
    (void)Rte_Write_Service_variant(variant);
}

/* Every 20 ms. */
void EngineModel_Step(void)
{
    float64 driveNm;
    float64 crankshaftNm;
    float64 rolling;
    float64 rpm;

    (void)Rte_Read_Torque_value(&demand);
    /* The torques a map knows nothing of are zero. */
    if (Rte_Call_FullLoadMap_Lookup(status.speed, 1000U, &limit) != RTE_E_OK) {
        limit = 0;
    }
    if (Rte_Call_DragMap_Lookup(status.speed, 0U, &drag) != RTE_E_OK) {
        drag = 0;
    }
    driveNm = smaller(demand, limit) / 10.0;
    crankshaftNm = driveNm - drag / 10.0;

    rolling = 0.4 + 0.01 * kph;
    kph += (gainPerNm[status.gear] * crankshaftNm - rolling) * STEP_SECONDS;
    kph = larger(0.0, smaller(300.0, kph));
    coolantCelsius = smaller(95.0, coolantCelsius + 0.02 * driveNm * STEP_SECONDS);

    /* While driving off the clutch slips: the engine turns faster than the wheels would make it. */
    rpm = larger(IDLE_RPM + 7.0 * driveNm, kph * rpmPerKph[status.gear]);
    status.gear = nextGear(rpm, driveNm);
    status.speed = (EngineSpeedType)rounded(rpm * 4.0);
    status.torque = (TorqueType)rounded(crankshaftNm * 10.0);
    status.coolant = (TemperatureType)rounded(coolantCelsius + 40.0);
    status.running = TRUE;

    (void)Rte_Write_Speed_value(status.speed);
    (void)Rte_Write_Engine_status(&status);
    (void)Rte_Write_Motion_speed((VehicleSpeedType)rounded(kph * 100.0));
}

/* Every 100 ms. */
void EngineModel_CountTime(void)
{
    operatingTime++;
    (void)Rte_Write_Service_operatingTime(operatingTime);
}
