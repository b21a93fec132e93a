/*
 * compose: a letter and its mark as one character.  See compose.h.
 */
#include <config.h>

#include "server/room/compose.h"

#include <uchar.h>

#define ROWS (sizeof rows / sizeof *rows)

/*
 * Canonical compositions of Unicode, by mark: its combining class, the letters
 * that it combines with, and, in the same order, the results.
 */
static const struct row {
	uint32_t mark;
	int class;
	const char32_t *letters, *composed;
} rows[] = {
	{ 0x3099, 8,
	    U"かきくけこさしすせそたちつてとはひふへほうゝカキクケコサシスセソタチツテトハヒフヘホウワヰヱヲヽ",
	    U"がぎぐげござじずぜぞだぢづでどばびぶべぼゔゞガギグゲゴザジズゼゾダヂヅデドバビブベボヴヷヸヹヺヾ" },
	{ 0x309a, 8, U"はひふへほハヒフヘホ", U"ぱぴぷぺぽパピプペポ" },
	{ 0x327, 202, U"CcGgKkLlNnRrSsTtEeDdHh", U"ÇçĢģĶķĻļŅņŖŗŞşŢţȨȩḐḑḨḩ" },
	{ 0x328, 202, U"AaEeIiUuOo", U"ĄąĘęĮįŲųǪǫ" },
	{ 0x323, 220, U"BbDdHhKkLlMmNnRrSsTtVvWwZzAaEeIiOoƠơUuƯưYy",
	    U"ḄḅḌḍḤḥḲḳḶḷṂṃṆṇṚṛṢṣṬṭṾṿẈẉẒẓẠạẸẹỊịỌọỢợỤụỰựỴỵ" },
	{ 0x324, 220, U"Uu", U"Ṳṳ" }, { 0x325, 220, U"Aa", U"Ḁḁ" },
	{ 0x326, 220, U"SsTt", U"ȘșȚț" },
	{ 0x32d, 220, U"DdEeLlNnTtUu", U"ḒḓḘḙḼḽṊṋṰṱṶṷ" },
	{ 0x32e, 220, U"Hh", U"Ḫḫ" }, { 0x330, 220, U"EeIiUu", U"ḚḛḬḭṴṵ" },
	{ 0x331, 220, U"BbDdKkLlNnRrTtZzh", U"ḆḇḎḏḴḵḺḻṈṉṞṟṮṯẔẕẖ" },
	{ 0x300, 230, U"AEIOUaeiouÜüNnĒēŌōWwÂâĂăÊêÔôƠơƯưYyЕИеи",
	    U"ÀÈÌÒÙàèìòùǛǜǸǹḔḕṐṑẀẁẦầẰằỀềỒồỜờỪừỲỳЀЍѐѝ" },
	{ 0x301, 230,
	    U"AEIOUYaeiouyCcLlNnRrSsZzÜüGgÅåÆæØøÇçĒēÏïKkMmÕõŌōPpŨũWwÂâĂăÊêÔôƠơƯưГКгк",
	    U"ÁÉÍÓÚÝáéíóúýĆćĹĺŃńŔŕŚśŹźǗǘǴǵǺǻǼǽǾǿḈḉḖḗḮḯḰḱḾḿṌṍṒṓṔṕṸṹẂẃẤấẮắẾếỐốỚớỨứЃЌѓќ" },
	{ 0x302, 230, U"AEIOUaeiouCcGgHhJjSsWwYyZzẠạẸẹỌọ",
	    U"ÂÊÎÔÛâêîôûĈĉĜĝĤĥĴĵŜŝŴŵŶŷẐẑẬậỆệỘộ" },
	{ 0x303, 230, U"ANOanoIiUuVvÂâĂăEeÊêÔôƠơƯưYy",
	    U"ÃÑÕãñõĨĩŨũṼṽẪẫẴẵẼẽỄễỖỗỠỡỮữỸỹ" },
	{ 0x304, 230, U"AaEeIiOoUuÜüǪǫÖöÕõȮȯYyGgÆæḶḷṚṛИиУу",
	    U"ĀāĒēĪīŌōŪūǕǖǬǭȪȫȬȭȰȱȲȳḠḡǢǣḸḹṜṝӢӣӮӯ" },
	{ 0x306, 230, U"AaEeGgIiOoUuȨȩẠạУИиуЖжАаЕе",
	    U"ĂăĔĕĞğĬĭŎŏŬŭḜḝẶặЎЙйўӁӂӐӑӖӗ" },
	{ 0x307, 230, U"CcEeGgIZzAaOoBbDdFfHhMmNnPpRrSsŚśŠšṢṣTtWwXxYyſ",
	    U"ĊċĖėĠġİŻżȦȧȮȯḂḃḊḋḞḟḢḣṀṁṄṅṖṗṘṙṠṡṤṥṦṧṨṩṪṫẆẇẊẋẎẏẛ" },
	{ 0x308, 230, U"AEIOUaeiouyYHhÕõŪūWwXxtЕІеіАаӘәЖжЗзИиОоӨөЭэУуЧчЫы",
	    U"ÄËÏÖÜäëïöüÿŸḦḧṎṏṺṻẄẅẌẍẗЁЇёїӒӓӚӛӜӝӞӟӤӥӦӧӪӫӬӭӰӱӴӵӸӹ" },
	{ 0x309, 230, U"AaÂâĂăEeÊêIiOoÔôƠơUuƯưYy",
	    U"ẢảẨẩẲẳẺẻỂểỈỉỎỏỔổỞởỦủỬửỶỷ" },
	{ 0x30a, 230, U"AaUuwy", U"ÅåŮůẘẙ" },
	{ 0x30b, 230, U"OoUuУу", U"ŐőŰűӲӳ" },
	{ 0x30c, 230, U"CcDdEeLlNnRrSsTtZzAaIiOoUuÜüGgKkƷʒjHh",
	    U"ČčĎďĚěĽľŇňŘřŠšŤťŽžǍǎǏǐǑǒǓǔǙǚǦǧǨǩǮǯǰȞȟ" },
	{ 0x30f, 230, U"AaEeIiOoRrUuѴѵ", U"ȀȁȄȅȈȉȌȍȐȑȔȕѶѷ" },
	{ 0x311, 230, U"AaEeIiOoRrUu", U"ȂȃȆȇȊȋȎȏȒȓȖȗ" }
};

