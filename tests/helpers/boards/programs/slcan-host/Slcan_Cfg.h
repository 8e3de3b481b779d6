/* The line layer on the machine that tests it. */
#ifndef SLCAN_CFG_H
#define SLCAN_CFG_H

#define SLCAN_BOARD "host"
#define SLCAN_ROLES "ae"
#define SLCAN_WINDOW "8"

#ifndef SLCAN_RX_BYTES
#define SLCAN_RX_BYTES 256U
#endif
#ifndef SLCAN_TX_BYTES
#define SLCAN_TX_BYTES 256U
#endif

#endif
