/*
 * An AVR in simavr, its serial port a pseudo-terminal, in real time:
 * simavr-host MCU BOOT-ADDRESS FLASH-FILE [WIRE...]. A wire such as B3D2 leads from an output to an input.
 * Prints the path of the terminal. Opening it resets the board, as DTR would; modem lines do not pass a
 * pseudo-terminal. FLASH-FILE is the contents of flash, taken at the start and written when standard input
 * ends, which ends the program.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <simavr/avr_ioport.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>

#define FREQUENCY_HZ 16000000u
/* How long the processor runs before the terminal is looked at again. */
#define SLICE_CYCLES (FREQUENCY_HZ / 2000u)

static avr_irq_t *input;
static int terminal;
static bool mayInput = true;

static void onOutput(avr_irq_t *irq, uint32_t value, void *parameter)
{
    const uint8_t byte = (uint8_t)value;
    (void)irq;
    (void)parameter;
    /* Nobody has it open: the byte is lost, as on a line without a listener. */
    if (write(terminal, &byte, 1) != 1)
    {
        return;
    }
}

static void onXon(avr_irq_t *irq, uint32_t value, void *parameter)
{
    (void)irq;
    (void)value;
    (void)parameter;
    mayInput = true;
}

static void onXoff(avr_irq_t *irq, uint32_t value, void *parameter)
{
    (void)irq;
    (void)value;
    (void)parameter;
    mayInput = false;
}

/* The host paces itself. */
static void noSleep(avr_t *avr, avr_cycle_count_t cycles)
{
    (void)avr;
    (void)cycles;
}

static int openTerminal(int *watch)
{
    struct termios raw;
    const int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    if ((master < 0) || (grantpt(master) != 0) || (unlockpt(master) != 0))
    {
        perror("pseudo-terminal");
        exit(1);
    }
    const int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    tcgetattr(slave, &raw);
    cfmakeraw(&raw);
    tcsetattr(slave, TCSANOW, &raw);
    close(slave);
    *watch = inotify_init1(IN_NONBLOCK);
    if (inotify_add_watch(*watch, ptsname(master), IN_OPEN) < 0)
    {
        perror("inotify");
        exit(1);
    }
    printf("%s\n", ptsname(master));
    fflush(stdout);
    return master;
}

static avr_irq_t *pin(avr_t *avr, const char *name)
{
    return avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ(name[0]), name[1] - '0');
}

static void reset(avr_t *avr)
{
    avr_reset(avr);
    avr_regbit_set(avr, avr->reset_flags.extrf);
    mayInput = true;
}

/*
 * Whether the terminal has been opened since the last call. A look at whether it is open now would miss a
 * program that closes it just before another opens it.
 */
static bool hasBeenOpened(int watch)
{
    char events[1024];
    bool opened = false;
    while (read(watch, events, sizeof events) > 0)
    {
        opened = true;
    }
    return opened;
}

static void feed(void)
{
    uint8_t byte;
    while (mayInput && (read(terminal, &byte, 1) == 1))
    {
        avr_raise_irq(input, byte);
    }
}

static bool inputEnded(void)
{
    char byte;
    struct pollfd state = {.fd = STDIN_FILENO, .events = POLLIN};
    return (poll(&state, 1, 0) > 0) && (read(STDIN_FILENO, &byte, 1) <= 0);
}

static uint64_t nowNs(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return ((uint64_t)now.tv_sec * 1000000000u) + (uint64_t)now.tv_nsec;
}

/* Waits until the wall clock is where the board is; a board that is late does not catch up. */
static void pace(uint64_t *dueNs)
{
    const uint64_t sliceNs = (uint64_t)SLICE_CYCLES * 1000000000u / FREQUENCY_HZ;
    const uint64_t now = nowNs();
    *dueNs += sliceNs;
    if (*dueNs < now)
    {
        *dueNs = now;
        return;
    }
    const struct timespec wait = {.tv_sec = 0, .tv_nsec = (long)(*dueNs - now)};
    nanosleep(&wait, NULL);
}

int main(int count, char **arguments)
{
    if (count < 4)
    {
        return 2;
    }
    avr_t *avr = avr_make_mcu_by_name(arguments[1]);
    if (avr == NULL)
    {
        return 2;
    }
    avr_init(avr);
    avr->frequency = FREQUENCY_HZ;
    avr->sleep = noSleep;
    avr->log = LOG_NONE;
    avr->codeend = avr->flashend;
    avr->reset_pc = (avr_flashaddr_t)strtoul(arguments[2], NULL, 16);
    FILE *file = fopen(arguments[3], "r+b");
    if ((file == NULL) || (fread(avr->flash, 1, avr->flashend + 1u, file) != avr->flashend + 1u))
    {
        perror(arguments[3]);
        return 1;
    }
    uint32_t flags = 0;
    avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
    input = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), onOutput, NULL);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XON), onXon, NULL);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XOFF), onXoff, NULL);
    for (int i = 4; i < count; i++)
    {
        avr_connect_irq(pin(avr, arguments[i]), pin(avr, arguments[i] + 2));
    }
    int watch = -1;
    terminal = openTerminal(&watch);
    reset(avr);

    uint64_t dueNs = nowNs();
    while (!inputEnded())
    {
        if (hasBeenOpened(watch))
        {
            reset(avr);
        }
        feed();
        const avr_cycle_count_t end = avr->cycle + SLICE_CYCLES;
        while (avr->cycle < end)
        {
            const int state = avr_run(avr);
            if ((state == cpu_Done) || (state == cpu_Crashed))
            {
                fprintf(stderr, "the program has crashed at 0x%x\n", avr->pc);
                return 1;
            }
        }
        pace(&dueNs);
    }
    rewind(file);
    fwrite(avr->flash, 1, avr->flashend + 1u, file);
    fclose(file);
    return 0;
}
