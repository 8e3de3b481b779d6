/*
 * Inputs are looked at one by one, a step in each turn of the main loop, since an analog one takes its
 * time. A report that finds no room on the line is made at the next look: the last value counts.
 */
#include "Bridge_Io.h"

#include "Board.h"
#include "Board_Cfg.h"
#include "Slcan.h"

#define DUTY_MAX 0x8000U
/* An ADC that gives nothing for so long is passed over: other inputs must not wait for it. */
#define CONVERSION_MAX_MS 3U

typedef struct {
    /* As in the protocol, or 0. */
    uint8_t function;
    bool isReported;
    uint16_t value;
} ChannelType;

static ChannelType channels[BOARD_CHANNELS];
/* 0: no reports. */
static uint8_t periodMs;
static uint16_t lookMs;
/* The next channel of this look; at BOARD_CHANNELS it is over. */
static uint8_t at;
static bool isConverting;
static uint16_t conversionMs;

void Bridge_Io_Init(void)
{
    uint8_t channel;
    for (channel = 0U; channel < BOARD_CHANNELS; channel++) { channels[channel].function = 0U; }
    Bridge_Io_Close();
}

void Bridge_Io_Close(void)
{
    periodMs = 0U;
    at = BOARD_CHANNELS;
}

/* ---- commands ----------------------------------------------------------------------------------------- */

static bool configure(uint8_t channel, uint8_t function)
{
    if (!Board_ConfigureChannel(channel, function)) { return false; }
    channels[channel].function = function;
    channels[channel].isReported = false;
    return true;
}

static bool startReports(uint8_t period)
{
    uint8_t channel;
    for (channel = 0U; channel < BOARD_CHANNELS; channel++) { channels[channel].isReported = false; }
    periodMs = period;
    /* The first look is now. */
    at = period == 0U ? BOARD_CHANNELS : 0U;
    lookMs = Board_Milliseconds();
    return true;
}

static bool writeOutput(uint8_t channel, uint8_t digit)
{
    if (channels[channel].function != 'o' || (digit != '0' && digit != '1')) { return false; }
    Board_WriteChannel(channel, digit == '1');
    return true;
}

static bool setDuty(uint8_t channel, const uint8_t *digits)
{
    uint16_t duty;
    if (channels[channel].function != 'p' || !Slcan_ReadWord(digits, &duty) || duty > DUTY_MAX) {
        return false;
    }
    Board_SetDutyCycle(channel, duty);
    return true;
}

bool Bridge_Io_Extension(const uint8_t *line, uint8_t length)
{
    uint8_t number;

    if (length < 4U || !Slcan_ReadByte(line + 2, &number)) { return false; }
    if (line[1] == 's') { return length == 4U && startReports(number); }
    if (number >= BOARD_CHANNELS) { return false; }
    switch (line[1]) {
    case 'o':
        return length == 5U && configure(number, line[4]);
    case 'w':
        return length == 5U && writeOutput(number, line[4]);
    case 'p':
        return length == 8U && setDuty(number, line + 4);
    default:
        return false;
    }
}

/* ---- reports ------------------------------------------------------------------------------------------ */

static bool isInput(uint8_t function)
{
    return function == 'i' || function == 'u';
}

static void report(uint8_t channel, uint16_t value)
{
    ChannelType *const its = &channels[channel];
    uint8_t text[9] = {(uint8_t)'x'};
    uint8_t *end = Slcan_WriteByte(text + 2, channel);

    if (its->isReported && its->value == value) { return; }
    if (isInput(its->function)) {
        text[1] = (uint8_t)'d';
        end = Slcan_WriteDigit(end, (uint8_t)value);
    } else {
        text[1] = (uint8_t)'r';
        end = Slcan_WriteWord(end, value);
    }
    if (Slcan_SendLine(text, (uint8_t)(end - text))) {
        its->isReported = true;
        its->value = value;
    }
}

/* The bits that a converter has are repeated below them, so that its full scale is that of 16 bits. */
static uint16_t scaled(uint16_t value)
{
    return (uint16_t)(value | (uint16_t)(value >> BOARD_ADC_BITS));
}

/* True when the channel has been looked at. */
static bool look(uint8_t channel, uint16_t nowMs)
{
    const uint8_t function = channels[channel].function;
    uint16_t value;

    if (isConverting) {
        if (!Board_TakeConversion(&value)) {
            isConverting = (uint16_t)(nowMs - conversionMs) < CONVERSION_MAX_MS;
            return !isConverting;
        }
        isConverting = false;
        /* It may have become something else meanwhile, or the reports have begun anew. */
        if (function == 'a') { report(channel, scaled(value)); }
        return true;
    }
    if (function == 'a') {
        Board_StartConversion(channel);
        isConverting = true;
        conversionMs = nowMs;
        return false;
    }
    if (isInput(function)) { report(channel, Board_ReadChannel(channel) ? 1U : 0U); }
    return true;
}

bool Bridge_Io_MainFunction(uint16_t nowMs)
{
    if (periodMs == 0U) { return false; }
    if (at == BOARD_CHANNELS) {
        const uint16_t passedMs = (uint16_t)(nowMs - lookMs);
        if (passedMs < periodMs) { return false; }
        /* On time, or as soon as possible: never two looks at once to catch up. */
        lookMs = passedMs < 2U * periodMs ? (uint16_t)(lookMs + periodMs) : nowMs;
        at = 0U;
    }
    if (look(at, nowMs)) { at++; }
    return at != BOARD_CHANNELS;
}
