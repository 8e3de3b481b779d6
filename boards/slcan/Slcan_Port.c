/* The main loop's side of the serial line. */
#include "Slcan_Port.h"

Slcan_Port_RxType Slcan_Port_Rx;
Slcan_Port_TxType Slcan_Port_Tx;

static uint8_t line[SLCAN_LINE_MAX];
/* One more than the maximum while the rest of a line that is too long is passed over. */
static uint8_t lineLength;
static uint8_t lastByte;
static uint8_t droppedTaken;

void Slcan_Port_Init(void)
{
    Slcan_Port_Rx.head = 0U;
    Slcan_Port_Rx.tail = 0U;
    Slcan_Port_Rx.isDropping = false;
    Slcan_Port_Rx.linesDropped = 0U;
    Slcan_Port_Tx.head = 0U;
    Slcan_Port_Tx.tail = 0U;
    lineLength = 0U;
    lastByte = 0U;
    droppedTaken = 0U;
    Slcan_Port_Open();
}

Slcan_Port_EventType Slcan_Port_TakeLine(const uint8_t **taken, uint8_t *length)
{
    while (Slcan_Port_Rx.tail != Slcan_Port_Rx.head) {
        const uint8_t tail = Slcan_Port_Rx.tail;
        const uint8_t byte = Slcan_Port_Rx.bytes[tail];
        Slcan_Port_Rx.tail = (uint8_t)(tail + 1U) & SLCAN_RX_MASK;

        if (byte == SLCAN_CR) {
            const uint8_t collected = lineLength;
            const bool hasGap = collected != 0U && lastByte == SLCAN_GAP;
            lineLength = 0U;
            if (hasGap) { return SLCAN_PORT_LOST_LINE; }
            if (collected > SLCAN_LINE_MAX) { return SLCAN_PORT_BAD_LINE; }
            *taken = line;
            *length = collected;
            return SLCAN_PORT_LINE;
        }
        lastByte = byte;
        if (lineLength < SLCAN_LINE_MAX) {
            line[lineLength] = byte;
            lineLength++;
        } else {
            lineLength = SLCAN_LINE_MAX + 1U;
        }
    }
    return SLCAN_PORT_NOTHING;
}

uint8_t Slcan_Port_TakeDropped(void)
{
    const uint8_t dropped = Slcan_Port_Rx.linesDropped;
    const uint8_t fresh = (uint8_t)(dropped - droppedTaken);
    droppedTaken = dropped;
    return fresh;
}

bool Slcan_Port_IsIdle(void)
{
    return Slcan_Port_Rx.tail == Slcan_Port_Rx.head;
}

uint8_t Slcan_Port_Room(void)
{
    const uint8_t used = (uint8_t)(Slcan_Port_Tx.head - Slcan_Port_Tx.tail) & SLCAN_TX_MASK;
    return (uint8_t)(SLCAN_TX_MASK - used);
}

bool Slcan_Port_Write(const uint8_t *bytes, uint8_t length, uint8_t leave)
{
    uint8_t head = Slcan_Port_Tx.head;
    uint8_t i;

    if ((uint16_t)((uint16_t)length + leave) > Slcan_Port_Room()) { return false; }
    for (i = 0U; i < length; i++) {
        Slcan_Port_Tx.bytes[head] = bytes[i];
        head = (uint8_t)(head + 1U) & SLCAN_TX_MASK;
    }
    Slcan_Port_Tx.head = head;
    Slcan_Port_StartSending();
    return true;
}
