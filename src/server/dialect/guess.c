/*
 * guess: whether a line looks like Chinese, and in which charset.  See guess.h.
 */
#include <config.h>

#include "server/dialect/guess.h"

#include <locale.h>
#include <wctype.h>

/* Set by guess_init(), then only read: which characters are assigned, or 0 */
static locale_t classes;

void
guess_init(void)
{
	classes = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

void
guess_fini(void)
{
	if (classes != (locale_t)0)
		freelocale(classes);
	classes = (locale_t)0;
}

bool
guess_is_assigned(uint32_t character)
{
	if (character < 0x80)
		return (true);
	if ((character >= 0xe000 && character <= 0xf8ff) ||
	    character >= 0xf0000)
		return (false);
	return (classes == (locale_t)0 ||
	    iswprint_l((wint_t)character, classes) != 0);
}

/*
 * The length of the character of GB18030 at `s`, which starts with a byte
 * above 127; 0 if its form is wrong.
 */
static size_t
gb_length(const unsigned char *s, size_t len)
{
	if (len < 2 || s[0] < 0x81 || s[0] == 0xff)
		return (0);
	if (s[1] >= 0x40)
		return (s[1] == 0x7f || s[1] == 0xff ? 0 : 2);
	if (len < 4 || s[1] < 0x30 || s[1] > 0x39 || s[2] < 0x81 ||
	    s[2] == 0xff || s[3] < 0x30 || s[3] > 0x39)
		return (0);
	return (4);
}

/* The hanzi of the first level, and the rows of punctuation and forms. */
static bool
is_common(const unsigned char *s)
{
	return (s[1] >= 0xa1 &&
	    ((s[0] >= 0xb0 && s[0] <= 0xd7) || (s[0] >= 0xa1 && s[0] <= 0xa3)));
}

/* What can be in a line of any language. */
static bool
is_plain(unsigned char c)
{
	return (c == '\t' || (c >= 0x20 && c < 0x7f));
}

bool
guess_is_chinese(const void *bytes, size_t len)
{
	const unsigned char *s = bytes;
	size_t all = 0, common = 0, i, n;

	for (i = 0; i < len; i += n) {
		n = 1;
		if (is_plain(s[i]))
			continue;
		n = gb_length(s + i, len - i);
		if (n == 0)
			return (false);
		all++;
		if (n == 2 && is_common(s + i))
			common++;
	}
	return (all > 0 && common >= all - common);
}

/* Whether two bytes at `s` have the form of a character of Big5. */
static bool
has_form_of_big5(const unsigned char *s)
{
	return (s[0] >= 0xa1 && s[0] <= 0xf9 &&
	    ((s[1] >= 0x40 && s[1] <= 0x7e) || (s[1] >= 0xa1 && s[1] <= 0xfe)));
}

/* The hanzi that schools teach first, and the rows of punctuation. */
static bool
is_common_in_big5(const unsigned char *s)
{
	return (s[0] <= 0xc6);
}

bool
guess_is_big5(const void *bytes, size_t len)
{
	const unsigned char *s = bytes;
	size_t all = 0, common = 0, low = 0, joined = 0, i, n;
	size_t end = len, letters = 0;

	for (i = 0; i < len; i += n) {
		n = 1;
		if (is_plain(s[i])) {
			letters += (s[i] | 0x20) >= 'a' && (s[i] | 0x20) <= 'z';
			continue;
		}
		if (len - i < 2 || !has_form_of_big5(s + i))
			return (false);
		n = 2;
		joined += i == end;
		end = i + 2;
		all++;
		common += is_common_in_big5(s + i);
		low += s[i + 1] < 0x80;
	}
	return ((low >= 2 || (low == 1 && all >= 3)) &&
	    common >= 3 * (all - common) && 2 * joined >= all &&
	    (all >= 3 || letters == 0));
}
