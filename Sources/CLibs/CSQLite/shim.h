#pragma once
#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast that Swift cannot import: SQLite copies the bytes before these return.
static inline int csqlite_bind_text(sqlite3_stmt *statement, int position, const unsigned char *bytes,
                                    long long count) {
    return sqlite3_bind_text64(statement, position, count ? (const char *)bytes : "", count, SQLITE_TRANSIENT,
                               SQLITE_UTF8);
}
static inline int csqlite_bind_blob(sqlite3_stmt *statement, int position, const unsigned char *bytes,
                                    long long count) {
    return count ? sqlite3_bind_blob64(statement, position, bytes, count, SQLITE_TRANSIENT)
                 : sqlite3_bind_zeroblob(statement, position, 0);
}
