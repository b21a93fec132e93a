/*
 * dictionary: what stands in the source in English, in other languages.  See
 * dictionary.h.
 */
#include <config.h>

#include "speech/dictionary.h"

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

const char *
dictionary_find(enum language language, const char *english)
{
	if (language == LANGUAGE_EN)
		return (english);
	return (catalogue_find(&catalogues[language], english));
}
