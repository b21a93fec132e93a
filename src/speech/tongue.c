/*
 * tongue: the language of the person who has started the program, and the
 * charset.  See tongue.h.
 */
#include <config.h>

#include "speech/tongue.h"

#include <locale.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "common/buffer.h"
#include "common/translation.h"
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
}

void
tongue_choose(enum language language)
{
	bool tells_none = translation_charset() == NULL &&
	    !names_other_charset(language_locale("LC_CTYPE"));

	spoken = tells_none || can_show(language) ? language : LANGUAGE_EN;
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

struct words
tongue_write(const char *english, const struct words *args, char *out,
    size_t size)
{
	size_t len =
	    sentence_fill(spoken, tongue_text(english), args, out, size, NULL);

	return ((struct words){ out, len });
}

struct words
tongue_write_coded(const char *english, const struct words *args, char *out,
    size_t size)
{
	struct translation *t = translation_new(translation_charset());
	const char *text = tongue_text(english);
	struct buffer coded = { .len = 0 };
	size_t len;

	if (t != NULL && translation_write(t, text, strlen(text) + 1, &coded))
		text = coded.bytes;
	len = sentence_fill(spoken, text, args, out, size, NULL);
	buffer_fini(&coded);
	translation_free(t);
	return ((struct words){ out, len });
}
