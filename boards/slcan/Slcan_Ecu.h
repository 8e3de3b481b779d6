/*
 * Role e of docs/bridge-protocol.md: the CAN controller of this board is the serial line. For a CAN
 * driver: transmit mailboxes that stay occupied until the host says what became of their frame.
 *
 * Before the host has chosen the role (xe), frames are plain lines, and sent means confirmed.
 */
#ifndef SLCAN_ECU_H
#define SLCAN_ECU_H

#include "CanFrame.h"

#include <stdbool.h>
#include <stdint.h>

#define SLCAN_ECU_MAILBOXES 16U

typedef enum {
    SLCAN_ECU_ACCEPTED,
    /* The mailbox is occupied, or the line has no room now: try again. */
    SLCAN_ECU_BUSY,
    /* The channel is closed, or only listens. */
    SLCAN_ECU_OFFLINE
} Slcan_Ecu_ResultType;

/* What became of the frame of a mailbox. */
typedef enum {
    /* Sent, and acknowledged on the bus. */
    SLCAN_ECU_SENT,
    /* The host knows nothing of it, or is gone: it is to be offered again. */
    SLCAN_ECU_UNKNOWN,
    /* The host has said nothing of it for two seconds. */
    SLCAN_ECU_SILENCE
} Slcan_Ecu_OutcomeType;

void Slcan_Ecu_Init(void);

/*
 * With the milliseconds of a free-running clock, at least every second: gives up mailboxes of which
 * the host has said nothing for two seconds, since it has perhaps never heard of them.
 */
void Slcan_Ecu_MainFunction(uint16_t nowMs);

Slcan_Ecu_ResultType Slcan_Ecu_Transmit(uint8_t mailbox, const CanFrameType *frame);

/* For Slcan_Device_SelectRole, Slcan_Device_Open, Slcan_Device_Close and Slcan_Device_Extension. */
bool Slcan_Ecu_SelectRole(uint8_t role);
void Slcan_Ecu_Open(bool isListening);
void Slcan_Ecu_Close(void);
bool Slcan_Ecu_Extension(const uint8_t *line, uint8_t length);

/*
 * Provided by the CAN driver: the mailbox is free again. Called from Slcan_MainFunction, from
 * Slcan_Ecu_MainFunction, or before Slcan_Ecu_Transmit returns where there are no confirmations. It does not
 * transmit.
 */
void Slcan_Ecu_TxConfirmation(uint8_t mailbox, Slcan_Ecu_OutcomeType outcome);

#endif
