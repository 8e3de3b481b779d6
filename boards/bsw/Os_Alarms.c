/* Alarms. Each counts down the ticks of the board, one a millisecond, until it expires. */
#include "Os_Internal.h"

/* Objects, since a comparison with a constant that may be 0 is warned about. */
static const AlarmType alarmCount = OS_ALARMS;
static const uint8 extendedCount = OS_EXTENDED_TASKS;

static struct {
    /* Ticks of the board until it expires; 0: not in use. */
    uint32 leftMs;
    uint32 cycleMs;
} alarms[COMPILER_ROWS(OS_ALARMS)];

/* Before time 0 all of its bits are set, so that the tick of time 0 makes it 0. */
static uint32 nowMs;

uint32 Os_NowMs(void)
{
    return nowMs;
}

/* What is set at start-up counts from time 0, whose tick is still to come. */
static uint32 startMs(void)
{
    return (nowMs == 0xFFFFFFFFUL) ? 0U : nowMs;
}

static uint32 expiryMs(const Os_CounterRowType *counter, TickType increment)
{
    if (counter->ticksInMs != 1U) { return startMs() + (increment - 1U) / counter->ticksInMs + 1U; }
    /* A tick of the counter is one millisecond or more: it expires at whole ticks of it. */
    return (startMs() / counter->msInTick + increment) * counter->msInTick;
}

static uint32 cycleMs(const Os_CounterRowType *counter, TickType cycle)
{
    if (cycle == 0U || counter->ticksInMs == 1U) { return cycle * counter->msInTick; }
    return (cycle - 1U) / counter->ticksInMs + 1U;
}

static StatusType setRelative(AlarmType alarm, TickType increment, TickType cycle)
{
    Os_AlarmRowType row;
    Os_CounterRowType counter;
    Compiler_FromFlash(&row, &Os_AlarmRows[alarm], sizeof row);
    Compiler_FromFlash(&counter, &Os_CounterRows[row.counter], sizeof counter);
    if (increment == 0U || increment > counter.maxAllowedValue) { return E_OS_VALUE; }
    if (cycle != 0U && (cycle < counter.minCycle || cycle > counter.maxAllowedValue)) {
        return E_OS_VALUE;
    }
    if (alarms[alarm].leftMs != 0U) { return E_OS_STATE; }
    alarms[alarm].leftMs = expiryMs(&counter, increment) - nowMs;
    alarms[alarm].cycleMs = cycleMs(&counter, cycle);
    return E_OK;
}

StatusType SetRelAlarm(AlarmType alarm, TickType increment, TickType cycle)
{
    StatusType status = E_OS_ID;
    if (alarm < alarmCount) {
        SuspendOSInterrupts();
        status = setRelative(alarm, increment, cycle);
        ResumeOSInterrupts();
    }
    return status;
}

StatusType CancelAlarm(AlarmType alarm)
{
    StatusType status = E_OS_ID;
    if (alarm < alarmCount) {
        SuspendOSInterrupts();
        status = (alarms[alarm].leftMs == 0U) ? E_OS_NOFUNC : E_OK;
        alarms[alarm].leftMs = 0U;
        ResumeOSInterrupts();
    }
    return status;
}

static void expire(AlarmType alarm)
{
    EventMaskType event = 0U;
    Os_AlarmRowType row;
    Compiler_FromFlash(&row, &Os_AlarmRows[alarm], sizeof row);
    alarms[alarm].leftMs = alarms[alarm].cycleMs;
    if (extendedCount != 0U) {
        Compiler_FromFlash(&event, &Os_AlarmEvents[alarm], sizeof event);
    }
    if (event != 0U) {
        (void)SetEvent(row.task, event);
    } else {
        (void)ActivateTask(row.task);
    }
}

/* Alarms that expire together do so in the order of the configuration. */
void Os_CounterTick(void)
{
    AlarmType i;
    nowMs++;
    for (i = 0U; i < alarmCount; i++) {
        if (alarms[i].leftMs == 0U) { continue; }
        alarms[i].leftMs--;
        if (alarms[i].leftMs == 0U) { expire(i); }
    }
}

void Os_StartAlarms(void)
{
    AlarmType i;
    nowMs = 0xFFFFFFFFUL;
    for (i = 0U; i < alarmCount; i++) {
        Os_AlarmRowType row;
        Compiler_FromFlash(&row, &Os_AlarmRows[i], sizeof row);
        alarms[i].leftMs = (row.isAutostarted != FALSE) ? row.offsetMs + 1U : 0U;
        alarms[i].cycleMs = row.cycleMs;
    }
}
