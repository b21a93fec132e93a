/*
 * name: which nicks are allowed, and when two of them are the same.  See
 * name.h.
 */
#include <config.h>

#include "server/room/name.h"

#include <string.h>

#include "common/text.h"
#include "server/dialect/tidy.h"
#include "server/room/lookalike.h"
#include "server/room/name_rules.h"
#include "speech/sentence.h"

/*
 * Marks in a row: as many as a syllable of a living script can need.  Without a
 * limit, a stack of them reaches into the lines above and below.
 */
#define MARKS_MAX 6

/* The keys of names that are reserved. */
static const char *const reserved[] = { "server", "system", "console", "root",
	"admin", "administrator", "operator", "teacher", "服务器", "服務器",
	"伺服器", "控制台", "主控台", "系统", "系統", "根用户", "根用戶",
	"超级用户", "超級用戶", "超級使用者", "管理员", "管理員", "系统管理员",
	"系統管理員", "操作员", "操作員", "老师", "老師", "教师", "教師",
	"班主任", "校长", "校長", "系统消息", "系統消息", "系統訊息",
	"主持人" };

/* The name that only the console has. */
static const char console[] = "console";

/* Separates the parts of a name in Chinese, Japanese and Catalan. */
#define MIDDLE_DOT 0xb7

bool
name_init(void)
{
	return (name_rules_init());
}

void
name_fini(void)
{
	name_rules_fini();
}

/* False for text that is not UTF-8 or does not fit. */
static bool
decode(const char *name, size_t len, struct name_text *t)
{
	size_t i, n;

	t->len = 0;
	for (i = 0; i < len; i += n) {
		if (t->len == NAME_TEXT_MAX)
			return (false);
		n = text_decode(name + i, len - i, &t->c[t->len++]);
		if (n == 0)
			return (false);
	}
	return (true);
}

/* Writes it with a NUL; false if it does not fit. */
static bool
encode(const struct name_text *t, char out[NAME_SIZE])
{
	char bytes[TEXT_CHAR_MAX];
	size_t o = 0, i, n;

	for (i = 0; i < t->len; i++) {
		n = text_encode(t->c[i], bytes);
		if (o + n >= NAME_SIZE)
			return (false);
		memcpy(out + o, bytes, n);
		o += n;
	}
	out[o] = '\0';
	return (true);
}

/* ASCII is in normal form already, and most names are pure ASCII. */
static bool
is_ascii(const struct name_text *t)
{
	size_t i;

	for (i = 0; i < t->len; i++)
		if (t->c[i] >= 0x80)
			return (false);
	return (true);
}

/* The dots that keyboards have for the middle dot. */
static void
unify_dots(struct name_text *t)
{
	static const uint32_t dots[] = { 0x387, 0x2022, 0x2027, 0x30fb,
		0xff65 };
	size_t i, j;

	for (i = 0; i < t->len; i++)
		for (j = 0; j < sizeof dots / sizeof *dots; j++)
			if (t->c[i] == dots[j])
				t->c[i] = MIDDLE_DOT;
}

static bool
normalise(struct name_text *t)
{
	if (is_ascii(t))
		return (true);
	unify_dots(t);
	return (name_rules_normalise(t));
}

static bool
fold(struct name_text *t)
{
	size_t i;

	if (!is_ascii(t))
		return (name_rules_fold(t));
	for (i = 0; i < t->len; i++)
		if (t->c[i] >= 'A' && t->c[i] <= 'Z')
			t->c[i] += 'a' - 'A';
	return (true);
}

static bool
is_joiner(uint32_t c)
{
	return (c == '-' || c == '_' || c == '.');
}

static bool
is_separator(uint32_t c)
{
	return (is_joiner(c) || c == MIDDLE_DOT);
}

static enum name_class
class_of(uint32_t c)
{
	if (c >= 0x80)
		return (tidy_is_hidden(c) ? NAME_HIDDEN : name_rules_class(c));
	if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z'))
		return (NAME_LETTER);
	return (NAME_OTHER);
}

/*
 * Parts of Hangul syllables, of which the normal form leaves only those that
 * make no syllable (RFC 8264, section 9.9: OldHangulJamo).
 */
static bool
is_jamo(uint32_t c)
{
	return ((c >= 0x1100 && c <= 0x11ff) || (c >= 0xa960 && c <= 0xa97f) ||
	    (c >= 0xd7b0 && c <= 0xd7ff));
}

/* A letter or a mark, and not a digit of ASCII. */
static bool
is_of_word(uint32_t c)
{
	enum name_class class = class_of(c);

	return ((class == NAME_LETTER || class == NAME_MARK) &&
	    !(c >= '0' && c <= '9'));
}

/* What is wrong with a character that is not a letter, digit or mark. */
static enum sentence
fault_of_other(const struct name_text *t, size_t i)
{
	if (t->c[i] == MIDDLE_DOT) {
		if (i > 0 && i + 1 < t->len && is_of_word(t->c[i - 1]) &&
		    is_of_word(t->c[i + 1]))
			return (S_NONE);
		return (S_NAME_DOT);
	}
	if (i == 0)
		return (S_NAME_START);
	if (!is_joiner(t->c[i]))
		return (S_NAME_LETTERS);
	return (S_NONE);
}

