/* What the files of Com and its configuration know of each other. */
#ifndef COM_INTERNAL_H
#define COM_INTERNAL_H

#include "Com.h"
#include "Compiler.h"

/* Of classic CAN. */
#define COM_IPDU_BYTES 8U

/* What writing a signal or a group does; and what a signal is. */
#define COM_TRIGGERS 0x01U
#define COM_ON_CHANGE 0x02U
#define COM_REPEATS 0x04U
#define COM_SENT 0x08U
#define COM_IN_GROUP 0x10U

typedef struct {
    boolean isDirect;
    uint8 repetitions;
    /* In calls of Com_MainFunctionTx. A cycle of 0: no cyclic part. */
    Com_CallsType repetitionCalls;
    Com_CallsType cycleCalls;
    Com_CallsType offsetCalls;
} Com_TxModeType;

typedef struct {
    /* Place of the contents in Com_Data. */
    uint16 data;
    uint8 length;
    boolean isDeferred;
    Com_TxModeType mode;
} Com_TxRowType;

typedef struct {
    uint16 data;
    /* Deferred: place in Com_Latches. */
    uint16 latch;
    uint8 length;
    boolean isDeferred;
} Com_RxRowType;

typedef struct {
    /* Place of the I-PDU's contents, or of the shadow of its group, in Com_Data. */
    uint16 data;
    uint16 iPdu;
    uint8 flags;
} Com_SignalRowType;

typedef struct {
    uint16 shadow;
    uint16 iPdu;
    uint8 flags;
    /* Bits of the group signals, and of those among them whose change triggers. */
    uint8 bits[COM_IPDU_BYTES];
    uint8 observed[COM_IPDU_BYTES];
} Com_GroupRowType;

extern const Com_TxRowType Com_TxRows[COMPILER_ROWS(COM_TX_IPDUS)];
extern const Com_RxRowType Com_RxRows[COMPILER_ROWS(COM_RX_IPDUS)];
extern const Com_SignalRowType Com_SignalRows[COMPILER_ROWS(COM_SIGNALS)];
extern const Com_GroupRowType Com_GroupRows[COMPILER_ROWS(COM_SIGNAL_GROUPS)];
extern const uint8 Com_InitialData[COMPILER_ROWS(COM_DATA_BYTES)];

/* Generated: where each signal lies in the bytes of its I-PDU. Objects are read and written as bytes. */
extern void Com_Pack(Com_SignalIdType signal, uint8 *data, const uint8 *value);
extern void Com_Unpack(Com_SignalIdType signal, const uint8 *data, uint8 *value);

/* Generated: calls of the notifications of an I-PDU. */
extern void Com_NotifyReception(uint16 rxIPdu);
extern void Com_NotifyConfirmation(uint16 txIPdu);
extern void Com_NotifyError(uint16 txIPdu);

/* ---- transmission (Com_Transmission.c) ------------------------------------------------------------------ */

extern void Com_StartTransmission(uint16 txIPdu);
extern void Com_TriggerTransmission(uint16 txIPdu, boolean withRepetitions);
/* A transmission was confirmed. */
extern void Com_EndTransmission(uint16 txIPdu);
/* One call of Com_MainFunctionTx: sends the contents, if that is due. */
extern void Com_AdvanceTransmission(uint16 txIPdu, const uint8 *data);
/* Requested or handed down, and nobody has confirmed it yet. */
extern boolean Com_IsTransmissionOutstanding(uint16 txIPdu);

#endif
