/* The vector table of a Cortex-M: the stack, the exceptions, and the two interrupts that Board_Cfg.h numbers. */
#include "Board_Cfg.h"

    .syntax unified
    .section .vectors, "a", %progbits
    .word Cortex_StackTop
    .word Cortex_Reset
    .rept 13
    .word Cortex_Unexpected
    .endr
    .word Cortex_SysTick
    .set number, 0
    .rept CORTEX_INTERRUPTS
    .if number == CORTEX_UART_INTERRUPT
    .word Board_UartInterrupt
    .elseif number == CORTEX_CAN_INTERRUPT
    .word Board_CanInterrupt
    .else
    .word Cortex_Unexpected
    .endif
    .set number, number + 1
    .endr
