/*
 * name_basic: the Unicode rules for names, by libc and a few tables.  See
 * name_rules.h.
 *
 * The tables are not complete, and need not be: a letter that they miss is
 * compared as it is.  Each is short enough to be searched from its start for
 * the few characters of a name.
 */
#include <config.h>

#include <locale.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "common/range.h"
#include "server/room/compose.h"
#include "server/room/name_rules.h"
#include "speech/sentence.h"

/* Letters that are others in a special style (NFKC turns them into those). */
static const struct range styled[] = { { 0xaa, 0xaa }, { 0xb5, 0xb5 },
	{ 0xba, 0xba }, { 0x132, 0x133 }, { 0x13f, 0x140 }, { 0x149, 0x149 },
	{ 0x17f, 0x17f }, { 0x1c4, 0x1cc }, { 0x1f1, 0x1f3 }, /* two letters */
	{ 0x2b0, 0x2b8 }, { 0x2e0, 0x2e4 }, { 0x374, 0x374 }, { 0x37a, 0x37a },
	{ 0x3d0, 0x3d6 }, { 0x3f0, 0x3f6 }, { 0x3f9, 0x3f9 }, { 0x587, 0x587 },
	{ 0x675, 0x678 }, { 0x10fc, 0x10fc }, /* Armenian, Arabic, Georgian */
	{ 0x1d2c, 0x1d6a }, { 0x1d78, 0x1d78 }, { 0x1d9b, 0x1dbf }, /* raised */
	{ 0x1e9a, 0x1e9b }, { 0x1f71, 0x1f71 }, { 0x1f73, 0x1f73 },
	{ 0x1f75, 0x1f75 }, { 0x1f77, 0x1f77 }, { 0x1f79, 0x1f79 },
	{ 0x1f7b, 0x1f7b }, { 0x1f7d, 0x1f7d }, { 0x1fbb, 0x1fbb },
	{ 0x1fbe, 0x1fbe }, { 0x1fc9, 0x1fc9 }, { 0x1fcb, 0x1fcb },
	{ 0x1fd3, 0x1fd3 }, { 0x1fdb, 0x1fdb }, { 0x1fe3, 0x1fe3 },
	{ 0x1feb, 0x1feb }, { 0x1ff9, 0x1ff9 }, { 0x1ffb, 0x1ffb }, /* Greek */
	{ 0x2070, 0x209f }, { 0x2100, 0x218f }, /* raised, like letters */
	{ 0x2460, 0x24ff }, { 0x2c7c, 0x2c7d }, /* in circles */
	{ 0x2d6f, 0x2d6f }, { 0x2e80, 0x2fdf }, { 0x3038, 0x303a },
	{ 0x309f, 0x309f }, { 0x30ff, 0x30ff }, /* radicals, numerals, kana */
	{ 0x3131, 0x318e }, { 0x3200, 0x33ff }, /* Hangul, in circles */
	{ 0xa69c, 0xa69d }, { 0xa770, 0xa770 }, { 0xa7f1, 0xa7f9 },
	{ 0xab5c, 0xab69 },			    /* raised */
	{ 0xf900, 0xfaff }, { 0xfb00, 0xfdff },	    /* Han, ligatures */
	{ 0xfe70, 0xfefc }, { 0xff61, 0xffdc },	    /* Arabic, half width */
	{ 0x10780, 0x107ba },			    /* raised */
	{ 0x1d400, 0x1d7ff }, { 0x1ee00, 0x1eeff }, /* of mathematics */
	{ 0x1f100, 0x1f1ff }, { 0x1fbf0, 0x1fbf9 }, /* in squares, segments */
	{ 0x2f800, 0x2fa1f } };

/* Marks that most often are one character with their letter (NFKC again). */
static const struct range joined[] = { { 0x300, 0x36f }, { 0x653, 0x655 },
	{ 0xf77, 0xf77 }, { 0xf79, 0xf79 }, { 0x1ab0, 0x1aff },
	{ 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff }, { 0x3099, 0x309a },
	{ 0xfe20, 0xfe2f } };

