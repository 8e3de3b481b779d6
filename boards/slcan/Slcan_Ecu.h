/*
 * Role e of docs/bridge-protocol.md: the CAN controller of this board is the serial line. For a CAN
 * driver: transmit mailboxes that stay occupied until the host says what became of their frame.
 *
 * Before the host has chosen the role (xe), frames are plain lines, and sent means confirmed.
 */
#ifndef SLCAN_ECU_H
#define SLCAN_ECU_H

#include "CanFrame.h"
#include "Slcan_Cfg.h"

#include <stdbool.h>
#include <stdint.h>

/* As many as its controller has; one hexadecimal digit names no more than 16. */
#ifndef SLCAN_ECU_MAILBOXES
#define SLCAN_ECU_MAILBOXES 16U
#endif

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
    /* The channel was closed: it is to be offered again. */
    SLCAN_ECU_UNKNOWN,
    /* The host has said nothing of it for two seconds. */
    SLCAN_ECU_SILENCE
} Slcan_Ecu_OutcomeType;

void Slcan_Ecu_Init(void);

/*
 * With the milliseconds of a free-running clock, at least every 50 ms: offers again what the host has said
 * nothing of for 100 ms, since it has perhaps never heard of it, and gives it up after two seconds.
 */
void Slcan_Ecu_MainFunction(uint16_t nowMs);

/* Once accepted, the frame has to stay as it is until the mailbox is free. */
Slcan_Ecu_ResultType Slcan_Ecu_Transmit(uint8_t mailbox, const CanFrameType *frame);

/* Frees all mailboxes, and says nothing of it: what the host says of their frames means nothing any more. */
void Slcan_Ecu_Cancel(void);

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
