/* As written for the RTE of another vendor: nothing but what the standard names. */
#include "Rte_TurnIndicator.h"

static TurnSignalType shown = TURN_OFF;
static boolean bright = Rte_InitValue_Indicator_lampOn;
static uint16 flashes = Rte_InitValue_Indicator_blinkCount;

static Std_ReturnType tell(void)
{
    if (Rte_Write_Indicator_signal(shown) != RTE_E_OK) {
        return E_NOT_OK;
    }
    return Rte_Write_Indicator_lampOn(bright);
}

void TurnIndicator_Init(void)
{
    shown = Rte_InitValue_Indicator_signal;
    (void)tell();
}

void TurnIndicator_OnRequest(void)
{
    TurnSignalType request = Rte_InitValue_Request_signal;
    (void)Rte_Read_Request_signal(&request);
    shown = (request > TurnSignal_UpperLimit) ? (TurnSignalType)TURN_HAZARD : request;
    (void)tell();
}

void TurnIndicator_Blink(void)
{
    boolean left = FALSE;
    boolean right = FALSE;
    bright = (shown != TURN_OFF && bright == FALSE) ? TRUE : FALSE;
    switch (shown) {
    case TURN_LEFT:
        left = bright;
        break;
    case TURN_RIGHT:
        right = bright;
        break;
    case TURN_HAZARD:
        left = bright;
        right = bright;
        break;
    default:
        break;
    }
    (void)Rte_Call_LeftLamps_SetLamp(left);
    (void)Rte_Call_RightLamps_SetLamp(right);
    flashes = (uint16)(flashes + bright);
    (void)Rte_Write_Indicator_blinkCount(flashes);
}

void TurnIndicator_Supervise(void)
{
    switch (Rte_Feedback_Indicator_signal()) {
    case RTE_E_TRANSMIT_ACK:
    case RTE_E_NO_DATA:
        break;
    case RTE_E_COM_STOPPED:
    case RTE_E_TIMEOUT:
        (void)tell();
        break;
    default:
        break;
    }
}
