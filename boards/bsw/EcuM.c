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
    /* Drivers, which may take their time; then time 0. */
    Port_Init();
    Can_Init();
    Os_Init();
    EcuM_InitMainFunctions();
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
