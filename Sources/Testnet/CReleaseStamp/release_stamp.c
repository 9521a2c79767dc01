// What a build says of itself: `key=value` lines, then zero bytes, in a section of its own. Another build is made from a
// built program, without a compiler, by `objcopy --update-section .cj_stamp=FILE`. The array is volatile, so that the
// compiler may not believe what it reads here, and allocated, so that `strip` keeps it.
#include "release_stamp.h"

__attribute__((section(".cj_stamp"), used, retain, aligned(16)))
static const volatile unsigned char cj_stamp[cj_stamp_size] = "version=v3.17.0\nfault=none\n";

void cj_stamp_read(unsigned char out[cj_stamp_size])
{
    for (size_t index = 0; index < cj_stamp_size; index++) {
        out[index] = cj_stamp[index];
    }
}
