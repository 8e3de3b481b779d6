#include "string.h"

void* memcpy(void* to, const void* from, size_t size)
{
    unsigned char* target = to;
    const unsigned char* source = from;
    for (size_t i = 0U; i < size; i++)
    {
        target[i] = source[i];
    }
    return to;
}

void* memmove(void* to, const void* from, size_t size)
{
    unsigned char* target = to;
    const unsigned char* source = from;
    if (target <= source)
    {
        (void)memcpy(to, from, size);
    }
    else
    {
        for (size_t i = size; i > 0U; i--)
        {
            target[i - 1U] = source[i - 1U];
        }
    }
    return to;
}

void* memset(void* to, int value, size_t size)
{
    unsigned char* target = to;
    for (size_t i = 0U; i < size; i++)
    {
        target[i] = (unsigned char)value;
    }
    return to;
}

int memcmp(const void* left, const void* right, size_t size)
{
    const unsigned char* a = left;
    const unsigned char* b = right;
    int order = 0;
    for (size_t i = 0U; (i < size) && (order == 0); i++)
    {
        order = (int)a[i] - (int)b[i];
    }
    return order;
}
