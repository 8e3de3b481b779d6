/* The line layer as the bridge uses it. An ECU's own image has another file of this name. */
#ifndef SLCAN_CFG_H
#define SLCAN_CFG_H

#include "Board_Cfg.h"

/* Role e is that of images that hold an ECU: a bridge has no components that could be one. */
#define SLCAN_BOARD BOARD_NAME
#define SLCAN_ROLES "ai"

/* Eight lines of 27 bytes fit into the receive ring. */
#define SLCAN_WINDOW "8"
#define SLCAN_RX_BYTES 256U
#define SLCAN_TX_BYTES 256U

#endif
