import { createChatLog, type ChatLogOptions } from '../../log/create-chat-log.ts'
import type { ChatLog } from '../../log/chat-log.ts'
import type { ControlNode } from '../../log/control-graph.ts'
import type { RoomView } from '../../log/room-view.ts'
import type { RawEntry } from '../../protocol/entry.ts'
import type { EntryId, Kid } from '../../protocol/ids.ts'
import { ProtocolError } from '../../shared/errors.ts'
import { EVENT_NAMES, subjectOf } from '../chats/log-items.ts'
import { policyChanges } from './policy-changes.ts'
import type { AuditLine, AuditReport } from '../moderation.ts'

/** Every control entry of a room as a line, in the order in which it counts. */
export function auditLines(log: ChatLog, nameOf: (kid: Kid) => string): readonly AuditLine[] {
  const { valid, voided } = log.view()
  const changes = policyChanges(log)
  let epochs = 0
  return log.controls().map((node) => {
    const counts = valid.has(node.id)
    const isEpoch = node.event.type === 'epoch'
    const policy = changes.get(node.id)
    if (isEpoch && counts) epochs++
    return {
      id: node.id,
      at: node.sentAt,
      by: nameOf(node.author),
      what: EVENT_NAMES[node.event.type] ?? 'epoch',
      subject: subjectOf(node.event, nameOf),
      ...(policy === undefined ? {} : { policy }),
      counts,
      reason: counts ? null : (voided.get(node.id) ?? 'malformed'),
      epoch: isEpoch && counts ? epochs : null,
    }
  })
}

/** A control entry as the disk holds it. */
export interface KeptEntry {
  readonly id: EntryId
  readonly raw: RawEntry
}

/**
 * Reads and verifies every entry anew, as if somebody unknown had sent it, and compares what comes of them with what `shown` says.
 * Messages only matter where they belie an expiry: `spoken` tells of them.
 */
export async function verifyEntries(
  kept: readonly KeptEntry[],
  shown: ChatLog,
  options: ChatLogOptions & { nameOf(kid: Kid): string },
): Promise<AuditReport> {
  const fresh = createChatLog(options)
  let entries = 0
  for (const { id, raw } of kept) {
    const reason = await refusal(fresh, id, raw)
    if (reason !== undefined) {
      const author = shown.controls().find((node) => node.id === id)?.author
      const by = author === undefined ? '' : options.nameOf(author)
      return { entries, signatures: entries, matches: false, wrong: { id, by, reason } }
    }
    entries++
  }
  const { lastModerator: moderator } = shown.view()
  if (moderator !== null) fresh.noteSpoken(moderator, shown.spokenAt(moderator))
  const matches = describe(fresh.view()) === describe(shown.view())
  const signatures = entries + fresh.controls().filter(hasSecondSignature).length
  return { entries, signatures, matches, wrong: null }
}

async function refusal(log: ChatLog, id: EntryId, raw: RawEntry): Promise<string | undefined> {
  try {
    const { accepted, unknownAuthors } = await log.accept([raw])
    if (unknownAuthors.length > 0) return 'unknown-key'
    return accepted.some((entry) => entry.id === id) ? undefined : 'out-of-place'
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    return reasonOf(error)
  }
}

/** Why entries were refused, as the audit names it. */
export function reasonOf({ code }: ProtocolError): string {
  return code === 'BAD_SIGNATURE' ? 'bad-signature' : 'malformed'
}

/** A newcomer's own word, or the tracker's. */
function hasSecondSignature({ event }: ControlNode): boolean {
  return event.type === 'add' || (event.type === 'transfer' && event.witness !== null)
}

function describe(view: RoomView): string {
  return JSON.stringify([
    [view.name, view.phase, view.moderator, view.generation, view.policy],
    [view.membersHash, view.passwordGeneration, [...view.banned].toSorted()],
    [
      [...view.valid].toSorted(),
      [...view.voided].toSorted(byId),
      [...view.epochs.keys()].toSorted(),
    ],
  ])
}

function byId([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
