/*
 * catalogue: translations, as msgfmt writes them.
 *
 * The form is that of GNU gettext (its manual, "The Format of GNU MO Files"):
 * two tables of as many rows, length and place of each text, one with the
 * English, sorted, and one with the translations.  gettext(3) itself would need
 * a locale for each language, and on many machines there is none but C.UTF-8;
 * here no locale matters.
 *
 * Nothing outside of the bytes is ever read, whatever they are.  Pure functions
 * for any thread.
 */
#ifndef CATALOGUE_H
#define CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct catalogue {
	const unsigned char *bytes; /* not ours */
	size_t len;
	bool is_big; /* the numbers begin with their highest byte */
	uint32_t count, english, translated; /* of texts; where the tables are
					      */
};

/*
 * Opens the one that is in these bytes, which must stay as they are.  False if
 * there is none, or if it is damaged: each text must lie in the bytes and end
 * with a NUL.
 */
bool catalogue_open(struct catalogue *c, const void *bytes, size_t len);

/* The translation of a text; NULL: there is none. */
const char *catalogue_find(const struct catalogue *c, const char *english);

#endif
