/* Uno and Nano: the MCP2515 is selected by D10 (PB2) and requests on D2 (PD2). */
#ifndef AVR_328P_H
#define AVR_328P_H

#define AVR_RX_VECTOR USART_RX_vect
#define AVR_UDRE_VECTOR USART_UDRE_vect
#define AVR_CAN_VECTOR INT0_vect

#define AVR_SPI_DDR DDRB
#define AVR_SPI_PORT PORTB
#define AVR_MOSI_BIT 3
#define AVR_MISO_BIT 4
#define AVR_SCK_BIT 5
#define AVR_SELECT_DDR DDRB
#define AVR_SELECT_PORT PORTB
#define AVR_SELECT_BIT 2
#define AVR_CAN_DDR DDRD
#define AVR_CAN_PORT PORTD
#define AVR_CAN_PIN PIND
#define AVR_CAN_BIT 2

#define AVR_CAN_INTERRUPT INT0
#define AVR_CAN_FALLING_EDGE() (EICRA = 1U << ISC01)

#endif
