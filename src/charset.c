/*
 * charset: one client's character set, where that is not UTF-8.  See
 * charset.h.
 *
 * Converters of C libraries have had faults that a peer could use.  What keeps
 * peers away from them: the table; a new start for every call, so that nothing
 * is left over from the last; an output that is always large enough, so that no
 * converter ever has to stop and go back for lack of room; and a loop that
 * takes at least a byte in every turn, whatever the converter says.
 */
#include <config.h>

#include "charset.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "text.h"

/* This many bytes are checked at a time. */
#define PIECE 256

/* The longest name that is looked up, without its dashes. */
#define KEY_MAX 16

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

/*
 * Left out, though people may ask for them: Big5-HKSCS, windows-1255 and
 * windows-1258 hold a letter back until they have seen the next; ISO-2022 and
 * HZ change their state; in Shift_JIS proper 0x5C is a yen sign and not a
 * backslash, so its name means Microsoft's variant here.  EUC-KR means
 * UHC, its superset, since the converter of the former has read beyond its
 * tables (CVE-2019-25013).
 */
static const struct entry {
	const char *name;
	const char *system; /* as iconv_open() knows it */
	const char *keys;   /* small letters and digits, between blanks */
	bool has_255;
} table[] = {
	{ "GB18030", "GB18030", " gb18030 54936 cp54936 ", false },
	{ "GBK", "GBK", " gbk gb2312 euccn cp936 936 windows936 ms936 ",
	    false },
	{ "Big5", "BIG5", " big5 cp950 950 windows950 big5eten ", false },
	{ "EUC-KR", "UHC", " euckr uhc cp949 949 windows949 ksc5601 ", false },
	{ "EUC-JP", "EUC-JP", " eucjp ujis ", false },
	{ "Shift_JIS", "CP932", " shiftjis sjis cp932 932 windows31j ", false },
	{ "TIS-620", "TIS-620", " tis620 cp874 874 windows874 iso885911 ",
	    false },
	{ "KOI8-R", "KOI8-R", " koi8r koi8 ", true },
	{ "KOI8-U", "KOI8-U", " koi8u ", true },
	{ "ISO-8859-1", "ISO-8859-1", " iso88591 88591 latin1 l1 ", false },
	{ "ISO-8859-2", "ISO-8859-2", " iso88592 88592 latin2 l2 ", false },
	{ "ISO-8859-3", "ISO-8859-3", " iso88593 88593 latin3 l3 ", false },
	{ "ISO-8859-4", "ISO-8859-4", " iso88594 88594 latin4 l4 ", false },
	{ "ISO-8859-5", "ISO-8859-5", " iso88595 88595 cyrillic ", true },
	{ "ISO-8859-6", "ISO-8859-6", " iso88596 88596 arabic ", false },
	{ "ISO-8859-7", "ISO-8859-7", " iso88597 88597 greek ", false },
	{ "ISO-8859-8", "ISO-8859-8", " iso88598 88598 hebrew ", false },
	{ "ISO-8859-9", "ISO-8859-9", " iso88599 88599 latin5 l5 ", false },
	{ "ISO-8859-10", "ISO-8859-10", " iso885910 885910 latin6 l6 ", false },
	{ "ISO-8859-13", "ISO-8859-13", " iso885913 885913 latin7 l7 ", false },
	{ "ISO-8859-14", "ISO-8859-14", " iso885914 885914 latin8 l8 ", false },
	{ "ISO-8859-15", "ISO-8859-15", " iso885915 885915 latin9 l9 ", false },
	{ "ISO-8859-16", "ISO-8859-16", " iso885916 885916 latin10 l10 ",
	    false },
	{ "windows-1250", "CP1250", " windows1250 cp1250 1250 ", false },
	{ "windows-1251", "CP1251", " windows1251 cp1251 1251 ", true },
	{ "windows-1252", "CP1252", " windows1252 cp1252 1252 ", false },
	{ "windows-1253", "CP1253", " windows1253 cp1253 1253 ", false },
	{ "windows-1254", "CP1254", " windows1254 cp1254 1254 ", false },
	{ "windows-1256", "CP1256", " windows1256 cp1256 1256 ", true },
	{ "windows-1257", "CP1257", " windows1257 cp1257 1257 ", false },
	{ "IBM437", "IBM437", " ibm437 cp437 437 dos ", false },
	{ "IBM850", "IBM850", " ibm850 cp850 850 ", false },
	{ "IBM852", "IBM852", " ibm852 cp852 852 ", false },
	{ "IBM866", "IBM866", " ibm866 cp866 866 ", false },
};

