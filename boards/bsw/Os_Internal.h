/* What the files of the OS and its configuration know of each other. */
#ifndef OS_INTERNAL_H
#define OS_INTERNAL_H

#include "Compiler.h"
#include "Os.h"

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

/* Generated: calls the body. */
extern void Os_RunTask(TaskType task);

extern void Os_StartAlarms(void);

#endif
