/* SPDX-License-Identifier: MIT */
/* Reading scripts: what may stand where, and what is read from it. */
#include <config.h>

#include "mocknet.h"
#include "script/script.h"
#include "support/checks.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* Heads of every kind, and the bits that stand for them below. */
static const char *const heads[] = {"tcp\n", "unix stream \"/x\"\n",
    "udp\n recv\n", "unix datagram \"/x\"\n recv\n"};

enum {
	TCP = 1,
	US = 2,
	UDP = 4,
	UD = 8,
	STREAMS = 3,
	DATAGRAMS = 12,
	ALL = 15
};

/* Reads LINE below each head: it belongs below those of WHERE. */
static void
belongs(const char *line, int where)
{
	struct mn_mistake mistake = {.text = ""};
	char text[300];
	size_t i;
	int ok;

	for (i = 0; i < COUNT(heads); i++) {
		(void)snprintf(text, sizeof(text), "%s %s\n", heads[i], line);
		ok = mn_script_ok(text, &mistake);
		ck_assert_msg(ok == (where >> i & 1), "%s%s", text,
		    ok ? "was accepted" : mistake.text);
	}
}

START_TEST(steps_and_settings_belong_to_their_transports)
{
	static const struct {
		const char *line;
		int where;
	} rows[] = {{"recv", ALL}, {"recv \"x\"", ALL}, {"recv 5", STREAMS},
	    {"recv until \"x\"", STREAMS}, {"recv eof", STREAMS},
	    {"recv nothing 1s", ALL}, {"urgent \"x\" repeat 2", STREAMS},
	    {"fill \"x\" \"y\" repeat 1000", STREAMS},
	    {"loop\n urgent \"x\"\n end", STREAMS},
	    {"loop\n fill \"x\"\n end", STREAMS}, {"recv \"x\" \"y\"", ALL},
	    {"recv address", TCP | UDP},
	    {"recv \"x\" address \"y\"", TCP | UDP},
	    {"recv until address", TCP}, {"send address", TCP | UDP},
	    {"send \"x\" address \"y\" address repeat 9", TCP | UDP},
	    {"send \"x\" \"y\" each byte", STREAMS}, {"drop", DATAGRAMS},
	    {"drop 1000000", DATAGRAMS}, {"send \"x\"", ALL},
	    {"send received", ALL}, {"send quote", ALL}, {"send daytime", ALL},
	    {"send time", ALL}, {"send chargen", ALL},
	    {"send garbage 65507", ALL}, {"send garbage 65508", STREAMS},
	    {"wait 3600s", ALL}, {"wait 0ms", ALL}, {"barrier b", ALL},
	    {"barrier b 1000", ALL}, {"fin", STREAMS}, {"close", STREAMS},
	    {"rst", TCP}, {"stall", ALL}, {"loop\n recv\n end", ALL},
	    {"loop 1000000\n recv\n end", ALL},
	    {"loop\n send \"\"\n end", DATAGRAMS},
	    {"connection 1..3\n recv\n connection any", STREAMS},
	    {"discard input\n recv", STREAMS}, {"quote \"x\"\n recv", ALL},
	    {"form ctime\n recv", ALL}, {"buffers 1\n recv", ALL},
	    {"buffers 1048576\n recv", ALL},
	    {"clock 2026-11-22T14:01:56Z\n recv", ALL},
	    {"expect connections 0\n recv", STREAMS},
	    {"expect datagrams 1..5\n recv", DATAGRAMS}};
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		belongs(rows[i].line, rows[i].where);
}
END_TEST

