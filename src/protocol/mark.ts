import * as v from 'valibot'
import { ProtocolError } from '../shared/errors.ts'
import {
  b64Schema,
  ChatIdSchema,
  CountSchema,
  EntryIdSchema,
  HashSchema,
  KidSchema,
} from './ids.ts'
import { CHATS_IN_MAILBOX, MARKS_PER_PUT, MARKS_PER_REPLY, ROOM_MEMBERS_MAX } from './limits.ts'
import { decodeParts } from './parts.ts'
import { parseStrictJson } from './strict-json.ts'

const SeqSchema = v.pipe(CountSchema, v.minValue(1))

/** Messages of one author up to `seq`. */
export const LevelSchema = v.strictObject({ author: KidSchema, seq: SeqSchema })
export type Level = v.InferOutput<typeof LevelSchema>

/**
 * A member's signed word on how far he has the others' messages of a chat: a receipt that anybody may carry. Marks are deltas, and
 * nothing in them goes backwards: readers take the highest for each author.
 */
export const MarkSchema = v.pipe(
  v.strictObject({
    v: v.literal(1),
    chat: ChatIdSchema,
    by: KidSchema,
    /** On the disk of `by`; sorted by author, none of his own. */
    held: v.pipe(v.array(LevelSchema), v.minLength(1), v.maxLength(ROOM_MEMBERS_MAX)),
    /** How far he has read the authors in `held`, for the members of that epoch alone; null when he does not tell. */
    read: v.nullable(v.strictObject({ epoch: EntryIdSchema, box: b64Schema(96, 96 * 1_024) })),
    /** By the identity key, over LP("mark", JSON of the mark without this field). */
    sig: b64Schema(256, 512),
  }),
  v.check(({ by, held }) => held.every(({ author }) => author !== by), 'marks his own'),
  v.check(({ held }) => isSorted(held.map(({ author }) => author)), 'not sorted'),
)
export type Mark = v.InferOutput<typeof MarkSchema>

/** What is sealed in a mark's `read`: messages of each author up to a seq; sorted by author. */
export const ReadLevelsSchema = v.pipe(
  v.array(v.tuple([KidSchema, SeqSchema])),
  v.maxLength(ROOM_MEMBERS_MAX),
  v.check((levels) => isSorted(levels.map(([author]) => author)), 'not sorted'),
)
export type ReadLevels = v.InferOutput<typeof ReadLevelsSchema>

/** One chat of which a tracker holds something for the asker. */
export const MailboxChatSchema = v.strictObject({
  chat: ChatIdSchema,
  /** The other one in a DM; null for a room. */
  with: v.nullable(KidSchema),
  /** H("heads", JSON of the heads for the asker, each floor at 0): a tracker gives up old messages, and that is no difference. */
  heads: HashSchema,
})
export type MailboxChat = v.InferOutput<typeof MailboxChatSchema>

/** Body of a `marks.put`; throws ProtocolError when there are none or too many, or one is malformed. */
export function readPutMarks(body: Uint8Array): readonly Mark[] {
  const marks = readMarks(body, MARKS_PER_PUT)
  if (marks.length === 0) throw new ProtocolError('BAD_MESSAGE', 'no marks')
  return marks
}

/** Body of the reply to `marks.get`; throws ProtocolError. */
export function readMarksReply(body: Uint8Array): readonly Mark[] {
  return readMarks(body, MARKS_PER_REPLY)
}

/** Body of the reply to `mailbox.chats`; throws ProtocolError. */
export function readMailboxReply(body: Uint8Array): readonly MailboxChat[] {
  return decodeParts(body, CHATS_IN_MAILBOX).map((part) => parseStrictJson(MailboxChatSchema, part))
}

function readMarks(body: Uint8Array, most: number): readonly Mark[] {
  return decodeParts(body, most).map((part) => parseStrictJson(MarkSchema, part))
}

function isSorted(kids: readonly string[]): boolean {
  return kids.every((kid, index) => index === 0 || kid > (kids[index - 1] ?? ''))
}
