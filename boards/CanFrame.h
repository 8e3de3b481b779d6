/* A frame of classic CAN, as whoever has one hands it on. */
#ifndef CAN_FRAME_H
#define CAN_FRAME_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint32_t id;
    bool isExtended;
    bool isRemote;
    /* 0 to 8. A remote frame has a length and no data. */
    uint8_t length;
    uint8_t data[8];
} CanFrameType;

#endif
