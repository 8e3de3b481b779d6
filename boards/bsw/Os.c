/* Tasks, the lock, and what happens when it is given back. */
#include "Os_Internal.h"

#include "EcuM.h"

/* Objects, since a comparison with a constant that may be 0 is warned about. */
static const TaskType taskCount = OS_TASKS;
static const uint8 levelCount = OS_LEVELS;
static const uint8 extendedCount = OS_EXTENDED_TASKS;
static const uint8 resourceCount = OS_RESOURCES;

/* Counted by the tick interrupt, and how many of them have been worked off. Both run freely. */
static volatile uint8 ticksDue;
static volatile uint8 ticksDone;

/* How often SuspendOSInterrupts has been called without its counterpart; until start-up has ended, once more. */
static volatile uint8 lockDepth = 1U;

Os_BodyType *Os_Body;

volatile uint8 Os_RunningLevel;
/* The highest with a task that has not begun, 0 for none. */
static volatile uint8 readyLevel;

static struct {
    uint8 first;
    uint8 count;
} queues[COMPILER_ROWS(OS_LEVELS)];
static TaskType queue[COMPILER_ROWS(OS_ACTIVATIONS)];

/* Activations that have not ended, by task. */
static uint8 pending[COMPILER_ROWS(OS_TASKS)];

/* ---- the queue: first in first out within a priority ------------------------------------------------ */

static Os_TaskRowType rowOf(TaskType task)
{
    Os_TaskRowType row;
    Compiler_FromFlash(&row, &Os_TaskRows[task], sizeof row);
    return row;
}

static uint8 placeOf(uint8 level, uint8 index)
{
    Os_LevelRowType row;
    uint8 place;
    Compiler_FromFlash(&row, &Os_LevelRows[level - 1U], sizeof row);
    place = (uint8)(queues[level - 1U].first + index);
    if (place >= row.room) { place = (uint8)(place - row.room); }
    return (uint8)(row.first + place);
}

void Os_MakeReady(TaskType task)
{
    const uint8 level = rowOf(task).level;
    queue[placeOf(level, queues[level - 1U].count)] = task;
    queues[level - 1U].count++;
    if (level > readyLevel) { readyLevel = level; }
}

static StatusType activate(TaskType task)
{
    if (pending[task] == rowOf(task).activationLimit) { return E_OS_LIMIT; }
    if (extendedCount != 0U && pending[task] == 0U) { Os_ForgetEvents(task); }
    pending[task]++;
    Os_MakeReady(task);
    return E_OK;
}

static TaskType takeReady(void)
{
    const uint8 level = readyLevel;
    const TaskType task = queue[placeOf(level, 0U)];
    Os_LevelRowType row;
    Compiler_FromFlash(&row, &Os_LevelRows[level - 1U], sizeof row);
    queues[level - 1U].first++;
    if (queues[level - 1U].first == row.room) { queues[level - 1U].first = 0U; }
    queues[level - 1U].count--;
    while (readyLevel != 0U && queues[readyLevel - 1U].count == 0U) { readyLevel--; }
    return task;
}

/* ---- the processor ------------------------------------------------------------------------------------ */

/*
 * A body ends where it returns, or wherever Os_Leave is called: then what its code has put on the stack is
 * forgotten. The compiler's own functions do that, since not every compiler here has a C library.
 */
static void runBody(TaskType task)
{
    Os_BodyType body;
    body.task = task;
    Os_Body = &body;
    if (__builtin_setjmp(body.wayOut) == 0) {
        lockDepth = 0U;
        Os_RunTask(task);
    }
    lockDepth = 1U;
    Os_Body = NULL;
}

void Os_Leave(void)
{
    __builtin_longjmp(Os_Body->wayOut, 1);
}

/* A call on top of whatever was preempted, which goes on when it returns. */
static void runReady(void)
{
    const uint8 preempted = Os_RunningLevel;
    const TaskType task = takeReady();
    const Os_TaskRowType row = rowOf(task);
    Os_RunningLevel = (row.isPreemptable != FALSE) ? row.level : levelCount;
    runBody(task);
    if (resourceCount != 0U) { Os_ReleaseAll(task); }
    pending[task]--;
    Os_RunningLevel = preempted;
}

static boolean isWorkDue(void)
{
    return (ticksDue != ticksDone || readyLevel > Os_RunningLevel) ? TRUE : FALSE;
}

void Os_Work(void)
{
    Os_BodyType *const preempted = Os_Body;
    do {
        lockDepth = 1U;
        /* Alarms and call-backs are no task's code. */
        Os_Body = NULL;
        while (isWorkDue() != FALSE) {
            if (ticksDue != ticksDone) {
                ticksDone++;
                EcuM_Tick();
            } else {
                runReady();
            }
        }
        Os_Body = preempted;
        lockDepth = 0U;
        /* The interrupt of a tick that came before this line has left the work to us. */
    } while (isWorkDue() != FALSE);
}

boolean Os_TickInterrupt(void)
{
    ticksDue++;
    if (lockDepth != 0U) { return FALSE; }
    lockDepth = 1U;
    return TRUE;
}

void SuspendOSInterrupts(void)
{
    lockDepth++;
}

void ResumeOSInterrupts(void)
{
    if (lockDepth == 1U && isWorkDue() != FALSE) {
        Os_Work();
    } else {
        lockDepth--;
        if (lockDepth == 0U && ticksDue != ticksDone) { Os_Work(); }
    }
}

/* ---- services ------------------------------------------------------------------------------------------ */

StatusType ActivateTask(TaskType task)
{
    StatusType status = E_OS_ID;
    if (task < taskCount) {
        SuspendOSInterrupts();
        status = activate(task);
        ResumeOSInterrupts();
    }
    return status;
}

StatusType TerminateTask(void)
{
    if (Os_Body == NULL) { return E_OS_CALLEVEL; }
    if (resourceCount != 0U && Os_HoldsResource() != FALSE) { return E_OS_RESOURCE; }
    Os_Leave();
    return E_OK;
}

boolean Os_IsActive(TaskType task)
{
    return (pending[task] != 0U) ? TRUE : FALSE;
}

/* Its body ends, and that ends one of them. */
void Os_KeepActive(TaskType task)
{
    pending[task]++;
}

uint8 Os_LevelOf(TaskType task)
{
    return rowOf(task).level;
}

void Os_Init(void)
{
    uint8 i;
    lockDepth = 1U;
    ticksDue = 0U;
    ticksDone = 0U;
    Os_Body = NULL;
    Os_RunningLevel = 0U;
    readyLevel = 0U;
    for (i = 0U; i < levelCount; i++) {
        queues[i].first = 0U;
        queues[i].count = 0U;
    }
    for (i = 0U; i < taskCount; i++) { pending[i] = 0U; }
    for (i = 0U; i < taskCount; i++) {
        if (rowOf(i).isAutostarted != FALSE) { (void)activate(i); }
    }
    Os_StartAlarms();
}
