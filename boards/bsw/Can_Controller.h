/*
 * What the CAN driver and its controller know of each other. A build has one of the controllers: the serial
 * line (Can_Serial.c) or an MCP2515 (Can_Mcp2515.c). All calls come with the lock of the OS held.
 */
#ifndef CAN_CONTROLLER_H
#define CAN_CONTROLLER_H

#include "CanFrame.h"
#include "Can_Cfg.h"
#include "Std_Types.h"

/* ---- of the controller -------------------------------------------------------------------------------- */

extern void Can_Controller_Init(void);
extern void Can_Controller_Start(void);
/* Forgets what was received and what it has of mailboxes. */
extern void Can_Controller_Stop(void);

/* Takes the frame of a mailbox; FALSE: not now. */
extern boolean Can_Controller_Transmit(uint8 mailbox, const CanFrameType *frame);

/* Says what has happened. */
extern void Can_Controller_MainFunction(void);

/* Of a controller that is polled: the oldest frame that was received. FALSE: there is none. */
extern boolean Can_Controller_TakeFrame(CanFrameType *frame);

/* ---- of the driver ------------------------------------------------------------------------------------- */

/* What became of the frame that the controller has of a mailbox; of another mailbox it means nothing. */
extern void Can_MailboxSent(uint8 mailbox);
/* It is to be offered again. */
extern void Can_MailboxReturned(uint8 mailbox);
extern void Can_MailboxGivenUp(uint8 mailbox);

/* Mailboxes that the controller has and that arbitration prefers to this one. */
extern uint8 Can_MailboxesBefore(uint8 mailbox);
/* The controller has its frame. */
extern boolean Can_IsMailboxOffered(uint8 mailbox);

extern boolean Can_IsStarted(void);

/* A frame of the bus. Classic CAN in AUTOSAR knows no remote frames: they are dropped. */
extern void Can_RxIndication(const CanFrameType *frame);

#endif
