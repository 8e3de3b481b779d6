/*
 * The part of AUTOSAR OS that a generated RTE needs: tasks of fixed priorities, preemptable or not,
 * several activations, events, resources, alarms of counters. All tasks share one stack: a task that
 * preempts is a call on top of the preempted one. A task that has to wait leaves nothing on it: its body
 * ends there, and begins anew when an event comes. So it is to wait where it begins, as the RTE's do.
 *
 * Category 2 interrupts are the tick of the board, every millisecond, and the CAN controller. What they do
 * they do with the lock held that SuspendOSInterrupts takes, so they never come in between there; tasks
 * that they activate start when it is given back.
 */
#ifndef OS_H
#define OS_H

#include "Std_Types.h"

typedef uint8 StatusType;
typedef uint8 TaskType;
typedef uint8 AlarmType;
typedef uint32 TickType;
typedef uint8 ResourceType;

#define TASK(name) void Os_Task_##name(void)

#include "Os_Cfg.h"

typedef EventMaskType *EventMaskRefType;

#define E_OS_ACCESS ((StatusType)1U)
#define E_OS_CALLEVEL ((StatusType)2U)
#define E_OS_ID ((StatusType)3U)
#define E_OS_LIMIT ((StatusType)4U)
#define E_OS_NOFUNC ((StatusType)5U)
#define E_OS_RESOURCE ((StatusType)6U)
#define E_OS_STATE ((StatusType)7U)
#define E_OS_VALUE ((StatusType)8U)

/* E_OS_LIMIT where as many activations are pending as the task may have: this one is lost. */
extern StatusType ActivateTask(TaskType task);

/*
 * The task ends, from wherever this is called in it, and locks that it holds are given back. Returns only
 * outside of tasks, E_OS_CALLEVEL, and where the task holds a resource, E_OS_RESOURCE.
 */
extern StatusType TerminateTask(void);

/* E_OS_ACCESS: not an extended task. E_OS_STATE: not active. */
extern StatusType SetEvent(TaskType task, EventMaskType mask);
extern StatusType GetEvent(TaskType task, EventMaskRefType event);

/* Of the calling task. E_OS_CALLEVEL outside of tasks. */
extern StatusType ClearEvent(EventMaskType mask);

/*
 * E_OK where one of the events is set. Else it does not return: the body begins anew when one is.
 * E_OS_RESOURCE while the task holds a resource.
 */
extern StatusType WaitEvent(EventMaskType mask);

/*
 * With immediate ceiling: nobody who takes it comes in between. E_OS_ACCESS where it is taken, or where the
 * task has a priority above its ceiling. E_OS_NOFUNC unless it is the one that the task has taken last.
 * What a task still holds when it ends is given back.
 */
extern StatusType GetResource(ResourceType resource);
extern StatusType ReleaseResource(ResourceType resource);

/* In ticks of the alarm's counter. E_OS_STATE while it is in use. */
extern StatusType SetRelAlarm(AlarmType alarm, TickType increment, TickType cycle);
extern StatusType CancelAlarm(AlarmType alarm);

/* May be nested. */
extern void SuspendOSInterrupts(void);
extern void ResumeOSInterrupts(void);

/* ---- for start-up and the board ------------------------------------------------------------------------ */

/*
 * Activates the autostart tasks and starts the autostart alarms. The lock is held from here on, so that no
 * task runs until start-up gives it back.
 */
extern void Os_Init(void);

/* A millisecond has begun, the first at time 0: alarms expire. Called by EcuM_Tick. */
extern void Os_CounterTick(void);

/* Milliseconds since time 0. */
extern uint32 Os_NowMs(void);

/*
 * For the board's tick interrupt: it counts, and says whether the work is to be done now. Then the lock is
 * held already, and Os_Work is to be called with interrupts enabled.
 */
extern boolean Os_TickInterrupt(void);
extern void Os_Work(void);

#endif
