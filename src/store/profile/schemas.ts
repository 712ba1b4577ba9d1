import * as v from 'valibot'
import {
  b64Schema,
  ChatIdSchema,
  CountSchema,
  EntryIdSchema,
  KidSchema,
  TrackerIdSchema,
} from '../../protocol/ids.ts'
import { JoinRequestSchema } from '../../protocol/events.ts'
import { UsernameSchema } from '../../protocol/names.ts'
import { AddressSchema, WrapKeyRecordSchema } from '../../protocol/records.ts'
import { VaultFilesSchema } from '../../protocol/vault-file.ts'

/** The tracker that a profile belongs to, pinned at the first meeting. */
export const TrackerPinSchema = v.strictObject({
  trackerId: TrackerIdSchema,
  /** SPKI of the tracker key. */
  spki: b64Schema(200, 1_024),
  /** Where it was last. */
  host: v.string(),
  port: v.pipe(CountSchema, v.maxValue(65_535)),
})
export type TrackerPin = v.InferOutput<typeof TrackerPinSchema>

export const TrackerFileSchema = v.strictObject({ pin: TrackerPinSchema })

/** Keys that this user accepted in place of the first one seen, and how far each is trusted. */
export const KnownUsersSchema = v.strictObject({
  users: v.record(
    UsernameSchema,
    v.strictObject({
      kid: KidSchema,
      trust: v.picklist(['unverified', 'verified']),
      /** Every change that was accepted. */
      accepted: v.array(v.strictObject({ kid: KidSchema, at: CountSchema })),
    }),
  ),
})
export type KnownUsers = v.InferOutput<typeof KnownUsersSchema>

/** Whom this user met in direct mode, in the order of the first meetings. */
export const AcquaintancesSchema = v.strictObject({
  acquaintances: v.array(
    v.strictObject({
      /** What he is called here: as he called himself at first, unless that is this user's own name. */
      name: UsernameSchema,
      kid: KidSchema,
      spki: b64Schema(200, 1_024),
      /** Milliseconds. */
      lastMet: CountSchema,
    }),
  ),
})
export type Acquaintances = v.InferOutput<typeof AcquaintancesSchema>

export const ContactsSchema = v.strictObject({
  contacts: v.array(
    v.strictObject({
      kid: KidSchema,
      addresses: v.array(AddressSchema),
      wrapKey: v.nullable(WrapKeyRecordSchema),
    }),
  ),
})
export type StoredContact = v.InferOutput<typeof ContactsSchema>['contacts'][number]

