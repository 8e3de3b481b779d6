/* The turn indicator stalk at the steering column. */
#include "Rte_StalkSwitch.h"

static boolean left;
static boolean right;
static TurnSignalType position = TURN_OFF;

/* Every 20 ms. */
void StalkSwitch_Run(void)
{
    TurnSignalType next = TURN_OFF;
    (void)Rte_Call_Left_Get(&left);
    (void)Rte_Call_Right_Get(&right);
    if (left) {
        next = TURN_LEFT;
    } else if (right) {
        next = TURN_RIGHT;
    } else {
        /* In the middle. */
    }
    /* Only a movement is a request: the hazard button writes to the same receiver, and the last to
       write is heard. */
    if (next == position) {
        return;
    }
    position = next;
    (void)Rte_Write_Request_signal(position);
}
