/** Every bound of chatp2p/1 in one place; a violation is a ProtocolError unless noted. */
const KIB = 1024
const MIB = 1024 * KIB

export const VERSION = 1
export const ALPN = 'chatp2p/1'

export const FRAME_BYTES_BEFORE_READY = 8 * KIB
export const FRAME_BYTES = MIB + 64 * KIB
export const FRAME_HEADER_BYTES = 65_535
export const FRAME_DEADLINE_MS = 15_000
export const HANDSHAKE_DEADLINE_MS = 5_000
export const PING_INTERVAL_MS = 20_000
export const DEAD_AFTER_MS = 60_000
export const SEND_QUEUE_BYTES = 8 * MIB
export const REQUEST_TIMEOUT_MS = 15_000
/**
 * Requests of one connection that are not answered yet, and the bytes of their bodies: with so many, nothing more is read.
 * Nobody asks for more than half of it at a time, so that two busy sides never wait for each other.
 */
export const IN_PROGRESS_MAX = 256
export const IN_PROGRESS_BYTES_MAX = 16 * MIB

export const ENTRY_HEADER_BYTES = 4 * KIB
export const ENTRY_BODY_BYTES = 64 * KIB
export const SIGNATURE_BYTES_MAX = 512
export const ENTRY_DEPS_MAX = 16
export const ENTRIES_PER_BATCH = 4_096
export const BATCH_BYTES = 256 * KIB
/** What one signature may cover, so that a batch from the start of a run always reaches it. */
export const RUN_BYTES = 256 * KIB
/** Entries that wait for what they build on: for each missing one, and of a chat together. */
export const HELD_PER_MISSING = 64
export const HELD_BYTES = MIB
export const TEXT_CODE_POINTS_MAX = 8_000
/** How far an entry's clock may run ahead of the epoch (or the deps) that it builds on. */
export const CLOCK_SPAN = 2 ** 17

export const EPOCH_AGE_MS = 7 * 24 * 3_600_000
export const EPOCH_MESSAGES = 10_000
export const ROOM_MEMBERS_MAX = 1_000
export const MARKS_PER_PUT = 64
/** Marks in one answer; there are pages. */
export const MARKS_PER_REPLY = 4_096
export const CHATS_IN_MAILBOX = 4_096
export const RANGES_PER_WANT = 64
export const HEADS_MAX = 64
export const LOCATE_MAX = 32
export const DIRECTORY_RECORDS_PER_REPLY = 256
export const CHATS_PER_DIGEST = 256
export const ADDRESSES_MAX = 8
export const VAULT_BYTES_MAX = 32 * KIB

export const CHUNK_BYTES_MIN = 256 * KIB
export const CHUNK_BYTES_MAX = 16 * MIB
export const CHUNKS_MAX = 2_048
/** A chunk travels in blocks of this size: over a slow link one or two at a time, so that none keeps it for long. */
export const FILE_BLOCK_BYTES = 16 * KIB
/** Blocks in one reply. */
export const FILE_BLOCKS_MAX = 16
export const FILES_PER_MANIFEST = 4_096
export const FOLDER_DEPTH_MAX = 16
export const SHARES_PER_USER = 1_000
export const SHARES_PER_REPLY = 2_000
/** One piece of what a tracker carries between two users. */
export const RELAY_DATA_BYTES = 64 * KIB
/** What may be on its way through a tunnel in one direction before the other end has taken any of it. */
export const RELAY_WINDOW_BYTES = 256 * KIB
/** So many members can read a wish that waits at the tracker. */
export const ADMISSION_PROOFS_MAX = 16
