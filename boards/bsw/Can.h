/*
 * The CAN driver, of one controller: an MCP2515, or the serial line. Transmit mailboxes stay occupied until their
 * frame has left.
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

/* The interrupt of the controller: looks after it. Called with the lock of the OS held. */
extern void Can_Interrupt(void);

/* Of an MCP2515, for a debugger. Each count stays at its largest value. */
typedef struct {
    /* Frames of the bus that found no room; each is counted, and reported to Det as CAN_E_DATALOST. */
    uint16 framesLost;
    /* Times that the bus was off. The controller comes back by itself, and what waits is sent then. */
    uint8 busOffs;
    /* Times that no controller answered, or none with this bit rate. It is looked for every second. */
    uint8 absences;
} Can_ErrorsType;

extern Can_ErrorsType Can_Errors;

#endif
