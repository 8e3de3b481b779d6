/* Switches, lamps and the door lock at the digital inputs and outputs of the Body ECU. */
#include "Rte_BodyIo.h"
#include "Dio.h"

/* By the port-defined argument of the ports StalkLeft, StalkRight, Hazard and Door. */
static const Dio_ChannelType switches[] = {
    DioConf_DioChannel_StalkLeft,
    DioConf_DioChannel_StalkRight,
    DioConf_DioChannel_HazardButton,
    DioConf_DioChannel_DriverDoor
};

/* By the port-defined argument of the ports LeftLamps, RightLamps and InteriorLamp. */
static const Dio_ChannelType lamps[] = {
    DioConf_DioChannel_LeftLamps,
    DioConf_DioChannel_RightLamps,
    DioConf_DioChannel_InteriorLamp
};

/* Server of Get of all switches. */
void BodyIo_GetSwitch(uint8 which, boolean *pressed)
{
    *pressed = FALSE;
    if (which < sizeof switches / sizeof switches[0]) {
        *pressed = (Dio_ReadChannel(switches[which]) == STD_HIGH) ? TRUE : FALSE;
    }
}

/* Server of SetLamp of all lamps. */
void BodyIo_SetLamp(uint8 lamp, boolean on)
{
    if (lamp < sizeof lamps / sizeof lamps[0]) {
        Dio_WriteChannel(lamps[lamp], on ? STD_HIGH : STD_LOW);
    }
}

/* Server of DoorLock.SetLock. */
void BodyIo_SetLock(boolean locked)
{
    Dio_WriteChannel(DioConf_DioChannel_DoorLock, locked ? STD_HIGH : STD_LOW);
}