/*
 * Letters of India, Thailand, Laos and Tibet that NFKC always writes as two
 * characters, although keyboards have them as one.
 */
static const struct pair {
	uint32_t both, first, second;
} pairs[] = { { 0x958, 0x915, 0x93c }, { 0x959, 0x916, 0x93c },
	{ 0x95a, 0x917, 0x93c }, { 0x95b, 0x91c, 0x93c },
	{ 0x95c, 0x921, 0x93c }, { 0x95d, 0x922, 0x93c },
	{ 0x95e, 0x92b, 0x93c }, { 0x95f, 0x92f, 0x93c },
	{ 0x9dc, 0x9a1, 0x9bc }, { 0x9dd, 0x9a2, 0x9bc },
	{ 0x9df, 0x9af, 0x9bc }, { 0xa33, 0xa32, 0xa3c },
	{ 0xa36, 0xa38, 0xa3c }, { 0xa59, 0xa16, 0xa3c },
	{ 0xa5a, 0xa17, 0xa3c }, { 0xa5b, 0xa1c, 0xa3c },
	{ 0xa5e, 0xa2b, 0xa3c }, { 0xb5c, 0xb21, 0xb3c },
	{ 0xb5d, 0xb22, 0xb3c }, { 0xe33, 0xe4d, 0xe32 },
	{ 0xeb3, 0xecd, 0xeb2 }, { 0xedc, 0xeab, 0xe99 },
	{ 0xedd, 0xeab, 0xea1 }, { 0xf43, 0xf42, 0xfb7 },
	{ 0xf4d, 0xf4c, 0xfb7 }, { 0xf52, 0xf51, 0xfb7 },
	{ 0xf57, 0xf56, 0xfb7 }, { 0xf5c, 0xf5b, 0xfb7 },
	{ 0xf69, 0xf40, 0xfb5 }, { 0xf73, 0xf71, 0xf72 },
	{ 0xf75, 0xf71, 0xf74 }, { 0xf76, 0xfb2, 0xf80 },
	{ 0xf78, 0xfb3, 0xf80 }, { 0xf81, 0xf71, 0xf80 },
	{ 0xf93, 0xf92, 0xfb7 }, { 0xf9d, 0xf9c, 0xfb7 },
	{ 0xfa2, 0xfa1, 0xfb7 }, { 0xfa7, 0xfa6, 0xfb7 },
	{ 0xfac, 0xfab, 0xfb7 }, { 0xfb9, 0xf90, 0xfb5 } };

/* Three scripts that have many look-alike letters. */
static const struct range latin[] = { { 'A', 'Z' }, { 'a', 'z' },
	{ 0xc0, 0x2af }, { 0x1d00, 0x1d25 }, { 0x1d6b, 0x1d9a },
	{ 0x1e00, 0x1eff }, { 0x2c60, 0x2c7f }, { 0xa722, 0xa787 },
	{ 0xa78b, 0xa7ff }, { 0xab30, 0xab64 }, { 0xab66, 0xab68 },
	{ 0x1df00, 0x1dfff } };
static const struct range greek[] = { { 0x370, 0x3e1 }, { 0x3f0, 0x3ff },
	{ 0x1d26, 0x1d2a }, { 0x1f00, 0x1fff }, { 0xab65, 0xab65 },
	{ 0x10140, 0x1018f } };
static const struct range cyrillic[] = { { 0x400, 0x52f }, { 0x1c80, 0x1c8f },
	{ 0x1d2b, 0x1d2b }, { 0x2de0, 0x2dff }, { 0xa640, 0xa69f },
	{ 0x1e030, 0x1e08f } };

/* Set by name_rules_init(), then only read; 0 means none. */
static locale_t name_locale;
static wctype_t mark; /* glibc has this class; others may not */

bool
name_rules_init(void)
{
	static const char *const names[] = { "C.UTF-8", "C.utf8",
		"en_US.UTF-8" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		name_locale = newlocale(LC_CTYPE_MASK, names[i], (locale_t)0);
		if (name_locale == (locale_t)0)
			continue;
		mark = wctype_l("combining", name_locale);
		return (true);
	}
	return (false);
}

