/* Which frames of the bus the host gets: commands M, m and W. After the start it gets all. */
#ifndef SLCAN_FILTER_H
#define SLCAN_FILTER_H

#include "CanFrame.h"

#include <stdbool.h>
#include <stdint.h>

void Slcan_Filter_Init(void);

/* By code and mask, or not at all. */
void Slcan_Filter_Use(bool use);

/* Eight digits each; false where one is wrong. */
bool Slcan_Filter_SetCode(const uint8_t *digits);
bool Slcan_Filter_SetMask(const uint8_t *digits);

bool Slcan_Filter_Accepts(const CanFrameType *frame);

#endif
