/*
 * notice: all that the client itself says.  See notice.h.
 */
#include <config.h>

#include "client/notice.h"

#include <stdio.h>

#include "common/buffer.h"
#include "common/protocol.h"
#include "common/translation.h"
#include "speech/tongue.h"

static const char *const table[] = {
#define N(name, english) english,
#include "client/notice.def"
#undef N
};

struct words
notice_write(enum notice n, const struct words *args, char out[NOTICE_SIZE])
{
	return (tongue_write(table[n], args, out, NOTICE_SIZE));
}

/* Prints a text of a table in the charset of the locale. */
static void
print(const char *english, const struct words *args)
{
	char bytes[NOTICE_SIZE];
	struct words text =
	    tongue_write_coded(english, args, bytes, sizeof bytes);

	(void)fprintf(stderr, "chatroom: %.*s\n", (int)text.len, text.bytes);
}

void
notice_print(enum notice n, const struct words *args)
{
	print(table[n], args);
}

void
notice_print_cause(const struct cause *c)
{
	print(sentence_english(c->sentence), c->args);
}

void
notice_help(void)
{
	char bytes[NOTICE_SIZE];
	struct words text =
	    tongue_write_coded(table[N_HELP], NULL, bytes, sizeof bytes);

	(void)fwrite(text.bytes, 1, text.len, stdout);
}

/* Writes it in UTF-8, though words of the command line are in the charset. */
static struct words
write_decoded(enum notice n, const struct words *args, char out[NOTICE_SIZE])
{
	struct translation *t = translation_new(translation_charset());
	struct words decoded[SENTENCE_ARGS_MAX] = { { .len = 0 } }, text;
	struct buffer texts[SENTENCE_ARGS_MAX] = { { .len = 0 } };
	size_t i;

	for (i = 0; args != NULL && i < SENTENCE_ARGS_MAX; i++) {
		decoded[i] = args[i];
		if (t != NULL && args[i].len > 0 &&
		    sentence_of(args[i]) == S_NONE &&
		    translation_read_line(t, args[i].bytes, args[i].len,
			&texts[i]))
			decoded[i] =
			    (struct words){ texts[i].bytes, texts[i].len };
	}
	text = notice_write(n, decoded, out);
	for (i = 0; i < SENTENCE_ARGS_MAX; i++)
		buffer_fini(&texts[i]);
	translation_free(t);
	return (text);
}

void
notice_tell(struct screen *s, enum notice n, const struct words *args)
{
	char bytes[NOTICE_SIZE];
	struct words text = screen_is_terminal(s) ?
	    write_decoded(n, args, bytes) :
	    tongue_write_coded(table[n], args, bytes, sizeof bytes);

	screen_note(s, "%.*s", (int)text.len, text.bytes);
}
