import type { ChatId, EntryId } from '../../protocol/ids.ts'
import { fromB64, toB64 } from '../../shared/bytes.ts'
import type { OnDamaged } from '../disk/damaged.ts'
import type { Disk } from '../disk/disk.ts'
import type { LogSeal } from '../log/log-lines.ts'
import { openRecordLog } from '../log/record-log.ts'
import { EpochSecretSchema, type EpochSecret } from './schemas.ts'

const DAY_MS = 24 * 3_600_000

/** Secrets of epochs, sealed; one that is put is on disk before it is used. */
export interface EpochSecrets {
  get(chat: ChatId, epoch: EntryId): Buffer | undefined
  put(chat: ChatId, epoch: EntryId, secret: Buffer): Promise<void>
  /** Deletes secrets that were last used before `time`, from the disk too. */
  forget(time: number): Promise<void>
  close(): Promise<void>
}

export async function openEpochSecrets(options: {
  readonly path: string
  readonly seal: LogSeal
  readonly disk?: Disk | undefined
  readonly onDamaged?: OnDamaged | undefined
  readonly now?: () => number
}): Promise<EpochSecrets> {
  const { path, seal, disk, onDamaged, now = Date.now } = options
  const secrets = new Map<string, EpochSecret>()
  const touched = new Set<string>()
  const log = await openRecordLog({
    path,
    seal,
    schema: EpochSecretSchema,
    disk,
    onDamaged,
    onRecord: (record) => secrets.set(record.chat + record.epoch, record),
  })

  return {
    get(chat, epoch) {
      const key = chat + epoch
      const known = secrets.get(key)
      if (known === undefined) return undefined
      if (now() - known.lastUsed > DAY_MS) {
        secrets.set(key, { ...known, lastUsed: now() })
        touched.add(key)
      }
      return fromB64(known.secret)
    },
    async put(chat, epoch, secret) {
      const record = { chat, epoch, secret: toB64(secret), lastUsed: now() }
      await log.append([record])
      secrets.set(chat + epoch, record)
    },
    async forget(time) {
      const old = [...secrets].filter(([, { lastUsed }]) => lastUsed < time)
      if (old.length === 0) return
      for (const [key] of old) secrets.delete(key)
      touched.clear()
      await log.replace(() => [...secrets.values()])
    },
    async close() {
      try {
        await log.append([...touched].flatMap((key) => secrets.get(key) ?? []))
      } finally {
        await log.close()
      }
    },
  }
}