START_TEST(modifiers_belong_to_their_transports)
{
	static const struct {
		const char *modifier;
		int where;
	} rows[] = {{"repeat 65507", ALL}, {"repeat 1073741824", STREAMS},
	    {"gap 1ms", ALL}, {"each byte", STREAMS}, {"split at 1", STREAMS},
	    {"split at 1 2 1073741824", STREAMS}, {"drip 1 every 1ms", STREAMS},
	    {"cut at 0 fin", STREAMS}, {"cut at 1073741824 stall", STREAMS},
	    {"cut at 5 rst", TCP}, {"twice", DATAGRAMS},
	    {"times 1000000", DATAGRAMS}, {"drop", DATAGRAMS},
	    {"swap", DATAGRAMS}, {"late 1ms", DATAGRAMS},
	    {"oversize", DATAGRAMS}, {"empty", DATAGRAMS},
	    {"garbage", DATAGRAMS}, {"from other-address", UDP},
	    {"from other-port", UDP}, {"repeat 2 each byte gap 1ms", STREAMS},
	    {"twice swap late 1s empty gap 1ms", DATAGRAMS}};
	char line[100];
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		(void)snprintf(
		    line, sizeof(line), "send \"x\" %s", rows[i].modifier);
		belongs(line, rows[i].where);
	}
}
END_TEST

/* Every phase with every effect; the table of the language says which are. */
START_TEST(faults_belong_to_their_phases)
{
	static const struct {
		const char *phase;
		int where;
		const char *effects; /* each between blanks */
	} phases[] = {{"before accept", ALL, " refuse ignore "},
	    {"after accept", STREAMS,
	        " fin rst stall wait drip garbage insert "},
	    {"after 1 in", STREAMS, " fin rst stall wait "},
	    {"before reply", STREAMS,
	        " fin rst stall wait drip garbage insert "},
	    {"at 0", STREAMS, " fin rst stall wait drip garbage insert "},
	    {"after reply", STREAMS, " fin rst stall wait garbage insert "},
	    {"request 1", DATAGRAMS, " drop stall "},
	    {"reply 1", DATAGRAMS,
	        " drop twice times swap late garbage oversize empty stall "
	        "from "}};
	static const struct {
		const char *word, *rest;
		int where;
	} effects[] = {{"refuse", "", ALL}, {"ignore", "", ALL},
	    {"fin", "", ALL}, {"rst", "", TCP}, {"stall", "", ALL},
	    {"wait", "1ms", ALL}, {"drip", "", ALL}, {"drip", "1ms", ALL},
	    {"garbage", "", ALL}, {"garbage", "65507", STREAMS},
	    {"insert", "\"x\"", STREAMS}, {"insert", "\"\\0\"", STREAMS},
	    {"drop", "", ALL}, {"twice", "", ALL}, {"times", "3", ALL},
	    {"swap", "", ALL}, {"late", "1ms", ALL}, {"oversize", "", ALL},
	    {"empty", "", ALL}, {"from", "other-port", UDP},
	    {"from", "other-address", UDP}};
	char line[100], word[20];
	size_t i, j;

	for (i = 0; i < COUNT(phases); i++)
		for (j = 0; j < COUNT(effects); j++) {
			(void)snprintf(
			    word, sizeof(word), " %s ", effects[j].word);
			(void)snprintf(line, sizeof(line), "fault %s %s %s",
			    phases[i].phase, effects[j].word, effects[j].rest);
			belongs(line, strstr(phases[i].effects, word) == NULL
			                  ? 0
			                  : phases[i].where & effects[j].where);
		}
}
END_TEST

static struct mni_script script;

/* Reads TEXT for SIDE into the script above, which it has to be. */
static void
read_text(const char *text, enum mni_side side, const char *folder)
{
	struct mn_mistake mistake;

	mni_script_fini(&script);
	ck_assert_msg(mni_script_read(text, strlen(text), side, folder, &script,
	                  &mistake) == 0,
	    "%u:%u: %s", mistake.line, mistake.column, mistake.text);
}

