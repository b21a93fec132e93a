/*
 * charset: one client's character set, where that is not UTF-8.  See
 * charset.h.
 *
 * Which sets there are, and by which names; and how text passes through the
 * table of one of them, a character at a time.
 */
#include <config.h>

#include "server/dialect/charset.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "common/thread.h"
#include "server/dialect/charset_table.h"
#include "server/dialect/guess.h"

/* The longest name that is looked up, without its dashes. */
#define KEY_MAX 16

/*
 * Left out, though people may ask for them: Big5-HKSCS, windows-1255 and
 * windows-1258 hold a letter back until they have seen the next; ISO-2022 and
 * HZ change their state; in Shift_JIS proper 0x5C is a yen sign and not a
 * backslash, so its name means Microsoft's variant here.  EUC-KR means
 * UHC, its superset, since the converter of the former has read beyond its
 * tables (CVE-2019-25013).
 */
static struct charset {
	const char *name;
	const char *system; /* as iconv_open() knows it */
	const char *keys;   /* small letters and digits, between blanks */
	bool has_255;
	bool there; /* there is a converter; set by charset_init() */
	/*
	 * Guarded by charset_lock until it is set.  From then on it is only
	 * read, by those who got the set from charset_find().
	 */
	struct charset_table *table;
} charsets[] = {
	{ "GB18030", "GB18030", " gb18030 54936 cp54936 ", false, false, NULL },
	{ "GBK", "GBK", " gbk gb2312 euccn cp936 936 windows936 ms936 ", false,
	    false, NULL },
	{ "Big5", "BIG5", " big5 cp950 950 windows950 big5eten ", false, false,
	    NULL },
	{ "EUC-KR", "UHC", " euckr uhc cp949 949 windows949 ksc5601 ", false,
	    false, NULL },
	{ "EUC-JP", "EUC-JP", " eucjp ujis ", false, false, NULL },
	{ "Shift_JIS", "CP932", " shiftjis sjis cp932 932 windows31j ", false,
	    false, NULL },
	{ "TIS-620", "TIS-620", " tis620 cp874 874 windows874 iso885911 ",
	    false, false, NULL },
	{ "KOI8-R", "KOI8-R", " koi8r koi8 ", true, false, NULL },
	{ "KOI8-U", "KOI8-U", " koi8u ", true, false, NULL },
	{ "ISO-8859-1", "ISO-8859-1", " iso88591 88591 latin1 l1 ", false,
	    false, NULL },
	{ "ISO-8859-2", "ISO-8859-2", " iso88592 88592 latin2 l2 ", false,
	    false, NULL },
	{ "ISO-8859-3", "ISO-8859-3", " iso88593 88593 latin3 l3 ", false,
	    false, NULL },
	{ "ISO-8859-4", "ISO-8859-4", " iso88594 88594 latin4 l4 ", false,
	    false, NULL },
	{ "ISO-8859-5", "ISO-8859-5", " iso88595 88595 cyrillic ", true, false,
	    NULL },
	{ "ISO-8859-6", "ISO-8859-6", " iso88596 88596 arabic ", false, false,
	    NULL },
	{ "ISO-8859-7", "ISO-8859-7", " iso88597 88597 greek ", false, false,
	    NULL },
	{ "ISO-8859-8", "ISO-8859-8", " iso88598 88598 hebrew ", false, false,
	    NULL },
	{ "ISO-8859-9", "ISO-8859-9", " iso88599 88599 latin5 l5 ", false,
	    false, NULL },
	{ "ISO-8859-10", "ISO-8859-10", " iso885910 885910 latin6 l6 ", false,
	    false, NULL },
	{ "ISO-8859-13", "ISO-8859-13", " iso885913 885913 latin7 l7 ", false,
	    false, NULL },
	{ "ISO-8859-14", "ISO-8859-14", " iso885914 885914 latin8 l8 ", false,
	    false, NULL },
	{ "ISO-8859-15", "ISO-8859-15", " iso885915 885915 latin9 l9 ", false,
	    false, NULL },
	{ "ISO-8859-16", "ISO-8859-16", " iso885916 885916 latin10 l10 ", false,
	    false, NULL },
	{ "windows-1250", "CP1250", " windows1250 cp1250 1250 ", false, false,
	    NULL },
	{ "windows-1251", "CP1251", " windows1251 cp1251 1251 ", true, false,
	    NULL },
	{ "windows-1252", "CP1252", " windows1252 cp1252 1252 ", false, false,
	    NULL },
	{ "windows-1253", "CP1253", " windows1253 cp1253 1253 ", false, false,
	    NULL },
	{ "windows-1254", "CP1254", " windows1254 cp1254 1254 ", false, false,
	    NULL },
	{ "windows-1256", "CP1256", " windows1256 cp1256 1256 ", true, false,
	    NULL },
	{ "windows-1257", "CP1257", " windows1257 cp1257 1257 ", false, false,
	    NULL },
	{ "IBM437", "IBM437", " ibm437 cp437 437 dos ", false, false, NULL },
	{ "IBM850", "IBM850", " ibm850 cp850 850 ", false, false, NULL },
	{ "IBM852", "IBM852", " ibm852 cp852 852 ", false, false, NULL },
	{ "IBM866", "IBM866", " ibm866 cp866 866 ", false, false, NULL },
};

