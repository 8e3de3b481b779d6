/* A device below the line layer that does what it is told and prints what it is asked. */
#ifndef DEVICE_H
#define DEVICE_H

#include "Slcan.h"

#include <stdbool.h>

/* Prints every call; off while fuzzing. */
extern bool Device_prints;
extern Slcan_TransmitType Device_transmit;
extern bool Device_refuses;
/* From the start, or after xe. */
extern bool Device_isEcu;
extern uint8_t Device_flags;
/* The last frame of the host, and how many there were. */
extern CanFrameType Device_frame;
extern unsigned long Device_frames;

#endif
