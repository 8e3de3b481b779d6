/* CAN frames as text and back, in bytes: shifts of 32 bits cost an 8-bit processor more than all else. */
#include "Slcan_Frame.h"

#define STANDARD_ID_MAX 0x7FFU
#define EXTENDED_ID_MAX 0x1FFFFFFFUL
#define NO_DIGIT 0xFFU

uint8_t Slcan_DigitOf(uint8_t character)
{
    const uint8_t decimal = (uint8_t)(character - (uint8_t)'0');
    const uint8_t letter = (uint8_t)((character | 0x20U) - (uint8_t)'a');
    if (decimal < 10U) { return decimal; }
    return letter < 6U ? (uint8_t)(letter + 10U) : NO_DIGIT;
}

bool Slcan_ReadByte(const uint8_t *text, uint8_t *byte)
{
    const uint8_t high = Slcan_DigitOf(text[0]);
    const uint8_t low = Slcan_DigitOf(text[1]);
    *byte = (uint8_t)((uint8_t)(high << 4) | (low & 0x0FU));
    return (uint8_t)(high | low) <= 0x0FU;
}

bool Slcan_ReadWord(const uint8_t *text, uint16_t *word)
{
    uint8_t high;
    uint8_t low;
    const bool isRight = Slcan_ReadByte(text, &high) && Slcan_ReadByte(text + 2, &low);
    if (isRight) { *word = (uint16_t)((uint16_t)(high << 8) | low); }
    return isRight;
}

bool Slcan_ReadLong(const uint8_t *text, uint32_t *number)
{
    uint16_t high;
    uint16_t low;
    const bool isRight = Slcan_ReadWord(text, &high) && Slcan_ReadWord(text + 4, &low);
    if (isRight) { *number = ((uint32_t)high << 16) | low; }
    return isRight;
}

static bool readStandardId(const uint8_t *text, uint32_t *id)
{
    const uint8_t high = Slcan_DigitOf(text[0]);
    uint8_t low;
    if (high > STANDARD_ID_MAX >> 8 || !Slcan_ReadByte(text + 1, &low)) { return false; }
    *id = (uint16_t)((uint16_t)(high << 8) | low);
    return true;
}

bool Slcan_ReadFrame(const uint8_t *text, uint8_t textLength, CanFrameType *frame)
{
    /* Lower case is standard, r and R are remote. */
    const uint8_t kind = text[0];
    const bool isExtended = (kind & 0x20U) == 0U;
    const uint8_t lengthAt = isExtended ? 9U : 4U;
    const uint8_t *digits;
    uint8_t dataText;
    uint8_t i;

    if (textLength <= lengthAt) { return false; }
    if (isExtended) {
        if (!Slcan_ReadLong(text + 1, &frame->id) || frame->id > EXTENDED_ID_MAX) { return false; }
    } else {
        if (!readStandardId(text + 1, &frame->id)) { return false; }
    }
    frame->isExtended = isExtended;
    frame->isRemote = (kind | 0x20U) == (uint8_t)'r';
    frame->length = Slcan_DigitOf(text[lengthAt]);
    if (frame->length > 8U) { return false; }
    dataText = frame->isRemote ? 0U : (uint8_t)(2U * frame->length);
    if (textLength != (uint8_t)(lengthAt + 1U + dataText)) { return false; }
    digits = text + lengthAt + 1;
    for (i = 0U; i < (uint8_t)(dataText / 2U); i++) {
        if (!Slcan_ReadByte(digits, &frame->data[i])) { return false; }
        digits += 2;
    }
    return true;
}

uint8_t *Slcan_WriteDigit(uint8_t *text, uint8_t digit)
{
    *text = (uint8_t)(digit < 10U ? digit + (uint8_t)'0' : digit + (uint8_t)('A' - 10));
    return text + 1;
}

uint8_t *Slcan_WriteByte(uint8_t *text, uint8_t byte)
{
    return Slcan_WriteDigit(Slcan_WriteDigit(text, (uint8_t)(byte >> 4)), byte & 0x0FU);
}

uint8_t *Slcan_WriteWord(uint8_t *text, uint16_t word)
{
    return Slcan_WriteByte(Slcan_WriteByte(text, (uint8_t)(word >> 8)), (uint8_t)word);
}

uint8_t Slcan_WriteFrame(const CanFrameType *frame, uint8_t *text)
{
    uint8_t *end = text + 1;
    uint8_t i;

    *text = (uint8_t)(frame->isRemote ? 'r' : 't');
    if (frame->isExtended) {
        *text &= (uint8_t)~0x20U;
        end = Slcan_WriteWord(end, (uint16_t)(frame->id >> 16));
        end = Slcan_WriteWord(end, (uint16_t)frame->id);
    } else {
        end = Slcan_WriteDigit(end, (uint8_t)((uint16_t)frame->id >> 8));
        end = Slcan_WriteByte(end, (uint8_t)frame->id);
    }
    end = Slcan_WriteDigit(end, frame->length);
    if (!frame->isRemote) {
        for (i = 0U; i < frame->length; i++) { end = Slcan_WriteByte(end, frame->data[i]); }
    }
    return (uint8_t)(end - text);
}
