/*
 * Driver of Microchip's CAN controller MCP2515 on SPI, with a crystal of 8 or 16 MHz. Frames leave in
 * the order in which they were given, through all three transmit buffers.
 */
#ifndef MCP2515_H
#define MCP2515_H

#include "Slcan_Frame.h"

#include <stdbool.h>
#include <stdint.h>

/* CNF1 to CNF3, without what concerns pins. */
typedef struct {
    uint8_t cnf[3];
} Mcp2515_TimingType;

/*
 * Resets the controller and measures its crystal, by the time a frame takes in loop-back mode, where the
 * bus is not touched: 8 or 16 MHz, or 0 where no controller answers or its crystal is another. Takes
 * 45 ms at most.
 */
uint8_t Mcp2515_MeasureCrystalMhz(void);

/*
 * Bit timing in quanta of 2 * prescaler / crystal: 1 for synchronisation, `tseg1` for propagation and
 * phase 1, `tseg2` for phase 2. False where the controller cannot do that.
 */
bool Mcp2515_SetTiming(Mcp2515_TimingType *timing, uint8_t prescaler, uint8_t tseg1, uint8_t tseg2,
                       uint8_t sjw, bool samplesThrice);

/* Takes part in the bus, or only listens. False where no controller answers. */
bool Mcp2515_Start(const Mcp2515_TimingType *timing, bool isListening);

/* Ends what is being sent and leaves the bus; what waits is dropped. */
void Mcp2515_Stop(void);

/* Gives each frame that was received to Mcp2515_RxIndication, in their order. */
void Mcp2515_Receive(void);

/* False while the buffer that is next is in use. */
bool Mcp2515_Transmit(const Slcan_FrameType *frame);

/* Looks at errors; call it every millisecond, and when the controller requests something. */
void Mcp2515_LookAtErrors(void);

/* Flags of SLCAN's F since the last call. */
uint8_t Mcp2515_TakeFlags(void);

/* ---- provided by the user of the driver --------------------------------------------------------------- */

void Mcp2515_RxIndication(const Slcan_FrameType *frame);

/* The controller has dropped at least one frame since both of its buffers were full. */
void Mcp2515_RxOverflow(void);

#endif
