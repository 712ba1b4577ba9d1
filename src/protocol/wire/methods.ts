import * as v from 'valibot'
import {
  b64Schema,
  ChatIdSchema,
  CountSchema,
  EntryIdSchema,
  HashSchema,
  KidSchema,
} from '../ids.ts'
import { ADDRESSES_MAX, CHATS_PER_DIGEST, LOCATE_MAX, ROOM_MEMBERS_MAX } from '../limits.ts'
import { UsernameSchema } from '../names.ts'
import {
  AddressSchema,
  DirectoryHeadSchema,
  DirectoryRecordSchema,
  WrapKeyRecordSchema,
} from '../records.ts'
import { DigestSchema, WantSchema } from '../sync.ts'
import { FILE_METHODS, FILE_NOTICES } from './file-methods.ts'
import { RELAY_METHODS, RELAY_NOTICES } from './relay-methods.ts'
import { ROOM_METHODS, ROOM_NOTICES } from './room-methods.ts'

const EmptySchema = v.strictObject({})
const CertificateSchema = b64Schema(256, 4_096)
/** RSA-OAEP to the tracker key of a login token; the label binds it to this connection. */
const LoginBoxSchema = b64Schema(256, 512)
const ListenSchema = v.strictObject({
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  hosts: v.pipe(v.array(AddressSchema.entries.host), v.maxLength(ADDRESSES_MAX)),
})

/**
 * Every request of chatp2p/1: the schema of its params and of its result. What is large travels in the frame's body, as said
 * beside each. Who may ask what is the answering side's table.
 */
