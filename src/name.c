/*
 * name: which nicks are allowed, and when two of them are the same.  See
 * name.h.
 */
#include <config.h>

#include "name.h"

#include <locale.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "text.h"

static locale_t name_locale; /* set by name_init(), then only read */

bool
name_init(void)
{
	static const char *const names[] = { "C.UTF-8", "C.utf8",
		"en_US.UTF-8" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		name_locale = newlocale(LC_CTYPE_MASK, names[i], (locale_t)0);
		if (name_locale != (locale_t)0)
			return (true);
	}
	return (false);
}

void
name_fini(void)
{
	if (name_locale != (locale_t)0)
		freelocale(name_locale);
	name_locale = (locale_t)0;
}

/* A letter or a digit of any script. */
static bool
is_alnum(uint32_t c)
{
	if (c < 0x80)
		return ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z'));
	return (name_locale != (locale_t)0 &&
	    iswalnum_l((wint_t)c, name_locale) != 0);
}

static uint32_t
fold(uint32_t c)
{
	if (c >= 'A' && c <= 'Z')
		return (c - 'A' + 'a');
	if (c < 0x80 || name_locale == (locale_t)0)
		return (c);
	/* By way of the capital: it joins sigma and final sigma. */
	return (towlower_l(towupper_l((wint_t)c, name_locale), name_locale));
}

const char *
name_fault(const char *name, size_t len)
{
	bool address = memchr(name, '.', len) != NULL;
	size_t chars = 0, i, n;
	uint32_t c;

	for (i = 0; i < len; i += n, chars++) {
		n = text_decode(name + i, len - i, &c);
		if (n == 0)
			return ("it is not UTF-8");
		if (i == 0 && !is_alnum(c))
			return ("it has to start with a letter or a digit");
		if (!is_alnum(c) && c != '-' && c != '_' && c != '.')
			return ("only letters, digits, '-', '_' and '.' can "
				"be in it");
		if (c != '.' && !(c >= '0' && c <= '9'))
			address = false;
	}
	if (chars == 0 || chars > NAME_CHARS_MAX)
		return ("it has to have 1 to 32 characters");
	if (address)
		return ("it looks like an address");
	return (NULL);
}

bool
name_key(const char *name, size_t len, char key[NAME_SIZE])
{
	char bytes[TEXT_CHAR_MAX];
	size_t o = 0, i, n, written;
	uint32_t c;

	for (i = 0; i < len; i += n) {
		n = text_decode(name + i, len - i, &c);
		if (n == 0)
			return (false);
		written = text_encode(fold(c), bytes);
		if (o + written >= NAME_SIZE)
			return (false);
		memcpy(key + o, bytes, written);
		o += written;
	}
	key[o] = '\0';
	return (true);
}
