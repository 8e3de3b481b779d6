/*
 * The commands of docs/bridge-protocol.md: LAWICEL's, and the choice of a role. What a command does
 * to a CAN controller, to mailboxes or to pins is up to the device below, declared at the end.
 */
#ifndef SLCAN_H
#define SLCAN_H

#include "Slcan_Frame.h"

#include <stdbool.h>
#include <stdint.h>

/* Bits of the answer to F. */
#define SLCAN_FLAG_RX_OVERFLOW 0x01U
#define SLCAN_FLAG_TX_OVERFLOW 0x02U
#define SLCAN_FLAG_ERROR_WARNING 0x04U
#define SLCAN_FLAG_DATA_OVERRUN 0x08U
#define SLCAN_FLAG_ERROR_PASSIVE 0x20U
#define SLCAN_FLAG_ARBITRATION_LOST 0x40U
#define SLCAN_FLAG_BUS_ERROR 0x80U

/* Since the start, modulo 65536. */
typedef struct {
    /* Frames for the host that found no room in the transmit ring, or were lost before. */
    uint16_t framesToHost;
    /* Frames of the host that were refused since the queue was full, or not sent when the channel was closed. */
    uint16_t framesFromHost;
    /* Lines of which bytes were lost. */
    uint16_t linesLost;
    /* Lines that were no command, or not allowed. */
    uint16_t linesRefused;
} Slcan_CountersType;

typedef enum {
    SLCAN_TAKEN,
    /* The queue has no room for it. */
    SLCAN_FULL,
    /* There are no frames in this role. */
    SLCAN_NO_BUS
} Slcan_TransmitType;

extern Slcan_CountersType Slcan_Counters;

/* After Board_Init: the UART is opened. */
void Slcan_Init(void);

/* Obeys at most one line. Call it in the main loop, with the milliseconds of a free-running clock. */
void Slcan_MainFunction(uint16_t nowMs);

bool Slcan_IsOpen(void);

/* A frame has come from the bus: sent to the host if the channel is open and the filter accepts it. */
void Slcan_RxIndication(const CanFrameType *frame);

/* Frames were lost before they came here: counted, flagged, signalled. */
void Slcan_FramesLost(uint16_t count);

/* Frames of the host that were taken, and will not be sent: counted. */
void Slcan_FramesNotSent(uint16_t count);

/* Sends a line and puts the CR behind it, for which `text` has room; false where the ring has none now. */
bool Slcan_SendLine(uint8_t *text, uint8_t length);

/* ---- provided by the device: false refuses ---------------------------------------------------------- */

/* While closed. The role is the letter after x. */
bool Slcan_Device_SelectRole(uint8_t role);

/* While closed: S0 to S8, and s with the bus timing registers of an SJA1000 at 8 MHz. */
bool Slcan_Device_SetBitRate(uint8_t rate);
bool Slcan_Device_SetBitTiming(uint8_t btr0, uint8_t btr1);

bool Slcan_Device_Open(bool isListening);

/* At each C, open or not. Frames that came from the bus may still be handed on. */
void Slcan_Device_Close(void);

/* A frame of the host. */
Slcan_TransmitType Slcan_Device_Transmit(const CanFrameType *frame);

/* What the controller has seen since the last call. */
uint8_t Slcan_Device_TakeFlags(void);

/* Any other line that begins with x: those of a role. */
bool Slcan_Device_Extension(const uint8_t *line, uint8_t length);

#endif