void
name_rules_fini(void)
{
	if (name_locale != (locale_t)0)
		freelocale(name_locale);
	name_locale = (locale_t)0;
	mark = (wctype_t)0;
}

/* What libc takes for a letter may be a mark that it does not know. */
static bool
has_no_width(uint32_t c)
{
	locale_t before = uselocale(name_locale);
	int width = wcwidth((wchar_t)c);

	(void)uselocale(before);
	return (width == 0);
}

enum name_class
name_rules_class(uint32_t c)
{
	if (name_locale == (locale_t)0)
		return (NAME_OTHER);
	if (RANGE_HAS(styled, c))
		return (NAME_STYLED);
	if (RANGE_HAS(joined, c))
		return (NAME_LOOSE);
	/* Before letters: iswalnum_l(3) calls many marks letters as well. */
	if (mark != (wctype_t)0 &&
	    iswctype_l((wint_t)c, mark, name_locale) != 0)
		return (NAME_MARK);
	if (iswalnum_l((wint_t)c, name_locale) != 0)
		return (has_no_width(c) ? NAME_HIDDEN : NAME_LETTER);
	return (NAME_OTHER);
}

static const struct pair *
pair_of(uint32_t c)
{
	size_t i;

	for (i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (pairs[i].both == c)
			return (&pairs[i]);
	return (NULL);
}

/* Writes those letters as two characters; false if they do not fit. */
static bool
split_pairs(struct name_text *t)
{
	const struct pair *pair;
	size_t i;

	for (i = 0; i < t->len; i++) {
		pair = pair_of(t->c[i]);
		if (pair == NULL)
			continue;
		if (t->len == NAME_TEXT_MAX)
			return (false);
		memmove(t->c + i + 1, t->c + i, (t->len - i) * sizeof *t->c);
		t->len++;
		t->c[i++] = pair->first;
		t->c[i] = pair->second;
	}
	return (true);
}

/* Full-width ASCII becomes ASCII; a letter and its mark become one, or two. */
bool
name_rules_normalise(struct name_text *t)
{
	size_t i;

	if (!split_pairs(t))
		return (false);
	for (i = 0; i < t->len; i++)
		if (t->c[i] >= 0xff01 && t->c[i] <= 0xff5e)
			t->c[i] -= 0xff01 - '!';
	t->len = compose_all(t->c, t->len);
	return (true);
}

/* The case of ASCII does not depend on a locale. */
static uint32_t
fold(uint32_t c)
{
	if (c < 0x80)
		return (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	if (name_locale == (locale_t)0)
		return (c);
	/* Via the capital letter, which sigma and final sigma share. */
	return (towlower_l(towupper_l((wint_t)c, name_locale), name_locale));
}

bool
name_rules_fold(struct name_text *t)
{
	size_t i;

	for (i = 0; i < t->len; i++)
		t->c[i] = fold(t->c[i]);
	/* A letter that has changed may now combine with its mark. */
	t->len = compose_all(t->c, t->len);
	return (true);
}

enum sentence
name_rules_mixture(const struct name_text *t)
{
	bool has_latin = false, has_greek = false, has_cyrillic = false;
	bool foreign = false; /* a mark of another script on a Latin letter */
	size_t i;

	for (i = 0; i < t->len; i++) {
		foreign = foreign ||
		    (i > 0 && RANGE_HAS(latin, t->c[i - 1]) &&
			name_rules_class(t->c[i]) == NAME_MARK);
		has_latin = has_latin || RANGE_HAS(latin, t->c[i]);
		has_greek = has_greek || RANGE_HAS(greek, t->c[i]);
		has_cyrillic = has_cyrillic || RANGE_HAS(cyrillic, t->c[i]);
	}
	if (foreign || has_latin + has_greek + has_cyrillic > 1)
		return (S_NAME_SCRIPTS);
	return (S_NONE);
}
