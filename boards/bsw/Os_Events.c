/*
 * Events of extended tasks. A task that waits has ended its body, and is still active: of everything that
 * can be told of it only its events remain.
 */
#include "Os_Internal.h"

static const TaskType taskCount = OS_TASKS;
static const uint8 extendedCount = OS_EXTENDED_TASKS;
static const uint8 resourceCount = OS_RESOURCES;

static struct {
    EventMaskType set;
    /* 0 unless it waits. */
    EventMaskType waitsFor;
} events[COMPILER_ROWS(OS_EXTENDED_TASKS)];

/* Place among the extended tasks; their number for a basic one. */
static uint8 rankOf(TaskType task)
{
    uint8 rank;
    for (rank = 0U; rank < extendedCount; rank++) {
        TaskType extended;
        Compiler_FromFlash(&extended, &Os_ExtendedTasks[rank], sizeof extended);
        if (extended == task) { break; }
    }
    return rank;
}

/* E_OK where the task has events now. */
static StatusType check(TaskType task, uint8 rank)
{
    if (task >= taskCount) { return E_OS_ID; }
    if (rank == extendedCount) { return E_OS_ACCESS; }
    return (Os_IsActive(task) != FALSE) ? E_OK : E_OS_STATE;
}

void Os_ForgetEvents(TaskType task)
{
    const uint8 rank = rankOf(task);
    if (rank != extendedCount) {
        events[rank].set = 0U;
        events[rank].waitsFor = 0U;
    }
}

StatusType SetEvent(TaskType task, EventMaskType mask)
{
    const uint8 rank = rankOf(task);
    StatusType status;
    SuspendOSInterrupts();
    status = check(task, rank);
    if (status == E_OK) {
        events[rank].set = (EventMaskType)(events[rank].set | mask);
        if ((events[rank].set & events[rank].waitsFor) != 0U) {
            events[rank].waitsFor = 0U;
            Os_MakeReady(task);
        }
    }
    ResumeOSInterrupts();
    return status;
}

StatusType GetEvent(TaskType task, EventMaskRefType event)
{
    const uint8 rank = rankOf(task);
    StatusType status;
    SuspendOSInterrupts();
    status = check(task, rank);
    if (status == E_OK) { *event = events[rank].set; }
    ResumeOSInterrupts();
    return status;
}

StatusType ClearEvent(EventMaskType mask)
{
    uint8 rank;
    if (Os_Body == NULL) { return E_OS_CALLEVEL; }
    rank = rankOf(Os_Body->task);
    if (rank == extendedCount) { return E_OS_ACCESS; }
    SuspendOSInterrupts();
    events[rank].set = (EventMaskType)(events[rank].set & (EventMaskType)~mask);
    ResumeOSInterrupts();
    return E_OK;
}

StatusType WaitEvent(EventMaskType mask)
{
    uint8 rank;
    if (Os_Body == NULL) { return E_OS_CALLEVEL; }
    rank = rankOf(Os_Body->task);
    if (rank == extendedCount) { return E_OS_ACCESS; }
    if (resourceCount != 0U && Os_HoldsResource() != FALSE) { return E_OS_RESOURCE; }
    SuspendOSInterrupts();
    if ((events[rank].set & mask) == 0U) {
        events[rank].waitsFor = mask;
        Os_KeepActive(Os_Body->task);
        Os_Leave();
    }
    ResumeOSInterrupts();
    return E_OK;
}
