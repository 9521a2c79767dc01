/* Makes a translation unit of the header, so that it is compiled as C with every build. */
#include "coinjecture.h"

_Static_assert(sizeof(CoinjHeader) == 184, "callers in other languages lay the header out as documented");
