import type { ChatLog } from '../../log/chat-log.ts'
import type { EntryId, Kid } from '../../protocol/ids.ts'
import type { HistoryRecord } from '../../store/history.ts'
import { EVENT_NAMES, subjectOf } from '../chats/log-items.ts'
import { epochOf } from '../chats/records.ts'
import type { StoredGovernance } from '../../store/profile/schemas.ts'
import {
  UNGOVERNED,
  type AdmissionState,
  type GovernanceState,
  type KnowledgeState,
} from '../state.ts'

/** How one room is governed, as this user's program knows it beyond the room's log. */
export interface Governance {
  state(): GovernanceState
  stored(): StoredGovernance
  /** Kept on the disk within a second. */
  keep(change: Partial<StoredGovernance>): void
  /** Of this session only. */
  show(change: Partial<LiveGovernance>): void
  /** This user did something as moderator; who has learned of it is counted from now on. */
  acted(id: EntryId): void
  /** Others wrote these: each of them knows what he builds on. */
  wrote(records: readonly HistoryRecord[]): void
  /** `kid` has shown that he knows these control entries, and what they build on. */
  learned(kid: Kid, heads: readonly EntryId[]): void
}

type ActName = Pick<KnowledgeState, 'id' | 'what' | 'subject'>

export interface LiveGovernance {
  readonly expiresAt: number | null
  readonly lastModeratorSeen: number | null
  readonly admission: AdmissionState | null
}

export interface GovernanceOptions {
  readonly log: ChatLog
  readonly self: Kid
  stored(): StoredGovernance
  save(stored: StoredGovernance): void
  nameOf(kid: Kid): string
  onChange(): void
}

export function createGovernance(options: GovernanceOptions): Governance {
  const { log, self } = options
  let live: LiveGovernance = { expiresAt: null, lastModeratorSeen: null, admission: null }
  let named: ActName | undefined

  function knowledge(): KnowledgeState | null {
    const { act } = options.stored()
    if (act === null) return null
    if (named?.id !== act.id) named = nameAct(act.id)
    if (named === undefined) return null
    const knowing = new Set(act.knowing)
    const members = [...log.view().members]
    const known = members.filter((kid) => kid === self || knowing.has(kid)).length
    return { ...named, known, of: members.length }
  }

  /** Undefined when the disk has lost it. */
  function nameAct(id: EntryId): ActName | undefined {
    const event = log.controls().find((node) => node.id === id)?.event
    const what = event === undefined ? undefined : EVENT_NAMES[event.type]
    if (event === undefined || what === undefined) return undefined
    return { id, what, subject: subjectOf(event, options.nameOf) }
  }

  /** An offer stands while its giver is the moderator and its receiver is a member. */
  function offer(): GovernanceState['transferOffer'] {
    const made = options.stored().offer
    const { moderator, members } = log.view()
    if (made === null || made.from !== moderator || !members.has(made.to)) return null
    return { from: options.nameOf(made.from), to: options.nameOf(made.to) }
  }

  function learned(kid: Kid, heads: readonly EntryId[]): void {
    const { act } = options.stored()
    if (act === null || act.knowing.includes(kid) || kid === self) return
    if (log.isCovered(act.id, heads)) keep({ act: { ...act, knowing: [...act.knowing, kid] } })
  }

  function keep(change: Partial<StoredGovernance>): void {
    options.save({ ...options.stored(), ...change })
    options.onChange()
  }

  return {
    state() {
      const view = log.view()
      if (view.kind === 'dm') return UNGOVERNED
      const isMember = view.members.has(self)
      return {
        policy: view.policy,
        banned: [...view.banned].map(options.nameOf).toSorted(),
        epochNumber: view.epochs.size,
        knowledge: knowledge(),
        expiresAt: view.phase === 'active' ? live.expiresAt : null,
        lastModeratorSeen: live.lastModeratorSeen,
        transferOffer: offer(),
        admission: isMember ? null : live.admission,
      }
    },
    stored: options.stored,
    keep,
    show(change) {
      live = { ...live, ...change }
      options.onChange()
    },
    acted: (id) => keep({ act: { id, knowing: [] } }),
    wrote(records) {
      const now = knowledge()
      if (now === null || now.known === now.of) return
      for (const { lane, author, id, raw } of records) {
        learned(author, [lane === 'control' ? id : epochOf(raw)])
      }
    },
    learned,
  }
}
