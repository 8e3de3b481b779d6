/*
 * Driver of Microchip's CAN controller MCP2515 on SPI, with a crystal of 8 or 16 MHz.
 *
 * The controller's two receive buffers are emptied by its interrupt into a ring, where each frame that finds
 * no room is counted. Its three transmit buffers are the user's to fill.
 */
#ifndef MCP2515_H
#define MCP2515_H

#include "CanFrame.h"

#include <stdbool.h>
#include <stdint.h>

/* CNF1 to CNF3, without what concerns pins. */
typedef struct {
    uint8_t cnf[3];
} Mcp2515_TimingType;

/* Bits of Mcp2515_TakeErrors. */
#define MCP2515_ERROR_WARNING 0x01U
#define MCP2515_ERROR_PASSIVE 0x02U
#define MCP2515_BUS_OFF 0x04U
#define MCP2515_MESSAGE_ERROR 0x08U
#define MCP2515_ARBITRATION_LOST 0x10U

#define MCP2515_TX_BUFFERS 3U
/* Of frames that wait, that of the highest priority is sent; of equal ones that of the highest buffer. */
#define MCP2515_TOP_PRIORITY 3U

/*
 * Resets the controller and measures its crystal, by the time a frame takes in loop-back mode, where the
 * bus is not touched: 8 or 16 MHz, or 0 where no controller answers or its crystal is another. Takes
 * 45 ms at most, and 3 ms where there is nobody.
 */
uint8_t Mcp2515_MeasureCrystalMhz(void);

/*
 * Bit timing in quanta of 2 * prescaler / crystal: 1 for synchronisation, `tseg1` for propagation and
 * phase 1, `tseg2` for phase 2. False where the controller cannot do that.
 */
bool Mcp2515_SetTiming(Mcp2515_TimingType *timing, uint8_t prescaler, uint8_t tseg1, uint8_t tseg2,
                       uint8_t sjw, bool samplesThrice);

/* The same for 10k, 20k, 50k, 100k, 125k, 250k, 500k, 800k and 1M, which are the rates 0 to 8. */
bool Mcp2515_SetBitRate(Mcp2515_TimingType *timing, uint8_t crystalMhz, uint8_t rate);

/* Takes part in the bus, or only listens. False where no controller answers. */
bool Mcp2515_Start(const Mcp2515_TimingType *timing, bool isListening);

/* Ends what is being sent and leaves the bus; what waits is dropped. */
void Mcp2515_Stop(void);

/*
 * The same when what is on the bus has ended, for which it waits: 20 ms at most, which is enough from 10 kbit/s on.
 * What was received until then is there to take. Returns the number of frames in the transmit buffers that were
 * not sent; where 20 ms were not enough, one that perhaps was is among them.
 */
uint8_t Mcp2515_Leave(void);

/* Whether it takes part, at the last Mcp2515_MainFunction: it does once the bus was idle for eleven bits. */
bool Mcp2515_IsOnline(void);

/* Looks at errors, and whether the controller is still there. While started, call it every millisecond. */
void Mcp2515_MainFunction(void);

/* What was seen since the last call. */
uint8_t Mcp2515_TakeErrors(void);

/* There is a frame to take, or Mcp2515_TakeSent has something to say. */
bool Mcp2515_HasWork(void);

/* The oldest frame that was received; false where there is none. */
bool Mcp2515_TakeFrame(CanFrameType *frame);

/*
 * Frames lost since the last call: each that found the ring full, and one each time the controller says that
 * its buffers were full, which happens only where its interrupt was held up for two frames.
 */
uint16_t Mcp2515_TakeLost(void);

/* Bit n: buffer n is in use. */
uint8_t Mcp2515_BuffersInUse(void);

/* Gives a frame to a buffer that is not in use. */
void Mcp2515_Send(uint8_t buffer, const CanFrameType *frame, uint8_t priority);

/* Of a frame that may still wait. */
void Mcp2515_SetPriority(uint8_t buffer, uint8_t priority);

/* Bit n: the frame of buffer n was sent and acknowledged since the last call. With MCP2515_CONFIRMS. */
uint8_t Mcp2515_TakeSent(void);

#endif
