/*
 * goodbye: which line is the last one that a person says; and two others that
 * the client understands itself.
 */
#ifndef GOODBYE_H
#define GOODBYE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether the line, clean text, is /quit, perhaps with words after it: in any
 * case and language, after blanks, with blanks after the slash, and also in the
 * wide letters and with the slash, comma or dot that input methods write, as
 * the server understands it.  A pure function for any thread, once
 * sentence_init() has been called.
 */
bool goodbye_is_quit(const char *line, size_t len);

/*
 * The same for /charset.  Our client and the server speak UTF-8, so the client
 * answers it: sent to the server, it would garble all that follows.
 */
bool goodbye_is_charset(const char *line, size_t len);

/* The same for /records, which the client has asked for already. */
bool goodbye_is_records(const char *line, size_t len);

/* The same for /lang: records are English, and read in our own language. */
bool goodbye_is_lang(const char *line, size_t len);

#endif
