/* One line after the other: obeyed and answered, or refused by one BEL. */
#include "Slcan.h"

#include "Slcan_Cfg.h"
#include "Flash.h"
#include "Slcan_Filter.h"
#include "Slcan_Port.h"

/* Timestamps count to 59,999 and begin again. */
#define TIMESTAMP_MODULO 60000U

typedef enum { CLOSED, LISTENING, OPEN } StateType;

Slcan_CountersType Slcan_Counters;

static StateType state;
static bool hasTimestamps;
static uint8_t flags;
/* BELs that are due for lost lines and overflows, until there is room for them. */
static uint8_t belsDue;
static uint16_t timestamp;
static uint16_t lastMs;

static const char versions[] FLASH = "V1001";
static const char serialNumber[] FLASH = "NVFB1";
static const char extensions[] FLASH =
    "vvfb1 board=" SLCAN_BOARD " roles=" SLCAN_ROLES " window=" SLCAN_WINDOW;
typedef char answerFits[sizeof extensions <= SLCAN_ANSWER_MAX ? 1 : -1];

void Slcan_Init(void)
{
    static const Slcan_CountersType none = {0U, 0U, 0U, 0U};

    Slcan_Port_Init();
    Slcan_Filter_Init();
    Slcan_Counters = none;
    state = CLOSED;
    hasTimestamps = false;
    flags = 0U;
    belsDue = 0U;
    timestamp = 0U;
    lastMs = 0U;
}

bool Slcan_IsOpen(void)
{
    return state != CLOSED;
}

/* ---- answers: their room is looked for before a line is taken --------------------------------------- */

static void answer(const uint8_t *text, uint8_t length)
{
    (void)Slcan_Port_Write(text, length, 0U);
}

static void answerByte(uint8_t byte)
{
    answer(&byte, 1U);
}

static void answerConstant(const char *text)
{
    uint8_t copy[SLCAN_ANSWER_MAX];
    uint8_t length = 0U;
    uint8_t byte = (uint8_t)Flash_ReadByte(text);

    while (byte != 0U) {
        copy[length] = byte;
        length++;
        byte = (uint8_t)Flash_ReadByte(text + length);
    }
    copy[length] = SLCAN_CR;
    answer(copy, (uint8_t)(length + 1U));
}

static void answerFlags(void)
{
    uint8_t text[4] = {(uint8_t)'F'};
    uint8_t *end = Slcan_WriteByte(text + 1, flags | Slcan_Device_TakeFlags());
    *end = SLCAN_CR;
    flags = 0U;
    answer(text, (uint8_t)sizeof text);
}

static void answerCounters(void)
{
    uint8_t text[19] = {(uint8_t)'x', (uint8_t)'n'};
    uint8_t *end = Slcan_WriteWord(text + 2, Slcan_Counters.framesToHost);
    end = Slcan_WriteWord(end, Slcan_Counters.framesFromHost);
    end = Slcan_WriteWord(end, Slcan_Counters.linesLost);
    end = Slcan_WriteWord(end, Slcan_Counters.linesRefused);
    *end = SLCAN_CR;
    answer(text, (uint8_t)sizeof text);
}

/* ---- frames ------------------------------------------------------------------------------------------ */

void Slcan_FramesLost(uint16_t count)
{
    /* One BEL for the first: more would take the room that the frames lack. */
    if ((flags & SLCAN_FLAG_RX_OVERFLOW) == 0U && belsDue != 0xFFU) { belsDue++; }
    flags |= SLCAN_FLAG_RX_OVERFLOW;
    Slcan_Counters.framesToHost = (uint16_t)(Slcan_Counters.framesToHost + count);
}

void Slcan_FramesNotSent(uint16_t count)
{
    Slcan_Counters.framesFromHost = (uint16_t)(Slcan_Counters.framesFromHost + count);
}

