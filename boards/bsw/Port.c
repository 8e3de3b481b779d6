/* The generated table, pin by pin. */
#include "Port.h"

#include "Board.h"
#include "Port_Cfg.h"

void Port_Init(void)
{
    uint8 i;
    for (i = 0U; i != PORT_PINS; i++) {
        Port_PinType pin;
        Compiler_FromFlash(&pin, &Port_Pins[i], sizeof pin);
        (void)Board_ConfigureChannel(pin.channel, pin.function);
    }
}
