/*
 * Plays a script on the line layer: a command for each line of standard input.
 *
 *     <HEX     bytes come in            >        prints what has gone out, as hexadecimal digits
 *     !HEX     the same, broken         *N       runs the main function N times, at the same time
 *     @N       it is N ms               #FRAME   a frame comes from the bus
 *     =NAME    the device: taken, full, no-bus, refuses, obeys, ecu; or flags:HEX
 *     ^M FRAME mailbox M wants to send  +N       frames were lost
 *     ~        the controller is stopped: all mailboxes are cancelled
 */
#include "device.h"

#include "Slcan_Ecu.h"
#include "Slcan_Port.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint16_t nowMs;
/* By mailbox. */
static CanFrameType offered[SLCAN_ECU_MAILBOXES];

static void comeIn(const char *digits, bool isBroken)
{
    uint8_t byte;
    for (; Slcan_DigitOf((uint8_t)digits[0]) <= 15U; digits += 2) {
        if (!Slcan_ReadByte((const uint8_t *)digits, &byte)) { abort(); }
        Slcan_Port_RxIndication(byte, isBroken);
    }
}

static void goOut(void)
{
    uint8_t byte;
    printf("out ");
    while (Slcan_Port_TxConfirmation(&byte)) { printf("%02X", byte); }
    printf("\n");
}

static CanFrameType frameOf(const char *text)
{
    CanFrameType frame;
    if (!Slcan_ReadFrame((const uint8_t *)text, (uint8_t)strcspn(text, "\n"), &frame)) { abort(); }
    return frame;
}

static void tell(const char *name)
{
    if (strncmp(name, "taken", 5) == 0) { Device_transmit = SLCAN_TAKEN; }
    if (strncmp(name, "full", 4) == 0) { Device_transmit = SLCAN_FULL; }
    if (strncmp(name, "no-bus", 6) == 0) { Device_transmit = SLCAN_NO_BUS; }
    if (strncmp(name, "refuses", 7) == 0) { Device_refuses = true; }
    if (strncmp(name, "ecu", 3) == 0) { Device_isEcu = true; }
    if (strncmp(name, "obeys", 5) == 0) { Device_refuses = false; }
    if (strncmp(name, "flags:", 6) == 0) { Device_flags = (uint8_t)strtoul(name + 6, NULL, 16); }
}

static void transmit(uint8_t mailbox, CanFrameType frame)
{
    static const char *const results[] = {"accepted", "busy", "offline"};
    CanFrameType before = offered[mailbox];
    Slcan_Ecu_ResultType result;

    /* That of an occupied mailbox has to stay. */
    offered[mailbox] = frame;
    result = Slcan_Ecu_Transmit(mailbox, &offered[mailbox]);
    if (result == SLCAN_ECU_BUSY) { offered[mailbox] = before; }
    printf("transmit %s\n", results[result]);
}

int main(void)
{
    char command[4096];
    CanFrameType frame;
    long i;

    Slcan_Init();
    Slcan_Ecu_Init();
    while (fgets(command, sizeof command, stdin) != NULL) {
        switch (command[0]) {
        case '<': comeIn(command + 1, false); break;
        case '!': comeIn(command + 1, true); break;
        case '>': goOut(); break;
        case '*':
            Slcan_Ecu_MainFunction(nowMs);
            for (i = strtol(command + 1, NULL, 10); i > 0; i--) { Slcan_MainFunction(nowMs); }
            break;
        case '@': nowMs = (uint16_t)strtol(command + 1, NULL, 10); break;
        case '#':
            frame = frameOf(command + 1);
            Slcan_RxIndication(&frame);
            break;
        case '=': tell(command + 1); break;
        case '+': Slcan_FramesLost((uint8_t)strtol(command + 1, NULL, 10)); break;
        case '~': Slcan_Ecu_Cancel(); break;
        case '^':
            transmit(Slcan_DigitOf((uint8_t)command[1]), frameOf(command + 3));
            break;
        default: abort();
        }
    }
    return 0;
}
