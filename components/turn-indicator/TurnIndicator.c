/* Blinks the lamps as the driver asked, and tells the instrument cluster to blink along. */
#include "Rte_TurnIndicator.h"

static TurnSignalType request = TURN_OFF;
static TurnSignalType signal = TURN_OFF;
static boolean bright = FALSE;
/* Just begun: the first flash lasts at least half a period, wherever in it the driver asked. */
static boolean begun = FALSE;
static uint16 flashes = 0U;

static void count(void)
{
    if (!bright) {
        return;
    }
    flashes++;
    (void)Rte_Write_Indicator_blinkCount(flashes);
}

static void show(void)
{
    const boolean left = (signal == TURN_LEFT || signal == TURN_HAZARD) ? TRUE : FALSE;
    const boolean right = (signal == TURN_RIGHT || signal == TURN_HAZARD) ? TRUE : FALSE;
    (void)Rte_Write_Indicator_lampOn(bright);
    (void)Rte_Call_LeftLamps_SetLamp(bright ? left : (boolean)FALSE);
    (void)Rte_Call_RightLamps_SetLamp(bright ? right : (boolean)FALSE);
}

/* Once, before any task runs. */
void TurnIndicator_Init(void)
{
    (void)Rte_Write_Indicator_signal(signal);
    show();
}

/* Whenever the stalk or the hazard button has asked for something. */
void TurnIndicator_OnRequest(void)
{
    (void)Rte_Read_Request_signal(&request);
    if (request == signal) {
        return;
    }
    signal = request;
    bright = (signal != TURN_OFF) ? TRUE : FALSE;
    begun = bright;
    (void)Rte_Write_Indicator_signal(signal);
    count();
    show();
}

/* Every 250 ms: two flashes a second, the fastest that is allowed on the road. */
void TurnIndicator_Blink(void)
{
    const boolean first = begun;
    begun = FALSE;
    if (signal == TURN_OFF || first) {
        return;
    }
    bright = (bright == FALSE) ? TRUE : FALSE;
    count();
    show();
}

/* In the background: a state that did not reach the bus is sent once more. */
void TurnIndicator_Supervise(void)
{
    if (Rte_Feedback_Indicator_signal() == RTE_E_COM_STOPPED) {
        (void)Rte_Write_Indicator_signal(signal);
    }
}