#define CHARSETS (sizeof charsets / sizeof *charsets)
_Static_assert(CHARSETS <= CHARSETS_MAX, "others count on it");

/* Those that are guessed. */
static struct charset *const gb18030 = &charsets[0];
static struct charset *const big5 = &charsets[2];

static const char utf8_keys[] = " utf8 65001 cp65001 unicode none ";

/* Held while a table is learned; no other mutex is taken then. */
static thread_mutex charset_lock;

/* Set by charset_init(), then only read. */
static char examples[] = "gb18030, big5, utf-8";

/* A character of a name in ASCII; full-width ones count as the same. */
static uint32_t
narrow(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xff01 - '!';
	return (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Writes a name as keys are written; false for what cannot be one. */
static bool
make_key(const char *name, size_t len, char key[KEY_MAX + 3])
{
	size_t o = 0, i, n;
	uint32_t c;

	key[o++] = ' ';
	for (i = 0; i < len; i += n) {
		n = text_decode(name + i, len - i, &c);
		if (n == 0)
			return (false);
		c = narrow(c);
		if (c == '-' || c == '_' || c == '.' || c == ' ')
			continue;
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
			return (false);
		if (o > KEY_MAX)
			return (false);
		key[o++] = (char)c;
	}
	key[o++] = ' ';
	key[o] = '\0';
	return (o > 2);
}

/* The table of a set, learned now if it has not been yet. */
static enum charset_result
learn(struct charset *c)
{
	enum charset_result result = CHARSET_DONE;

	if (!c->there)
		return (CHARSET_UNAVAILABLE);
	thread_lock(&charset_lock);
	if (c->table == NULL)
		c->table = charset_table_new(c->system);
	/* There has been a converter, so what is missing now is memory. */
	if (c->table == NULL)
		result = CHARSET_NO_MEMORY;
	thread_unlock(&charset_lock);
	return (result);
}

/* The set that has the name, or NULL. */
static struct charset *
find_key(const char *key)
{
	size_t i;

	for (i = 0; i < CHARSETS; i++)
		if (strstr(charsets[i].keys, key) != NULL)
			return (&charsets[i]);
	return (NULL);
}

enum charset_result
charset_find(const char *name, size_t len, const struct charset **c)
{
	enum charset_result result;
	struct charset *found;
	char key[KEY_MAX + 3];

	*c = NULL;
	if (!make_key(name, len, key))
		return (CHARSET_UNKNOWN);
	if (strstr(utf8_keys, key) != NULL)
		return (CHARSET_UTF8);
	found = find_key(key);
	if (found == NULL)
		return (CHARSET_UNKNOWN);
	result = learn(found);
	if (result == CHARSET_DONE)
		*c = found;
	return (result);
}

/* Whether the C library has a converter for it. */
static bool
is_there(const char *system)
{
	iconv_t decoder = iconv_open("UTF-8", system);

	if (decoder == (iconv_t)-1)
		return (errno == ENOMEM);
	(void)iconv_close(decoder);
	return (true);
}

static void
choose_examples(void)
{
	static const char *const names[] = { "gb18030", "big5" };
	struct charset *c;
	size_t i;

	examples[0] = '\0';
	for (i = 0; i < sizeof names / sizeof *names; i++) {
		c = find_key(names[i]);
		if (c == NULL || !c->there)
			continue;
		(void)strcat(examples, names[i]);
		(void)strcat(examples, ", ");
	}
	(void)strcat(examples, "utf-8");
}

void
charset_init(bool keep)
{
	size_t i;

	thread_mutex_init(&charset_lock);
	guess_init();
	for (i = 0; i < CHARSETS; i++) {
		charsets[i].there = is_there(charsets[i].system);
		/* If one cannot be learned now, whoever asks for it is told. */
		if (keep)
			(void)learn(&charsets[i]);
	}
	choose_examples();
}

void
charset_fini(void)
{
	size_t i;

	for (i = 0; i < CHARSETS; i++) {
		charset_table_free(charsets[i].table);
		charsets[i].table = NULL;
	}
	guess_fini();
	thread_mutex_fini(&charset_lock);
}

const char *
charset_name(const struct charset *c)
{
	return (c->name);
}

const char *
charset_listed(size_t i)
{
	return (i < CHARSETS ? charsets[i].name : NULL);
}

const char *
charset_examples(void)
{
	return (examples);
}

bool
charset_has_255(const struct charset *c)
{
	return (c->has_255);
}

size_t
charset_decode(const struct charset *c, const void *bytes, size_t len,
    char *out)
{
	static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */
	const unsigned char *s = bytes;
	size_t o = 0, i, n;
	bool bad = false;
	uint32_t character;

	for (i = 0; i < len; i += n) {
		n = 1;
		if (s[i] < 0x80) { /* the way of most bytes */
			out[o++] = (char)s[i];
			bad = false;
			continue;
		}
		n = charset_table_decode(c->table, s + i, len - i, &character);
		if (n > 0) {
			o += text_encode(character, out + o);
		} else if (!bad) {
			memcpy(out + o, replacement, sizeof replacement - 1);
			o += sizeof replacement - 1;
		}
		bad = n == 0;
		if (bad)
			n = 1;
	}
	return (o);
}

/*
 * Writes one character and returns the length.  A byte 255 of text is sent
 * twice, or telnet takes it and what follows for a command (RFC 854).  There
 * is room: it was two bytes or more of UTF-8.
 */
static size_t
encode(const struct charset *c, uint32_t character, char *out)
{
	unsigned char bytes[CHARSET_TABLE_MAX];
	size_t n = charset_table_encode(c->table, character, bytes);

	if (n == 0) {
		*out = '?';
		return (1);
	}
	memcpy(out, bytes, n);
	if (n == 1 && bytes[0] == 255 && !c->has_255)
		out[n++] = '\xff';
	return (n);
}

size_t
charset_encode(const struct charset *c, const char **text, size_t *len,
    char *out, size_t room)
{
	size_t some = text_cut(*text, *len, room / CHARSET_ENCODE_GROWTH);
	size_t o = 0, i, n;
	uint32_t character;

	assert(room >= CHARSET_ENCODE_ROOM);
	for (i = 0; i < some; i += n) {
		unsigned char byte = (unsigned char)(*text)[i];

		n = 1;
		if (byte < 0x80) { /* the way of most bytes */
			out[o++] = (char)byte;
			continue;
		}
		n = text_decode(*text + i, some - i, &character);
		if (n > 0)
			o += encode(c, character, out + o);
		else { /* not clean, as it should be: no reason to stop */
			out[o++] = '?';
			n = 1;
		}
	}
	*text += some;
	*len -= some;
	return (o);
}

/* Whether `bytes` are such characters, and nothing else, in the charset. */
static bool
is_guessable(const struct charset *c, const unsigned char *bytes, size_t len)
{
	uint32_t character;
	size_t i, n;

	for (i = 0; i < len; i += n) {
		n = charset_table_decode(c->table, bytes + i, len - i,
		    &character);
		if (n == 0 || !guess_is_assigned(character))
			return (false);
	}
	return (true);
}

/* Stores `c` in *found if it is there, and nothing speaks against it. */
static enum charset_result
confirm(struct charset *c, const void *bytes, size_t len,
    const struct charset **found)
{
	enum charset_result result = learn(c);

	if (result == CHARSET_NO_MEMORY)
		return (result);
	if (result != CHARSET_DONE || !is_guessable(c, bytes, len))
		return (CHARSET_UNKNOWN);
	*found = c;
	return (CHARSET_DONE);
}

enum charset_result
charset_guess(const void *bytes, size_t len, const struct charset **c)
{
	enum charset_result result = CHARSET_UNKNOWN;

	*c = NULL;
	if (text_is_valid(bytes, len))
		return (CHARSET_UNKNOWN);
	if (guess_is_big5(bytes, len))
		result = confirm(big5, bytes, len, c);
	if (result == CHARSET_UNKNOWN && guess_is_chinese(bytes, len))
		result = confirm(gb18030, bytes, len, c);
	return (result);
}
