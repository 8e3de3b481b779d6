/* What the C library would give, where there is none: a Cortex-M's start-up has the rest. */
#ifndef __AVR__
#include <stddef.h>

extern void *memmove(void *to, const void *from, size_t length);
extern int memcmp(const void *left, const void *right, size_t length);

void *memmove(void *to, const void *from, size_t length)
{
    volatile unsigned char *const target = (volatile unsigned char *)to;
    const unsigned char *const source = (const unsigned char *)from;
    size_t i;
    if (target < source) {
        for (i = 0U; i < length; i++) { target[i] = source[i]; }
    } else {
        for (i = length; i != 0U; i--) { target[i - 1U] = source[i - 1U]; }
    }
    return to;
}

int memcmp(const void *left, const void *right, size_t length)
{
    const unsigned char *const a = (const unsigned char *)left;
    const unsigned char *const b = (const unsigned char *)right;
    size_t i;
    for (i = 0U; i < length; i++) {
        if (a[i] != b[i]) { return (int)a[i] - (int)b[i]; }
    }
    return 0;
}
#else
typedef int String_IsInTheLibrary;
#endif
