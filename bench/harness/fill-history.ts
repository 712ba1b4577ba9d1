import { dmChatId } from '../../src/crypto/epoch.ts'
import { createChatLog } from '../../src/log/create-chat-log.ts'
import type { ChatLog } from '../../src/log/chat-log.ts'
import { composeControl, composeMessages, type Sealing } from '../../src/peer/chats/compose.ts'
import { createEpochKeys } from '../../src/peer/chats/epoch-keys.ts'
import { toRecord } from '../../src/peer/chats/records.ts'
import { restoreLog } from '../../src/peer/chats/history/restore-log.ts'
import { EPOCH_MESSAGES } from '../../src/protocol/limits.ts'
import type { History, HistoryRecord } from '../../src/store/history.ts'
import { openProfile, type Profile } from '../../src/store/profile.ts'
import { PASSWORD, textOf } from './texts.ts'

/** Messages of one author in a row: what one signature covers. */
const RUN = 100
const RUNS_PER_WRITE = 20

/**
 * Writes a conversation of `count` messages into the histories of two profiles that have met, as if they had had it: real
 * entries, sealed and signed, through the functions that a peer uses. Nobody may be logged in.
 */
export async function fillHistory(
  place: { readonly dataDir: string; readonly usernames: readonly [string, string] },
  count: number,
): Promise<void> {
  const [a, b] = place.usernames
  const first = await openSide(place.dataDir, a, b)
  const second = await openSide(place.dataDir, b, a)
  const { log, identity } = first
  let { clock } = await restoreLog(log, first.history, identity.kid)
  let sealing: Sealing | undefined
  let pending: HistoryRecord[] = []
  const beganAt = Date.now() - count * 1_000

  async function write(): Promise<void> {
    await Promise.all([first.history.append(pending), second.history.append(pending)])
    pending = []
  }

  for (let written = 0; written < count; written += RUN) {
    if (sealing === undefined || written % EPOCH_MESSAGES === 0) {
      const started = await startEpoch(first, second, clock)
      sealing = started.sealing
      pending.push(started.record)
    }
    const author = (written / RUN) % 2 === 0 ? identity : second.identity
    const contents = Array.from({ length: Math.min(RUN, count - written) }, (_, index) => ({
      type: 'text' as const,
      text: textOf(written + index),
    }))
    const at = beganAt + written * 1_000
    const run = await composeMessages(author, log, sealing, clock, contents, at)
    log.acceptOwn(run)
    clock = run.at(-1)?.header.clock ?? clock
    pending.push(...run.map((entry) => toRecord(entry, entry.plaintext, at)))
    if ((written / RUN) % RUNS_PER_WRITE === 0) await write()
  }
  await write()
  await first.profile.close()
  await second.profile.close()
}

interface Side {
  readonly profile: Profile
  readonly identity: Profile['identity']
  readonly history: History
  readonly log: ChatLog
}

async function openSide(dataDir: string, username: string, other: string): Promise<Side> {
  const profile = await openProfile({ dataDir, username, password: PASSWORD })
  const { identity } = profile
  const otherKid = profile.directory.find((record) => record.username === other)?.kid
  if (otherKid === undefined) throw new Error(`${username} has not met ${other}`)
  const dm = [identity.kid, otherKid] as const
  const chat = dmChatId(...dm)
  const log = createChatLog({ chat, self: identity.kid, dm, authorKey: () => undefined })
  return { profile, identity, history: await profile.openHistory(`@${other}`), log }
}

async function startEpoch(
  { log, identity, profile }: Side,
  other: Side,
  clock: number,
): Promise<{ sealing: Sealing; record: HistoryRecord }> {
  const nobodysKeys = { privateKeyOf: () => undefined }
  const keys = createEpochKeys(log.chat, identity.kid, profile.secrets, nobodysKeys)
  const { secret, event } = keys.draft(log.view())
  const entry = await composeControl(identity, log, event, clock, Date.now())
  await profile.secrets.put(log.chat, entry.id, secret)
  await other.profile.secrets.put(log.chat, entry.id, secret)
  log.acceptOwn([entry])
  const record = toRecord(entry, null, Date.now())
  return { sealing: { epoch: entry.id, secret, clock: entry.header.clock }, record }
}
