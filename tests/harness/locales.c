/*
 * locales: locales of other charsets than UTF-8.  See locales.h.
 */
#include <config.h>

#include "harness/locales.h"

#include <stdio.h>
#include <stdlib.h>

static char locales[] = "/tmp/chatroom_locales.XXXXXX";
static bool there;

static bool
make(const char *language, const char *charset)
{
	char command[512];

	(void)snprintf(command, sizeof command,
	    "localedef -c -i %s -f %s %s/%s.%s >%s/log 2>&1", language, charset,
	    locales, language, charset, locales);
	return (system(command) == 0);
}

bool
locales_make(void)
{
	/* The locales of musl are UTF-8, whatever they are called. */
	if (getenv("ROOM_LIBC") == NULL) {
		there = mkdtemp(locales) != NULL;
		if (there && make("zh_CN", "GBK") && make("zh_TW", "BIG5") &&
		    make("de_DE", "ISO-8859-1") && make("zh_CN", "UTF-8"))
			return (true);
	}
	(void)printf("skipped: the programs in other locales; that needs "
		     "glibc, localedef and the package locales\n");
	return (false);
}

void
locales_remove(void)
{
	char command[512];

	(void)snprintf(command, sizeof command, "rm -rf %s", locales);
	if (there && system(command) != 0)
		(void)fprintf(stderr, "%s is left over\n", locales);
}

/* When LOCPATH is set, glibc loses a bit of memory, which is not ours to find.
 */
void
locales_enter(const char *locale)
{
	(void)setenv("LOCPATH", locales, 1);
	(void)setenv("LC_ALL", locale, 1);
	(void)setenv("LSAN_OPTIONS", "detect_leaks=0", 0);
	(void)setenv("LANGUAGE", "en", 0);
}

void
locales_leave(void)
{
	(void)unsetenv("LOCPATH");
	(void)unsetenv("LC_ALL");
	(void)setenv("LANGUAGE", "en", 1);
}
