/* Kickdown: the pedal is through to its stop, so the driver wants all there is. */
#include "Rte_KickdownDetector.h"

/* Permille. Two thresholds, so that a trembling foot does not switch to and fro. */
#define BEGINS_AT 950U
#define ENDS_BELOW 900U

static PedalPositionType position;
static boolean active = FALSE;

/* Whenever PedalSensor has written a position. */
void KickdownDetector_OnPosition(void)
{
    boolean next;
    (void)Rte_Read_Position_value(&position);
    next = (position >= (active ? ENDS_BELOW : BEGINS_AT)) ? TRUE : FALSE;
    if (next == active) {
        return;
    }
    active = next;
    (void)Rte_Write_Kickdown_active(active);
}
