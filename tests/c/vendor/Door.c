/* As written for the RTE of another vendor: nothing but what the standard names. */
#include "Rte_Door.h"

static boolean isOpen(Rte_Instance self, const Motion* motion)
{
    uint8 turns = 0U;
    const Std_ReturnType status = Rte_Call_Lock_Lock(self, TRUE, &turns);
    if (status == RTE_E_Locks_JAMMED || Rte_ApplicationError(status) != 0U) {
        return TRUE;
    }
    return (motion->speed == 0U && turns == 0U) ? TRUE : FALSE;
}

void Door_Run(Rte_Instance self)
{
    Motion motion = {0U, 0U};
    boolean open = Rte_InitValue_State_open;
    if (Rte_Read_Motion_motion(self, &motion) == RTE_E_OK) {
        open = isOpen(self, &motion);
    }
    (void)Rte_Write_State_open(self, open);
}
