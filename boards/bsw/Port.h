/* What each pin of the board is, before any driver uses it. */
#ifndef PORT_H
#define PORT_H

extern void Port_Init(void);

#endif
