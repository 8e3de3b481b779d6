/* The part of the C library that generated code and most components need, without a C library. */
#ifndef STRING_H
#define STRING_H

#include <stddef.h>

extern void* memcpy(void* to, const void* from, size_t size);
extern void* memmove(void* to, const void* from, size_t size);
extern void* memset(void* to, int value, size_t size);
extern int memcmp(const void* left, const void* right, size_t size);

#endif
