/* Stand-in for EcuM and BswM: starts everything in a fixed order, and calls what is called cyclically. */
#ifndef ECUM_H
#define ECUM_H

#include "Std_Types.h"

/* Time 0. When it returns, tasks that were activated meanwhile have run, and the tick may begin. */
extern void EcuM_Init(void);

/* The work of one millisecond: alarms, main functions that no task calls, the CAN controller. */
extern void EcuM_Tick(void);

/* One turn of the idle loop: the CAN controller is looked after without waiting for the tick. */
extern void EcuM_Idle(void);

/* Generated: main functions that no task calls, each in its period, the first time at time 0. */
extern void EcuM_InitMainFunctions(void);
extern void EcuM_MainFunctions(void);

#endif
