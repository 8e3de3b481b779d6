/* Role i: the pins of the board, served to the host. */
#ifndef BRIDGE_IO_H
#define BRIDGE_IO_H

#include <stdbool.h>
#include <stdint.h>

/* Forgets what the channels were; the pins stay as they are. */
void Bridge_Io_Init(void);

/* Stops the reports. */
void Bridge_Io_Close(void);

/* xo, xs, xw and xp. False where the line is wrong, or a channel cannot do that. */
bool Bridge_Io_Extension(const uint8_t *line, uint8_t length);

/* Looks at one input; true while there are more to look at. */
bool Bridge_Io_MainFunction(uint16_t nowMs);

#endif
