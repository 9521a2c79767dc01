#pragma once
#include <stddef.h>

/// Bytes of the stamp, whatever it says: a rewritten one must fit the same place.
enum { cj_stamp_size = 512 };

/// Copies the stamp that this program carries.
void cj_stamp_read(unsigned char out[cj_stamp_size]);
