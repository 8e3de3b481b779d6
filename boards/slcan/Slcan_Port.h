/*
 * The serial line: two rings between the interrupts of a UART and the main loop, lines out of bytes,
 * and the count of what was lost. Nothing waits. Each ring has one producer and one consumer, who
 * each write one index of a byte, so that no lock is needed even on an 8-bit processor.
 *
 * What comes in faster than it is taken is dropped line by line: a line that misses a byte is never
 * understood as another. What goes out is written as a whole line or not at all.
 */
#ifndef SLCAN_PORT_H
#define SLCAN_PORT_H

#include "Slcan_Cfg.h"

#include <stdbool.h>
#include <stdint.h>

/* Both are powers of two up to 256, from Slcan_Cfg.h. */
#define SLCAN_RX_MASK ((uint8_t)(SLCAN_RX_BYTES - 1U))
#define SLCAN_TX_MASK ((uint8_t)(SLCAN_TX_BYTES - 1U))

#define SLCAN_CR 0x0DU
#define SLCAN_BEL 0x07U
/* In a ring: bytes are missing here. It is part of no command, so the line is refused. */
#define SLCAN_GAP 0x00U

/* The longest line that a host sends is a frame. */
#define SLCAN_LINE_MAX 26U
/* The longest answer to a command, with its CR. Frames leave this much room. */
#define SLCAN_ANSWER_MAX 48U

typedef struct {
    volatile uint8_t head;
    volatile uint8_t tail;
    volatile bool isDropping;
    /* Free-running: lines of which nothing came into the ring. */
    volatile uint8_t linesDropped;
    volatile uint8_t bytes[SLCAN_RX_BYTES];
} Slcan_Port_RxType;

typedef struct {
    volatile uint8_t head;
    volatile uint8_t tail;
    volatile uint8_t bytes[SLCAN_TX_BYTES];
} Slcan_Port_TxType;

/* For the two functions below alone: they are inline because interrupts would otherwise save all registers. */
extern Slcan_Port_RxType Slcan_Port_Rx;
extern Slcan_Port_TxType Slcan_Port_Tx;

typedef enum {
    SLCAN_PORT_NOTHING,
    SLCAN_PORT_LINE,
    /* Too long. */
    SLCAN_PORT_BAD_LINE,
    /* Bytes of it are missing. */
    SLCAN_PORT_LOST_LINE
} Slcan_Port_EventType;

void Slcan_Port_Init(void);

/* The next line, without its CR, valid until the next call. */
Slcan_Port_EventType Slcan_Port_TakeLine(const uint8_t **line, uint8_t *length);

/* Lines dropped before they came into the ring, since the last call. */
uint8_t Slcan_Port_TakeDropped(void);

/* Nothing to take. */
bool Slcan_Port_IsIdle(void);

/* Bytes that can be written now. */
uint8_t Slcan_Port_Room(void);

/* Writes, all or nothing, if so many bytes of room are left then. */
bool Slcan_Port_Write(const uint8_t *bytes, uint8_t length, uint8_t leave);

/* ---- provided by whoever has the UART ---------------------------------------------------------------- */

/* Takes its pins, and lets it receive. Called by Slcan_Port_Init. */
void Slcan_Port_Open(void);

/* Called after bytes were written: enables the transmit interrupt. */
void Slcan_Port_StartSending(void);

/*
 * For the receive interrupt: a byte has come. `isBroken` where the UART saw a framing error, or lost
 * bytes before this one.
 */
static inline void Slcan_Port_RxIndication(uint8_t byte, bool isBroken)
{
    const uint8_t head = Slcan_Port_Rx.head;
    const uint8_t next = (uint8_t)(head + 1U) & SLCAN_RX_MASK;
    const uint8_t room = (uint8_t)(Slcan_Port_Rx.tail - next) & SLCAN_RX_MASK;

    /* Two places are kept, so that a line whose beginning is in the ring always gets an end. */
    if (isBroken || room < 3U) { Slcan_Port_Rx.isDropping = true; }
    if (!Slcan_Port_Rx.isDropping) {
        Slcan_Port_Rx.bytes[head] = byte;
        Slcan_Port_Rx.head = next;
    } else if (byte == SLCAN_CR) {
        if (room >= 2U) {
            Slcan_Port_Rx.bytes[head] = SLCAN_GAP;
            Slcan_Port_Rx.bytes[next] = SLCAN_CR;
            Slcan_Port_Rx.head = (uint8_t)(next + 1U) & SLCAN_RX_MASK;
        } else {
            Slcan_Port_Rx.linesDropped++;
        }
        Slcan_Port_Rx.isDropping = false;
    } else {
        /* Dropped; its line is counted at its CR. */
    }
}

/* For the transmit interrupt: the next byte, or false, and then the interrupt is to be disabled. */
static inline bool Slcan_Port_TxConfirmation(uint8_t *byte)
{
    const uint8_t tail = Slcan_Port_Tx.tail;
    if (tail == Slcan_Port_Tx.head) { return false; }
    *byte = Slcan_Port_Tx.bytes[tail];
    Slcan_Port_Tx.tail = (uint8_t)(tail + 1U) & SLCAN_TX_MASK;
    return true;
}

#endif
