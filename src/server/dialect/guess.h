/*
 * guess: whether a line that is not UTF-8 looks like Chinese, in GB18030 or in
 * Big5.
 *
 * By the form of its bytes, by how common its characters are, and by what
 * Unicode has assigned; see charset_guess(), for which all this is.
 */
#ifndef GUESS_H
#define GUESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Before the first thread exists, and after the last has ended. */
void guess_init(void);
void guess_fini(void);

/*
 * Whether `bytes` have the form of GB18030, no control characters but TAB, and
 * enough of the characters that are common in Chinese.
 */
bool guess_is_chinese(const void *bytes, size_t len);

/*
 * The same for Big5.  Nearly all that is Big5 has the form of GB18030 as well,
 * but Big5 has bytes below 0x7f in two characters of five, and what is common
 * in Chinese has none in GB18030.  So there have to be two of them, or one in a
 * line of three characters; and three quarters of all are common ones.  A
 * Western letter with its accent, and the letter after it, look like one of
 * them, but are seldom in a row: half of all follow another one at once, and a
 * line of only two has no letters.
 */
bool guess_is_big5(const void *bytes, size_t len);

/* Assigned by Unicode, and to the same character for everyone. */
bool guess_is_assigned(uint32_t character);

#endif
