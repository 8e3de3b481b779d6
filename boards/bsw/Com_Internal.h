/* What the files of Com and its configuration know of each other. */
#ifndef COM_INTERNAL_H
#define COM_INTERNAL_H

#include "Com.h"
#include "Compiler.h"

/* Of classic CAN. */
#define COM_IPDU_BYTES 8U

#define COM_NO_DEADLINE 0xFFFFU

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
    /* Row of its deadline, or COM_NO_DEADLINE. */
    uint16 deadline;
    Com_TxModeType mode;
} Com_TxRowType;

typedef struct {
    uint16 data;
    /* Deferred: place in Com_Latches. */
    uint16 latch;
    uint8 length;
    boolean isDeferred;
    uint16 deadline;
} Com_RxRowType;

/* A deadline, in calls of the main function. */
typedef struct {
    uint16 data;
    uint8 length;
    Com_CallsType calls;
    /* From the start on. 0: not before the first reception. */
    Com_CallsType firstCalls;
    /* Bits that are replaced, and what by. */
    uint8 replaced[COM_IPDU_BYTES];
    uint8 values[COM_IPDU_BYTES];
} Com_RxDeadlineRowType;

typedef struct {
    uint16 iPdu;
    Com_CallsType calls;
} Com_TxDeadlineRowType;

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
extern const Com_RxDeadlineRowType Com_RxDeadlineRows[COMPILER_ROWS(COM_RX_DEADLINES)];
extern const Com_TxDeadlineRowType Com_TxDeadlineRows[COMPILER_ROWS(COM_TX_DEADLINES)];
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
/* The same by deadline. */
extern void Com_NotifyRxTimeout(uint16 rxDeadline);
extern void Com_NotifyTxTimeout(uint16 txDeadline);

/* ---- transmission (Com_Transmission.c) ------------------------------------------------------------------ */

extern void Com_StartTransmission(uint16 txIPdu);
extern void Com_TriggerTransmission(uint16 txIPdu, boolean withRepetitions);
/* A transmission was confirmed. */
extern void Com_EndTransmission(uint16 txIPdu);
/* One call of Com_MainFunctionTx: sends the contents, if that is due. */
extern void Com_AdvanceTransmission(uint16 txIPdu, const uint8 *data);
/* Requested or handed down, and nobody has confirmed it yet. */
extern boolean Com_IsTransmissionOutstanding(uint16 txIPdu);
/* What the last trigger asked for is not confirmed yet: the transmission or one of its repetitions. */
extern boolean Com_IsTransmissionRequested(uint16 txIPdu);
/* Whether a write is sent: by the trigger, if it was one, or in the next cycle. */
extern boolean Com_IsWriteSent(uint16 txIPdu, boolean isTriggered);
/* What is left of N repetitions is not sent [SWS_Com_00392]. */
extern void Com_StopRepetitions(uint16 txIPdu);

/* ---- deadlines, by row or COM_NO_DEADLINE (Com_Deadline.c) ---------------------------------------------- */

/* I-PDUs are started: older timers are forgotten [SWS_Com_00787]. */
extern void Com_StartDeadlines(void);
extern void Com_RestartRxDeadline(uint16 deadline);
/* Unless its timer runs. */
extern void Com_StartTxDeadline(uint16 deadline);
extern void Com_CancelTxDeadline(uint16 deadline);
/* One call of the main function: whether the deadline passes in it. `data`: all contents. */
extern boolean Com_AdvanceRxDeadline(uint16 deadline, uint8 *data);
extern boolean Com_AdvanceTxDeadline(uint16 deadline);

#endif
