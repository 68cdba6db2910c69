#include "frame.h"

#include <string.h>

/* Reads the fields of one payload. The first broken rule sticks; after it every read yields zero. */
struct reader {
    uint8_t *at;
    uint8_t *end;
    char **strings;
    const char *broken;
};

static size_t left(const struct reader *r) {
    return (size_t)(r->end - r->at);
}

static void fail(struct reader *r, const char *rule) {
    if (r->broken == NULL) {
        r->broken = rule;
    }
    r->at = r->end;
}

static uint32_t number(struct reader *r, size_t size) {
    if (left(r) < size) {
        fail(r, "a field runs past the end of its frame");
        return 0;
    }
    uint32_t value = 0;
    for (size_t i = 0; i < size; i++) {
        value = value << 8 | *r->at++;
    }
    return value;
}

/* Moves the text down over its own length, which leaves the room its terminating NUL needs. */
static char *string(struct reader *r) {
    size_t size = number(r, 4);
    if (left(r) < size) {
        fail(r, "a string runs past the end of its frame");
    } else if (memchr(r->at, 0, size) != NULL) {
        fail(r, "a string holds a NUL byte");
    }
    if (r->broken != NULL) {
        return NULL;
    }
    uint8_t *text = r->at - 4;
    memmove(text, r->at, size);
    text[size] = 0;
    r->at += size;
    return (char *)text;
}

static bool is_assignment(const char *text) {
    return text[0] != '=' && strchr(text, '=') != NULL;
}

static bool is_absolute(const char *text) {
    return text[0] == '/';
}

static char **list(struct reader *r, bool (*valid)(const char *), const char *otherwise) {
    char **list = r->strings;
    for (uint32_t count = number(r, 2); count > 0 && r->broken == NULL; count--) {
        char *text = string(r);
        if (text == NULL) {
            break;
        }
        if (valid != NULL && !valid(text)) {
            fail(r, otherwise);
            break;
        }
        *r->strings++ = text;
    }
    *r->strings++ = NULL;
    return list;
}

static struct spawn spawn(struct reader *r) {
    struct spawn s = {0};
    uint32_t flags = number(r, 1);
    if (flags > 1) {
        fail(r, "SPAWN has unknown flags");
    }
    s.has_stdin = flags == 1;
    s.timeout_ms = number(r, 4);
    s.window = number(r, 4);
    s.cwd = string(r);
    s.argv = list(r, NULL, NULL);
    ptrdiff_t argc = r->strings - s.argv - 1;
    if (argc < 1 || argc > MAX_ARGV) {
        fail(r, "argv has none or too many arguments");
    }
    s.env = list(r, is_assignment, "an entry of env is not NAME=value");
    s.search = list(r, is_absolute, "an entry of the search path is not absolute");
    return s;
}

static struct bytes rest(struct reader *r, size_t most, const char *otherwise) {
    struct bytes b = {r->at, left(r)};
    if (b.size > most) {
        fail(r, otherwise);
    }
    r->at = r->end;
    return b;
}

static uint8_t signal_number(struct reader *r) {
    uint32_t n = number(r, 1);
    if (r->broken == NULL && (n < 1 || n > MAX_SIGNAL)) {
        fail(r, "no such signal number");
    }
    return (uint8_t)n;
}

static void payload(struct reader *r, struct frame *f) {
    switch (f->type) {
    case FRAME_SPAWN: f->as.spawn = spawn(r); break;
    case FRAME_STDIN: f->as.bytes = rest(r, FRAME_MAX_PAYLOAD, ""); break;
    case FRAME_SIGNAL: f->as.signal = signal_number(r); break;
    case FRAME_CREDIT: f->as.credit = number(r, 4); break;
    case FRAME_PING: f->as.bytes = rest(r, MAX_PING, "PING is larger than 64 bytes"); break;
    default: break; /* STDIN_CLOSE and SHUTDOWN are empty */
    }
    if (r->at != r->end) {
        fail(r, "a frame is longer than its fields");
    }
}

enum decoded frame_decode(uint8_t *buffer, size_t filled, char **strings, struct frame *frame, const char **broken) {
    if (filled < FRAME_HEADER) {
        return DECODED_PARTIAL;
    }
    struct reader header = {.at = buffer, .end = buffer + FRAME_HEADER};
    size_t size = number(&header, 4);
    frame->type = (uint8_t)number(&header, 1);
    frame->channel = number(&header, 4);
    frame->size = FRAME_HEADER + size;

    /* The header is judged before the payload is waited for. */
    bool of_session = frame->type == FRAME_PING || frame->type == FRAME_SHUTDOWN;
    if (size > FRAME_MAX_PAYLOAD) {
        *broken = "a frame is larger than 256 KiB";
        return DECODED_BROKEN;
    }
    if (frame->type < FRAME_SPAWN || frame->type > FRAME_SHUTDOWN) {
        *broken = "a frame has an unknown type";
        return DECODED_BROKEN;
    }
    if (of_session != (frame->channel == 0)) {
        *broken = of_session ? "a frame of the session is not on channel 0" : "a frame of an execution is on channel 0";
        return DECODED_BROKEN;
    }
    if (filled < frame->size) {
        return DECODED_PARTIAL;
    }
    struct reader r = {.at = buffer + FRAME_HEADER, .end = buffer + frame->size, .strings = strings};
    payload(&r, frame);
    *broken = r.broken;
    return r.broken == NULL ? DECODED_FRAME : DECODED_BROKEN;
}

static uint8_t *put(uint8_t *at, uint64_t value, int size) {
    for (int i = size - 1; i >= 0; i--) {
        *at++ = (uint8_t)(value >> (8 * i));
    }
    return at;
}

uint8_t *put_u8(uint8_t *at, uint8_t value) {
    return put(at, value, 1);
}

uint8_t *put_u16(uint8_t *at, uint16_t value) {
    return put(at, value, 2);
}

uint8_t *put_u32(uint8_t *at, uint32_t value) {
    return put(at, value, 4);
}

uint8_t *put_u64(uint8_t *at, uint64_t value) {
    return put(at, value, 8);
}

uint8_t *put_bytes(uint8_t *at, const void *bytes, size_t size) {
    memcpy(at, bytes, size);
    return at + size;
}

uint8_t *put_header(uint8_t *at, enum frame_type type, uint32_t channel, size_t payload_size) {
    return put_u32(put_u8(put_u32(at, (uint32_t)payload_size), (uint8_t)type), channel);
}
