/* The SPI of an AVR as master at half the clock, the pins of which Board_Cfg.h names, and its interrupt. */
#include "Board.h"
#include "Board_Cfg.h"

#include <avr/interrupt.h>
#include <avr/io.h>

#define BIT(number) ((uint8_t)(1U << (number)))

ISR(AVR_CAN_VECTOR)
{
    EIMSK = 0U;
#ifndef BOARD_HAS_OS
    /* Bytes of the serial line do not wait for frames. A tick of an OS would let tasks run on top of this. */
    sei();
#endif
    Board_CanIndication();
    cli();
    EIMSK = BIT(AVR_CAN_INTERRUPT);
}

bool Board_SetCanInterrupt(bool isEnabled)
{
    const bool wasEnabled = EIMSK != 0U;
    EIMSK = isEnabled ? BIT(AVR_CAN_INTERRUPT) : 0U;
    return wasEnabled;
}

void Board_SpiInit(void)
{
    /* Not selected before the SPI begins; and as an input, the select pin could end its being master. */
    AVR_SELECT_PORT |= BIT(AVR_SELECT_BIT);
    AVR_SELECT_DDR |= BIT(AVR_SELECT_BIT);
    AVR_SPI_DDR |= BIT(AVR_MOSI_BIT) | BIT(AVR_SCK_BIT);
    AVR_SPI_DDR &= (uint8_t)~BIT(AVR_MISO_BIT);
    /* Pulled up, so that nobody answers where there is nobody. */
    AVR_SPI_PORT |= BIT(AVR_MISO_BIT);
    AVR_CAN_DDR &= (uint8_t)~BIT(AVR_CAN_BIT);
    AVR_CAN_PORT |= BIT(AVR_CAN_BIT);
    AVR_CAN_FALLING_EDGE();
    SPCR = BIT(SPE) | BIT(MSTR);
    SPSR = BIT(SPI2X);
}

void Board_SpiSelect(void)
{
    AVR_SELECT_PORT &= (uint8_t)~BIT(AVR_SELECT_BIT);
}

void Board_SpiRelease(void)
{
    AVR_SELECT_PORT |= BIT(AVR_SELECT_BIT);
}

uint8_t Board_SpiTransfer(uint8_t byte)
{
    SPDR = byte;
    while ((SPSR & BIT(SPIF)) == 0U) {}
    return SPDR;
}

bool Board_CanRequests(void)
{
    return (AVR_CAN_PIN & BIT(AVR_CAN_BIT)) == 0U;
}
