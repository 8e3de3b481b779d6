/*
 * What firmware needs of a board. Each board provides these functions, and Board_Cfg.h with its name,
 * the number of its channels and the resolution of its ADC. None of them waits for anything but a byte on
 * the SPI. The serial line and the SPI are files of their own, for firmware that has them.
 */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stdint.h>

/* Clocks, and a clock of milliseconds. Interrupts are enabled after it. */
void Board_Init(void);

/* Free-running, modulo 65536. */
uint16_t Board_Milliseconds(void);

/* Sleeps until an interrupt, unless the firmware has work already. */
void Board_Sleep(void);

/* ---- the CAN controller's SPI: mode 0, at most 10 MHz ------------------------------------------------ */

/* Takes the pins of the SPI, the select line and the controller's interrupt line. */
void Board_SpiInit(void);
void Board_SpiSelect(void);
void Board_SpiRelease(void);
uint8_t Board_SpiTransfer(uint8_t byte);

/* The controller's interrupt line is low. */
bool Board_CanRequests(void);

/*
 * Whether Board_CanIndication comes when that line falls; one that fell meanwhile comes as soon as it may.
 * Returns whether it came before.
 */
bool Board_SetCanInterrupt(bool isEnabled);

/* ---- pins, by channel: docs/bridge-firmware.md has their names --------------------------------------- */

/* Functions as in the protocol: i, u, o, a, p. False where the channel cannot be that. */
bool Board_ConfigureChannel(uint8_t channel, uint8_t function);
bool Board_ReadChannel(uint8_t channel);
void Board_WriteChannel(uint8_t channel, bool isHigh);

/* One conversion at a time; true when it has ended, with its value left-aligned. */
void Board_StartConversion(uint8_t channel);
bool Board_TakeConversion(uint16_t *value);

/* 0 to 0x8000. */
void Board_SetDutyCycle(uint8_t channel, uint16_t duty);

/* ---- provided by the firmware ------------------------------------------------------------------------- */

/* Asked with interrupts disabled, before the sleep. */
bool Board_HasWork(void);

/* The interrupt of the CAN controller. Where there is a serial line, its interrupts are not held up by it. */
void Board_CanIndication(void);

#endif
