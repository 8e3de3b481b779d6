/* Acceptance of frames for the host, as in an SJA1000. */
#include "Slcan_Filter.h"

#include "Slcan_Frame.h"

#define REGISTERS 4U

static bool isUsed;
/* In the order of the registers: the first is the most significant byte. */
static uint8_t code[REGISTERS];
static uint8_t mask[REGISTERS];

void Slcan_Filter_Init(void)
{
    uint8_t i;

    isUsed = false;
    for (i = 0U; i < REGISTERS; i++) {
        code[i] = 0x00U;
        mask[i] = 0xFFU;
    }
}

void Slcan_Filter_Use(bool use)
{
    isUsed = use;
}

/* All of them, or none where a digit is wrong. */
static bool readRegisters(const uint8_t *digits, uint8_t *registers)
{
    uint8_t bytes[REGISTERS];
    uint8_t i;

    for (i = 0U; i < REGISTERS; i++) {
        if (!Slcan_ReadByte(digits + 2U * i, &bytes[i])) { return false; }
    }
    for (i = 0U; i < REGISTERS; i++) { registers[i] = bytes[i]; }
    return true;
}

bool Slcan_Filter_SetCode(const uint8_t *digits)
{
    return readRegisters(digits, code);
}

bool Slcan_Filter_SetMask(const uint8_t *digits)
{
    return readRegisters(digits, mask);
}

/*
 * The single filter of an SJA1000: the identifier from the top, then RTR; behind a standard one four bits
 * that are free, and the first two data bytes, where there are any.
 */
bool Slcan_Filter_Accepts(const CanFrameType *frame)
{
    const uint8_t remote = frame->isRemote ? 1U : 0U;
    const uint8_t dataBytes = frame->isRemote ? 0U : frame->length;
    uint8_t bytes[REGISTERS];
    uint8_t unused[REGISTERS] = {0x00U, 0x00U, 0x00U, 0x00U};
    uint8_t differing = 0U;
    uint8_t i;

    if (!isUsed) { return true; }
    if (frame->isExtended) {
        bytes[0] = (uint8_t)(frame->id >> 21);
        bytes[1] = (uint8_t)(frame->id >> 13);
        bytes[2] = (uint8_t)(frame->id >> 5);
        bytes[3] = (uint8_t)((uint8_t)(frame->id << 3) | (uint8_t)(remote << 2));
        unused[3] = 0x03U;
    } else {
        bytes[0] = (uint8_t)(frame->id >> 3);
        bytes[1] = (uint8_t)((uint8_t)(frame->id << 5) | (uint8_t)(remote << 4));
        bytes[2] = frame->data[0];
        bytes[3] = frame->data[1];
        unused[1] = 0x0FU;
        if (dataBytes < 1U) { unused[2] = 0xFFU; }
        if (dataBytes < 2U) { unused[3] = 0xFFU; }
    }
    for (i = 0U; i < REGISTERS; i++) {
        const uint8_t difference = bytes[i] ^ code[i];
        differing |= (uint8_t)(difference & (uint8_t)~(mask[i] | unused[i]));
    }
    return differing == 0U;
}