void Slcan_RxIndication(const CanFrameType *frame)
{
    uint8_t text[SLCAN_FRAME_TEXT_MAX + 5U];
    uint8_t length;

    if (state == CLOSED || !Slcan_Filter_Accepts(frame)) { return; }
    length = Slcan_WriteFrame(frame, text);
    if (hasTimestamps) {
        (void)Slcan_WriteWord(text + length, timestamp);
        length = (uint8_t)(length + 4U);
    }
    if (!Slcan_SendLine(text, length)) { Slcan_FramesLost(1U); }
}

bool Slcan_SendLine(uint8_t *text, uint8_t length)
{
    text[length] = SLCAN_CR;
    return Slcan_Port_Write(text, (uint8_t)(length + 1U), SLCAN_ANSWER_MAX);
}

/* ---- commands ---------------------------------------------------------------------------------------- */

typedef enum {
    /* BEL. */
    REFUSED,
    /* CR. */
    DONE,
    ANSWERED
} OutcomeType;

static OutcomeType doneIf(bool isDone)
{
    return isDone ? DONE : REFUSED;
}

static OutcomeType transmit(const uint8_t *line, uint8_t length)
{
    CanFrameType frame;
    uint8_t confirmation[2] = {(uint8_t)'z', SLCAN_CR};

    if (state != OPEN || !Slcan_ReadFrame(line, length, &frame)) { return REFUSED; }
    switch (Slcan_Device_Transmit(&frame)) {
    case SLCAN_TAKEN:
        if (frame.isExtended) { confirmation[0] = (uint8_t)'Z'; }
        answer(confirmation, 2U);
        return ANSWERED;
    case SLCAN_FULL:
        /* Nothing is wrong with the line: the frame is counted, not the line. */
        flags |= SLCAN_FLAG_TX_OVERFLOW;
        Slcan_FramesNotSent(1U);
        answerByte(SLCAN_BEL);
        return ANSWERED;
    case SLCAN_NO_BUS:
    default:
        return REFUSED;
    }
}

/* Two characters, the second 0 or 1. */
static bool isChoice(const uint8_t *line, uint8_t length, bool *chosen)
{
    if (length != 2U || (line[1] != '0' && line[1] != '1')) { return false; }
    *chosen = line[1] == '1';
    return true;
}

static bool openChannel(bool isListening)
{
    if (!Slcan_Device_Open(isListening)) { return false; }
    state = isListening ? LISTENING : OPEN;
    flags = 0U;
    return true;
}

static void closeChannel(void)
{
    /* What is lost from here on is counted only: its BEL would pass for the answer to the next command. */
    flags |= SLCAN_FLAG_RX_OVERFLOW;
    Slcan_Device_Close();
    state = CLOSED;
}

/* Lines that are allowed only while the channel is closed. */
static OutcomeType obeyClosed(const uint8_t *line, uint8_t length)
{
    const uint8_t rate = length == 2U ? Slcan_DigitOf(line[1]) : 0xFFU;
    uint16_t registers;
    bool isUnfiltered;

    if (state != CLOSED) { return REFUSED; }
    switch (line[0]) {
    case 'S':
        return doneIf(rate <= 8U && Slcan_Device_SetBitRate(rate));
    case 's':
        return doneIf(length == 5U && Slcan_ReadWord(line + 1, &registers) &&
                      Slcan_Device_SetBitTiming((uint8_t)(registers >> 8), (uint8_t)registers));
    case 'O':
    case 'L':
        return doneIf(length == 1U && openChannel(line[0] == 'L'));
    case 'Z':
        return doneIf(isChoice(line, length, &hasTimestamps));
    case 'W':
        if (!isChoice(line, length, &isUnfiltered)) { return REFUSED; }
        Slcan_Filter_Use(!isUnfiltered);
        return DONE;
    case 'M':
        return doneIf(length == 9U && Slcan_Filter_SetCode(line + 1));
    case 'm':
        return doneIf(length == 9U && Slcan_Filter_SetMask(line + 1));
    default:
        return REFUSED;
    }
}

