/*
 * The serial bridge: one firmware, two roles. Adapter until the host chooses otherwise. The main loop
 * goes round without waiting: frames of the bus, a line of the host, a frame to the bus, an input pin.
 */
#include "Board.h"
#include "Bridge_Adapter.h"
#include "Bridge_Io.h"
#include "Slcan.h"
#include "Slcan_Port.h"

#define ADAPTER ((uint8_t)'a')
#define IO ((uint8_t)'i')

static uint8_t role;

bool Slcan_Device_SelectRole(uint8_t selected)
{
    if (selected != ADAPTER && selected != IO) { return false; }
    role = selected;
    if (role == IO) {
        Bridge_Io_Init();
    } else {
        Bridge_Adapter_Init();
    }
    return true;
}

/* Pins have no bit rate: it is taken, and means nothing. */
bool Slcan_Device_SetBitRate(uint8_t rate)
{
    return role == IO || Bridge_Adapter_SetBitRate(rate);
}

bool Slcan_Device_SetBitTiming(uint8_t btr0, uint8_t btr1)
{
    return role == ADAPTER && Bridge_Adapter_SetBitTiming(btr0, btr1);
}

bool Slcan_Device_Open(bool isListening)
{
    return role == IO || Bridge_Adapter_Open(isListening);
}

void Slcan_Device_Close(void)
{
    if (role == IO) {
        Bridge_Io_Close();
    } else if (Slcan_IsOpen()) {
        Bridge_Adapter_Close();
    } else {
        /* A controller that was never started needs no end. */
    }
}

Slcan_TransmitType Slcan_Device_Transmit(const CanFrameType *frame)
{
    if (role == IO) { return SLCAN_NO_BUS; }
    return Bridge_Adapter_Transmit(frame) ? SLCAN_TAKEN : SLCAN_FULL;
}

uint8_t Slcan_Device_TakeFlags(void)
{
    return role == ADAPTER ? Bridge_Adapter_TakeFlags() : 0U;
}

bool Slcan_Device_Extension(const uint8_t *line, uint8_t length)
{
    return role == IO && Bridge_Io_Extension(line, length);
}

bool Board_HasWork(void)
{
    return !Slcan_Port_IsIdle() || (role == ADAPTER && Bridge_Adapter_HasWork());
}

int main(void)
{
    Board_Init();
    Slcan_Init();
    (void)Slcan_Device_SelectRole(ADAPTER);
    for (;;) {
        const uint16_t nowMs = Board_Milliseconds();
        bool isBusy = false;

        if (role == IO) {
            isBusy = Bridge_Io_MainFunction(nowMs);
        } else if (Slcan_IsOpen()) {
            isBusy = Bridge_Adapter_MainFunction(nowMs);
        } else {
            /* Nothing but the commands of the host. */
        }
        Slcan_MainFunction(nowMs);
        if (!isBusy) { Board_Sleep(); }
    }
}