START_TEST(head_is_read_as_meant)
{
	read_text("# first\n\n  tcp ipv6 port 8080 as Web-1_a.b\n fin\n",
	    MNI_SERVER, NULL);
	ck_assert_int_eq(script.family, AF_INET6);
	ck_assert_int_eq(script.type, SOCK_STREAM);
	ck_assert_uint_eq(script.port, 8080);
	ck_assert_str_eq(script.name, "Web-1_a.b");
	ck_assert_str_eq(script.kind, "tcp");
	ck_assert_uint_eq(script.service_port, 0);
	read_text("unix datagram \"/a \\\"b\"\n recv\n", MNI_SERVER, NULL);
	ck_assert_int_eq(script.family, AF_UNIX);
	ck_assert_int_eq(script.type, SOCK_DGRAM);
	ck_assert_str_eq(script.path, "/a \"b");
	ck_assert_str_eq(script.kind, "unix-datagram");
	read_text("udp ipv4 as d\r\n recv\r\n", MNI_SERVER, NULL);
	ck_assert_int_eq(script.family, AF_INET);
	ck_assert_str_eq(script.name, "d");
	ck_assert(!script.any);
	read_text("dns any port 53 as any\n rule do drop\n", MNI_SERVER, NULL);
	ck_assert(script.any);
	ck_assert_str_eq(script.name, "any");
	mni_script_fini(&script);
}
END_TEST

/* A client listens nowhere. */
START_TEST(client_of_any)
{
	struct mn_mistake mistake;

	ck_assert_int_eq(mni_script_read("tcp any\n fin\n", 13, MNI_CLIENT,
	                     NULL, &script, &mistake),
	    -1);
	ck_assert_uint_eq(mistake.column, 5);
}
END_TEST

START_TEST(services_are_read_as_their_steps)
{
	static const struct {
		const char *name;
		uint16_t port;
	} rows[] = {{"echo", 7}, {"discard", 9}, {"chargen", 19}, {"qotd", 17},
	    {"daytime", 13}, {"time", 37}};
	static const char *const kinds[] = {
	    "tcp", "udp", "unix-stream", "unix-datagram"};
	static const char *const transports[] = {
	    "tcp", "udp", "unix stream \"/x\"", "unix datagram \"/x\""};
	char text[100];
	size_t i, j;

	for (i = 0; i < COUNT(rows); i++)
		for (j = 0; j < COUNT(kinds); j++) {
			(void)snprintf(text, sizeof(text),
			    "%s %s\n fault before accept ignore\n quote \"q\"",
			    rows[i].name, transports[j]);
			read_text(text, MNI_SERVER, NULL);
			ck_assert_uint_eq(script.service_port, rows[i].port);
			(void)snprintf(text, sizeof(text), "%s-%s",
			    rows[i].name, kinds[j]);
			ck_assert_str_eq(script.kind, text);
			ck_assert_uint_gt(script.parts[0].count, 0);
			ck_assert_uint_eq(script.parts[0].steps[0].line, 0);
		}
	mni_script_fini(&script);
}
END_TEST

/* Everything there is, over a stream and over datagrams. */
#define LONG_STREAM                                                           \
	"# what for\n"                                                        \
	"tcp ipv4 port 7 as all # it is\n"                                    \
	"\tdiscard input\n\tquote \"q\\x0A\\n\"\n\tform nist\n"               \
	"\tclock 2026-11-22T14:01:56Z\n\texpect connections 1..9\n"           \
	"\tfault before accept ignore\n\tfault after accept garbage 9\n"      \
	"\tfault after 5 in wait 7ms\n\tfault at 6 drip 8ms\n\n"              \
	"\tconnection 1\n\t\tfault before reply rst\n"                        \
	"\t\trecv\n\t\trecv 5\n\t\trecv until \"\\r\\n\"\n\t\trecv \"x y\"\n" \
	"\t\tsend \"ab\" repeat 3 split at 2 5 gap 4ms\n"                     \
	"\t\tsend received each byte\n\t\tsend quote drip 2 every 3ms\n"      \
	"\t\tsend garbage 8 cut at 6 stall\n\t\trecv eof\n\t\tfin\n"          \
	"\t\twait 2s\n\t\tclose\n"                                            \
	"\tconnection 2..4\n\t\tloop\n\t\t\tloop 2\n\t\t\t\trecv\n"           \
	"\t\t\tend\n\t\t\tsend chargen\n\t\tend\n\t\trst\n"                   \
	"\tconnection any\n\t\tsend daytime\n\t\tsend time\n\t\tstall\n"
