/*
 * local: spans of time and lists of names, as each language writes them.  See
 * local.h.
 */
#include <config.h>

#include "speech/local.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "speech/dictionary.h"

/* TRANSLATORS: an address, for this long. */
static const char lasting[] = N_(" for ");

/* What is written in another way, with the blanks around it. */
static const char *const bits[] = { lasting,
	/* TRANSLATORS: between two names of a list. */
	N_(", "),
	/* TRANSLATORS: what the word before it means. */
	N_(" ("), N_(")"),
	/* TRANSLATORS: a number comes before each of these. */
	N_(" s"), N_(" min"), N_(" h"), N_(" second"), N_(" seconds"),
	N_(" minutes"), N_(" hours"), N_(" days") };

/* Whether `bit` is what the words begin with, and is no part of a longer one.
 */
static bool
begins_with(struct words words, const char *bit)
{
	size_t len = strlen(bit);

	if (words.len < len || memcmp(words.bytes, bit, len) != 0)
		return (false);
	return (strchr(" ()", bit[len - 1]) != NULL || words.len == len ||
	    words.bytes[len] == ' ');
}

/* The bit that the words begin with; NULL: none. */
static const char *
bit_of(struct words words)
{
	size_t i;

	for (i = 0; i < sizeof bits / sizeof *bits; i++)
		if (begins_with(words, bits[i]))
			return (bits[i]);
	return (NULL);
}

struct words
local_for(struct words what, struct words span, char *out, size_t size)
{
	int len = snprintf(out, size, "%.*s%s%.*s", (int)what.len, what.bytes,
	    lasting, (int)span.len, span.bytes);

	assert(len >= 0 && (size_t)len < size);
	return ((struct words){ out, (size_t)len });
}

/* Takes bytes off, which are the same in the language. */
static struct words
take(struct words *ours, size_t len)
{
	struct words taken = { ours->bytes, len };

	ours->bytes += len;
	ours->len -= len;
	return (taken);
}

struct words
local_take(enum language language, struct words *ours)
{
	const char *bit, *translated;
	size_t i;

	if (language == LANGUAGE_EN)
		return (take(ours, ours->len));
	bit = bit_of(*ours);
	if (bit != NULL) {
		translated = dictionary_find(language, bit);
		(void)take(ours, strlen(bit));
		return (words_of(translated != NULL ? translated : bit));
	}
	for (i = 1; i < ours->len; i++)
		if (bit_of((struct words){ ours->bytes + i, ours->len - i }) !=
		    NULL)
			break;
	return (take(ours, i));
}
