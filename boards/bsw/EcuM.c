/* Start-up, in the order of the simulated ECU. */
#include "EcuM.h"

#include "Can.h"
#include "CanIf.h"
#include "Com.h"
#include "Os.h"
#include "Port.h"
#include "Rte_Main.h"

void EcuM_Init(void)
{
    Os_Init();
    EcuM_InitMainFunctions();
    Port_Init();
    Can_Init();
    CanIf_Init();
    Com_Init();
    (void)Can_SetControllerMode(0U, CAN_CS_STARTED);
    Com_IpduGroupStart(TRUE);
    (void)Rte_Start();
    EcuM_Tick();
    ResumeOSInterrupts();
}

void EcuM_Tick(void)
{
    Os_CounterTick();
    EcuM_MainFunctions();
    Can_Interrupt();
}

void EcuM_Idle(void)
{
    SuspendOSInterrupts();
    Can_Interrupt();
    ResumeOSInterrupts();
}
