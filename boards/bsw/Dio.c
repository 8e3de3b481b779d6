/* Channels of the configuration are pins of the board. */
#include "Dio.h"

#include "Board.h"
#include "Compiler.h"
#include "Det.h"
#include "Os.h"

#define API_READ_CHANNEL 0x00U
#define API_WRITE_CHANNEL 0x01U
#define DIO_E_PARAM_INVALID_CHANNEL_ID 0x0AU

static boolean pinOf(Dio_ChannelType channel, uint8 api, uint8 *pin)
{
    const Dio_ChannelType channels = DIO_CHANNELS;
    if (channel >= channels) {
        (void)Det_ReportError(DET_MODULE_DIO, 0U, api, DIO_E_PARAM_INVALID_CHANNEL_ID);
        return FALSE;
    }
    Compiler_FromFlash(pin, &Dio_Pins[channel], 1U);
    return TRUE;
}

Dio_LevelType Dio_ReadChannel(Dio_ChannelType ChannelId)
{
    uint8 pin;
    if (pinOf(ChannelId, API_READ_CHANNEL, &pin) == FALSE) { return STD_LOW; }
    return Board_ReadChannel(pin) ? STD_HIGH : STD_LOW;
}

void Dio_WriteChannel(Dio_ChannelType ChannelId, Dio_LevelType Level)
{
    uint8 pin;
    if (pinOf(ChannelId, API_WRITE_CHANNEL, &pin) == FALSE) { return; }
    /* Pins of one port share a register, which is read and written. */
    SuspendOSInterrupts();
    Board_WriteChannel(pin, Level != STD_LOW);
    ResumeOSInterrupts();
}
