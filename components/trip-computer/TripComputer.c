/* Way and average speed, from the speed ten times a second. */
#include "Rte_TripComputer.h"

static VehicleSpeedType speed;

/* In millimetres, 64 bits: the way of a vehicle's life does not fit in 32. */
static uint64 odometer = Rte_InitValue_Trip_odometer;
/* Eighteenths of a millimetre not yet counted, so that no rounding adds up. */
static uint32 rest = 0U;
static uint64 speedSum = 0U;
static uint32 runs = 0U;

/* Every 100 ms. */
void TripComputer_Run(void)
{
    (void)Rte_Read_Motion_speed(&speed);
    /* 0.01 km/h for 100 ms are 5/18 mm. */
    rest += speed * (uint32)5U;
    odometer += rest / 18U;
    rest %= 18U;
    (void)Rte_Write_Trip_odometer(odometer);

    speedSum += speed;
    runs++;
    (void)Rte_Write_Trip_averageSpeed((float32)((float64)speedSum / (float64)runs / 100.0));
}
