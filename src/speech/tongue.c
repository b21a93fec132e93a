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

/* A text as bytes of the locale; `text` itself if there is no memory for it. */
static const char *
code(struct translation *t, const char *text, struct buffer *coded)
{
	if (t != NULL && translation_write(t, text, strlen(text) + 1, coded))
		text = coded->bytes;
	return (text);
}

/* The same of a piece; an argument that is none stays as it is. */
static struct words
code_piece(struct translation *t, struct words argument, struct buffer *coded)
{
	enum sentence piece = sentence_of(argument);

	if (piece == S_NONE)
		return (argument);
	return (words_of(code(t, sentence_in(spoken, piece), coded)));
}

struct words
tongue_write_coded(const char *english, const struct words *args, char *out,
    size_t size)
{
	struct translation *t = translation_new(translation_charset());
	struct words coded[SENTENCE_ARGS_MAX] = { { .len = 0 } };
	struct buffer text = { .len = 0 },
		      pieces[SENTENCE_ARGS_MAX] = { { .len = 0 } };
	size_t len, i;

	for (i = 0; args != NULL && i < SENTENCE_ARGS_MAX; i++)
		coded[i] = code_piece(t, args[i], &pieces[i]);
	len = sentence_fill(spoken, code(t, tongue_text(english), &text), coded,
	    out, size, NULL);
	for (i = 0; i < SENTENCE_ARGS_MAX; i++)
		buffer_fini(&pieces[i]);
	buffer_fini(&text);
	translation_free(t);
	return ((struct words){ out, len });
}
