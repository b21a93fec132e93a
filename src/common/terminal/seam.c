/*
 * seam: where a row of text may end.  See seam.h.
 */
#include <config.h>

#include "common/terminal/seam.h"

#include <stdint.h>

#include "common/terminal/width.h"
#include "common/text.h"

/* With a 0 at the end, which is in no text. */
static const uint32_t opening[] = U"([{（［｛「『《〈【〔〖“‘";
static const uint32_t closing[] =
    U",.;:!?)]}%，．。、；：！？）］｝」』》〉】〕〗”’…—·％～ー々";

static bool
is_one_of(const uint32_t *signs, uint32_t c)
{
	while (*signs != 0 && *signs != c)
		signs++;
	return (*signs != 0);
}

static bool
is_blank(uint32_t c)
{
	return (c == ' ' || c == '\t');
}

static bool
is_wide(uint32_t c)
{
	return (width_of(c, false) == 2);
}

bool
seam_is_at(const char *text, size_t len, size_t last, size_t at)
{
	uint32_t before = 0, after = 0;

	if (text_decode(text + last, len - last, &before) == 0 ||
	    text_decode(text + at, len - at, &after) == 0)
		return (false);
	if (is_blank(before) || is_blank(after))
		return (is_blank(before));
	return ((is_wide(before) || is_wide(after)) &&
	    !is_one_of(opening, before) && !is_one_of(closing, after));
}
