/* Tasks, the lock, and what happens when it is given back. */
#include "Os_Internal.h"

#include "EcuM.h"

/* Objects, since a comparison with a constant that may be 0 is warned about. */
static const TaskType taskCount = OS_TASKS;
static const uint8 levelCount = OS_LEVELS;

/* Counted by the tick interrupt, and how many of them have been worked off. Both run freely. */
static volatile uint8 ticksDue;
static volatile uint8 ticksDone;

/* How often SuspendOSInterrupts has been called without its counterpart; until start-up has ended, once more. */
static volatile uint8 lockDepth = 1U;

/* Of the running task: 0 in the idle loop, above all others for one that is not preemptable. */
static volatile uint8 runningLevel;
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

static StatusType activate(TaskType task)
{
    const Os_TaskRowType row = rowOf(task);
    uint8 place;
    if (pending[task] == row.activationLimit) { return E_OS_LIMIT; }
    pending[task]++;
    place = placeOf(row.level, queues[row.level - 1U].count);
    queue[place] = task;
    queues[row.level - 1U].count++;
    if (row.level > readyLevel) { readyLevel = row.level; }
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

/* A call on top of whatever was preempted, which goes on when it returns. */
static void runReady(void)
{
    const uint8 preempted = runningLevel;
    const TaskType task = takeReady();
    const Os_TaskRowType row = rowOf(task);
    runningLevel = (row.isPreemptable != FALSE) ? row.level : levelCount;
    lockDepth = 0U;
    Os_RunTask(task);
    lockDepth = 1U;
    pending[task]--;
    runningLevel = preempted;
}

static boolean isWorkDue(void)
{
    return (ticksDue != ticksDone || readyLevel > runningLevel) ? TRUE : FALSE;
}

void Os_Work(void)
{
    do {
        lockDepth = 1U;
        while (isWorkDue() != FALSE) {
            if (ticksDue != ticksDone) {
                ticksDone++;
                EcuM_Tick();
            } else {
                runReady();
            }
        }
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
    return E_OK;
}

void Os_Init(void)
{
    uint8 i;
    lockDepth = 1U;
    ticksDue = 0U;
    ticksDone = 0U;
    runningLevel = 0U;
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