static const struct row *
row_of(uint32_t mark)
{
	size_t i;

	for (i = 0; i < ROWS; i++)
		if (rows[i].mark == mark)
			return (&rows[i]);
	return (NULL);
}

/* The two as one character, or 0. */
static uint32_t
compose(uint32_t letter, const struct row *row)
{
	size_t i;

	for (i = 0; row->letters[i] != 0; i++)
		if (row->letters[i] == letter)
			return (row->composed[i]);
	return (0);
}

/* Of marks in a row, those of a lower class come first (UAX #15, D109). */
static void
put_in_order(uint32_t *marks, size_t len)
{
	const struct row *a, *b;
	uint32_t spare;
	size_t i, j;

	for (i = 1; i < len; i++) {
		for (j = i; j > 0; j--) {
			a = row_of(marks[j - 1]);
			b = row_of(marks[j]);
			if (a == NULL || b == NULL || a->class <= b->class)
				break;
			spare = marks[j];
			marks[j] = marks[j - 1];
			marks[j - 1] = spare;
		}
	}
}

/* The marks in a row at the start. */
static size_t
count_marks(const uint32_t *c, size_t len)
{
	size_t n = 0;

	while (n < len && row_of(c[n]) != NULL)
		n++;
	return (n);
}

size_t
compose_all(uint32_t *c, size_t len)
{
	const struct row *row;
	uint32_t both;
	size_t i, o = 0;

	for (i = 0; i < len; i++) {
		row = row_of(c[i]);
		if (row == NULL)
			put_in_order(c + i + 1,
			    count_marks(c + i + 1, len - i - 1));
		both = row != NULL && o > 0 ? compose(c[o - 1], row) : 0;
		if (both != 0)
			c[o - 1] = both;
		else
			c[o++] = c[i];
	}
	return (o);
}