#define LONG_DATAGRAMS                                                      \
	"udp as all\r\n expect datagrams 3\r\n"                             \
	" fault request 2 stall\r\n fault reply 3 times 4 # why\r\n"        \
	" recv\r\n recv \"x\"\r\n drop 3\r\n drop\r\n"                      \
	" send \"a\" repeat 2 times 3 gap 4ms swap\r\n"                     \
	" send \"\" late 5ms from other-address\r\n send \"b\" garbage\r\n" \
	" send received oversize from other-port\r\n"                       \
	" send quote empty twice\r\n send garbage 9 drop\r\n"               \
	" wait 1s\r\n barrier b\r\n loop 3\r\n recv\r\n end\r\n stall"

/* What a step is, beside how it is sent. */
struct want {
	enum mni_verb verb;
	unsigned line;
	int kind; /* of recv: until what; of send: the source */
	unsigned count;
	const char *data;
	int wait_ms;
};

static void
assert_steps(const struct mni_part *part, const struct want *want, size_t count)
{
	const struct mni_step *step = part->steps;
	size_t i;

	ck_assert_uint_eq(part->count, count);
	for (i = 0; i < count; i++, step++, want++) {
		ck_assert_int_eq((int)step->verb, (int)want->verb);
		ck_assert_uint_eq(step->line, want->line);
		ck_assert_int_eq(step->verb == MNI_VERB_RECV
		                     ? (int)step->until
		                     : (int)step->source,
		    want->kind);
		ck_assert_uint_eq(step->count, want->count);
		ck_assert_uint_eq(step->text.data.size,
		    want->data == NULL ? 0 : strlen(want->data));
		if (want->data != NULL)
			ck_assert_mem_eq(step->text.data.data, want->data,
			    step->text.data.size);
		ck_assert_int_eq(step->wait_ms, want->wait_ms);
	}
}

START_TEST(steps_of_a_stream_are_read_as_meant)
{
	static const struct want first[] = {
	    {MNI_VERB_RECV, 15, MNI_RECV_ANY, 0, NULL, 0},
	    {MNI_VERB_RECV, 16, MNI_RECV_COUNT, 5, NULL, 0},
	    {MNI_VERB_RECV, 17, MNI_RECV_UNTIL, 0, "\r\n", 0},
	    {MNI_VERB_RECV, 18, MNI_RECV_EXACT, 0, "x y", 0},
	    {MNI_VERB_SEND, 19, MNI_SOURCE_TEXT, 0, "ab", 0},
	    {MNI_VERB_SEND, 20, MNI_SOURCE_RECEIVED, 0, NULL, 0},
	    {MNI_VERB_SEND, 21, MNI_SOURCE_QUOTE, 0, NULL, 0},
	    {MNI_VERB_SEND, 22, MNI_SOURCE_GARBAGE, 8, NULL, 0},
	    {MNI_VERB_RECV, 23, MNI_RECV_EOF, 0, NULL, 0},
	    {MNI_VERB_FIN, 24, 0, 0, NULL, 0},
	    {MNI_VERB_WAIT, 25, 0, 0, NULL, 2000},
	    {MNI_VERB_CLOSE, 26, 0, 0, NULL, 0}};
	static const struct want second[] = {{MNI_VERB_LOOP, 28, 0, 0, NULL, 0},
	    {MNI_VERB_LOOP, 29, 0, 2, NULL, 0},
	    {MNI_VERB_RECV, 30, MNI_RECV_ANY, 0, NULL, 0},
	    {MNI_VERB_END, 31, 0, 0, NULL, 0},
	    {MNI_VERB_SEND, 32, MNI_SOURCE_CHARGEN, 0, NULL, 0},
	    {MNI_VERB_END, 33, 0, 0, NULL, 0},
	    {MNI_VERB_RST, 34, 0, 0, NULL, 0}};
	const struct mni_step *steps;

	read_text(LONG_STREAM, MNI_SERVER, NULL);
	ck_assert_uint_eq(script.part_count, 3);
	assert_steps(&script.parts[0], first, COUNT(first));
	assert_steps(&script.parts[1], second, COUNT(second));
	steps = script.parts[1].steps;
	ck_assert_uint_eq(steps[0].other_end, 5);
	ck_assert_uint_eq(steps[3].other_end, 1);
	ck_assert_uint_eq(steps[1].depth, 1);
	ck_assert_uint_eq(steps[5].depth, 0);
	ck_assert(steps[2].looped && !steps[6].looped);
	ck_assert_ptr_eq(mni_script_part(&script, 1), &script.parts[0]);
	ck_assert_ptr_eq(mni_script_part(&script, 4), &script.parts[1]);
	ck_assert_ptr_eq(mni_script_part(&script, 5), &script.parts[2]);
	mni_script_fini(&script);
}
END_TEST

