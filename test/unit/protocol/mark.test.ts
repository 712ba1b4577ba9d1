import { expect, test } from 'vitest'
import { hashB64 } from '../../../src/crypto/hash.ts'
import { signMark } from '../../../src/crypto/marks/mark.ts'
import type { ChatId } from '../../../src/protocol/ids.ts'
import { CHATS_IN_MAILBOX, MARKS_PER_PUT } from '../../../src/protocol/limits.ts'
import { readMailboxReply, readMarksReply, readPutMarks } from '../../../src/protocol/mark.ts'
import { encodeParts } from '../../../src/protocol/parts.ts'
import { encodeJson } from '../../../src/protocol/strict-json.ts'
import { fixedIdentity } from '../../vectors/fixed-keys.ts'

const chat = hashB64('test', 'chat') as string as ChatId
const mark = await signMark(fixedIdentity('bob'), {
  chat,
  held: [{ author: fixedIdentity('alice').kid, seq: 1 }],
  read: null,
})
const part = encodeJson(mark)

test('marks are brought together, at least one and not too many', () => {
  expect(readPutMarks(encodeParts([part, part]))).toEqual([mark, mark])
  expect(() => readPutMarks(Buffer.alloc(0))).toThrow('BAD_MESSAGE')
  const tooMany = Array.from({ length: MARKS_PER_PUT + 1 }, () => part)
  expect(() => readPutMarks(encodeParts(tooMany))).toThrow('BAD_MESSAGE')
  expect(readMarksReply(encodeParts(tooMany))).toHaveLength(MARKS_PER_PUT + 1)
  expect(readMarksReply(Buffer.alloc(0))).toEqual([])
})

test('a mark written in another way is refused', () => {
  const { v, ...rest } = mark
  for (const other of [{ ...rest, v }, { ...mark, more: 1 }, { ...mark, v: 2 }, []]) {
    expect(() => readMarksReply(encodeParts([encodeJson(other)]))).toThrow(/BAD_/)
  }
})

test('a mailbox lists its chats, with the other one of a DM', () => {
  const heads = hashB64('test', 'heads')
  const room = { chat, with: null, heads }
  const dm = { chat, with: fixedIdentity('alice').kid, heads }
  const body = encodeParts([encodeJson(room), encodeJson(dm)])
  expect(readMailboxReply(body)).toEqual([room, dm])
  const tooMany = Array.from({ length: CHATS_IN_MAILBOX + 1 }, () => encodeJson(room))
  expect(() => readMailboxReply(encodeParts(tooMany))).toThrow('BAD_MESSAGE')
})
