import type { PrivateKey } from '../../crypto/keys.ts'
import { sign } from '../../crypto/sign.ts'
import { witnessWords } from '../../log/signed-words.ts'
import type { ChatId, Kid } from '../../protocol/ids.ts'
import { createMutex } from '../../shared/mutex.ts'
import { toB64 } from '../../shared/bytes.ts'
import { ChatError } from '../../shared/errors.ts'
import type { Document } from '../../store/documents/document.ts'
import type { GovernanceFile } from '../../store/tracker/governance-schema.ts'

/** Signs transfers of rooms, at most one of each generation of moderators. */
export interface Witnesses {
  /** On disk before it is signed. Throws NOT_MODERATOR when another transfer of this generation was signed. */
  sign(chat: ChatId, generation: number, to: Kid): Promise<string>
}

export function createWitnesses(file: Document<GovernanceFile>, key: PrivateKey): Witnesses {
  const turns = createMutex()
  return {
    sign: (chat, generation, to) =>
      turns.run(async () => {
        const known = file
          .get()
          .witnesses.find((one) => one.chat === chat && one.generation === generation)
        if (known !== undefined && known.to !== to) throw new ChatError('NOT_MODERATOR')
        if (known === undefined) {
          const witness = { chat, generation, to }
          await file.update((kept) => ({ ...kept, witnesses: [...kept.witnesses, witness] }))
        }
        return toB64(await sign(key, witnessWords(chat, generation, to)))
      }),
  }
}
