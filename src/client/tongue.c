/*
 * tongue: the language of the person at the client, and the charset.  See
 * tongue.h.
 */
#include <config.h>

#include "client/tongue.h"

#include <locale.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "common/buffer.h"
#include "common/terminal/remark.h"
#include "common/terminal/translation.h"
#include "speech/sentence.h"

static enum language spoken; /* English until tongue_learn() */

/* Whether its name says another charset than UTF-8: zh_CN.GBK, say. */
static bool
names_other_charset(const char *locale)
{
	const char *charset = strchr(locale, '.');

	return (charset != NULL && strncasecmp(charset, ".utf-8", 6) != 0 &&
	    strncasecmp(charset, ".utf8", 5) != 0);
}

static void
enter_charset(void)
{
	if (setlocale(LC_CTYPE, "") == NULL &&
	    !names_other_charset(language_locale("LC_CTYPE")))
		(void)setlocale(LC_CTYPE, "C.UTF-8");
}

/* Whether the terminal can show the name of the language, in itself. */
static bool
can_show(enum language language)
{
	const char *name = language_name(language);
	struct translation *t = translation_new(translation_charset());
	struct buffer coded = { .len = 0 };
	bool can = translation_is_utf8();

	if (t != NULL)
		can = translation_write(t, name, strlen(name), &coded) &&
		    memchr(coded.bytes, '?', coded.len) == NULL;
	buffer_fini(&coded);
	translation_free(t);
	return (can);
}

void
tongue_learn(void)
{
	enum language wanted = language_of_environment();

	enter_charset();
	sentence_init();
	spoken = can_show(wanted) ? wanted : LANGUAGE_EN;
	remark_speak(tongue_text);
}

enum language
tongue(void)
{
	return (spoken);
}

const char *
tongue_text(const char *english)
{
	return (sentence_translate(spoken, english));
}