#define ENTRIES (sizeof table / sizeof *table)

static const char utf8_keys[] = " utf8 65001 cp65001 unicode none ";

struct charset {
	const struct entry *entry;
	iconv_t decoder; /* its bytes to UTF-8 */
	iconv_t encoder; /* UTF-8 to its bytes */
};

/* Set by charset_init(), then only read. */
static struct charset *kept[ENTRIES];
static locale_t classes; /* which characters are assigned; or 0 */

/* Writes a name as keys are written; false for what cannot be one. */
static bool
make_key(const char *name, size_t len, char key[KEY_MAX + 3])
{
	size_t o = 0, i;

	key[o++] = ' ';
	for (i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)name[i];

		if (byte >= 'A' && byte <= 'Z')
			byte = (unsigned char)(byte - 'A' + 'a');
		if (byte == '-' || byte == '_' || byte == '.' || byte == ' ')
			continue;
		if (!(byte >= 'a' && byte <= 'z') &&
		    !(byte >= '0' && byte <= '9'))
			return (false);
		if (o > KEY_MAX)
			return (false);
		key[o++] = (char)byte;
	}
	key[o++] = ' ';
	key[o] = '\0';
	return (o > 2);
}

static enum charset_result
find(const char *name, size_t len, const struct entry **entry)
{
	char key[KEY_MAX + 3];
	size_t i;

	if (!make_key(name, len, key))
		return (CHARSET_UNKNOWN);
	if (strstr(utf8_keys, key) != NULL)
		return (CHARSET_UTF8);
	for (i = 0; i < ENTRIES; i++) {
		if (strstr(table[i].keys, key) == NULL)
			continue;
		*entry = &table[i];
		return (CHARSET_DONE);
	}
	return (CHARSET_UNKNOWN);
}

static enum charset_result
open_entry(const struct entry *entry, struct charset **c)
{
	const iconv_t none = (iconv_t)-1;
	struct charset *new = calloc(1, sizeof *new);
	int error;

	*c = NULL;
	if (new == NULL)
		return (CHARSET_NO_MEMORY);
	new->entry = entry;
	new->encoder = none;
	new->decoder = iconv_open("UTF-8", entry->system);
	if (new->decoder != none)
		new->encoder = iconv_open(entry->system, "UTF-8");
	if (new->encoder != none) {
		*c = new;
		return (CHARSET_DONE);
	}
	error = errno;
	if (new->decoder != none)
		(void)iconv_close(new->decoder);
	free(new);
	return (error == ENOMEM ? CHARSET_NO_MEMORY : CHARSET_UNAVAILABLE);
}

enum charset_result
charset_new(const char *name, size_t len, struct charset **c)
{
	const struct entry *entry;
	enum charset_result result = find(name, len, &entry);

	*c = NULL;
	return (result == CHARSET_DONE ? open_entry(entry, c) : result);
}

void
charset_free(struct charset *c)
{
	if (c == NULL)
		return;
	(void)iconv_close(c->decoder);
	(void)iconv_close(c->encoder);
	free(c);
}

void
charset_init(bool keep)
{
	size_t i;

	classes = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	/* If one cannot be loaded now, whoever asks for it is told. */
	for (i = 0; keep && i < ENTRIES; i++)
		(void)open_entry(&table[i], &kept[i]);
}

void
charset_fini(void)
{
	size_t i;

	for (i = 0; i < ENTRIES; i++) {
		charset_free(kept[i]);
		kept[i] = NULL;
	}
	if (classes != (locale_t)0)
		freelocale(classes);
	classes = (locale_t)0;
}

const char *
charset_name(const struct charset *c)
{
	return (c->entry->name);
}

const char *
charset_listed(size_t i)
{
	return (i < ENTRIES ? table[i].name : NULL);
}

bool
charset_has_255(const struct charset *c)
{
	return (c->entry->has_255);
}

/* Bytes to be converted, and where they go. */
struct conversion {
	const char *in;
	size_t in_len;
	char *out;
	size_t room;
};

/*
 * Converts up to the first fault: 0, or an errno.  The fault is at `in`, which
 * glibc 2.36 moves past it for one pair of bytes of UHC.
 */
static int
convert(iconv_t converter, struct conversion *v)
{
	char *in = (char *)(uintptr_t)v->in; /* which iconv() only reads */
	size_t result;

	(void)iconv(converter, NULL, NULL, NULL, NULL);
	result = iconv(converter, &in, &v->in_len, &v->out, &v->room);
	v->in = in;
	return (result == (size_t)-1 ? errno : 0);
}

