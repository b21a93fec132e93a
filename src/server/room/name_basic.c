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
#include <wchar.h>
#include <wctype.h>

#include "common/range.h"
#include "server/room/compose.h"
#include "server/room/name_rules.h"
#include "speech/sentence.h"

/* Letters that are others in a special style (NFKC turns them into those). */
static const struct range styled[] = { { 0xaa, 0xaa }, { 0xb5, 0xb5 },
	{ 0xba, 0xba }, { 0x149, 0x149 }, { 0x2b0, 0x2b8 }, { 0x2e0, 0x2e4 },
	{ 0x37a, 0x37a }, { 0x3d0, 0x3d6 }, { 0x3f0, 0x3f6 }, { 0x3f9, 0x3f9 },
	{ 0x587, 0x587 }, { 0x675, 0x678 }, /* Armenian, Arabic */
	{ 0x1d2c, 0x1d6a }, { 0x1d78, 0x1d78 }, { 0x1d9b, 0x1dbf }, /* raised */
	{ 0x2070, 0x209f }, { 0x2100, 0x218f }, /* raised, like letters */
	{ 0x2460, 0x24ff }, { 0x2c7c, 0x2c7d }, /* in circles */
	{ 0x2e80, 0x2fdf }, { 0x3038, 0x303a }, /* radicals, numerals */
	{ 0x3131, 0x318e }, { 0x3200, 0x33ff }, /* Hangul, in circles */
	{ 0xa69c, 0xa69d }, { 0xa770, 0xa770 }, { 0xa7f2, 0xa7f9 },
	{ 0xab5c, 0xab69 },			    /* raised */
	{ 0xf900, 0xfaff }, { 0xfb00, 0xfdff },	    /* Han, ligatures */
	{ 0xfe70, 0xfefc }, { 0xff61, 0xffdc },	    /* Arabic, half width */
	{ 0x10780, 0x107ba },			    /* raised */
	{ 0x1d400, 0x1d7ff }, { 0x1ee00, 0x1eeff }, /* of mathematics */
	{ 0x1f100, 0x1f1ff }, { 0x1fbf0, 0x1fbf9 }, /* in squares, segments */
	{ 0x2f800, 0x2fa1f } };

/* Marks that most often are one character with their letter (NFKC again). */
static const struct range joined[] = { { 0x300, 0x36f }, { 0x653, 0x655 },
	{ 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff },
	{ 0x3099, 0x309a }, { 0xfe20, 0xfe2f } };

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

/* Full-width ASCII becomes ASCII; a letter and its mark become one. */
bool
name_rules_normalise(struct name_text *t)
{
	size_t i;

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
