/*
 * lookalike: which ASCII letter or digit a character is easily taken for.  See
 * lookalike.h.
 *
 * The tables are short enough to be searched from their start for the few
 * characters of a name.
 */
#include <config.h>

#include "server/room/lookalike.h"

#include <stddef.h>
#include <uchar.h>

#include "common/range.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/*
 * Latin in special styles, Greek, Cyrillic, Armenian, Cherokee, Canadian
 * syllabics, Coptic, Tifinagh, Lisu and others.
 */
static const struct {
	char letter;
	const char32_t *like;
} shapes[] = { { 'a', U"ɑΑαАаᎪᗅᗩᴀⲀⲁꓮꭺ" },
	{ 'b', U"ʙΒВвᏏᏴᏼᗷⲂⲃꓐ" },
	{ 'c', U"ϲϹСсᏟᑕᙅᴄⲤⲥꓚꮯ" },
	{ 'd', U"ԀԁᎠᏧᑯᗪᴅꓒꓓꭰ" },
	{ 'e', U"ΕεЕеҽᎬᕮᗴᴇⲈⲉꓰꭼ" }, { 'f', U"Ϝᖴꓝꜰ" },
	{ 'g', U"ɡɢԌցᏀᘜꓖ" }, { 'h', U"ʜΗНнҺһհᎻᏂᕼⲎⲏꓧꮋ" },
	{ 'j', U"ϳЈјյᎫᒍᴊꓙ" }, { 'k', U"ΚκКкᏦᴋⲔⲕꓗ" },
	{ 'l', U"ıǀɩɪʟΙιІіӀӏᎥᏞᒪⲒⲓⵏꓡꓲ" },
	{ 'm', U"ΜМмᎷᗰᴍⲘⲙꓟꮇ" }, { 'n', U"пɴΝηпոᑎⲚⲛꓠ" },
	{ 'o', U"ΟοσОоՕօഠဝᴏⲞⲟⵔꓳ" }, { 'p', U"ΡρРрᏢᑭᴘⲢⲣꓑꮲ" },
	{ 'q', U"Ԛԛզ" }, { 'r', U"ʀгᎡᏒᖇⲅꓣꭱꮢ" },
	{ 's', U"ЅѕՏᎦᏚᔕꓢꜱꮪ" },
	{ 't', U"ΤτТтᎢᴛⲦⲧꓔꭲ" }, { 'u', U"ʋμυՍսᑌᴜꓴ" },
	{ 'v', U"νѴѵᏙᐯᴠⴸꓦꮩ" },
	{ 'w', U"ωѡԜԝաᎳᏔᗯᴡꓪꮃ" }, { 'x', U"ΧχХхⲬⲭⵝꓫ" },
	{ 'y', U"ʏΥγУуҮүᎩⲨⲩꓬ" }, { 'z', U"ΖᏃᴢⲌⲍꓜ" } };

/* The digit 0 of each script; the others follow it (Unicode 16). */
static const uint32_t zeros[] = { 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66,
	0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
	0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50,
	0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50,
	0xabf0, 0xff10, 0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136,
	0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da,
	0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11f50,
	0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8, 0x1d7e2,
	0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950,
	0x1fbf0 };

/* Letters (Lm and Lo) of Unicode; those of Latin names are left out. */
static const struct range punctuation[] = { { 0x2b9, 0x2ba },
	{ 0x2c0, 0x2df }, /* primes, length, tones */
	{ 0x2ec, 0x2ec }, { 0x2ee, 0x2ee }, { 0x374, 0x374 }, { 0x559, 0x559 },
	{ 0x640, 0x640 },		    /* Armenian, Arabic */
	{ 0x7f4, 0x7f5 }, { 0x7fa, 0x7fa }, /* Nko */
	{ 0x971, 0x971 }, { 0xb83, 0xb83 }, { 0xd4e, 0xd4e },
	{ 0x1427, 0x142a }, { 0x144a, 0x144a }, /* Canadian syllabics */
	{ 0x1c78, 0x1c7d },			/* Ol Chiki */
	{ 0x2d42, 0x2d42 }, { 0x2d48, 0x2d48 }, { 0x2d57, 0x2d57 },
	{ 0x2e2f, 0x2e2f }, { 0xa4f8, 0xa4fd }, /* tilde, Lisu */
	{ 0xa60c, 0xa60c }, { 0xa67f, 0xa67f }, { 0xa717, 0xa71f },
	{ 0xa788, 0xa788 }, { 0xa78f, 0xa78f }, { 0x10781, 0x10782 } };

/* The digit of ASCII, or the letter; or 0. */
static uint32_t
shape_of(uint32_t c)
{
	const char32_t *like;
	size_t i;

	for (i = 0; i < COUNT(zeros); i++)
		if (c >= zeros[i] && c <= zeros[i] + 9)
			return ('0' + (c - zeros[i]));
	for (i = 0; i < COUNT(shapes); i++)
		for (like = shapes[i].like; *like != 0; like++)
			if (*like == c)
				return ((unsigned char)shapes[i].letter);
	return (0);
}

uint32_t
lookalike_of(uint32_t c)
{
	uint32_t shape = c >= 0x80 ? shape_of(c) : 0;

	if (shape != 0)
		return (shape);
	if (c >= 'A' && c <= 'Z')
		c += 'a' - 'A';
	return (c == 'i' ? 'l' : c);
}

bool
lookalike_is_punctuation(uint32_t c)
{
	return (RANGE_HAS(punctuation, c));
}
