/* As written for the RTE of another vendor: nothing but what the standard names. */
#include "Rte_TorqueController.h"

static PedalPositionType pedal = Rte_InitValue_Pedal_value;
static EngineSpeedType speed = Rte_InitValue_Engine_value;

void RTE_RUNNABLE_OnPedal(void)
{
    PedalPositionType value = PedalPosition_LowerLimit;
    boolean valid = Rte_InitValue_Pedal_valid;
    boolean kickdown = Rte_InitValue_Kickdown_active;
    Std_ReturnType status = Rte_Read_Pedal_value(&value);
    if (Rte_IsInfrastructureError(status) || Rte_Read_Pedal_valid(&valid) != RTE_E_OK) {
        pedal = Rte_InitValue_Pedal_value;
    } else {
        pedal = (valid != FALSE) ? value : Rte_InitValue_Pedal_value;
    }
    (void)Rte_Read_Kickdown_active(&kickdown);
    if (kickdown != FALSE) {
        pedal = PedalPosition_UpperLimit;
    }
}

void RTE_RUNNABLE_Run(void)
{
    TorqueType torque = Rte_InitValue_Torque_value;
    if (Rte_Read_Engine_value(&speed) == RTE_E_UNCONNECTED) {
        speed = EngineSpeed_UpperLimit;
    }
    switch (Rte_Call_DriverMap_Lookup(speed, pedal, &torque)) {
    case RTE_E_OK:
        break;
    case RTE_E_TorqueLookup_OUTSIDE_MAP:
        torque = Torque_LowerLimit;
        break;
    default:
        torque = Rte_InitValue_Torque_value;
        break;
    }
    (void)Rte_Write_Torque_value(torque);
}
