/* What CanIf and its configuration know of each other. */
#ifndef CANIF_INTERNAL_H
#define CANIF_INTERNAL_H

#include "CanIf_Cfg.h"
#include "Compiler.h"
#include "Std_Types.h"

#define CANIF_FRAME_BYTES 8U
#define CANIF_UNBUFFERED 0xFFFFU

typedef struct {
    uint32 canId;
    boolean isExtended;
    uint8 length;
    /* Number of its transmit buffer. */
    uint16 buffer;
} CanIf_TxRowType;

typedef struct {
    uint32 canId;
    boolean isExtended;
    uint8 length;
} CanIf_RxRowType;

extern const CanIf_TxRowType CanIf_TxRows[COMPILER_ROWS(CANIF_TX_PDUS)];
extern const CanIf_RxRowType CanIf_RxRows[COMPILER_ROWS(CANIF_RX_PDUS)];
/* Transmit PDUs that are buffered, in the order in which they would win arbitration. */
extern const uint16 CanIf_ByUrgency[COMPILER_ROWS(CANIF_TX_BUFFERS)];

#endif
