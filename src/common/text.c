/*
 * text: is it UTF-8, and is it safe on everybody's terminal?  See text.h.
 */
#include <config.h>

#include "common/text.h"

#include <string.h>

enum {
	REPLACEMENT = 0xfffd,
	ISOLATE_FIRST = 0x2066, /* LRI, RLI, FSI */
	ISOLATE_LAST = 0x2068,
	ISOLATE_POP = 0x2069, /* PDI */
	ISOLATE_POP_LEN = 3   /* in UTF-8 */
};

/*
 * The second byte of a character decides most of what is forbidden: overlong
 * forms, surrogates, and what lies above U+10FFFF (RFC 3629, section 4).
 * Stores its bounds; returns the character's length, 0 for a bad first byte.
 */
static size_t
lead(unsigned char byte, unsigned char *low, unsigned char *high)
{
	*low = 0x80;
	*high = 0xbf;
	if (byte < 0x80)
		return (1);
	if (byte >= 0xc2 && byte <= 0xdf)
		return (2);
	if (byte >= 0xe0 && byte <= 0xef) {
		if (byte == 0xe0)
			*low = 0xa0;
		if (byte == 0xed)
			*high = 0x9f;
		return (3);
	}
	if (byte >= 0xf0 && byte <= 0xf4) {
		if (byte == 0xf0)
			*low = 0x90;
		if (byte == 0xf4)
			*high = 0x8f;
		return (4);
	}
	return (0);
}

/*
 * Decodes one character.  Returns its length, or 0 and in *bad the length of
 * the maximal piece that cannot be one.
 */
static size_t
decode(const unsigned char *s, size_t len, uint32_t *c, size_t *bad)
{
	unsigned char low, high;
	size_t need = lead(s[0], &low, &high);
	size_t i;

	*bad = 1;
	if (need == 0)
		return (0);
	*c = need == 1 ? s[0] : s[0] & (0x7fU >> need);
	for (i = 1; i < need; i++) {
		if (i >= len || s[i] < low || s[i] > high) {
			*bad = i;
			return (0);
		}
		*c = (*c << 6) | (s[i] & 0x3fU);
		low = 0x80;
		high = 0xbf;
	}
	return (need);
}

size_t
text_decode(const void *bytes, size_t len, uint32_t *c)
{
	size_t bad;

	return (decode(bytes, len, c, &bad));
}

size_t
text_encode(uint32_t c, char out[TEXT_CHAR_MAX])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return (1);
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return (2);
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return (3);
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return (4);
}

/* Whether a character may reach a terminal. */
static bool
is_safe(uint32_t c)
{
	if (c < 0x20)
		return (c == '\t');
	if (c < 0x7f)
		return (true);
	if (c < 0xa0)
		return (false); /* DEL and C1 */
	return (c != 0x2028 && c != 0x2029 && !(c >= 0x202a && c <= 0x202e));
}

/*
 * The length of the prefix of `s` that is printable ASCII.  Eight bytes at a
 * time: with the high bits clear, adding and subtracting within each byte
 * shows whether one is below a space or is DEL.
 */
static size_t
plain_length(const unsigned char *s, size_t len)
{
	const uint64_t ones = 0x0101010101010101u, highs = 0x80 * ones;
	uint64_t w, below_space, is_del;
	size_t i = 0;

	for (; i + sizeof w <= len; i += sizeof w) {
		memcpy(&w, s + i, sizeof w);
		below_space = (w | highs) - 0x20 * ones;
		is_del = (w & ~highs) + ones;
		if (((w | ~below_space | is_del) & highs) != 0)
			break;
	}
	while (i < len && s[i] >= 0x20 && s[i] < 0x7f)
		i++;
	return (i);
}

/*
 * Keeps count of the isolates that are open before character c.  A closing
 * one with nothing to close is harmless.
 */
static size_t
isolates(size_t open, uint32_t c)
{
	if (c >= ISOLATE_FIRST && c <= ISOLATE_LAST)
		return (open + 1);
	if (c == ISOLATE_POP && open > 0)
		return (open - 1);
	return (open);
}

bool
text_is_clean(const void *bytes, size_t len)
{
	const unsigned char *s = bytes;
	size_t i = plain_length(s, len);
	size_t n, open = 0;
	uint32_t c;

	while (i < len) {
		n = text_decode(s + i, len - i, &c);
		if (n == 0 || !is_safe(c))
			return (false);
		open = isolates(open, c);
		i += n;
		i += plain_length(s + i, len - i);
	}
	return (open == 0);
}

bool
text_is_valid(const void *bytes, size_t len)
{
	const unsigned char *s = bytes;
	size_t i = plain_length(s, len);
	size_t n;
	uint32_t c;

	while (i < len) {
		n = text_decode(s + i, len - i, &c);
		if (n == 0)
			return (false);
		i += n;
		i += plain_length(s + i, len - i);
	}
	return (true);
}

size_t
text_clean(const void *bytes, size_t len, char *out)
{
	const unsigned char *s = bytes;
	size_t i = 0, o = 0, open = 0;
	size_t shown = 0; /* up to here, a run of bad bytes is shown in `out` */
	size_t n, bad;
	uint32_t c;

	while (i < len) {
		n = plain_length(s + i, len - i);
		memcpy(out + o, s + i, n);
		i += n;
		o += n;
		if (i == len)
			break;
		n = decode(s + i, len - i, &c, &bad);
		if (n == 0) {
			if (o == 0 || o != shown)
				o += text_encode(REPLACEMENT, out + o);
			shown = o;
			i += bad;
			continue;
		}
		if (is_safe(c)) {
			memcpy(out + o, s + i, n);
			o += n;
			open = isolates(open, c);
		}
		i += n;
	}
	while (open-- > 0)
		o += text_encode(ISOLATE_POP, out + o);
	return (o);
}

bool
text_is_space(uint32_t c)
{
	return ((c >= '\t' && c <= '\r') || c == ' ' || c == 0x85 ||
	    c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
	    c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
	    c == 0x3000);
}

bool
text_is_blank(const void *bytes, size_t len)
{
	const unsigned char *s = bytes;
	size_t i, n;
	uint32_t c;

	if (len > 0 && *s > ' ' && *s < 0x80)
		return (false); /* the way of most lines */
	for (i = 0; i < len; i += n) {
		n = text_decode(s + i, len - i, &c);
		if (n == 0 || !text_is_space(c))
			return (false);
	}
	return (true);
}

size_t
text_cut(const void *bytes, size_t len, size_t max)
{
	const unsigned char *s = bytes;

	if (len <= max)
		return (len);
	while (max > 0 && (s[max] & 0xc0) == 0x80)
		max--;
	return (max);
}

size_t
text_close(char *text, size_t len, size_t max)
{
	size_t end = 0, open = 0, left = 0, i, n;
	uint32_t c;

	/* The longest prefix that fits together with what closes it. */
	for (i = 0; i < len; i += n) {
		n = text_decode(text + i, len - i, &c);
		if (n == 0)
			break;
		open = isolates(open, c);
		if (i + n + open * ISOLATE_POP_LEN > max)
			continue;
		end = i + n;
		left = open;
	}
	while (left-- > 0)
		end += text_encode(ISOLATE_POP, text + end);
	return (end);
}

void
text_keep(const void *bytes, size_t len, char *out, size_t size)
{
	size_t kept = text_cut(bytes, len, size - 1);

	memcpy(out, bytes, kept);
	kept = text_close(out, kept, size - 1);
	out[kept] = '\0';
}
