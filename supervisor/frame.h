/*
 * The frames of docs/supervisor-protocol.md: a pure decoder for what the runner sends and writers for what we send.
 *
 * Nothing here does I/O, allocates or keeps state, so that the decoder can be fuzzed by itself.
 */
#ifndef LASSO_FRAME_H
#define LASSO_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PROTOCOL_VERSION = 1,
    FRAME_HEADER = 9,
    FRAME_MAX_PAYLOAD = 256 * 1024,
    FRAME_MAX = FRAME_HEADER + FRAME_MAX_PAYLOAD,
    MAX_ARGV = 4096,
    MAX_PING = 64,
    MAX_SIGNAL = 64,
    /* Every string costs at least its 4 byte length, and each of the three lists ends in a NULL. */
    FRAME_MAX_STRINGS = FRAME_MAX_PAYLOAD / 4 + 3
};

enum frame_type {
    FRAME_SPAWN = 0x01,
    FRAME_STDIN = 0x02,
    FRAME_STDIN_CLOSE = 0x03,
    FRAME_SIGNAL = 0x04,
    FRAME_CREDIT = 0x05,
    FRAME_PING = 0x06,
    FRAME_SHUTDOWN = 0x07,

    FRAME_HELLO = 0x81,
    FRAME_STARTED = 0x82,
    FRAME_SPAWN_FAILED = 0x83,
    FRAME_STDOUT = 0x84,
    FRAME_STDERR = 0x85,
    FRAME_EXITED = 0x86,
    FRAME_STDIN_CREDIT = 0x87,
    FRAME_PONG = 0x88,
    FRAME_ERROR = 0x8F
};

/* The lists end in NULL, as execve wants them. Everything points into the decoded buffer. */
struct spawn {
    bool has_stdin;
    uint32_t timeout_ms;
    uint32_t window;
    char *cwd;
    char **argv;
    char **env;
    char **search;
};

struct bytes {
    const uint8_t *at;
    size_t size;
};

struct frame {
    uint8_t type;
    uint32_t channel;
    size_t size; /* of the whole frame, header included */
    union {
        struct spawn spawn;
        struct bytes bytes; /* STDIN, PING */
        uint8_t signal;
        uint32_t credit;
    } as;
};

enum decoded { DECODED_FRAME, DECODED_PARTIAL, DECODED_BROKEN };

/*
 * Decodes the frame at the start of buffer, of which `filled` bytes have arrived. A complete SPAWN is changed in place
 * (its strings get their terminating NUL), so a frame must not be decoded twice. `strings` has room for
 * FRAME_MAX_STRINGS pointers. On DECODED_BROKEN, *broken says which rule was.
 */
enum decoded frame_decode(uint8_t *buffer, size_t filled, char **strings, struct frame *frame, const char **broken);

/* Writers: each returns the place after what it wrote. */
uint8_t *put_u8(uint8_t *at, uint8_t value);
uint8_t *put_u16(uint8_t *at, uint16_t value);
uint8_t *put_u32(uint8_t *at, uint32_t value);
uint8_t *put_u64(uint8_t *at, uint64_t value);
uint8_t *put_bytes(uint8_t *at, const void *bytes, size_t size);
uint8_t *put_header(uint8_t *at, enum frame_type type, uint32_t channel, size_t payload);

#endif
