import { dirname } from 'node:path'
import { ChatError } from '../../shared/errors.ts'
import type { Disk } from './disk.ts'

/** Told when something on disk could not be read; `path` is where it was set aside. */
export type OnDamaged = (damage: { readonly path: string; readonly reason: string }) => void

/** The refusal to work with a damaged file; the file stays where it is. */
export function damagedFile(path: string, reason: string): ChatError {
  return new ChatError('PROFILE_DAMAGED', { subject: path, cause: new Error(reason) })
}

/** A free name beside `path` under which damaged bytes are kept for whoever may repair them. */
export function damagedName(path: string): string {
  const time = new Date().toISOString().replaceAll(/[-:]/g, '').replace('.', '-')
  return `${path}.damaged-${time}`
}

/** Moves a damaged file out of the way, never over another one. */
export async function setAside(disk: Disk, path: string): Promise<string> {
  const aside = damagedName(path)
  await disk.rename(path, aside)
  await disk.syncFolder(dirname(path))
  return aside
}
