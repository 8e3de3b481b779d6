/* Characteristic maps of the engine, each a row of torques over engine speed. */
#include "Rte_TorqueMap.h"

/* Torques in 0.1 Nm at 0, 800, 1600, ... 8000 rpm. */
#define POINTS 11U
static const sint16 fullLoad[POINTS] = {
    600, 1100, 1500, 1800, 1950, 2000, 1950, 1800, 1550, 1200, 0
};
static const sint16 drag[POINTS] = {60, 80, 110, 150, 200, 260, 330, 400, 480, 570, 670};

/* 800 rpm in the unit of engine speed, 0.25 rpm. */
#define STEP 3200U

/* The port-defined argument of a port: which map it stands for. */
#define DRIVE_MAP 0U

/* `speed` lies before the row's last point. */
static float64 interpolate(const sint16 *row, EngineSpeedType speed)
{
    const uint16 index = (uint16)(speed / STEP);
    const sint32 lower = row[index];
    const sint32 upper = row[index + 1U];
    return (float64)lower + (float64)((upper - lower) * (sint32)(speed - index * STEP)) / (float64)STEP;
}

/* To the nearest; `value` is not negative. */
static TorqueType rounded(float64 value)
{
    const TorqueType whole = (TorqueType)value;
    return (value - (float64)whole >= 0.5) ? (TorqueType)(whole + 1) : whole;
}

/* Server of Drive.Lookup and Drag.Lookup. `speed` in 0.25 rpm, `pedal` in permille. */
Std_ReturnType TorqueMap_Lookup(
    uint8 map, EngineSpeedType speed, PedalPositionType pedal, TorqueType *torque)
{
    if (speed >= STEP * (POINTS - 1U)) {
        return RTE_E_TorqueLookup_OUTSIDE_MAP;
    }
    *torque = (map == DRIVE_MAP) ? rounded((interpolate(fullLoad, speed) * pedal) / 1000.0)
                                 : rounded(interpolate(drag, speed));
    return RTE_E_OK;
}
