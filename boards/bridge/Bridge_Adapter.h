/* Role a: the door to a CAN bus, through an MCP2515. */
#ifndef BRIDGE_ADAPTER_H
#define BRIDGE_ADAPTER_H

#include "CanFrame.h"

#include <stdbool.h>
#include <stdint.h>

void Bridge_Adapter_Init(void);

bool Bridge_Adapter_SetBitRate(uint8_t rate);
bool Bridge_Adapter_SetBitTiming(uint8_t btr0, uint8_t btr1);

/* False without a controller, or without a bit rate: a wrong one would disturb the bus. */
bool Bridge_Adapter_Open(bool isListening);
void Bridge_Adapter_Close(void);

/* False where the queue is full. */
bool Bridge_Adapter_Transmit(const CanFrameType *frame);

uint8_t Bridge_Adapter_TakeFlags(void);

/* While open. True while frames wait for the controller. */
bool Bridge_Adapter_MainFunction(uint16_t nowMs);

/* Frames of the bus wait for it. */
bool Bridge_Adapter_HasWork(void);

#endif
