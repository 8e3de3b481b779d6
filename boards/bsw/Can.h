/*
 * The CAN driver. Its controller is the serial line in the role of an ECU (docs/bridge-protocol.md): transmit
 * mailboxes stay occupied until the host says that their frame has left. While the channel is closed there is
 * nobody on the bus: frames stay in their mailboxes until it is opened.
 */
#ifndef CAN_H
#define CAN_H

#include "Can_Cfg.h"
#include "Std_Types.h"

/* Can_Write: no mailbox is free. */
#define CAN_BUSY ((Std_ReturnType)2U)

typedef enum { CAN_CS_STARTED = 1, CAN_CS_STOPPED = 2 } Can_ControllerStateType;

typedef struct {
    uint16 swPduHandle;
    uint32 id;
    boolean isExtended;
    uint8 length;
    const uint8 *sdu;
} Can_PduType;

/* Stopped. */
extern void Can_Init(void);

/* Stopping forgets what is in mailboxes. */
extern Std_ReturnType Can_SetControllerMode(uint8 controller, Can_ControllerStateType transition);

/* Copies the frame to a mailbox. E_NOT_OK while stopped. */
extern Std_ReturnType Can_Write(const Can_PduType *pdu);

/* Of a controller that is polled. */
extern void Can_MainFunction_Read(void);
extern void Can_MainFunction_Write(void);

/* The interrupt of the controller: looks after the serial line. Called with the lock of the OS held. */
extern void Can_Interrupt(void);

#endif