/* What is wrong with a letter. */
static enum sentence
fault_of_letter(const struct name_text *t, size_t i)
{
	if (is_jamo(t->c[i]))
		return (S_NAME_HANGUL);
	/* A colon after a digit, say; in its own script it follows a letter. */
	if (lookalike_is_punctuation(t->c[i]) &&
	    (i == 0 || t->c[i - 1] < 0x80 || !is_of_word(t->c[i - 1])))
		return (S_NAME_PUNCTUATION);
	return (S_NONE);
}

/* What is wrong with the characters, one by one. */
static enum sentence
fault_of_characters(const struct name_text *t)
{
	enum sentence fault = S_NONE;
	size_t i, marks = 0;

	for (i = 0; i < t->len && fault == S_NONE; i++) {
		switch (class_of(t->c[i])) {
		case NAME_HIDDEN:
			return (S_NAME_INVISIBLE);
		case NAME_STYLED:
			return (S_NAME_STYLE);
		case NAME_LOOSE:
			return (S_NAME_MARK);
		case NAME_MARK:
			if (i == 0 || !is_of_word(t->c[i - 1]))
				return (S_NAME_MARK_ALONE);
			if (++marks > MARKS_MAX)
				return (S_NAME_MARKS);
			continue;
		case NAME_LETTER:
			fault = fault_of_letter(t, i);
			break;
		case NAME_OTHER:
			fault = fault_of_other(t, i);
			break;
		}
		marks = 0;
	}
	return (fault);
}

/* Numbers with a dot, or what can be taken for them: 1O.O.O.l */
static bool
looks_like_address(const struct name_text *t)
{
	bool dot = false, digit = false;
	uint32_t c;
	size_t i;

	for (i = 0; i < t->len; i++) {
		c = lookalike_of(t->c[i]);
		if (c == '.' || c == MIDDLE_DOT)
			dot = true;
		else if (c >= '0' && c <= '9')
			digit = true;
		else if (c != 'o' && c != 'l')
			return (false);
	}
	return (dot && digit);
}

enum sentence
name_fault(const char *name, size_t len)
{
	struct name_text t;
	char key[NAME_SIZE];
	enum sentence fault;

	if (len == 0 || len >= NAME_SIZE)
		return (S_NAME_LENGTH);
	if (!decode(name, len, &t))
		return (S_NAME_NOT_UTF8);
	if (!normalise(&t) || t.len > NAME_CHARS_MAX)
		return (S_NAME_LENGTH);
	fault = fault_of_characters(&t);
	if (fault != S_NONE)
		return (fault);
	if (looks_like_address(&t))
		return (S_NAME_ADDRESS);
	fault = name_rules_mixture(&t);
	if (fault != S_NONE)
		return (fault);
	/* For a few letters, the key is longer than the name. */
	if (!name_key(name, len, key))
		return (S_NAME_TOO_LONG);
	return (S_NONE);
}

bool
name_normal(const char *name, size_t len, char normal[NAME_SIZE])
{
	struct name_text t;

	return (decode(name, len, &t) && normalise(&t) && encode(&t, normal));
}

bool
name_key(const char *name, size_t len, char key[NAME_SIZE])
{
	struct name_text t;

	return (decode(name, len, &t) && normalise(&t) && fold(&t) &&
	    encode(&t, key));
}

/* Whether it looks like a reserved name of ASCII, whatever separates it. */
static bool
looks_like(const struct name_text *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->len; i++) {
		if (is_separator(t->c[i]))
			continue;
		if (*name == '\0' ||
		    lookalike_of(t->c[i]) != lookalike_of((unsigned char)*name))
			return (false);
		name++;
	}
	return (*name == '\0');
}

/* Whether it is that reserved name, in any case. */
static bool
is_called(const struct name_text *folded, const char *name)
{
	char bytes[TEXT_CHAR_MAX];
	size_t i, n;

	for (i = 0; i < folded->len; i++) {
		if (is_separator(folded->c[i]))
			continue;
		n = text_encode(folded->c[i], bytes);
		if (*name == '\0' || strncmp(name, bytes, n) != 0)
			return (false);
		name += n;
	}
	return (*name == '\0');
}

bool
name_is_reserved(const char *name, size_t len)
{
	struct name_text t, folded;
	size_t i;

	if (!decode(name, len, &t) || !normalise(&t))
		return (false);
	folded = t;
	if (!fold(&folded))
		return (false);
	for (i = 0; i < sizeof reserved / sizeof *reserved; i++)
		if (is_called(&folded, reserved[i]) ||
		    looks_like(&t, reserved[i]))
			return (true);
	return (false);
}

bool
name_is_console(const char *name, size_t len)
{
	struct name_text t;

	return (
	    decode(name, len, &t) && normalise(&t) && looks_like(&t, console));
}