START_TEST(pieces_of_a_stream_are_read_as_meant)
{
	const struct mni_delivery *how;
	const struct mni_step *steps;

	read_text(LONG_STREAM, MNI_SERVER, NULL);
	steps = script.parts[0].steps;
	how = &steps[4].delivery;
	ck_assert_uint_eq(mni_step_size(&steps[4]), 6);
	ck_assert_int_eq(how->gap_ms, 4);
	ck_assert_uint_eq(mni_piece_end(how, 0, 6), 2);
	ck_assert_uint_eq(mni_piece_end(how, 2, 6), 5);
	ck_assert_uint_eq(mni_piece_end(how, 5, 6), 6);
	ck_assert_uint_eq(mni_piece_end(&steps[5].delivery, 7, 9), 8);
	ck_assert_int_eq(steps[5].delivery.gap_ms, 1);
	ck_assert_uint_eq(mni_piece_end(&steps[6].delivery, 0, 9), 2);
	ck_assert_int_eq(steps[6].delivery.gap_ms, 3);
	ck_assert_uint_eq(steps[7].delivery.stop_at, 6);
	ck_assert_int_eq((int)steps[7].delivery.stop, (int)MNI_STOP_STALL);
	mni_script_fini(&script);
}
END_TEST

START_TEST(settings_and_faults_are_read_as_meant)
{
	read_text(LONG_STREAM, MNI_SERVER, NULL);
	ck_assert(script.discards && script.clock_fixed && script.expects);
	ck_assert_uint_eq(script.quote.size, 3);
	ck_assert_mem_eq(script.quote.data, "q\n\n", 3);
	ck_assert_int_eq((int)script.form, (int)MNI_FORM_NIST);
	ck_assert_uint_eq(script.least, 1);
	ck_assert_uint_eq(script.most, 9);
	ck_assert_int_eq((int)script.entry, (int)MNI_IGNORE);
	ck_assert_uint_eq(script.fault_count, 3);
	ck_assert_uint_eq(script.faults[0].octets, 9);
	ck_assert_uint_eq(script.faults[1].at, 5);
	ck_assert_int_eq(script.faults[1].ms, 7);
	ck_assert_int_eq((int)script.faults[2].effect, (int)MNI_DRIP);
	ck_assert_str_eq(script.faults[2].text, "at 6 drip 8ms");
	ck_assert_uint_eq(script.parts[0].fault_count, 1);
	ck_assert_int_eq(
	    (int)script.parts[0].faults[0].stop, (int)MNI_STOP_RST);
	read_text(LONG_DATAGRAMS, MNI_SERVER, NULL);
	ck_assert_str_eq(script.faults[1].text, "reply 3 times 4");
	ck_assert_uint_eq(script.faults[1].delivery.times, 4);
	ck_assert_uint_eq(script.least, 3);
	ck_assert_uint_eq(script.most, 3);
	mni_script_fini(&script);
}
END_TEST

