/*
 * name_unistring: the Unicode rules for names, all of them, by libunistring.
 * See name_rules.h.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

#include "server/room/name_rules.h"
#include "speech/sentence.h"

/* The result of folding may fold again: at most this often in a name. */
#define FOLDS_MAX 4

bool
name_rules_init(void)
{
	return (true);
}

void
name_rules_fini(void)
{
}

/*
 * The letters, digits and marks of the PRECIS FreeformClass (RFC 8264, section
 * 4.3).  Its contextual rules concern hidden characters and punctuation, and
 * the mixture of digits.
 */
enum name_class
name_rules_class(uint32_t c)
{
	if (uc_is_property_default_ignorable_code_point(c) ||
	    uc_is_property_bidi_control(c))
		return (NAME_HIDDEN);
	if (uc_is_general_category(c, UC_CATEGORY_L) ||
	    uc_is_general_category(c, UC_CATEGORY_Nd) ||
	    uc_is_general_category(c, UC_CATEGORY_Nl))
		return (NAME_LETTER);
	if (uc_is_general_category(c, UC_CATEGORY_Mn) ||
	    uc_is_general_category(c, UC_CATEGORY_Mc))
		return (NAME_MARK);
	return (NAME_OTHER);
}

/* Takes a result of libunistring, which is in `buffer` or on the heap. */
static bool
take(struct name_text *t, uint32_t *result, size_t len, const uint32_t *buffer)
{
	bool fits = result != NULL && len <= NAME_TEXT_MAX;

	if (fits) {
		memcpy(t->c, result, len * sizeof *result);
		t->len = len;
	}
	if (result != buffer)
		free(result);
	return (fits);
}

bool
name_rules_normalise(struct name_text *t)
{
	uint32_t buffer[NAME_TEXT_MAX], *result;
	size_t len = NAME_TEXT_MAX;

	result = u32_normalize(UNINORM_NFKC, t->c, t->len, buffer, &len);
	return (take(t, result, len, buffer));
}

static bool
fold_once(struct name_text *t)
{
	uint32_t buffer[NAME_TEXT_MAX], *result;
	size_t len = NAME_TEXT_MAX;

	/* The language matters only to Turkish i, and a name has none. */
	result = u32_casefold(t->c, t->len, NULL, UNINORM_NFKC, buffer, &len);
	return (take(t, result, len, buffer));
}

/* Until nothing changes, as RFC 8266, section 2.1, demands. */
bool
name_rules_fold(struct name_text *t)
{
	struct name_text before;
	int i;

	for (i = 0; i < FOLDS_MAX; i++) {
		before = *t;
		if (!fold_once(t))
			return (false);
		if (t->len == before.len &&
		    memcmp(t->c, before.c, t->len * sizeof *t->c) == 0)
			return (true);
	}
	return (false);
}

/* A set of scripts; those that go with no other are one. */
enum {
	LATIN = 1 << 0,
	HAN = 1 << 1,
	HIRAGANA = 1 << 2,
	KATAKANA = 1 << 3,
	BOPOMOFO = 1 << 4,
	HANGUL = 1 << 5,
	LONELY = 1 << 6
};

/* UTS #39, section 5.2, "highly restrictive". */
static const unsigned together[] = { LATIN | HAN | HIRAGANA | KATAKANA,
	LATIN | HAN | BOPOMOFO, LATIN | HAN | HANGUL };

/* The set with only this script; 0 for scripts that go with all. */
static unsigned
set_of(const uc_script_t *script)
{
	static const struct {
		const char *name;
		unsigned set;
	} sets[] = { { "Common", 0 }, { "Inherited", 0 }, { "Latin", LATIN },
		{ "Han", HAN }, { "Hiragana", HIRAGANA },
		{ "Katakana", KATAKANA }, { "Bopomofo", BOPOMOFO },
		{ "Hangul", HANGUL } };
	size_t i;

	for (i = 0; i < sizeof sets / sizeof *sets; i++)
		if (strcmp(script->name, sets[i].name) == 0)
			return (sets[i].set);
	return (LONELY);
}

static bool
scripts_go_together(const struct name_text *t)
{
	const uc_script_t *script, *first = NULL;
	unsigned set, all = 0;
	bool one = true;
	size_t i;

	for (i = 0; i < t->len; i++) {
		script = uc_script(t->c[i]);
		set = script != NULL ? set_of(script) : LONELY;
		if (set == 0)
			continue;
		if (all == 0)
			first = script;
		one = one && script == first;
		all |= set;
	}
	for (i = 0; !one && i < sizeof together / sizeof *together; i++)
		if ((all & ~together[i]) == 0)
			return (true);
	return (one);
}

/* Whether all decimal digits are of one row of ten (UTS #39, section 5.3). */
static bool
digits_go_together(const struct name_text *t)
{
	uint32_t zero, first = 0;
	size_t i;
	int value;

	for (i = 0; i < t->len; i++) {
		value = uc_decimal_value(t->c[i]);
		if (value < 0)
			continue;
		zero = t->c[i] - (uint32_t)value;
		if (first == 0)
			first = zero;
		if (zero != first)
			return (false);
	}
	return (true);
}

enum sentence
name_rules_mixture(const struct name_text *t)
{
	if (!scripts_go_together(t))
		return (S_NAME_SCRIPTS);
	if (!digits_go_together(t))
		return (S_NAME_DIGITS);
	return (S_NONE);
}
