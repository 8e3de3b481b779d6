/* Light inside while the door is open, and a locked door once the vehicle drives. */
#include "Rte_DoorMonitor.h"

/* 10 km/h in the unit of the vehicle speed. */
#define LOCKS_ABOVE 1000U

static boolean open;
static VehicleSpeedType speed;
static boolean locked = FALSE;

/* Every 50 ms. */
void DoorMonitor_Run(void)
{
    (void)Rte_Call_Door_Get(&open);
    (void)Rte_Read_Motion_speed(&speed);
    (void)Rte_Write_State_open(open);
    (void)Rte_Call_InteriorLamp_SetLamp(open);

    /* Once locked it stays so until the door is opened from inside, which unlocks it. */
    if (open) {
        locked = FALSE;
    } else if (speed > LOCKS_ABOVE) {
        locked = TRUE;
    }
    (void)Rte_Call_DoorLock_SetLock(locked);
}
