import type { ForkProof } from '../../log/chat-log.ts'
import { decodeEntry, encodeEntry } from '../../protocol/entry.ts'
import { fromB64, toB64 } from '../../shared/bytes.ts'
import { ChatError, ProtocolError } from '../../shared/errors.ts'
import type { Profile } from '../../store/profile.ts'
import type { ActiveChat } from '../chats/active-chat.ts'

/** Proofs of forks outlive the program: what was hidden once stays hidden. */
export interface ForkFile {
  /** On disk when it resolves; the user is told. */
  found(active: ActiveChat, proofs: readonly ForkProof[]): Promise<void>
  /** Proves again what was proved before the start. */
  restore(active: ActiveChat): Promise<void>
}

export function createForkFile(
  profile: Pick<Profile, 'forks' | 'saveFork'>,
  around: { nameOf(kid: string): string; onTrouble(error: unknown): void },
): ForkFile {
  const keyOf = ({ author, seq }: { author: string; seq: number }, chat: string): string =>
    [chat, author, seq].join(' ')
  const known = new Set(profile.forks.map((fork) => keyOf(fork, fork.chat)))

  return {
    async found(active, proofs) {
      const chat = active.chat.id
      for (const proof of proofs) {
        if (known.has(keyOf(proof, chat))) continue
        known.add(keyOf(proof, chat))
        const { author, seq } = proof
        const entries = proof.entries.map((entry) => toB64(encodeEntry(entry)))
        await profile.saveFork({ chat, author, seq, entries })
        around.onTrouble(new ChatError('FORKED', { subject: around.nameOf(author) }))
      }
      active.onForks(proofs.map(({ author }) => author))
    },
    async restore(active) {
      for (const fork of profile.forks) {
        if (fork.chat !== active.chat.id) continue
        const bytes = fork.entries.flatMap((entry) => fromB64(entry) ?? [])
        try {
          await active.chat.receive(bytes.map(decodeEntry))
        } catch (error) {
          // A proof that does not hold any more proves nothing.
          if (!(error instanceof ProtocolError)) throw error
        }
      }
    },
  }
}
