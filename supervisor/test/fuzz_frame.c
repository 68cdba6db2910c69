/*
 * Fuzzes the decoder: libFuzzer's entry point, and with FUZZ_DRIVER a main of our own that mutates valid frames by a
 * seed (RUNS SEED), for where there is no libFuzzer. Beyond what the sanitizers see, every decoded frame must keep the
 * decoder's promises.
 */
#include "frame.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(condition)                                               \
    do {                                                                 \
        if (!(condition)) {                                              \
            fprintf(stderr, "%d: %s\n", __LINE__, #condition);           \
            abort();                                                     \
        }                                                                \
    } while (0)

static char *strings[FRAME_MAX_STRINGS];

/* Strings must end inside the frame. Reading them all also shows the sanitizer every byte. */
static void check_string(const char *text, const uint8_t *buffer, size_t size) {
    const uint8_t *at = (const uint8_t *)text;
    REQUIRE(at >= buffer + FRAME_HEADER && at < buffer + size);
    REQUIRE(memchr(at, 0, (size_t)(buffer + size - at)) != NULL);
}

static size_t check_list(char **list, const uint8_t *buffer, size_t size) {
    size_t count = 0;
    for (; list[count] != NULL; count++) {
        check_string(list[count], buffer, size);
    }
    REQUIRE(list >= strings && list + count < strings + FRAME_MAX_STRINGS);
    return count;
}

static void check(const struct frame *f, const uint8_t *buffer, size_t size) {
    REQUIRE(f->size >= FRAME_HEADER && f->size <= size && f->size <= FRAME_MAX);
    REQUIRE((f->channel == 0) == (f->type == FRAME_PING || f->type == FRAME_SHUTDOWN));
    switch (f->type) {
    case FRAME_SPAWN: {
        const struct spawn *s = &f->as.spawn;
        check_string(s->cwd, buffer, f->size);
        size_t argc = check_list(s->argv, buffer, f->size);
        REQUIRE(argc >= 1 && argc <= MAX_ARGV);
        check_list(s->env, buffer, f->size);
        check_list(s->search, buffer, f->size);
        for (char **e = s->env; *e != NULL; e++) {
            REQUIRE(**e != '=' && strchr(*e, '=') != NULL);
        }
        for (char **d = s->search; *d != NULL; d++) {
            REQUIRE(**d == '/');
        }
        break;
    }
    case FRAME_STDIN:
    case FRAME_PING: REQUIRE(f->as.bytes.at + f->as.bytes.size == buffer + f->size); break;
    case FRAME_SIGNAL: REQUIRE(f->as.signal >= 1 && f->as.signal <= MAX_SIGNAL); break;
    case FRAME_STDIN_CLOSE:
    case FRAME_SHUTDOWN: REQUIRE(f->size == FRAME_HEADER); break;
    case FRAME_CREDIT: REQUIRE(f->size == FRAME_HEADER + 4); break;
    default: abort();
    }
}

/* Decodes a whole stream, from an allocation of its exact size so that a read past it is seen. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint8_t *buffer = malloc(size + 1);
    REQUIRE(buffer != NULL);
    uint8_t *exact = realloc(buffer, size > 0 ? size : 1);
    REQUIRE(exact != NULL);
    memcpy(exact, data, size);
    size_t done = 0;
    for (;;) {
        struct frame frame;
        const char *broken = NULL;
        enum decoded decoded = frame_decode(exact + done, size - done, strings, &frame, &broken);
        if (decoded == DECODED_BROKEN) {
            REQUIRE(broken != NULL && broken[0] != 0);
        }
        if (decoded != DECODED_FRAME) {
            break;
        }
        check(&frame, exact + done, size - done);
        done += frame.size;
    }
    free(exact);
    return 0;
}

#ifdef FUZZ_DRIVER

static uint64_t state;

static uint32_t below(uint32_t limit) { /* xorshift64*: the same numbers on every machine */
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (uint32_t)((state * UINT64_C(2685821657736338717)) >> 32) % limit;
}

static uint8_t *random_list(uint8_t *at, uint32_t least, const char *prefix) {
    uint32_t count = least + below(6);
    at = put_u16(at, (uint16_t)count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t more = below(12);
        size_t fixed = strlen(prefix);
        at = put_bytes(put_u32(at, (uint32_t)fixed + more), prefix, fixed);
        for (uint32_t j = 0; j < more; j++) {
            at = put_u8(at, (uint8_t)(1 + below(255)));
        }
    }
    return at;
}

static uint8_t *random_frame(uint8_t *at) {
    uint8_t type = (uint8_t)(1 + below(7));
    uint8_t *end = at + FRAME_HEADER;
    switch (type) {
    case FRAME_SPAWN:
        end = put_u32(put_u32(put_u8(end, (uint8_t)below(2)), below(1000)), below(100000));
        end = put_bytes(put_u32(end, 4), "/tmp", 4);
        end = random_list(random_list(random_list(end, 1, ""), 0, "A="), 0, "/");
        break;
    case FRAME_SIGNAL: end = put_u8(end, (uint8_t)(1 + below(64))); break;
    case FRAME_CREDIT: end = put_u32(end, below(1000)); break;
    case FRAME_STDIN:
    case FRAME_PING:
        for (uint32_t n = below(65); n > 0; n--) {
            end = put_u8(end, (uint8_t)below(256));
        }
        break;
    default: break;
    }
    bool of_session = type == FRAME_PING || type == FRAME_SHUTDOWN;
    put_header(at, (enum frame_type)type, of_session ? 0 : 1 + below(9), (size_t)(end - at - FRAME_HEADER));
    return end;
}

static size_t mutate(uint8_t *data, size_t size) {
    static const uint8_t interesting[] = {0, 1, 2, 3, 4, 9, 0x7f, 0x80, 0xff};
    for (uint32_t n = below(5); n > 0 && size > 0; n--) { /* zero times too: valid streams must get through */
        uint32_t at = below((uint32_t)size);
        switch (below(5)) {
        case 0: data[at] = (uint8_t)below(256); break;
        case 1: data[at] = interesting[below(sizeof interesting)]; break;
        case 2: data[at] ^= (uint8_t)(1U << below(8)); break;
        case 3: size = at; break;
        default: /* doubles a byte, which shifts all fields after it */
            memmove(data + at + 1, data + at, size - at);
            size++;
            break;
        }
    }
    return size;
}

int main(int argc, char **argv) {
    static uint8_t data[8192];
    unsigned long runs = argc > 1 ? strtoul(argv[1], NULL, 10) : 200000;
    state = (argc > 2 ? strtoull(argv[2], NULL, 10) : 1) * UINT64_C(2654435761) + 1;
    for (unsigned long run = 0; run < runs; run++) {
        uint8_t *end = data;
        for (uint32_t n = 1 + below(4); n > 0; n--) {
            end = random_frame(end);
        }
        LLVMFuzzerTestOneInput(data, mutate(data, (size_t)(end - data)));
    }
    printf("%lu mutated streams, no finding\n", runs);
    return 0;
}

#endif