/** `#room` or `@user`. */
export const ChatNameSchema = v.custom<`#${string}` | `@${string}`>(
  (name) => typeof name === 'string' && /^[#@]./su.test(name),
)
export type StoredChatName = v.InferOutput<typeof ChatNameSchema>

const LevelsSchema = v.record(KidSchema, CountSchema)
const RefusalSchema = v.strictObject({
  at: CountSchema,
  /** As he, or the tracker, was called then. */
  by: v.string(),
  what: v.picklist(['refused', 'hidden-message']),
  /** Of the message; what was refused is not kept. */
  id: v.nullable(EntryIdSchema),
  reason: v.string(),
})
export type StoredRefusal = v.InferOutput<typeof RefusalSchema>

/** What a peer keeps of a room's government beside its log; none of it is in a DM. */
export const StoredGovernanceSchema = v.strictObject({
  /** What proves the room's password, or lets others in by it. */
  roomKey: v.nullable(v.strictObject({ generation: CountSchema, key: b64Schema(32, 32) })),
  /** The wish to be let in that is not answered yet. */
  asking: v.nullable(
    v.strictObject({ generation: CountSchema, key: b64Schema(32, 32), request: JoinRequestSchema }),
  ),
  /** The last offer to hand the room over. */
  offer: v.nullable(
    v.strictObject({ id: EntryIdSchema, from: KidSchema, to: KidSchema, isAccepted: v.boolean() }),
  ),
  /** The name before, until the history's file has the new one. */
  formerName: v.nullable(ChatNameSchema),
  /** This user's last act as moderator, and who is known to know of it. */
  act: v.optional(
    v.nullable(v.strictObject({ id: EntryIdSchema, knowing: v.array(KidSchema) })),
    null,
  ),
  /** What others handed over and was not taken, or is shown to nobody; the newest, oldest first. */
  refusals: v.optional(v.array(RefusalSchema), []),
})
export type StoredGovernance = v.InferOutput<typeof StoredGovernanceSchema>

export const NO_GOVERNANCE: StoredGovernance = {
  roomKey: null,
  asking: null,
  offer: null,
  formerName: null,
  act: null,
  refusals: [],
}

export const LocalRoomsSchema = v.strictObject({
  chats: v.array(
    v.strictObject({
      id: ChatIdSchema,
      name: ChatNameSchema,
      kind: v.picklist(['room', 'dm']),
      hasLeft: v.boolean(),
      readUpTo: v.nullable(EntryIdSchema),
      unread: CountSchema,
      mentions: CountSchema,
      lastActivity: CountSchema,
      /** Up to where each recipient has, and has read, this user's messages, and the tracker has acknowledged them. */
      delivered: LevelsSchema,
      read: v.optional(LevelsSchema, {}),
      stored: v.optional(CountSchema, 0),
      /** Up to where every recipient had, or had read, all of them. */
      settled: v.optional(v.strictObject({ delivered: CountSchema, read: CountSchema }), {
        delivered: 0,
        read: 0,
      }),
      /** Up to where this user has read the others' messages. */
      reading: v.optional(LevelsSchema, {}),
      /** What of that, and of what is held here, the others have been told by marks. */
      told: v.optional(v.strictObject({ held: LevelsSchema, read: LevelsSchema }), {
        held: {},
        read: {},
      }),
      /** This user asked for it: a DM that somebody else began stays out of sight until something is said in it. */
      isOpened: v.optional(v.boolean(), true),
      governance: v.optional(StoredGovernanceSchema, NO_GOVERNANCE),
    }),
  ),
})
export type StoredChat = v.InferOutput<typeof LocalRoomsSchema>['chats'][number]

const StoredWrapKeySchema = v.strictObject({
  record: WrapKeyRecordSchema,
  /** Encrypted PKCS#8. */
  pem: v.pipe(v.string(), v.maxLength(8_192)),
})
export const WrapKeysSchema = v.strictObject({ keys: v.array(StoredWrapKeySchema) })
export type SealedWrapKey = v.InferOutput<typeof StoredWrapKeySchema>

const MachineSchema = b64Schema(12, 12)

export const EpochSecretSchema = v.strictObject({
  chat: ChatIdSchema,
  epoch: EntryIdSchema,
  secret: b64Schema(32, 32),
  /** Milliseconds; to the day. */
  lastUsed: CountSchema,
})
export type EpochSecret = v.InferOutput<typeof EpochSecretSchema>

/** vault.json. */
export const VaultDocumentSchema = v.strictObject({ v: v.literal(1), vaults: VaultFilesSchema })
/** Proof that an author of a chat signed two messages with one sequence number. */
export const StoredForkSchema = v.strictObject({
  chat: ChatIdSchema,
  author: KidSchema,
  seq: CountSchema,
  /** b64 of encoded entries. */
  entries: v.array(v.string()),
})
export type StoredFork = v.InferOutput<typeof StoredForkSchema>

export const SettingsSchema = v.strictObject({
  /** Whether others are told what this user has read. */
  readReceipts: v.boolean(),
})
export type Settings = v.InferOutput<typeof SettingsSchema>

/** What opens a profile on another machine, together with the password. */
export const BackupSchema = v.strictObject({
  v: v.literal(1),
  vaults: VaultFilesSchema,
  /** Encrypted PKCS#8, as are the wrap keys: what waits for this user opens with them. */
  identity: v.pipe(v.string(), v.maxLength(8_192)),
  wrapKeys: v.pipe(v.array(StoredWrapKeySchema), v.maxLength(64)),
  /** Random names of the machines that use it: whoever finds another one there knows that he is not alone. */
  machines: v.pipe(v.array(MachineSchema), v.maxLength(64)),
})
export type Backup = v.InferOutput<typeof BackupSchema>

/** Whether a backup is kept at the tracker, and what this machine knows of others. */
export const BackupStateSchema = v.strictObject({
  isWanted: v.boolean(),
  machine: MachineSchema,
  /** Other machines that were heard of. */
  others: v.array(MachineSchema),
  /** Another machine may write as this user: one's own chains have to be asked for before anything is added to them. */
  isShared: v.boolean(),
})
export type BackupState = v.InferOutput<typeof BackupStateSchema>

/** Messages that were taken back before anybody got them, to be said anew. */
export const DraftsSchema = v.strictObject({
  drafts: v.array(
    v.strictObject({
      chat: ChatIdSchema,
      /** Of the message that it was. */
      id: EntryIdSchema,
      /** Its plaintext, JSON. */
      content: v.string(),
    }),
  ),
})
export type Drafts = v.InferOutput<typeof DraftsSchema>
