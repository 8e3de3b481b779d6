/*
 * STM32F1 with at least 64 KiB of flash and 8 KiB of RAM, such as F100RB (Value Line Discovery) or F103C8.
 * Channels are port and pin: PA0 to PAF are 00 to 0F, PB0 to PBF 10 to 1F, PC0 to PCF 20 to 2F. The serial
 * line is USART1 on PA9 and PA10; the MCP2515 is on SPI1 (PA5 to PA7), selected by PA4, requests on PB0.
 */
#ifndef BOARD_CFG_H
#define BOARD_CFG_H

#define BOARD_NAME "stm32f1"
#define BOARD_CHANNELS 48U
#define BOARD_ADC_BITS 12U

#define CORTEX_INTERRUPTS 60
/* USART1, EXTI line 0 */
#define CORTEX_UART_INTERRUPT 37
#define CORTEX_CAN_INTERRUPT 6

#endif
