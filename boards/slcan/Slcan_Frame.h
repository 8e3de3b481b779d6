/*
 * CAN frames as LAWICEL writes them: t and T for data, r and R for remote frames, 11 and 29 bits.
 */
#ifndef SLCAN_FRAME_H
#define SLCAN_FRAME_H

#include "CanFrame.h"

#include <stdbool.h>
#include <stdint.h>

/* T, eight digits, length, sixteen digits. */
#define SLCAN_FRAME_TEXT_MAX 26U

/* Reads a whole line, without its CR. False where anything is wrong or left over. */
bool Slcan_ReadFrame(const uint8_t *text, uint8_t textLength, CanFrameType *frame);

/* Writes the line, without CR, and returns its length, at most SLCAN_FRAME_TEXT_MAX. */
uint8_t Slcan_WriteFrame(const CanFrameType *frame, uint8_t *text);

/* A digit of either case; more than 15 for what is none. */
uint8_t Slcan_DigitOf(uint8_t character);

/* Two, four or eight digits; false where one is wrong. */
bool Slcan_ReadByte(const uint8_t *text, uint8_t *byte);
bool Slcan_ReadWord(const uint8_t *text, uint16_t *word);
bool Slcan_ReadLong(const uint8_t *text, uint32_t *number);

/* Writes upper-case digits and returns where the next character goes. */
uint8_t *Slcan_WriteDigit(uint8_t *text, uint8_t digit);
uint8_t *Slcan_WriteByte(uint8_t *text, uint8_t byte);
uint8_t *Slcan_WriteWord(uint8_t *text, uint16_t word);

#endif
