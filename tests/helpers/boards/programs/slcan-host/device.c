/* See device.h. */
#include "device.h"

#include "Slcan_Ecu.h"
#include "Slcan_Port.h"

#include <stdio.h>

bool Device_prints = true;
Slcan_TransmitType Device_transmit = SLCAN_TAKEN;
bool Device_refuses = false;
uint8_t Device_flags = 0;
CanFrameType Device_frame;
unsigned long Device_frames = 0;

bool Device_isEcu = false;

#define SAY(...) do { if (Device_prints) { printf(__VA_ARGS__); } } while (0)

bool Slcan_Device_SelectRole(uint8_t role)
{
    SAY("role %c\n", role);
    Device_isEcu = Slcan_Ecu_SelectRole(role);
    return Device_isEcu || role == 'a';
}

bool Slcan_Device_SetBitRate(uint8_t rate)
{
    SAY("bit rate %d\n", rate);
    return !Device_refuses;
}

bool Slcan_Device_SetBitTiming(uint8_t btr0, uint8_t btr1)
{
    SAY("bit timing %02X %02X\n", btr0, btr1);
    return !Device_refuses;
}

bool Slcan_Device_Open(bool isListening)
{
    SAY("open%s\n", isListening ? " listening" : "");
    if (Device_isEcu) { Slcan_Ecu_Open(isListening); }
    return !Device_refuses;
}

void Slcan_Device_Close(void)
{
    SAY("close\n");
    Slcan_Ecu_Close();
}

Slcan_TransmitType Slcan_Device_Transmit(const CanFrameType *frame)
{
    uint8_t text[SLCAN_FRAME_TEXT_MAX];
    const uint8_t length = Slcan_WriteFrame(frame, text);
    SAY("frame %.*s\n", length, (const char *)text);
    Device_frame = *frame;
    Device_frames++;
    return Device_transmit;
}

uint8_t Slcan_Device_TakeFlags(void)
{
    const uint8_t flags = Device_flags;
    Device_flags = 0;
    return flags;
}

bool Slcan_Device_Extension(const uint8_t *line, uint8_t length)
{
    SAY("extension %.*s\n", length, (const char *)line);
    return Device_isEcu && Slcan_Ecu_Extension(line, length);
}

void Slcan_Ecu_TxConfirmation(uint8_t mailbox, Slcan_Ecu_OutcomeType outcome)
{
    static const char *const outcomes[] = {"sent", "unknown", "given up"};
    SAY("mailbox %d %s\n", mailbox, outcomes[outcome]);
}

/* Bytes come from the script. */
void Slcan_Port_Open(void)
{
}

/* Nothing is sent but on demand. */
void Slcan_Port_StartSending(void)
{
}
