/*
 * Stellaris LM3S6965 evaluation board. Channels are port and pin: PA0 to PA7 are 00 to 07, PB0 to PB7
 * 10 to 17, and so on to PG7, 67; the analog inputs ADC0 to ADC3 are 70 to 73. The serial line is UART0 on
 * PA0 and PA1; the MCP2515 is on SSI0 (PA2, PA4, PA5), selected by PA3, and requests on PD2.
 */
#ifndef BOARD_CFG_H
#define BOARD_CFG_H

#define BOARD_NAME "lm3s6965evb"
#define BOARD_CHANNELS 0x74U
#define BOARD_ADC_BITS 10U

#define CORTEX_INTERRUPTS 44
/* UART0, GPIO port D */
#define CORTEX_UART_INTERRUPT 5
#define CORTEX_CAN_INTERRUPT 3

#endif
