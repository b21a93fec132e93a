/*
 * locales: locales of other charsets than UTF-8, for the programs that a test
 * starts.  localedef(1) of glibc makes them.
 */
#ifndef LOCALES_H
#define LOCALES_H

#include <stdbool.h>

/*
 * Makes zh_CN.GBK, zh_TW.BIG5, de_DE.ISO-8859-1 and zh_CN.UTF-8; false if that
 * is not possible here, and then it says so.
 */
bool locales_make(void);

void locales_remove(void);

/* What is started from here on has this locale. */
void locales_enter(const char *locale);

/* And from here on that of the test, in English. */
void locales_leave(void);

#endif
