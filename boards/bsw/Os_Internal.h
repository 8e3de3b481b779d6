/* What the files of the OS and its configuration know of each other. */
#ifndef OS_INTERNAL_H
#define OS_INTERNAL_H

#include "Compiler.h"
#include "Os.h"

#include <stddef.h>

typedef struct {
    /* Rank of its priority, the lowest 1. */
    uint8 level;
    uint8 activationLimit;
    boolean isPreemptable;
    boolean isAutostarted;
} Os_TaskRowType;

/* Its part of the queue: room for every activation that its tasks can have pending. */
typedef struct {
    uint8 first;
    uint8 room;
} Os_LevelRowType;

typedef struct {
    TickType maxAllowedValue;
    TickType minCycle;
    /* One of both is 1. */
    uint32 msInTick;
    uint32 ticksInMs;
} Os_CounterRowType;

typedef struct {
    TaskType task;
    uint8 counter;
    boolean isAutostarted;
    uint32 offsetMs;
    uint32 cycleMs;
} Os_AlarmRowType;

extern const Os_TaskRowType Os_TaskRows[COMPILER_ROWS(OS_TASKS)];
extern const Os_LevelRowType Os_LevelRows[COMPILER_ROWS(OS_LEVELS)];
extern const Os_CounterRowType Os_CounterRows[COMPILER_ROWS(OS_COUNTERS)];
extern const Os_AlarmRowType Os_AlarmRows[COMPILER_ROWS(OS_ALARMS)];

/* Events of alarms that set one; 0 where the task is activated. */
extern const EventMaskType Os_AlarmEvents[COMPILER_ROWS(OS_ALARMS)];
extern const TaskType Os_ExtendedTasks[COMPILER_ROWS(OS_EXTENDED_TASKS)];
/* Levels. */
extern const uint8 Os_Ceilings[COMPILER_ROWS(OS_RESOURCES)];

/* Generated: calls the body. */
extern void Os_RunTask(TaskType task);

/* A task's body while it is on the stack. */
typedef struct {
    void *wayOut[5];
    TaskType task;
} Os_BodyType;

/* The innermost; NULL where no task's code runs. */
extern Os_BodyType *Os_Body;

/* Of the running task: 0 in the idle loop, above all others for one that is not preemptable. */
extern volatile uint8 Os_RunningLevel;

/* Ends the body that runs. Does not return. */
extern void Os_Leave(void);

/* With the lock held. */
extern void Os_MakeReady(TaskType task);
extern void Os_KeepActive(TaskType task);
extern boolean Os_IsActive(TaskType task);
extern uint8 Os_LevelOf(TaskType task);

extern void Os_ForgetEvents(TaskType task);
extern boolean Os_HoldsResource(void);
extern void Os_ReleaseAll(TaskType task);

extern void Os_StartAlarms(void);

#endif
