/*
 * Arduino Mega 2560: ATmega2560 at 16 MHz. Channels are the numbers of the pins, A0 to A15 are 36 to 45
 * (hexadecimal). The MCP2515 is selected by D53 (PB0) and requests on D2 (PE4).
 */
#ifndef BOARD_CFG_H
#define BOARD_CFG_H

#define BOARD_NAME "mega2560"
#define BOARD_CHANNELS 70U
#define BOARD_ADC_BITS 10U

#define AVR_RX_VECTOR USART0_RX_vect
#define AVR_UDRE_VECTOR USART0_UDRE_vect
#define AVR_CAN_VECTOR INT4_vect

#define AVR_SPI_DDR DDRB
#define AVR_SPI_PORT PORTB
#define AVR_SCK_BIT 1
#define AVR_MOSI_BIT 2
#define AVR_MISO_BIT 3
#define AVR_SELECT_DDR DDRB
#define AVR_SELECT_PORT PORTB
#define AVR_SELECT_BIT 0
#define AVR_CAN_DDR DDRE
#define AVR_CAN_PORT PORTE
#define AVR_CAN_PIN PINE
#define AVR_CAN_BIT 4

#define AVR_CAN_INTERRUPT INT4
#define AVR_CAN_FALLING_EDGE() (EICRB = 1U << ISC41)

#endif
