/*
 * Where an AVR begins: the vector table, the stack, the variables, then main. Our own, so that images hold
 * no code of others. An interrupt that nobody has defined starts the program anew.
 */
#include <avr/io.h>

#define VECTORS (_VECTORS_SIZE / 4)

    .altmacro
    .macro vector number
    .weak __vector_\number
    .set __vector_\number, start
    jmp __vector_\number
    .endm

    .section .vectors, "ax", @progbits
    .global __vectors
__vectors:
    jmp start
    .set number, 1
    .rept VECTORS - 1
    vector %number
    .set number, number + 1
    .endr

    .section .init0, "ax", @progbits
start:
    cli
    clr r1
    out _SFR_IO_ADDR(SREG), r1
    ldi r28, lo8(RAMEND)
    ldi r29, hi8(RAMEND)
    out _SFR_IO_ADDR(SPH), r29
    out _SFR_IO_ADDR(SPL), r28

    /* Initial values from flash, which an ATmega2560 has more of than 16 bits address. */
    ldi r26, lo8(__data_start)
    ldi r27, hi8(__data_start)
    ldi r30, lo8(__data_load_start)
    ldi r31, hi8(__data_load_start)
#ifdef RAMPZ
    ldi r16, hh8(__data_load_start)
    out _SFR_IO_ADDR(RAMPZ), r16
#endif
    ldi r17, hi8(__data_end)
    rjmp 2f
1:
#ifdef RAMPZ
    elpm r0, Z+
#else
    lpm r0, Z+
#endif
    st X+, r0
2:
    cpi r26, lo8(__data_end)
    cpc r27, r17
    brne 1b

    /* Zeroes behind them. */
    ldi r26, lo8(__bss_start)
    ldi r27, hi8(__bss_start)
    ldi r17, hi8(__bss_end)
    rjmp 4f
3:
    st X+, r1
4:
    cpi r26, lo8(__bss_end)
    cpc r27, r17
    brne 3b

    jmp main