START_TEST(datagrams_are_read_as_meant)
{
	const struct mni_step *sends;

	read_text(LONG_DATAGRAMS, MNI_SERVER, NULL);
	sends = &script.parts[0].steps[4];
	ck_assert_uint_eq(sends[0].delivery.repeat, 2);
	ck_assert_uint_eq(sends[0].delivery.times, 3);
	ck_assert_int_eq(sends[0].delivery.gap_ms, 4);
	ck_assert(sends[0].delivery.swap && !sends[0].delivery.empty);
	ck_assert_int_eq(sends[1].delivery.late_ms, 5);
	ck_assert_int_eq(
	    (int)sends[1].delivery.from, (int)MNI_FROM_OTHER_ADDRESS);
	ck_assert(sends[2].delivery.garbage && !sends[2].delivery.drop);
	ck_assert(sends[3].delivery.oversize);
	ck_assert_int_eq((int)sends[3].delivery.from, (int)MNI_FROM_OTHER_PORT);
	ck_assert(sends[4].delivery.empty);
	ck_assert_uint_eq(sends[4].delivery.times, 2);
	ck_assert(sends[5].delivery.drop);
	ck_assert(mni_script_sends_from(&script, MNI_FROM_OTHER_PORT));
	read_text("udp\n recv\n send \"x\"\n", MNI_SERVER, NULL);
	ck_assert(!mni_script_sends_from(&script, MNI_FROM_OTHER_PORT));
	read_text("udp\n fault reply 1 from other-port\n", MNI_SERVER, NULL);
	ck_assert(mni_script_sends_from(&script, MNI_FROM_OTHER_PORT));
	mni_script_fini(&script);
}
END_TEST

/* A client speaks first, and lets nobody in. */
START_TEST(client_reads_as_a_client)
{
	static const char text[] = "udp\n fault before accept ignore\n";
	struct mn_mistake mistake;

	read_text("udp\n send \"x\"\n recv\n", MNI_CLIENT, NULL);
	mni_script_fini(&script);
	ck_assert_int_eq(mni_script_read(text, strlen(text), MNI_CLIENT, NULL,
	                     &script, &mistake),
	    -1);
	ck_assert_str_eq(mistake.text, "a client lets nobody in");
	ck_assert_uint_eq(mistake.line, 2);
	ck_assert_uint_eq(mistake.column, 8);
}
END_TEST

/* Whether LINE and COLUMN are in the first SIZE octets of TEXT, or right
 * behind a line of it. */
static bool
is_inside(const char *text, size_t size, unsigned line, unsigned column)
{
	const char *end = text + size, *at = text, *next;

	while (line > 1 && (next = memchr(at, '\n', (size_t)(end - at)))) {
		at = next + 1;
		line--;
	}
	next = memchr(at, '\n', (size_t)(end - at));
	return line == 1 && column >= 1 &&
	       column <= (size_t)((next == NULL ? end : next) - at) + 1;
}

static void
cut_everywhere(const char *text)
{
	struct mn_mistake mistake;
	size_t size, good = 0;

	for (size = 0; size <= strlen(text); size++) {
		mistake = (struct mn_mistake){.line = 0};
		if (mni_script_read(
		        text, size, MNI_SERVER, NULL, &script, &mistake) == 0) {
			mni_script_fini(&script);
			good++;
			continue;
		}
		ck_assert_msg(
		    is_inside(text, size, mistake.line, mistake.column),
		    "cut at %zu: %u:%u: %s", size, mistake.line, mistake.column,
		    mistake.text);
		ck_assert_uint_gt(strlen(mistake.text), 0);
	}
	ck_assert_uint_gt(good, 10);
}