static OutcomeType obeyExtension(const uint8_t *line, uint8_t length)
{
    const uint8_t second = length == 2U ? line[1] : 0U;

    switch (second) {
    case 'n':
        answerCounters();
        return ANSWERED;
    case 'a':
    case 'e':
    case 'i':
        return doneIf(state == CLOSED && Slcan_Device_SelectRole(second));
    default:
        return doneIf(Slcan_Device_Extension(line, length));
    }
}

/* Lines of one letter. */
static OutcomeType obeyLetter(uint8_t letter)
{
    switch (letter) {
    case 'C':
        closeChannel();
        return DONE;
    case 'F':
        if (state == CLOSED) { return REFUSED; }
        answerFlags();
        return ANSWERED;
    case 'V':
        answerConstant(versions);
        return ANSWERED;
    case 'v':
        answerConstant(extensions);
        return ANSWERED;
    case 'N':
        answerConstant(serialNumber);
        return ANSWERED;
    default:
        return REFUSED;
    }
}

static OutcomeType obey(const uint8_t *line, uint8_t length)
{
    if (length == 0U) { return DONE; }
    switch (line[0]) {
    case 't':
    case 'T':
    case 'r':
    case 'R':
        return transmit(line, length);
    case 'x':
        return obeyExtension(line, length);
    case 'C':
    case 'F':
    case 'V':
    case 'v':
    case 'N':
        return length == 1U ? obeyLetter(line[0]) : REFUSED;
    default:
        return obeyClosed(line, length);
    }
}

static void takeLine(const uint8_t *line, uint8_t length)
{
    switch (obey(line, length)) {
    case REFUSED:
        Slcan_Counters.linesRefused++;
        answerByte(SLCAN_BEL);
        break;
    case DONE:
        answerByte(SLCAN_CR);
        break;
    case ANSWERED:
    default:
        break;
    }
}

/* ---- losses, time ------------------------------------------------------------------------------------- */

static void signalLosses(void)
{
    const uint8_t dropped = Slcan_Port_TakeDropped();
    uint16_t due;

    if (dropped != 0U) {
        flags |= SLCAN_FLAG_DATA_OVERRUN;
        Slcan_Counters.linesLost = (uint16_t)(Slcan_Counters.linesLost + dropped);
        due = (uint16_t)((uint16_t)belsDue + dropped);
        belsDue = due > 0xFFU ? 0xFFU : (uint8_t)due;
    }
    while (belsDue != 0U && Slcan_Port_Room() != 0U) {
        answerByte(SLCAN_BEL);
        belsDue--;
    }
}

static void countMilliseconds(uint16_t nowMs)
{
    const uint16_t passed = (uint16_t)(nowMs - lastMs);
    lastMs = nowMs;
    if (passed >= (uint16_t)(TIMESTAMP_MODULO - timestamp)) {
        timestamp = (uint16_t)(timestamp - TIMESTAMP_MODULO);
    }
    timestamp = (uint16_t)(timestamp + passed);
}

void Slcan_MainFunction(uint16_t nowMs)
{
    const uint8_t *line;
    uint8_t length;

    countMilliseconds(nowMs);
    signalLosses();
    if (Slcan_Port_Room() < SLCAN_ANSWER_MAX) { return; }
    switch (Slcan_Port_TakeLine(&line, &length)) {
    case SLCAN_PORT_NOTHING:
        break;
    case SLCAN_PORT_LINE:
        takeLine(line, length);
        break;
    case SLCAN_PORT_BAD_LINE:
        Slcan_Counters.linesRefused++;
        answerByte(SLCAN_BEL);
        break;
    case SLCAN_PORT_LOST_LINE:
        flags |= SLCAN_FLAG_DATA_OVERRUN;
        Slcan_Counters.linesLost++;
        answerByte(SLCAN_BEL);
        break;
    default:
        break;
    }
}
