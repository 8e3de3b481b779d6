/* Role a: the door to a CAN bus, through an MCP2515. */
#ifndef BRIDGE_ADAPTER_H
#define BRIDGE_ADAPTER_H

#include "Slcan_Frame.h"

#include <stdbool.h>
#include <stdint.h>

void Bridge_Adapter_Init(void);

bool Bridge_Adapter_SetBitRate(uint8_t rate);
bool Bridge_Adapter_SetBitTiming(uint8_t btr0, uint8_t btr1);

/* False without a controller, or without a bit rate: a wrong one would disturb the bus. */
bool Bridge_Adapter_Open(bool isListening);
void Bridge_Adapter_Close(void);

/* False where the queue is full. */
bool Bridge_Adapter_Transmit(const Slcan_FrameType *frame);

uint8_t Bridge_Adapter_TakeFlags(void);

/* While open. True while frames wait for the controller. */
bool Bridge_Adapter_MainFunction(uint16_t nowMs);

#endif