/* Every text that begins like a good one is good or has its mistake named. */
START_TEST(every_cut_is_a_mistake_with_a_place)
{
	cut_everywhere(LONG_STREAM);
	cut_everywhere(LONG_DATAGRAMS);
}
END_TEST

START_TEST(files_are_found_beside_the_script)
{
	char folder[SCRATCH_PATH], path[SCRATCH_PATH], text[300];
	const struct mni_step *step;

	scratch_write("octets", "a\0b", 3);
	scratch_write("empty", "", 0);
	(void)scratch_path(folder, ".");
	read_text("tcp\n send file \"octets\" repeat 2\n send file \"empty\"\n",
	    MNI_SERVER, folder);
	step = script.parts[0].steps;
	ck_assert_uint_eq(mni_step_size(&step[0]), 6);
	ck_assert_mem_eq(step[0].text.data.data, "a\0b", 3);
	ck_assert_uint_eq(mni_step_size(&step[1]), 0);
	(void)snprintf(text, sizeof(text), "tcp\n send file \"%s\"\n",
	    scratch_path(path, "octets"));
	read_text(text, MNI_SERVER, "/nonexistent");
	ck_assert_uint_eq(script.parts[0].steps[0].text.data.size, 3);
	mni_script_fini(&script);
}
END_TEST

START_TEST(measure_is_what_one_playing_moves)
{
	struct mni_measure measure;

	read_text("tcp\n recv\n send \"ab\" repeat 3\n"
	          " send \"xyz\" cut at 1 fin\n send \"xyz\" cut at 9 fin\n",
	    MNI_SERVER, NULL);
	ck_assert_int_eq(mni_script_measure(&script, &measure), 0);
	ck_assert_uint_eq(measure.octets, 10);
	ck_assert_uint_eq(measure.requests, 1);
	read_text(
	    "udp\n drop 2\n recv\n send \"a\" twice\n wait 1s\n send \"\"",
	    MNI_SERVER, NULL);
	ck_assert_int_eq(mni_script_measure(&script, &measure), 0);
	ck_assert_uint_eq(measure.requests, 3);
	ck_assert_uint_eq(measure.replies, 3);
	read_text(
	    "tcp\n send \"ab\"\n urgent \"c\" repeat 3\n", MNI_CLIENT, NULL);
	ck_assert_int_eq(mni_script_measure(&script, &measure), 0);
	ck_assert_uint_eq(measure.octets, 5);
	mni_script_fini(&script);
}
END_TEST

START_TEST(measure_needs_a_fixed_script)
{
	static const char *const texts[] = {"tcp\n loop 2\n recv\n end\n",
	    "tcp\n recv\n send received\n", "tcp\n connection 1\n recv\n",
	    "echo udp\n", "tcp\n fill \"x\"\n",
	    "tcp\n connection any\n recv\n connection 2\n recv\n"};
	struct mni_measure measure;
	size_t i;

	for (i = 0; i < COUNT(texts); i++) {
		read_text(texts[i], MNI_SERVER, NULL);
		ck_assert_int_eq(mni_script_measure(&script, &measure), -1);
	}
	mni_script_fini(&script);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    steps_and_settings_belong_to_their_transports,
	    modifiers_belong_to_their_transports, faults_belong_to_their_phases,
	    head_is_read_as_meant, client_of_any,
	    services_are_read_as_their_steps,
	    steps_of_a_stream_are_read_as_meant,
	    pieces_of_a_stream_are_read_as_meant,
	    settings_and_faults_are_read_as_meant, datagrams_are_read_as_meant,
	    client_reads_as_a_client, every_cut_is_a_mistake_with_a_place,
	    files_are_found_beside_the_script,
	    measure_is_what_one_playing_moves, measure_needs_a_fixed_script};
	int status;

	if (scratch_open() == -1)
		return EXIT_FAILURE;
	status = checks_main(checks_suite("scripts", tests, COUNT(tests)));
	scratch_close();
	return status;
}