export const METHODS = {
  ...ROOM_METHODS,
  /** New account. Body: the sealed vault, empty to keep no backup at the tracker. */
  register: {
    params: v.strictObject({
      username: UsernameSchema,
      userSig: DirectoryRecordSchema.entries.userSig,
      box: LoginBoxSchema,
    }),
    result: v.strictObject({ certificate: CertificateSchema, record: DirectoryRecordSchema }),
  },
  /** The user of this connection's key comes online and can be dialled at `listen`. */
  login: {
    params: v.strictObject({
      username: UsernameSchema,
      box: LoginBoxSchema,
      listen: v.nullable(ListenSchema),
      wrapKey: WrapKeyRecordSchema,
    }),
    result: v.strictObject({
      certificate: CertificateSchema,
      directory: DirectoryHeadSchema,
      /** Hash of the user's backup that the tracker keeps: see vault.write. */
      backup: v.nullable(HashSchema),
      /** The peer's address as the tracker sees it. */
      seenAs: AddressSchema.entries.host,
    }),
  },
  logout: { params: EmptySchema, result: EmptySchema },
  /** How the asker looks from here: his address, whether `port` answers there, and the time, in milliseconds. */
  probe: {
    params: v.strictObject({ port: ListenSchema.entries.port }),
    result: v.strictObject({
      seenAs: AddressSchema.entries.host,
      isReached: v.boolean(),
      time: CountSchema,
    }),
  },
  /** The user's sealed keys, for another machine: the password is checked as in login, the key is not. Reply body: the backup. */
  'vault.read': {
    params: v.strictObject({ username: UsernameSchema, box: LoginBoxSchema }),
    result: v.strictObject({ certificate: CertificateSchema }),
  },
  /**
   * A newer backup in place of the one whose hash (see docs/PROTOCOL.md, Vault) is `replaces`; null: there was none. Body: the sealed
   * backup; empty to keep none, whatever there was.
   */
  'vault.write': {
    params: v.strictObject({ replaces: v.nullable(HashSchema) }),
    result: EmptySchema,
  },
  /** `box`: the token of the old password, `newBox`: that of the new one. */
  'password.change': {
    params: v.strictObject({ box: LoginBoxSchema, newBox: LoginBoxSchema }),
    result: EmptySchema,
  },
  /** Records after number `after`. Reply body: parts, each the JSON of one DirectoryRecord. */
  'directory.read': {
    params: v.strictObject({ after: CountSchema }),
    result: v.strictObject({ head: DirectoryHeadSchema }),
  },
  /** Who is online, and from now on `presence` events. Reply body: parts, each the 32 bytes of one kid. */
  'presence.watch': { params: EmptySchema, result: EmptySchema },
  /** Addresses (none while offline) and wrap keys. */
  locate: {
    params: v.strictObject({ kids: v.pipe(v.array(KidSchema), v.maxLength(LOCATE_MAX)) }),
    result: v.strictObject({
      peers: v.pipe(
        v.array(
          v.strictObject({
            kid: KidSchema,
            addresses: v.pipe(v.array(AddressSchema), v.maxLength(ADDRESSES_MAX)),
            wrapKey: v.nullable(WrapKeyRecordSchema),
          }),
        ),
        v.maxLength(LOCATE_MAX),
      ),
    }),
  },
  /** Rooms that the tracker knows. Reply body: parts, each the JSON of one RoomListing. */
  'rooms.list': { params: EmptySchema, result: EmptySchema },
  /**
   * New entries of one chat. Body: encodeEntries. The reply is the acknowledgement: they are on the receiver's disk. `held`
   * tells how far it holds the sender's own chain. `until`: the receiver passes them on to the members between itself and that one,
   * in the ring of sorted kids; its own kid: to nobody. `lacking` is for a tracker: members who do not have the messages yet as
   * far as the sender knows; to those of them who are online they are passed on at once.
   */
  'entries.push': {
    params: v.strictObject({
      chat: ChatIdSchema,
      until: KidSchema,
      lacking: v.pipe(v.array(KidSchema), v.maxLength(ROOM_MEMBERS_MAX)),
    }),
    result: v.strictObject({
      held: v.pipe(
        v.array(v.strictObject({ author: KidSchema, seq: CountSchema })),
        v.maxLength(1),
      ),
      /** False when something could not be accepted yet and the chat should be compared. */
      complete: v.boolean(),
    }),
  },
  /** Which of these chats stand differently at the receiver. */
  'sync.digest': {
    params: v.strictObject({
      digests: v.pipe(v.array(DigestSchema), v.maxLength(CHATS_PER_DIGEST)),
    }),
    result: v.strictObject({
      different: v.pipe(v.array(ChatIdSchema), v.maxLength(CHATS_PER_DIGEST)),
    }),
  },
  /** Reply body: the JSON of Heads. */
  'sync.heads': { params: v.strictObject({ chat: ChatIdSchema }), result: EmptySchema },
  /** Reply body: encodeEntries; `more` when `maxBytes` cut it. */
  'sync.want': { params: WantSchema, result: v.strictObject({ more: v.boolean() }) },
  /** Wraps of an epoch for some of its members. Body: parts, each the JSON of one Wrap. */
  'wraps.put': { params: v.strictObject({ chat: ChatIdSchema }), result: EmptySchema },
  /** The asker's own wraps of these epochs, as many as the receiver has or can make. Reply body as in wraps.put. */
  'wraps.get': {
    params: v.strictObject({
      chat: ChatIdSchema,
      epochs: v.pipe(v.array(EntryIdSchema), v.minLength(1), v.maxLength(64)),
    }),
    result: EmptySchema,
  },
  /**
   * To a tracker: the asker has a DM with that user, whose members only they two know. Asked once for each connection, before
   * anything else about that DM.
   */
  'dm.open': {
    params: v.strictObject({ chat: ChatIdSchema, with: KidSchema }),
    result: EmptySchema,
  },
  /** To a tracker: every chat of the asker of which it holds something. Reply body: parts, each the JSON of one MailboxChat. */
  'mailbox.chats': { params: EmptySchema, result: EmptySchema },
  /** Receipts. Body: 1 to MARKS_PER_PUT parts, each the JSON of one Mark. */
  'marks.put': { params: v.strictObject({ chat: ChatIdSchema }), result: EmptySchema },
  /**
   * To a tracker: the marks that tell of the asker's messages, by members in the order of their kids, from behind `after`; `next`
   * is the `after` that gives more, null when that was all. Reply body: parts, each the JSON of one Mark.
   */
  'marks.get': {
    params: v.strictObject({ chat: ChatIdSchema, after: v.nullable(KidSchema) }),
    result: v.strictObject({ next: v.nullable(KidSchema) }),
  },
  ...FILE_METHODS,
  ...RELAY_METHODS,
} as const

export type Method = keyof typeof METHODS
export type Params<M extends Method> = v.InferOutput<(typeof METHODS)[M]['params']>
export type Result<M extends Method> = v.InferOutput<(typeof METHODS)[M]['result']>

/** What one side tells the other without an answer. */
export const NOTICES = {
  ...ROOM_NOTICES,
  /** Body: parts, each one kid's 32 bytes; `online` many of them came, the rest went. */
  presence: v.strictObject({ online: CountSchema }),
  /** Something about this room changed at the tracker: created, renamed, members, deleted. */
  room: v.strictObject({ chat: ChatIdSchema }),
  /** The same account logged in elsewhere; the connection ends. */
  displaced: EmptySchema,
  /** The sender has on its disk the receiver's messages in this chat up to `seq`, wherever it got them. */
  held: v.strictObject({ chat: ChatIdSchema, seq: CountSchema }),
  /** Somebody is writing in this chat now. */
  typing: v.strictObject({ chat: ChatIdSchema }),
  /** In direct mode: the sender's user has left; his program ends. */
  bye: EmptySchema,
  ...FILE_NOTICES,
  ...RELAY_NOTICES,
} as const
export type Notice = keyof typeof NOTICES
export type NoticeParams<N extends Notice> = v.InferOutput<(typeof NOTICES)[N]>
