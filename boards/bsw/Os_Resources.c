/*
 * Resources. Whoever takes one has the level of its ceiling, and only tasks of higher levels come in between:
 * so all that are taken lie on one stack, those of a task on top of those of the tasks that it has preempted.
 */
#include "Os_Internal.h"

static const ResourceType resourceCount = OS_RESOURCES;

static struct {
    boolean isTaken;
    TaskType taker;
    uint8 levelBefore;
    /* The one below it, plus 1. */
    uint8 below;
} resources[COMPILER_ROWS(OS_RESOURCES)];

/* The one on top, plus 1; 0 for none. */
static uint8 top;

static boolean isTopOf(TaskType task)
{
    return (top != 0U && resources[top - 1U].taker == task) ? TRUE : FALSE;
}

static void takeOff(void)
{
    resources[top - 1U].isTaken = FALSE;
    top = resources[top - 1U].below;
}

/* Whether the calling task may take it at all. */
static StatusType check(ResourceType resource, uint8 *ceiling)
{
    if (Os_Body == NULL) { return E_OS_CALLEVEL; }
    if (resource >= resourceCount) { return E_OS_ID; }
    Compiler_FromFlash(ceiling, &Os_Ceilings[resource], sizeof *ceiling);
    return (Os_LevelOf(Os_Body->task) > *ceiling) ? E_OS_ACCESS : E_OK;
}

boolean Os_HoldsResource(void)
{
    return isTopOf(Os_Body->task);
}

void Os_ReleaseAll(TaskType task)
{
    while (isTopOf(task) != FALSE) { takeOff(); }
}

StatusType GetResource(ResourceType resource)
{
    uint8 ceiling = 0U;
    StatusType status = check(resource, &ceiling);
    if (status == E_OK) {
        SuspendOSInterrupts();
        if (resources[resource].isTaken != FALSE) {
            status = E_OS_ACCESS;
        } else {
            resources[resource].isTaken = TRUE;
            resources[resource].taker = Os_Body->task;
            resources[resource].levelBefore = Os_RunningLevel;
            resources[resource].below = top;
            top = (uint8)(resource + 1U);
            if (ceiling > Os_RunningLevel) { Os_RunningLevel = ceiling; }
        }
        ResumeOSInterrupts();
    }
    return status;
}

StatusType ReleaseResource(ResourceType resource)
{
    uint8 ceiling = 0U;
    StatusType status = check(resource, &ceiling);
    if (status == E_OK) {
        if (top != (uint8)(resource + 1U) || isTopOf(Os_Body->task) == FALSE) { return E_OS_NOFUNC; }
        SuspendOSInterrupts();
        Os_RunningLevel = resources[resource].levelBefore;
        takeOff();
        /* Who has become ready meanwhile runs from here. */
        ResumeOSInterrupts();
    }
    return status;
}
