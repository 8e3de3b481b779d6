/* The generated table, pin by pin. */
#include "Port.h"

#include "Board.h"
#include "Port_Cfg.h"

/* Objects, since a comparison with a constant that may be 0 is warned about. */
static const uint8 pinCount = PORT_PINS;

void Port_Init(void)
{
    uint8 i;
    for (i = 0U; i < pinCount; i++) {
        Port_PinType pin;
        Compiler_FromFlash(&pin, &Port_Pins[i], sizeof pin);
        (void)Board_ConfigureChannel(pin.channel, pin.function);
    }
}
