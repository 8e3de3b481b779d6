/*
 * Random bytes for the line layer: lines that are nearly right, lines cut and joined, noise, broken bytes,
 * a main loop that is late, a transmit line that stands still. After each stretch a valid frame must
 * be understood, and answered. Arguments: seed, number of bytes. Prints what happened.
 */
#include "device.h"

#include "Slcan_Ecu.h"
#include "Slcan_Port.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t state;
static unsigned long bytes;
static unsigned long checks;
static uint8_t lastOut[4];
/* How seldom the main loop and the transmit interrupt come, in bytes received. */
static uint32_t mainEvery = 1;
static uint32_t outEvery = 1;

/* xorshift32: the same on every machine. */
static uint32_t chance(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % below;
}

static void goOut(void)
{
    uint8_t byte;
    while (Slcan_Port_TxConfirmation(&byte)) {
        memmove(lastOut, lastOut + 1, sizeof lastOut - 1);
        lastOut[sizeof lastOut - 1] = byte;
    }
}

static void comeIn(uint8_t byte)
{
    Slcan_Port_RxIndication(byte, chance(2000) == 0);
    bytes++;
    if (chance(mainEvery) == 0) {
        Slcan_Ecu_MainFunction((uint16_t)bytes);
        Slcan_MainFunction((uint16_t)bytes);
    }
    if (chance(outEvery) == 0) { goOut(); }
}

static size_t nearlyRight(char *text)
{
    static const char *const lines[] = {
        "t1232AABB", "T123456788AABBCCDDEEFF0011", "r1230", "R1FFFFFFF8", "S6", "s031C", "O", "L", "C", "F",
        "V", "v", "N", "Z1", "Z0", "M00000000", "mFFFFFFFF", "W0", "W1", "xa", "xe", "xn", "xk00", "xk3A", "",
    };
    size_t length;
    strcpy(text, lines[chance(sizeof lines / sizeof lines[0])]);
    length = strlen(text);
    while (chance(3) == 0 && length > 0 && length < 60) {
        const size_t at = chance((uint32_t)length);
        switch (chance(5)) {
        case 0: text[at] = (char)chance(256); break;
        case 1: text[at] = "0123456789abcdefGg"[chance(18)]; break;
        case 2: memmove(text + at, text + at + 1, length - at); length--; break;
        case 3: memmove(text + at + 1, text + at, length - at + 1); length++; break;
        default: text[length++] = (char)('0' + chance(10)); break;
        }
    }
    return length;
}

static void workOff(void)
{
    do {
        Slcan_MainFunction((uint16_t)bytes);
        goOut();
    } while (!Slcan_Port_IsIdle());
}

/* The empty line at the beginning ends whatever was begun. */
static void checkNextFrame(void)
{
    static const char *const lines[] = {"\r", "C\r", "S6\r", "O\r", "t3217F0E1D2C3B4A596\r"};
    static const uint8_t data[] = {0xF0, 0xE1, 0xD2, 0xC3, 0xB4, 0xA5, 0x96};
    unsigned long before;
    size_t i;
    const char *c;

    workOff();
    for (i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        before = Device_frames;
        for (c = lines[i]; *c != '\0'; c++) { Slcan_Port_RxIndication((uint8_t)*c, false); }
        workOff();
    }
    if (Device_frames != before + 1 || Device_frame.id != 0x321 || Device_frame.length != 7 ||
        memcmp(Device_frame.data, data, sizeof data) != 0 || memcmp(lastOut + 2, "z\r", 2) != 0) {
        printf("after %lu bytes the next frame was not understood\n", bytes);
        exit(1);
    }
    checks++;
}

int main(int argc, char **argv)
{
    const unsigned long end = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    char text[64];
    size_t i;

    state = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 1;
    Device_prints = false;
    Slcan_Init();
    Slcan_Ecu_Init();
    while (bytes < end) {
        const uint32_t stretch = chance(200);
        uint32_t n;
        mainEvery = 1U + chance(4) * chance(300);
        outEvery = 1U + chance(4) * chance(300);
        for (n = 0; n < stretch; n++) {
            const size_t length = nearlyRight(text);
            for (i = 0; i < length; i++) { comeIn((uint8_t)text[i]); }
            if (chance(20) != 0) { comeIn('\r'); }
            if (chance(10) == 0) { comeIn((uint8_t)chance(256)); }
            Device_transmit = (Slcan_TransmitType)chance(3);
            Device_refuses = chance(8) == 0;
            if (chance(5) == 0 && Device_frames != 0) { Slcan_RxIndication(&Device_frame); }
            if (chance(9) == 0 && Device_frames != 0) {
                (void)Slcan_Ecu_Transmit((uint8_t)chance(16), &Device_frame);
            }
        }
        Device_transmit = SLCAN_TAKEN;
        Device_refuses = false;
        checkNextFrame();
    }
    printf("%lu bytes, %lu checks, %lu frames, %u lines lost, %u refused\n", bytes, checks, Device_frames,
           Slcan_Counters.linesLost, Slcan_Counters.linesRefused);
    return 0;
}
