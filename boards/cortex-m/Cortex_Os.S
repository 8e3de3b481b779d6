/*
 * Preemption by the tick of an OS that runs all tasks on one stack (boards/bsw/Os.c). Tasks cannot run in the
 * interrupt, or nothing could interrupt them: PendSV, the last of all exceptions, returns into Os_Work as if
 * it had been called where the interrupt came, and a supervisor call brings the interrupted code back.
 */
    .syntax unified
    .text
    .thumb

    .global Cortex_PendSV
    .thumb_func
Cortex_PendSV:
    /* A frame of eight words for the return from here: only the address and the Thumb bit matter. */
    ldr r1, =work
    bic r1, r1, #1
    mov r2, #0x01000000
    sub sp, sp, #32
    str r1, [sp, #24]
    str r2, [sp, #28]
    bx lr

    .thumb_func
work:
    bl Os_Work
    svc #0

    .global Cortex_SupervisorCall
    .thumb_func
Cortex_SupervisorCall:
    /* Without the frame of this call, the one of PendSV is the next. */
    add sp, sp, #32
    bx lr
