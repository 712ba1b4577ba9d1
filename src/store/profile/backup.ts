import * as v from 'valibot'
import { VAULT_BYTES_MAX } from '../../protocol/limits.ts'
import { BackupSchema, type Backup } from './schemas.ts'

/** So many are ever needed: a new one each week, the private keys kept for a month. */
const WRAP_KEYS_MAX = 6
const MACHINES_MAX = 16

/**
 * Sealed, so that anybody may keep it: with the password it opens the profile on another machine. The same contents give the same
 * bytes, so that a hash tells whether there is anything new.
 */
export function makeBackup({ vaults, identity, wrapKeys, machines }: Omit<Backup, 'v'>): Buffer {
  const newest = wrapKeys.toSorted((a, b) => a.record.notAfter - b.record.notAfter)
  const backup: Backup = {
    v: 1,
    vaults: [...vaults],
    identity,
    wrapKeys: newest.slice(-WRAP_KEYS_MAX),
    machines: machines.slice(-MACHINES_MAX),
  }
  return Buffer.from(JSON.stringify(backup), 'utf8')
}

/** undefined when it is no backup. */
export function parseBackup(bytes: Buffer): Backup | undefined {
  if (bytes.length > VAULT_BYTES_MAX) return undefined
  try {
    const parsed = v.safeParse(BackupSchema, JSON.parse(bytes.toString('utf8')))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}
