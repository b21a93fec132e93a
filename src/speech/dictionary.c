/*
 * dictionary: what stands in the source in English, in other languages.  See
 * dictionary.h.
 */
#include <config.h>

#include "speech/dictionary.h"

#include <stdio.h>

#include "speech/catalogue.h"

static struct catalogue catalogues[LANGUAGES];

void
dictionary_init(void)
{
	const struct dictionary_bytes *b = dictionary_bytes;
	size_t i;

	for (i = 0; i < LANGUAGES; i++)
		if (b[i].bytes != NULL)
			(void)catalogue_open(&catalogues[i], b[i].bytes,
			    b[i].len);
}

bool
dictionary_exists(enum language language)
{
	return (language == LANGUAGE_EN || catalogues[language].count > 0);
}

struct words
dictionary_list(char out[DICTIONARY_LIST_SIZE])
{
	size_t len = 0;
	int l;

	for (l = 0; l < LANGUAGES; l++)
		if (dictionary_exists((enum language)l))
			len += (size_t)snprintf(out + len,
			    DICTIONARY_LIST_SIZE - len, "%s%s (%s)",
			    len > 0 ? ", " : "",
			    language_code((enum language)l),
			    language_name((enum language)l));
	return ((struct words){ out, len });
}

const char *
dictionary_find(enum language language, const char *english)
{
	if (language == LANGUAGE_EN)
		return (english);
	return (catalogue_find(&catalogues[language], english));
}
