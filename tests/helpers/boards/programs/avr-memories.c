/* A program with something in each memory of the chip: flash, RAM with initial values, EEPROM, fuses. */
#include <avr/eeprom.h>
#include <avr/io.h>

FUSES = {.low = 0xFF, .high = 0xDE, .extended = 0xFD};

uint8_t eeprom[4] EEMEM = {1, 2, 3, 4};
volatile char text[] = "initial value in flash";

int main(void)
{
    for (;;)
    {
        PORTB = (uint8_t)text[0];
    }
}