/*
 * Writes `bytes` in place of the next `skip` bytes.  There is room, unless a
 * converter has written more than it may.
 */
static void
put(struct conversion *v, size_t skip, const char *bytes, size_t len)
{
	assert(v->in_len >= skip);
	if (v->room >= len) {
		memcpy(v->out, bytes, len);
		v->out += len;
		v->room -= len;
	}
	v->in += skip;
	v->in_len -= skip;
}

size_t
charset_decode(struct charset *c, const void *bytes, size_t len, char *out)
{
	struct conversion v = { .in = bytes,
		.in_len = len,
		.out = out,
		.room = len * CHARSET_DECODE_GROWTH };

	while (v.in_len > 0)
		if (convert(c->decoder, &v) != 0)
			put(&v, v.in_len > 0, replacement,
			    sizeof replacement - 1);
	return ((size_t)(v.out - out));
}

/*
 * A byte 255 of text is sent twice; otherwise telnet would take it and what
 * follows for a command (RFC 854).  There is room: it was two bytes or more of
 * UTF-8.
 */
static size_t
double_255(char *out, size_t len)
{
	size_t more = 0, i;
	char *from, *to;

	for (i = 0; i < len; i++)
		more += (unsigned char)out[i] == 255;
	from = out + len;
	to = from + more;
	while (to > from) {
		*--to = *--from;
		if ((unsigned char)*from == 255)
			*--to = '\xff';
	}
	return (len + more);
}

size_t
charset_encode(struct charset *c, const char **text, size_t *len, char *out,
    size_t room)
{
	struct conversion v = { .in = *text, .out = out, .room = room };
	size_t some = text_cut(*text, *len, room / CHARSET_ENCODE_GROWTH);
	uint32_t character;
	size_t n;

	assert(room >= CHARSET_ENCODE_ROOM);
	v.in_len = some;
	while (v.in_len > 0) {
		if (convert(c->encoder, &v) == 0)
			continue;
		n = 0;
		if (v.in_len > 0)
			n = text_decode(v.in, v.in_len, &character);
		put(&v, n > 0 ? n : v.in_len > 0, "?", 1);
	}
	*text += some;
	*len -= some;
	n = (size_t)(v.out - out);
	return (c->entry->has_255 ? n : double_255(out, n));
}

/* Assigned by Unicode, and to the same character for everyone. */
static bool
may_be_guessed(uint32_t character)
{
	if (character < 0x80)
		return (true);
	if ((character >= 0xe000 && character <= 0xf8ff) ||
	    character >= 0xf0000)
		return (false);
	return (classes == (locale_t)0 ||
	    iswprint_l((wint_t)character, classes) != 0);
}

/* The same of all in a UTF-8 text. */
static bool
all_may_be_guessed(const char *text, size_t len)
{
	uint32_t character;
	size_t i, n;

	for (i = 0; i < len; i += n) {
		n = text_decode(text + i, len - i, &character);
		if (n == 0 || !may_be_guessed(character))
			return (false);
	}
	return (true);
}

/* Whether `bytes` are such characters, and nothing else, in the charset. */
static bool
is_guessable(struct charset *c, const char *bytes, size_t len)
{
	char out[PIECE * CHARSET_DECODE_GROWTH];
	struct conversion v;
	size_t used, piece;
	int error;

	while (len > 0) {
		piece = len < PIECE ? len : PIECE;
		v.in = bytes;
		v.in_len = piece;
		v.out = out;
		v.room = sizeof out;
		error = convert(c->decoder, &v);
		/* EINVAL: a piece may end within a character. */
		used = piece - v.in_len;
		if (used == 0 || (error != 0 && error != EINVAL) ||
		    !all_may_be_guessed(out, (size_t)(v.out - out)))
			return (false);
		bytes += used;
		len -= used;
	}
	return (true);
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

/* Whether `bytes` look like Chinese text; see charset_guess(). */
static bool
looks_like_gb(const void *bytes, size_t len)
{
	const unsigned char *s = bytes;
	size_t all = 0, common = 0, i, n;

	for (i = 0; i < len; i += n) {
		n = 1;
		if (s[i] == '\t' || (s[i] >= 0x20 && s[i] < 0x7f))
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

struct charset *
charset_guess(const void *bytes, size_t len)
{
	struct charset *c;

	/* The quickest first: most lines never get further. */
	if (!looks_like_gb(bytes, len) || text_is_valid(bytes, len) ||
	    open_entry(&table[0], &c) != CHARSET_DONE)
		return (NULL);
	if (is_guessable(c, bytes, len))
		return (c);
	charset_free(c);
	return (NULL);
}
