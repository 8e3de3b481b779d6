/* The hazard warning button: pressed once on, pressed again off. */
#include "Rte_HazardButton.h"

static boolean pressed;
static boolean wasPressed = FALSE;
static boolean hazard = FALSE;

/* Every 20 ms, 10 ms after the stalk. */
void HazardButton_Run(void)
{
    (void)Rte_Call_Button_Get(&pressed);
    if (pressed && !wasPressed) {
        hazard = (hazard == FALSE) ? TRUE : FALSE;
        (void)Rte_Write_Request_signal(hazard ? TURN_HAZARD : TURN_OFF);
    }
    wasPressed = pressed;
}
