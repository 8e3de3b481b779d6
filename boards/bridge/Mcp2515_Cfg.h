/* The driver of the CAN controller as the bridge uses it. An ECU's own image has another file of this name. */
#ifndef MCP2515_CFG_H
#define MCP2515_CFG_H

/* What arrives in 3 ms at 500 kbit/s. */
#define MCP2515_RX_FRAMES 32U
/* Nobody asks when a frame of the host has left. */
#define MCP2515_CONFIRMS 0

#endif
